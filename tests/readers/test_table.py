"""Arrow tables and Parquet files give what a CSV of them gives."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from vocmine.errors import InputError
from vocmine.readers.open import inspect, read
from vocmine.readers.plan import ReadOptions
from vocmine.readers.table import read_table
from vocmine.types import Record

Write = Callable[..., Path]


def test_table_gives_records_in_order() -> None:
    table = pa.table(
        {"id": [7, 8], "when": pa.array([datetime(2026, 1, 2, tzinfo=UTC)] * 2), "words": ["late again", None], "stars": [1.0, 5.0]}
    )
    items = list(read_table(table, ReadOptions(text="words", mapping=(("created_at", "when"), ("rating", "stars")))))
    found = [f for item in items if isinstance(item, Record) for f in item.feedbacks]
    assert [(f.id, f.text, f.rating, f.source_row) for f in found] == [("7", "late again", 1.0, 1), ("8", "", 5.0, 2)]
    assert found[0].created_at == datetime(2026, 1, 2, tzinfo=UTC)


def test_parquet_is_read_over_row_groups(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    pq.write_table(pa.table({"comment": [f"the parcel came late {n}" for n in range(100)]}), path, row_group_size=7)
    assert [item.row for item in read(path)] == list(range(1, 101))


def test_damaged_parquet_is_refused(write: Write, data: Path) -> None:
    with pytest.raises(InputError, match=r"^x\.parquet is a damaged Parquet file: "):
        inspect(write((data / "table.parquet").read_bytes()[:-50], "x.parquet"))


def test_texts_of_a_table_do_not_take_the_language_of_those_beside_them() -> None:
    german = ["Das Essen war kalt und der Kellner sehr unfreundlich", "Niemand ging ans Telefon", "Wir kommen gerne wieder hierher"]
    items = read_table(pa.table({"comment": [*german, "Super"]}))
    assert [f.language for item in items if isinstance(item, Record) for f in item.feedbacks] == [None] * 4
