"""One truth in every format: the same six rows come out, whatever holds them."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from vocmine.readers.open import inspect, read
from vocmine.types import Record, Rejected, Skipped

NAMES = (
    "plain.csv",
    "bom.csv",
    "semicolon_cp1252.csv",
    "bar.txt",
    "tab.tsv",
    "utf16_bom.csv",
    "utf16_tab.tsv",
    "sep.csv",
    "titles.csv",
    "packed.csv.gz",
    "packed.zip",
    "book.xlsx",
    "old.xls",
    "lines.jsonl",
    "list.json",
    "wrapped.json",
    "table.parquet",
)
TRUTH = (
    (1, "R-001", "The fitter came on time – lovely chap.", 5.0, "web", datetime(2026, 3, 14, 9, 5, tzinfo=UTC)),
    (2, "R-002", 'He said "tomorrow", twice.\nNobody came; I paid €40.', 1.0, "phone", datetime(2026, 3, 15, 10, tzinfo=UTC)),
    (3, "R-003", "Works, but the app is slow | and loud", 3.0, "web", datetime(2026, 3, 16, 11, 30, tzinfo=UTC)),
    (4, "R-004", "", 4.0, "web", datetime(2026, 3, 17, 12, tzinfo=UTC)),
    (6, "R-006", "Café heater broke\tagain, very cold nights", 2.0, "phone", datetime(2026, 3, 18, 13, 45, tzinfo=UTC)),
)


@pytest.fixture(params=NAMES)
def path(request: pytest.FixtureRequest, data: Path) -> Path:
    return data / request.param


def test_every_format_gives_the_same_feedback(path: Path) -> None:
    feedbacks = [f for item in read(path) if isinstance(item, Record) for f in item.feedbacks]
    found = tuple((f.source_row, f.id, f.text.replace("\r\n", "\n"), f.rating, f.channel, f.created_at) for f in feedbacks)
    assert found == TRUTH


def test_every_format_closes_its_ledger(path: Path) -> None:
    items = list(read(path))
    assert [item.row for item in items] == [1, 2, 3, 4, 5, 6]
    assert [item.reason for item in items if isinstance(item, Skipped)] == ["empty"]
    assert not [item for item in items if isinstance(item, Rejected)]
    assert inspect(path).rows == 6


def test_every_format_drops_the_address_of_mail(path: Path) -> None:
    plan = inspect(path)
    assert [reason for _, reason in plan.dropped] == ["personal: e-mail address"]
    assert "example.org" not in plan.to_json() + repr(list(read(path)))


def test_plan_given_back_changes_nothing(path: Path) -> None:
    assert list(read(path, plan=inspect(path))) == list(read(path))


@pytest.mark.parametrize(
    ("name", "format_name", "encoding", "delimiter", "container"),
    [
        ("plain.csv", "csv", "utf-8", "comma", None),
        ("bom.csv", "csv", "utf-8-sig", "comma", None),
        ("semicolon_cp1252.csv", "csv", "cp1252", "semicolon", None),
        ("bar.txt", "csv", "utf-8", "bar", None),
        ("utf16_bom.csv", "csv", "utf-16", "comma", None),
        ("utf16_tab.tsv", "tsv", "utf-16-le", "tab", None),
        ("packed.csv.gz", "csv", "utf-8", "comma", "gzip"),
        ("packed.zip", "csv", "utf-8", "comma", "zip"),
        ("old.xls", "xls", None, None, None),
    ],
)
def test_plan_says_what_was_detected(
    data: Path, name: str, format_name: str, encoding: str | None, delimiter: str | None, container: str | None
) -> None:
    plan = inspect(data / name)
    assert (plan.format, plan.encoding, plan.delimiter, plan.container) == (format_name, encoding, delimiter, container)


def test_member_of_a_zip_goes_by_archive_and_name(data: Path) -> None:
    assert {item.file for item in read(data / "packed.zip")} == {"packed.zip/in/plain.csv"}
