"""Workbooks: sheets, cells, damage."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter

from vocmine.errors import InputError
from vocmine.readers.open import inspect, read
from vocmine.readers.workbook import cell_text
from vocmine.types import Record

Write = Callable[..., Path]


def book(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    with xlsxwriter.Workbook(str(path)) as out:
        for name, rows in sheets.items():
            sheet = out.add_worksheet(name)
            for n, row in enumerate(rows):
                sheet.write_row(n, 0, row)
    return path


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (5.0, "5"),
        (4.5, "4.5"),
        ("007", "007"),
        (datetime(2026, 1, 2, 3, 4, 5), "2026-01-02 03:04:05"),
        (date(2026, 1, 2), "2026-01-02"),
        (True, "True"),
        ("c\x00a\x00f\x00\xe9\x00", "café"),
        ("a nul \x00 alone!", "a nul \x00 alone!"),
    ],
)
def test_cell_reads_as_in_a_csv(cell: object, text: str) -> None:
    assert cell_text(cell) == text  # type: ignore[arg-type]


def test_sheets_with_the_same_headings_are_all_read(tmp_path: Path) -> None:
    head = ["id", "comment"]
    path = book(
        tmp_path / "x.xlsx",
        {
            "January": [head, ["a", "the parcel came late"]],
            "February": [head, ["b", "nobody rang me back"]],
            "Key": [["code", "red"], [1, 2]],
        },
    )
    assert [(f.source_sheet, f.id) for item in read(path) if isinstance(item, Record) for f in item.feedbacks] == [
        ("January", "a"),
        ("February", "b"),
    ]
    assert "Sheet 'Key' is not read." in inspect(path).notes


def test_sheet_without_text_is_passed_over(tmp_path: Path) -> None:
    path = book(
        tmp_path / "x.xlsx", {"Key": [["code", "red"], [1, 2]], "Data": [["comment"], ["the parcel came late"], ["nobody rang me"]]}
    )
    assert inspect(path).sheet == "Data"


def test_hidden_sheet_is_said_and_not_read(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "x.xlsx")) as out:
        for name, text in (("Open", "the parcel came late"), ("Shut", "nobody rang me back")):
            sheet = out.add_worksheet(name)
            sheet.write_column(0, 0, ["comment", text])
        sheet.hide()
    assert [f.text for item in read(tmp_path / "x.xlsx") if isinstance(item, Record) for f in item.feedbacks] == ["the parcel came late"]
    assert "Sheet 'Shut' is hidden and not read." in inspect(tmp_path / "x.xlsx").notes


def test_damaged_workbook_is_refused(write: Write, data: Path) -> None:
    with pytest.raises(InputError, match=r"^x\.xlsx is a damaged "):
        inspect(write((data / "book.xlsx").read_bytes()[:3000], "x.xlsx"))


def test_empty_workbook_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"^x\.xlsx has no visible sheet that holds rows\.$"):
        inspect(book(tmp_path / "x.xlsx", {"Empty": []}))
