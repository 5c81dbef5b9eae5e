"""Archives: several members, damage, bombs, and files that are something else."""

import gzip
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from vocmine.errors import InputError, UnknownFormat
from vocmine.readers.open import inspect, read
from vocmine.types import Record, Rejected

Write = Callable[..., Path]
GOOD = "id,comment\n{0}1,the parcel came late\n{0}2,nobody rang me back\n"


def archive(path: Path, files: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return path


def test_members_follow_one_another_under_their_names(tmp_path: Path) -> None:
    path = archive(tmp_path / "x.zip", {"a.csv": GOOD.format("a"), "b/b.csv": GOOD.format("b"), "__MACOSX/a.csv": "junk"})
    plan = inspect(path)
    assert (plan.file, plan.rows, [part.file for part in plan.parts]) == ("x.zip", 4, ["x.zip/a.csv", "x.zip/b/b.csv"])
    assert [(item.file, item.row) for item in read(path, plan=plan)] == [
        ("x.zip/a.csv", 1),
        ("x.zip/a.csv", 2),
        ("x.zip/b/b.csv", 1),
        ("x.zip/b/b.csv", 2),
    ]


def test_bad_member_costs_itself_alone(tmp_path: Path) -> None:
    path = archive(tmp_path / "x.zip", {"a.csv": GOOD.format("a"), "b.pdf": b"%PDF-1.7 ..."})
    expected = Rejected(
        "x.zip/b.pdf", 0, "file", "x.zip/b.pdf is a PDF document; readable are CSV, TSV, XLSX, XLS, JSON, JSONL, Parquet, WebVTT and SRT."
    )
    plan = inspect(path)
    assert expected.message in plan.notes
    for items in (list(read(path)), list(read(path, plan=plan))):
        assert items[-1] == expected
        assert sum(isinstance(item, Record) for item in items) == 2


def test_true_repeats_in_two_members_survive(tmp_path: Path) -> None:
    content = "city,comment\nBonn,the parcel came late\nGhent,nobody rang me back\n"
    path = archive(tmp_path / "x.zip", {"a.csv": content, "b.csv": content})
    assert len({f.id for item in read(path) if isinstance(item, Record) for f in item.feedbacks}) == 4


def test_zip_bomb_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = archive(tmp_path / "x.zip", {"a.csv": b"a" * 40_000_000})
    with pytest.raises(InputError, match=r"^x\.zip would unpack to 38 MiB; it is refused as a compression bomb\.$"):
        inspect(path)


def test_gzip_bomb_is_refused_while_it_is_read(write: Write) -> None:
    path = write(gzip.compress(b"id,comment\n" + b"1,a\n" * 8_000_000), "x.csv.gz")
    with pytest.raises(
        InputError, match=r"^x\.csv\.gz unpacks to more than its limit; it is refused\. Unpack it by hand if it is yours\.$"
    ):
        inspect(path)


def test_gzip_cut_short_is_refused(write: Write, data: Path) -> None:
    whole = (data / "packed.csv.gz").read_bytes()
    with pytest.raises(InputError, match=r"^x\.csv\.gz is damaged or cut short; nothing of it was taken\. Fetch it again\.$"):
        inspect(write(whole[:-40], "x.csv.gz"))


def test_archive_in_an_archive_is_refused(tmp_path: Path, data: Path) -> None:
    inner = {"in.zip": (data / "packed.zip").read_bytes()}
    with pytest.raises(
        InputError, match=r"^x\.zip/in\.zip is an archive within an archive; unpack it once; there is no table of feedback in it\.$"
    ):
        inspect(archive(tmp_path / "x.zip", inner))


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b"%PDF-1.4", "x.csv", "x.csv is a PDF document;"),
        (b"<!DOCTYPE html><table>", "x.xls", "x.xls is a page of HTML, whatever its name; export it as CSV or XLSX."),
        (b"SQLite format 3\x00", "x.db", "x.db is a SQLite database;"),
        (bytes(range(256)) * 4 + b"\x00" * 300, "x.bin", "x.bin is a binary file of an unknown kind;"),
    ],
)
def test_other_kinds_are_named_for_what_they_are(write: Write, content: bytes, name: str, message: str) -> None:
    with pytest.raises(UnknownFormat) as caught:
        inspect(write(content, name))
    assert str(caught.value).startswith(message)


def test_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.csv cannot be opened: No such file or directory\.$"):
        inspect(tmp_path / "none.csv")


def test_ending_of_the_name_does_not_matter(write: Write, data: Path) -> None:
    path = write((data / "book.xlsx").read_bytes(), "book.csv")
    assert inspect(path).format == "xlsx"
