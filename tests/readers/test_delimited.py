"""CSV and TSV: quoting, ragged rows, delimiters, bytes that do not fit."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocmine.errors import InputError
from vocmine.readers.container import members
from vocmine.readers.delimited import find_dialect
from vocmine.readers.open import inspect, open_tables, read
from vocmine.readers.tables import Row
from vocmine.types import Record, Rejected

Write = Callable[..., Path]


def texts(path: Path) -> list[str]:
    return [f.text for item in read(path) if isinstance(item, Record) for f in item.feedbacks]


def rejects(path: Path) -> list[tuple[int, str, str]]:
    return [(item.row, item.code, item.message) for item in read(path) if isinstance(item, Rejected)]


def test_ragged_rows_are_rejected_with_both_counts(write: Write) -> None:
    path = write("id,comment,city\n1,good service here,Ghent\n2,too short\n3,far,too,long\n4,very nice people,Bonn,,\n")
    assert rejects(path) == [
        (2, "ragged", "Row 2 has 2 cells where the header has 3."),
        (3, "ragged", "Row 3 has 4 cells where the header has 3."),
    ]
    assert texts(path) == ["good service here", "very nice people"]


def test_unclosed_quote_costs_its_own_row_and_names_its_line(write: Write) -> None:
    path = write('id,comment\n1,"fine\nand dandy"\n2,"never closed\n3,the next one\n4,and the last\n')
    assert rejects(path) == [
        (
            2,
            "quote",
            "The quoting of the row that begins on line 4 is broken: a quote is not closed, or text follows a closing quote; "
            "the row begins '2,\"never closed'.",
        )
    ]
    assert texts(path) == ["fine\nand dandy", "the next one", "and the last"]


def test_unclosed_quote_in_the_middle_of_many_rows_loses_none(write: Write) -> None:
    lines = [f'{n},"text of row {n}"' for n in range(1, 301)]
    lines[99] = '100,"text of row 100'
    path = write("id,comment\n" + "\n".join(lines) + "\n")
    assert len(texts(path)) == 299
    assert [row for row, _, _ in rejects(path)] == [100]


def test_line_ends_may_be_mixed(write: Write) -> None:
    path = write('id,comment\r\n1,"one\rtwo"\r2,three of them\n3,"four\u2028five"\r\n')
    assert texts(path) == ["one\rtwo", "three of them", "four\u2028five"]


def test_blank_lines_are_no_rows(write: Write) -> None:
    path = write("id,comment\n\n1,hello there you\n\n2,good bye then\n\n")
    assert [item.row for item in read(path)] == [1, 2]


def test_one_column_keeps_commas(write: Write) -> None:
    path = write("comment\ngood, but slow\nnice, quick, cheap\nbad\n")
    assert texts(path) == ["good, but slow", "nice, quick, cheap", "bad"]


def test_backslash_before_a_quote_is_understood(write: Write) -> None:
    path = write('id,comment\n1,"he said \\"no\\", again"\n2,"all is well, thanks"\n')
    assert texts(path) == ['he said "no", again', "all is well, thanks"]


def test_undefined_byte_of_cp1252_rejects_its_row(write: Write) -> None:
    path = write(b"id,comment\n1,caf\xe9 was lovely\n2,bad \x81 byte here\n3,all is well\n")
    assert rejects(path) == [(2, "encoding", "Column 'comment' holds the byte 0x81, which is not cp1252.")]
    assert texts(path) == ["café was lovely", "all is well"]


def test_stray_byte_among_utf8_rejects_its_row(write: Write) -> None:
    path = write("id,comment\n1,café à la crème\n2,".encode() + b"b\xe9b\xe9"[:2] + b" is odd\n3,all is well\n")
    assert rejects(path) == [(2, "encoding", "Column 'comment' holds the byte 0xe9, which is not utf-8.")]
    assert inspect(path).encoding == "utf-8"


def test_nul_in_a_cell_rejects_its_row(write: Write) -> None:
    path = write("id,comment\n1,a nul \x00 in here\n2,all is well\n")
    assert rejects(path) == [(1, "nul", "Column 'comment' holds a NUL character.")]


def test_cell_of_a_million_characters_is_taken(write: Write) -> None:
    assert len(texts(write("id,comment\n1," + "long word " * 100_000 + "\n2,short one here\n"))[0]) == 1_000_000


def test_line_without_end_is_refused(write: Write) -> None:
    path = write(b"id,comment\n1," + b"x" * (17 * 1024**2))
    with pytest.raises(InputError, match=r"^Line 2 of file\.csv is longer than 16 Mi characters; this is not a table\.$"):
        inspect(path)


def test_utf16_cut_in_a_character_is_refused(write: Write) -> None:
    path = write(b"\xff\xfe" + "id,comment\n1,hello there\n".encode("utf-16-le") + b"\x41")
    with pytest.raises(InputError, match=r"^file\.csv ends in the middle of a character; it was cut short\.$"):
        list(read(path))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "file.csv is empty."),
        (b"\xef\xbb\xbf", "file.csv holds nothing but white space."),
        (b"\n\n", "file.csv holds nothing but white space."),
        (b"id,comment\n", "file.csv holds a header and no rows."),
        (b"id,colour\n1,red\n2,blue\n", "No column of file.csv holds text to read; found 'id', 'colour'. Pass --text COLUMN."),
        ((",".join(f"c{n}" for n in range(1001)) + "\n").encode() * 2, "file.csv has 1001 columns; at most 1000 are read."),
    ],
)
def test_file_without_feedback_is_refused_in_one_sentence(write: Write, content: bytes, message: str) -> None:
    with pytest.raises(InputError) as caught:
        inspect(write(content))
    assert str(caught.value) == message


CELLS = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\x00"), max_size=12)


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=8), st.sampled_from(",;\t|"))
def test_rows_come_back_as_they_were_written(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, str]], delimiter: str
) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(
        [("a id", "comment", "note"), ("0", "plain words here", "x"), *rows]
    )
    path = tmp_path_factory.mktemp("rows") / "rows.csv"
    path.write_bytes(out.getvalue().encode())
    (table,) = open_tables(members(path)[0])
    assert [row.cells for row in table.rows() if isinstance(row, Row)] == [("0", "plain words here", "x"), *rows]


def test_dialect_of_a_single_separated_header_is_its_delimiter() -> None:
    assert find_dialect("a;b;c\n1;2,5;3\n4;5,5;6\n").delimiter == ";"
    assert find_dialect("sep=|\na|b\n1|2\n").prefixed
