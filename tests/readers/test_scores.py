"""Numbers out of cells."""

import pytest

from vocmine.readers.scores import parse_nps, parse_number


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("4", 4),
        ("4,5", 4.5),
        (" 4.0 ", 4),
        ("4 stars", 4),
        ("1 star", 1),
        ("3/5", 3),
        ("5 out of 5", 5),
        ("10 - Extremely likely", 10),
        ("★★★☆☆", 3),
        ("-3", -3),
        ("4 people came", None),
        ("1e400", None),
        ("NaN", None),
        ("1_000", None),
        ("1,234.5", None),
        ("", None),
    ],
)
def test_number_of_a_cell(value: str, expected: float | None) -> None:
    assert parse_number(value) == expected


def test_group_of_recommenders_counts_as_its_boundary() -> None:
    assert [parse_nps(v) for v in ("Promoter", "passives", "Detractor", "7", "maybe")] == [9, 7, 6, 7, None]
