"""Dates by explicit forms, aware UTC; nothing is read in two ways."""

from datetime import UTC, datetime

import pytest

from vocmine.readers.dates import looks_like_date, parse_date


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-03-14", datetime(2026, 3, 14, tzinfo=UTC)),
        ("2026-03-14T09:05:06Z", datetime(2026, 3, 14, 9, 5, 6, tzinfo=UTC)),
        ("2026-03-14 09:05:06.123+02:00", datetime(2026, 3, 14, 7, 5, 6, tzinfo=UTC)),
        ("2026/3/4 9:05", datetime(2026, 3, 4, 9, 5, tzinfo=UTC)),
        ("31-Jul-18", datetime(2018, 7, 31, tzinfo=UTC)),
        ("July 4, 2025", datetime(2025, 7, 4, tzinfo=UTC)),
        ("4th July 2025 at 3:05 pm", datetime(2025, 7, 4, 15, 5, tzinfo=UTC)),
        ("Tue Oct 31 22:10:47 +0000 2017", datetime(2017, 10, 31, 22, 10, 47, tzinfo=UTC)),
        ("Tue, 31 Oct 2017 22:10:47 -0500", datetime(2017, 11, 1, 3, 10, 47, tzinfo=UTC)),
        ("1735689600", datetime(2025, 1, 1, tzinfo=UTC)),
        ("1735689600000", datetime(2025, 1, 1, tzinfo=UTC)),
        ("45658.5", datetime(2025, 1, 1, 12, tzinfo=UTC)),
    ],
)
def test_date_that_tells_its_form_is_read(value: str, expected: datetime) -> None:
    assert parse_date(value) == expected


@pytest.mark.parametrize(
    "value", ["2025-02-30", "0001-01-01", "9999-12-31", "12 apples", "", "2025-01-01 25:00", "13:00 pm 2025", "30 Foo 2025"]
)
def test_impossible_date_gives_nothing(value: str) -> None:
    assert parse_date(value) is None


def test_order_decides_numbers() -> None:
    assert parse_date("03/04/2025") is None
    assert parse_date("03/04/2025", "dmy") == datetime(2025, 4, 3, tzinfo=UTC)
    assert parse_date("03/04/25 12:30 AM", "mdy") == datetime(2025, 3, 4, 0, 30, tzinfo=UTC)
    assert parse_date("24-02-2015 11:35", "mdy") is None


def test_plain_number_does_not_look_like_a_date() -> None:
    assert not looks_like_date("1735689600")
    assert looks_like_date("31.12.2025")
