"""Named columns of any table, as they stand."""

import pytest

from vocmine.errors import ColumnMissing
from vocmine.readers.columns import read_columns
from vocmine.readers.tables import Row


def test_read_columns_gives_cells_in_the_order_asked(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("id,Text,stage\n1,Too slow,usage\n2,,support\n", encoding="utf-8")
    assert list(read_columns(path, ["stage", "Text"])) == [Row(1, ("usage", "Too slow")), Row(2, ("support", ""))]


def test_read_columns_reads_json_lines(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "Too slow", "stage": "usage"}\n{"text": "Rude", "stage": "support"}\n', encoding="utf-8")
    assert [row.cells for row in read_columns(path, ["text", "stage"])] == [("Too slow", "usage"), ("Rude", "support")]


def test_read_columns_names_the_heading_that_is_missing(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("id,Text\n1,Too slow\n", encoding="utf-8")
    with pytest.raises(ColumnMissing, match=r"^No column 'stage' in a\.csv; found 'id', 'Text'\."):
        read_columns(path, ["Text", "stage"])
