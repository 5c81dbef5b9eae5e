"""Parquet: rows batch by batch, values as text.

Guarantees: no more than one batch of rows is held; times come as ISO 8601, nested values as JSON.
"""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from vocmine.errors import InputError
from vocmine.readers.container import Member
from vocmine.readers.header import unique_headings
from vocmine.readers.jsonlines import value_text
from vocmine.readers.tables import MAX_COLUMNS, Row, Rows, Table

if TYPE_CHECKING:
    import pyarrow as pa

_BATCH = 4096
_MAX_BYTES = 2 * 1024**3


def open_parquet(member: Member) -> Table:
    """Open a Parquet file.

    Raises
    ------
    InputError
        If it is damaged, encrypted or has too many columns.
    """
    with _open(member) as file:
        names = file.schema_arrow.names
    if len(names) > MAX_COLUMNS:
        raise InputError(f"{member.name} has {len(names)} columns; at most {MAX_COLUMNS} are read.", file=member.name)
    headings, notes = unique_headings(names)

    def rows() -> Rows:
        with _open(member) as file:
            yield from table_rows(file.iter_batches(_BATCH))

    return Table(headings=headings, rows=rows, format="parquet", notes=notes)


def table_rows(batches: "Iterable[pa.RecordBatch]") -> Iterator[Row]:
    """Yield the rows of Arrow batches as text, numbered from 1."""
    number = 0
    for batch in batches:
        columns = [[_text(value) for value in column.to_pylist()] for column in batch.columns]
        for cells in zip(*columns, strict=True):
            number += 1
            yield Row(number, cells)


@contextmanager
def _open(member: Member) -> Iterator[Any]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    with member.open() as stream:
        try:
            yield pq.ParquetFile(stream if stream.seekable() else pa.BufferReader(_bytes(stream, member.name)))
        except (pa.ArrowException, OSError) as error:
            raise InputError(f"{member.name} is a damaged Parquet file: {_first_line(error)}", file=member.name) from error


def _bytes(stream: Any, name: str) -> bytes:
    data: bytes = stream.read(_MAX_BYTES + 1)
    if len(data) > _MAX_BYTES:
        raise InputError(f"{name} is larger than 2 GiB; unpack it first.", file=name)
    return data


def _first_line(error: Exception) -> str:
    return str(error).split("\n", 1)[0][:200]


def _text(value: Any) -> str:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, bytes):
        return value.decode("utf-8", "surrogateescape")
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    return value_text(value)
