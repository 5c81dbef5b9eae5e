"""Totals follow from values and weights, their intervals hold the truth, and what would change the order does change it."""

import random

import pytest

from vocmine.decision_types import Criterion, Given
from vocmine.journey.intervals import wilson
from vocmine.journey.priorities import Candidate, all_criteria, prioritise
from vocmine.types import Rate

COST = Criterion("cost", "Cost", 2.0)
BRAND = Criterion("brand", "Brand", 1.0, 0.0, 10.0)


def candidate(name, **mined):
    return Candidate(name, name.title(), 30, {key: Rate(value, value, value, 30) for key, value in mined.items()}, (f"{name}#0",))


def given(theme, criterion, value, low=None, high=None, origin="imported"):
    return Given(theme, criterion, value, value if low is None else low, value if high is None else high, origin)


def draw(candidates, criteria, values=(), units=100):
    return prioritise(candidates, criteria, values, units=units)


def test_a_total_is_the_weighed_mean_of_points():
    values = [given("a", "cost", 500), given("b", "cost", 1000), given("a", "brand", 9), given("b", "brand", 3)]
    first, second = draw([candidate("a"), candidate("b")], [COST, BRAND], values).items
    assert (first.theme_id, first.total) == ("b", pytest.approx((2 * 100 + 30) / 3))
    assert (second.theme_id, second.total) == ("a", pytest.approx((2 * 50 + 90) / 3))
    assert [cell.origin for cell in first.cells] == ["imported", "imported"]


def test_less_of_it_may_be_the_reason_to_fix():
    satisfaction = Criterion("satisfaction", "Satisfaction", 1.0, 0.0, 10.0, less=True)
    found = draw([candidate("a"), candidate("b")], [satisfaction], [given("a", "satisfaction", 2, 1, 4), given("b", "satisfaction", 8)])
    assert [(one.theme_id, one.total) for one in found.items] == [("a", pytest.approx(80)), ("b", pytest.approx(20))]
    assert (found.items[0].low, found.items[0].high) == pytest.approx((60.0, 90.0))


def test_a_value_that_nobody_gave_is_open_and_said_to_be():
    found = draw([candidate("a"), candidate("b"), candidate("c")], [BRAND], [given("a", "brand", 8), given("b", "brand", 4)])
    unknown = next(one for one in found.items if one.theme_id == "c")
    assert (unknown.cells[0].rate, unknown.cells[0].origin, unknown.total) == (None, None, 60.0)
    assert (unknown.low, unknown.high) == (0.0, 100.0)
    assert "Not known of 3 pain points: Brand of 1; these stand at the mean of the others, and could stand anywhere." in found.notes


def test_a_given_value_takes_the_place_of_a_mined_one():
    severity = Criterion("severity", "Severity", least=0.0, most=1.0)
    found = draw([candidate("a", severity=0.4)], [severity], [given("a", "severity", 0.9, origin="typed")])
    assert (found.items[0].total, found.items[0].cells[0].origin, found.items[0].cells[0].evidence) == (pytest.approx(90), "typed", ())
    mined = draw([candidate("a", severity=0.4)], [severity]).items[0].cells[0]
    assert (mined.origin, mined.evidence) == ("mined", ("a#0",))


def test_a_criterion_that_nobody_has_a_value_for_weighs_nothing():
    found = draw([candidate("a", share=0.2), candidate("b", share=0.1)], all_criteria((COST,), {}))
    assert [cell.criterion for cell in found.items[0].cells] == ["share"]
    assert "No pain point has a value for Cost, so that it weighs nothing." in found.notes


def test_of_few_nothing_is_ranked():
    found = draw([candidate("a", share=0.5)], all_criteria((), {}), units=19)
    assert found.items == ()
    assert found.notes[0] == "Nothing is ranked below 20 people."


def test_order_of_input_does_not_matter():
    candidates = [candidate(name, share=share, severity=0.3) for name, share in (("a", 0.1), ("b", 0.3), ("c", 0.2))]
    values = [given("a", "cost", 5), given("b", "cost", 1)]
    criteria = all_criteria((COST,), {})
    assert draw(candidates, criteria, values) == draw(candidates[::-1], criteria, values[::-1])


def test_places_leave_open_what_the_intervals_do():
    values = [given("a", "brand", 9, 8.5, 9.5), given("b", "brand", 6, 5, 7), given("c", "brand", 5.5, 4.5, 6.5), given("d", "brand", 1)]
    places = {one.theme_id: (one.place, one.place_low, one.place_high) for one in draw(list(map(candidate, "abcd")), [BRAND], values).items}
    assert places == {"a": (1, 1, 1), "b": (2, 2, 3), "c": (3, 2, 3), "d": (4, 4, 4)}


