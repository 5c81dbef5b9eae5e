"""What was planted to go together is found, chance is not, and employees are left out."""

import random
from dataclasses import replace
from datetime import UTC, datetime
from math import log

import pytest

from tests.made import feedback, reading
from vocmine.journey.associations import find_associations
from vocmine.language.employees import names_employees
from vocmine.types import Scored, Segment, Theme, Themes


def project(n, tells, values, *, seed=0):
    """Return a pain point and its segments: ``values(rng, row)`` are a unit's columns, ``tells(columns)`` its chance to tell of it."""
    rng = random.Random(seed)
    by_id = {}
    told = []
    for row in range(n):
        columns = values(rng, row)
        month = columns.pop("month", None)
        when = datetime(2026, month, 3, tzinfo=UTC) if month else None
        one = feedback(f"f{row:05}", "it broke", record=f"r{row}", created_at=when, attributes=tuple(sorted(columns.items())))
        scored = Scored(Segment(one, 0, 0, 8), reading())
        by_id[scored.segment.id] = scored
        if rng.random() < tells(columns | {"month": month}):
            told.append(scored.segment.id)
    return Themes((Theme("t", "pain_point", "it broke", (), tuple(told), (), 0.5, ()),), ()), by_id


def versions(rng, _row):
    return {"Version": rng.choice(("5.1", "5.2", "6.0")), "City": rng.choice(("North", "South", "East"))}


def found(themes, by_id, **asked):
    return find_associations(themes, by_id, **asked).get("t", ())


def test_what_was_planted_is_found_with_its_people_and_evidence():
    themes, by_id = project(1200, lambda c: 0.2 if c["Version"] == "5.2" else 0.05, versions)
    (one,) = found(themes, by_id)
    assert (one.field, one.value) == ("Version", "5.2")
    assert one.people + one.others == one.lift.n == 1200
    assert one.told + one.told_by_others == len(themes.themes[0].segment_ids)
    assert one.lift.low < 4 < one.lift.high
    assert one.lift.low < one.lift.value < one.lift.high
    assert all(dict(by_id[i].segment.feedback.attributes)["Version"] == "5.2" for i in one.evidence)


def test_nothing_is_found_where_columns_are_chance_but_for_a_few_in_twenty_projects():
    chance = [project(600, lambda _: 0.1, versions, seed=seed) for seed in range(40)]
    assert sum(bool(found(*one)) for one in chance) <= 4


def test_the_month_since_when_is_found():
    themes, by_id = project(2400, lambda c: 0.16 if c["month"] >= 6 else 0.03, lambda rng, _: {"month": rng.randint(1, 12)})
    assert ("since", "2026-06") in {(one.field, one.value) for one in found(themes, by_id)}


def test_what_another_column_explains_is_left_out():
    def values(rng, _row):
        plan = rng.choice(("old", "new"))
        return {"Plan": plan, "Shop": "web" if rng.random() < (0.85 if plan == "new" else 0.15) else "store"}

    themes, by_id = project(3000, lambda c: 0.25 if c["Plan"] == "new" else 0.04, values)
    assert [(one.field, one.value) for one in found(themes, by_id)] == [("Plan", "new")]


def test_few_people_or_values_without_end_are_not_tested():
    rare, by_rare = project(400, lambda c: 0.9 if c["Shop"] == "rare" else 0.02, lambda _, row: {"Shop": "rare" if row < 15 else "usual"})
    wordy, by_wordy = project(400, lambda c: 0.5 if c["Order"] < "200" else 0.01, lambda _, row: {"Order": f"{row:03}"})
    assert found(rare, by_rare) == found(wordy, by_wordy) == ()


def test_columns_that_name_employees_are_looked_at_only_if_asked_for():
    themes, by_id = project(800, lambda c: 0.3 if c["Agent Name"] == "A" else 0.05, lambda rng, _: {"Agent Name": rng.choice("ABCD")})
    assert found(themes, by_id) == ()
    assert [one.value for one in found(themes, by_id, employees=True)] == ["A"]


def test_the_order_of_feedback_does_not_matter():
    themes, by_id = project(600, lambda c: 0.3 if c["City"] == "North" else 0.05, versions)
    shuffled = random.Random(3).sample(list(by_id.items()), len(by_id))
    assert found(themes, dict(shuffled)) == found(themes, by_id) != ()


def test_nominal_intervals_cover_the_planted_lift():
    held = []
    for seed in range(100, 240):
        themes, by_id = project(900, lambda c: 0.3 if c["Version"] == "5.2" else 0.1, versions, seed=seed)
        one = next(one for one in found(themes, by_id) if one.value == "5.2")
        held.append(one.lift.low <= 3 <= one.lift.high)
    assert 0.9 <= sum(held) / len(held) <= 0.99
    assert log(one.lift.high / one.lift.value) == pytest.approx(log(one.lift.value / one.lift.low))


@pytest.mark.parametrize("heading", ["Agent", "agent_id", "ServedBy", "Served By", "Sales rep", "Nurses", "Handled by (name)"])
def test_headings_that_name_employees_are_told(heading):
    assert names_employees(heading)


@pytest.mark.parametrize("heading", ["Staff rating", "Agent team", "Reported", "Channel", "Store manager type", "Number of staff"])
def test_headings_that_name_none_are_spared(heading):
    assert not names_employees(heading)


def test_columns_called_month_and_since_are_columns_of_the_users_own():
    def values(rng, row):
        return {"since": rng.choice(("2019", "2024")), "month": row % 12 + 1}

    themes, by_id = project(2400, lambda c: 0.3 if c["since"] == "2024" else 0.05, values)
    assert {(one.field, one.value) for one in found(themes, by_id)} == {("column since", "2024")}
    named = {i: one for i, one in by_id.items()}
    for i, one in by_id.items():
        whole = replace(one.segment.feedback, created_at=None, attributes=(("month", "April" if int(i[1:6]) % 2 else "July"),))
        named[i] = replace(one, segment=replace(one.segment, feedback=whole))
    assert not {one.field for one in found(themes, named)} & {"month", "since"}
