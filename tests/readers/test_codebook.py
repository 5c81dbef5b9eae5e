"""A codebook comes out as it was written, and what breaks its rules is named."""

import json

import pytest

from vocmine.errors import InputError, UsageError
from vocmine.export.codebook import write_codebook
from vocmine.readers.codebook import read_codebook
from vocmine.types import OwnTheme

BOOK = (
    OwnTheme("t1", "Late parcels", "What comes late, or never", ("where | is it", "=1+1", "'quoted'"), "pain_point"),
    OwnTheme("t2", "-20 %", "", (), None),
    OwnTheme("t3", 'Größe "L", rot', "a\nb", ("passt nicht",), "gain"),
)


@pytest.mark.parametrize("ending", ["csv", "json"])
def test_what_is_written_comes_back_equal(tmp_path, ending):
    path = tmp_path / f"book.{ending}"
    write_codebook(BOOK, path)
    assert read_codebook(path) == BOOK


@pytest.mark.parametrize("id", ["bare", "none", "x" * 81, "a\x07"])
def test_an_id_that_means_something_else_is_refused(tmp_path, id):
    path = tmp_path / "book.csv"
    path.write_text(f"name,id\nPrice,{id}\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"^book\.csv, row 1, column 'id': "):
        read_codebook(path)


def test_other_endings_are_refused(tmp_path):
    with pytest.raises(UsageError, match=r"^Cannot write book\.docx: a codebook is written as \.csv, \.json or \.qdc\.$"):
        write_codebook(BOOK, tmp_path / "book.docx")


def test_names_alone_will_do_and_make_the_same_ids_again(tmp_path):
    path = tmp_path / "book.csv"
    path.write_text("Name,Examples\nLate parcels,never came | still waiting\n\nPrice,\n", encoding="utf-8")
    first, second = read_codebook(path)
    assert (first.name, first.examples, first.kind, second.examples) == ("Late parcels", ("never came", "still waiting"), None, ())
    assert [one.id for one in read_codebook(path)] == [first.id, second.id]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (
            "title\nPrice\n",
            "book.csv has no column 'name'; a codebook has name, definition, examples, kind, id, the first of them alone is needed.",
        ),
        (
            "name,kind\nPrice,pain point\nVan,anger\n",
            "book.csv, row 2, column 'kind': 'anger' is no kind; write pain_point, gain, suggestion, or",
        ),
        ("name,definition\n,late\n", "book.csv, row 1, column 'name': it is empty; each theme needs a name."),
        ("name\nPrice\nprice\n", "book.csv, row 2: the theme 'price' stands in row 1 already. Give each one row."),
        (
            "name,examples,kind\nPrice," + "late|" * 51 + ",gain\nVan,,gain\n",
            "book.csv, row 1, column 'examples': at most 50 examples",
        ),
    ],
)
def test_what_breaks_the_rules_is_named(tmp_path, rows, message):
    path = tmp_path / "book.csv"
    path.write_text(rows, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read_codebook(path)
    assert str(refused.value).startswith(message)


@pytest.mark.parametrize(("content", "message"), [("{", "is not JSON: "), (json.dumps({"name": "x"}), "is no list of themes; write ")])
def test_json_that_is_no_codebook_is_named(tmp_path, content, message):
    path = tmp_path / "book.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=f"^book.json {message}"):
        read_codebook(path)


@pytest.mark.parametrize("name", ["＝1", '"=1+1', "\u200b=1", "'=1", "'tis", "-20 %", "@x"])
def test_names_that_a_spreadsheet_might_run_come_back_equal(tmp_path, name):
    book = (OwnTheme("t", name if name.isprintable() else "t", name, (), "gain"),)
    write_codebook(book, tmp_path / "book.csv")
    assert read_codebook(tmp_path / "book.csv") == book


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("name,kind,id\nPrice,,a\nprice,gain,b\n", r"^book\.csv, row 2: the theme 'price' stands in row 1 already"),
        ("name,Name\nPrice,Cost\n", r"^book\.csv has more than one column 'name'; keep one\.$"),
        ("name\n" + "x" * 81 + "\n", r"^book\.csv, row 1, column 'name': it is one line of at most 80 printable signs\.$"),
        ("name,definition\nPrice," + "x" * 2001 + "\n", r"^book\.csv, row 1, column 'definition': at most 2,000 signs\.$"),
        ("name\n" + "".join(f"n{k}\n" for k in range(2001)), r"^book\.csv has 2,001 themes; a codebook has at most 2,000\.$"),
    ],
)
def test_what_would_be_lost_or_mixed_up_is_refused(tmp_path, rows, message):
    (tmp_path / "book.csv").write_text(rows, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        read_codebook(tmp_path / "book.csv")


def test_kinds_are_read_as_they_are_shown_and_a_kind_apart_has_names_of_its_own(tmp_path):
    (tmp_path / "book.csv").write_text("name,kind\nPrice,Pain points\nPrice,gains\n", encoding="utf-8")
    assert [one.kind for one in read_codebook(tmp_path / "book.csv")] == ["pain_point", "gain"]


def test_a_cell_that_no_parser_ends_with_is_one_example(tmp_path):
    (tmp_path / "book.json").write_text(json.dumps([{"name": "Price", "examples": "[" * 1500}]), encoding="utf-8")
    assert read_codebook(tmp_path / "book.json")[0].examples == ("[" * 1500,)


def test_half_a_surrogate_and_files_that_are_none_are_refused_in_a_sentence(tmp_path):
    (tmp_path / "book.json").write_text('[{"name": "\\ud800"}]', encoding="utf-8")
    with pytest.raises(InputError, match=r"^book\.json, row 1, column 'name': it is one line"):
        read_codebook(tmp_path / "book.json")
    with pytest.raises(InputError, match=r"^none\.json cannot be read: No such file"):
        read_codebook(tmp_path / "none.json")