def test_weights_that_move_by_a_fifth_move_the_first_five():
    # f passes e where cost weighs 1.1 times as much: of cost it has 20 points more, of brand 22 less.
    cost = Criterion("cost", "Cost", 1.0, 0.0, 100.0)
    brand = Criterion("brand", "Brand", 1.0, 0.0, 100.0)
    points = {"a": (99, 99), "b": (95, 95), "c": (90, 90), "d": (85, 85), "e": (40, 62), "f": (60, 40)}
    values = [given(name, id, value) for name, pair in points.items() for id, value in zip(("cost", "brand"), pair, strict=True)]
    found = draw(list(map(candidate, "abcdef")), [cost, brand], values)
    swings = {(one.criterion, one.factor): (one.entered, one.left) for one in found.swings}
    assert swings == {
        ("cost", 0.8): ((), ()),
        ("cost", 1.2): (("f",), ("e",)),
        ("brand", 0.8): (("f",), ("e",)),
        ("brand", 1.2): ((), ()),
    }
    tip = next(one for one in found.tippings if one.theme_id == "f")
    assert (tip.criterion, tip.ahead, tip.tips_at) == ("brand", "e", pytest.approx(20 / 22))
    just_past = [cost, Criterion("brand", "Brand", tip.tips_at * 0.999, 0.0, 100.0)]
    assert [one.theme_id for one in draw(list(map(candidate, "abcdef")), just_past, values).items].index("f") == 4


def test_value_by_delivery_effort_gives_four_quarters():
    effort = Criterion("delivery_effort", "Delivery effort", 1.0, 0.0, 10.0)
    values = [given(name, "brand", value) for name, value in zip("abcd", (9, 8, 2, 1), strict=True)]
    values += [given(name, "delivery_effort", value) for name, value in zip("abcd", (2, 8, 3, 9), strict=True)]
    found = draw(list(map(candidate, "abcd")), [BRAND, effort], values)
    assert {one.theme_id: one.quadrant for one in found.items} == {"a": "quick win", "b": "big project", "c": "fill-in", "d": "not now"}
    assert all(one.sure and len(one.cells) == 1 for one in found.items)


def test_a_quarter_that_effort_leaves_open_is_not_sure():
    effort = Criterion("delivery_effort", "Delivery effort", 1.0, 0.0, 10.0)
    values = [given("a", "brand", 9), given("b", "brand", 1), given("a", "delivery_effort", 4, 2, 7)]
    found = draw([candidate("a"), candidate("b")], [BRAND, effort], values)
    a, b = found.items
    assert (a.quadrant, a.sure, b.quadrant) == ("quick win", False, None)
    assert found.notes[-1].startswith("Delivery effort is given for 1 of 2 pain points; without it there are no quick wins.")


def test_without_any_effort_there_is_no_quarter():
    found = draw([candidate("a", share=0.2)], all_criteria((), {}))
    assert (found.items[0].quadrant, found.delivery_cut) == (None, None)
    assert found.notes[-1].startswith("Delivery effort is given for no pain point;")


def test_weights_are_those_asked_for_and_scales_of_mined_criteria_stay():
    found = {one.id: one for one in all_criteria((Criterion("severity", "severity", 3.0), COST), {"cost": 0.5})}
    assert list(found) == ["share", "severity", "effect", "trend", "cost"]
    assert (found["severity"].weight, found["severity"].most, found["cost"].weight) == (3.0, 1.0, 0.5)


def test_intervals_of_totals_hold_the_truth_in_95_of_100_draws():
    chance = random.Random(3)
    share, cost = Criterion("share", "Share", 1.0, 0.0, 1.0), Criterion("cost", "Cost", 1.0, 0.0, 100.0)
    truth, held = (100 * 0.2 + 50) / 2, 0
    for _ in range(1000):
        told = sum(chance.random() < 0.2 for _ in range(150)) / 150
        guess = chance.gauss(50, 8)
        one = Candidate("a", "A", 30, {"share": Rate(told, *wilson(told, 150), 150)})
        item = draw([one], [share, cost], [given("a", "cost", guess, guess - 1.96 * 8, guess + 1.96 * 8)]).items[0]
        held += item.low <= truth <= item.high
    assert 0.93 <= held / 1000 <= 0.97
