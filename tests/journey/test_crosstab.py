"""What was planted in a table stands out, chance does not, and few are not marked."""

import random

import pytest

from tests.made import feedback
from vocmine.errors import UsageError
from vocmine.journey.crosstab import Subject, crosstab
from vocmine.journey.shares import population


def table(chances, *, n=600, seed=0, column="Store", **fields):
    """Return the table of one subject by stores, each with its chance that a person tells of it."""
    rng = random.Random(seed)
    people, told = [], set()
    for row in range(n):
        store, chance = rng.choice(chances)
        people.append(feedback(f"f{row}", record=f"r{row}", attributes=(("Store", store),), **fields))
        if rng.random() < chance:
            told.add(f"r{row}")
    found = crosstab(column, "theme", [Subject("t", "it broke", told)], people, population(people))
    return dict(zip([value for value, _ in found.values], found.rows[0][3], strict=True)), found


def test_what_was_planted_is_marked_with_its_share_and_that_of_the_others():
    cells, found = table([("North", 0.4), ("South", 0.1), ("East", 0.1)])
    north = cells["North"]
    assert north.mark(found.level) == "+"
    assert north.share.low < 0.4 < north.share.high
    assert north.others.low < 0.1 < north.others.high
    assert north.volume == round(north.share.value * north.share.n)
    assert sum(n for _, n in found.values) == found.n == 600


def test_chance_marks_next_to_nothing():
    marks = 0
    for seed in range(40):
        cells, found = table([("North", 0.2), ("South", 0.2), ("East", 0.2), ("West", 0.2)], seed=seed)
        marks += any(cell.mark(found.level) for cell in cells.values())
    assert marks <= 5


def test_few_are_counted_and_never_marked():
    cells, found = table([("North", 1.0), *[("South", 0.0)] * 40], n=200)
    assert 0 < cells["North"].volume < 20
    assert (cells["North"].q, cells["North"].mark(found.level)) == (None, "")


def test_channels_are_folded_to_one_name():
    people = [feedback(f"f{k}", record=f"r{k}", channel=name) for k, name in enumerate(("e-mail", "Email", "MAIL", "Kiosk 7"))]
    found = crosstab("channel", "theme", [Subject("t", "t", {"r0"})], people, population(people))
    assert found.values == (("E-mail", 3), ("Kiosk 7", 1))


def test_a_column_that_nobody_filled_or_that_has_too_many_values_is_refused():
    people = [feedback(f"f{k}", record=f"r{k}", attributes=(("id", str(k)),)) for k in range(60)]
    for column, said in (
        ("City", r"^Nobody who was read has a value in 'City'\.$"),
        ("id", r"^'id' has 60 values; a table has at most 50\.$"),
    ):
        with pytest.raises(UsageError, match=said):
            crosstab(column, "theme", [], people, population(people))
