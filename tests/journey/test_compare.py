"""Differences between two selections: planted ones are found, chance and mixes of groups are not, and people on both sides are heeded."""

import random
from dataclasses import replace

import numpy as np
import pytest

from tests.made import feedback, reading
from vocmine.errors import UsageError
from vocmine.journey.compare import Side, compare
from vocmine.types import Journey, Scored, Segment, Stage, Theme, Themes

JOURNEY = Journey("j", "J", (Stage("buy", "Buy"), Stage("use", "Use")))


def one(unit, *, stage="use", sentiment="negative", **columns):
    whole = feedback(unit, "it broke again", record=unit, attributes=tuple(columns.items()))
    return Scored(Segment(whole, 0, 0, 14), reading(stage, sentiment))


def theme(told, *, id="t"):
    return Theme(id, "pain_point", f"it broke {id}", (), tuple(scored.segment.id for scored in told), (), 0.5, ())


def side(name, scored, told=(), **more):
    themes = [theme(some, id=id) for id, some in ({"t": told} | more).items() if some]
    return Side(name, name, tuple(scored), Themes(tuple(themes), ()))


def group(name, n, n_told, **columns):
    """Return a side of so many units, so many of which tell of the theme."""
    scored = [one(f"{name}{row:05}", **columns) for row in range(n)]
    return side(name, scored, scored[:n_told])


def changes(before, after, **asked):
    return {(change.id, change.measure): change for change in compare("p", JOURNEY, (before, after), **asked).changes}


def test_a_share_that_grew_is_told_with_its_interval():
    change = changes(group("a", 400, 40), group("b", 400, 80))["t", "share"]
    assert (change.verdict, change.before.value, change.after.value) == ("grew", 0.1, 0.2)
    assert change.difference.low < 0.1 < change.difference.high
    assert (round(change.difference.low, 3), round(change.difference.high, 3)) == (0.051, 0.149)  # Newcombe (1998), method 10
    assert changes(group("a", 400, 80), group("b", 400, 40))["t", "share"].verdict == "shrank"


def test_what_one_side_lacks_is_new_or_gone():
    assert changes(group("a", 300, 0), group("b", 300, 30))["t", "share"].verdict == "new"
    assert changes(group("a", 300, 30), group("b", 300, 0))["t", "share"].verdict == "gone"


def test_net_sentiment_is_in_points_of_the_stages_units():
    glad = [one(f"a{row}", sentiment="positive") for row in range(100)]
    sad = [one(f"b{row}", sentiment="positive" if row < 40 else "negative") for row in range(100)]
    change = changes(side("a", glad), side("b", sad))["use", "net"]
    assert [change.before.value, change.after.value, change.difference.value] == pytest.approx([100, -20, -120])
    assert change.verdict == "shrank"
    assert -150 < change.difference.low < -120 < change.difference.high < -90


def test_a_theme_that_moved_from_stage_to_stage_is_told():
    told = [[one(f"{name}{row}", stage=stage) for row in range(60)] for name, stage in (("a", "buy"), ("b", "use"))]
    change = changes(side("a", told[0], told[0]), side("b", told[1], told[1]))["t", "place"]
    assert (change.verdict, change.stages) == ("moved stage", ("buy", "buy", "use"))
    assert (change.before.value, change.after.value) == (1.0, 0.0)


def test_a_theme_that_stays_mostly_at_its_stage_has_not_moved():
    told = [[one(f"{name}{row:03}", stage="use" if row < n else "buy") for row in range(200)] for name, n in (("a", 190), ("b", 130))]
    change = changes(side("a", told[0], told[0]), side("b", told[1], told[1]))["t", "place"]
    assert (change.verdict, change.stages) == ("shrank", ("use", "use", "use"))


def test_places_that_differ_by_chance_are_as_sure_as_chance():
    rng, p = random.Random(5), []
    for _ in range(250):
        told = [[one(f"{name}{row}", stage=rng.choice(("buy", "use"))) for row in range(40)] for name in "ab"]
        p.append(changes(side("a", told[0], told[0]), side("b", told[1], told[1]))["t", "place"].p)
    assert sum(one <= 0.05 for one in p) <= 20


def test_words_of_both_sides_stand_behind_a_change():
    before, after = group("a", 400, 40), group("b", 400, 80)
    found = compare("p", JOURNEY, (before, after))
    share = next(change for change in found.changes if (change.id, change.measure) == ("t", "share"))
    assert all(set(ids) <= set(some.themes.themes[0].segment_ids) for ids, some in zip(share.evidence, (before, after), strict=True))
    assert dict(found.segments)[share.evidence[0][0]] == "it broke again"
    assert all(i in dict(found.segments) for change in found.changes for ids in change.evidence for i in ids)


def test_few_changes_are_seen_between_drawn_halves():
    rng, called = random.Random(3), 0
    for _ in range(40):
        halves = [[one(f"{name}{row:03}") for row in range(200)] for name in "ab"]
        told = [{f"t{n}": [s for s in half if rng.random() < 0.02 + n / 40] for n in range(8)} for half in halves]
        found = changes(*(side(name, half, **some) for name, half, some in zip("ab", halves, told, strict=True)))
        called += any(change.verdict != "steady" for change in found.values())
    assert called <= 5


def test_intervals_hold_the_planted_difference_in_nineteen_of_twenty_draws():
    rng, held = np.random.default_rng(4), 0
    for _ in range(200):
        told = rng.binomial(120, (0.15, 0.3))
        gap = changes(group("a", 120, told[0]), group("b", 120, told[1]))["t", "share"].difference
        held += gap.low <= 0.15 <= gap.high
    assert 184 <= held <= 198


def test_people_on_both_sides_make_a_difference_surer():
    people = [one(f"u{row:03}") for row in range(300)]
    before, after = side("a", people, people[:60]), side("b", people, people[:75])
    apart = group("c", 300, 75)
    assert changes(before, after)["t", "share"].verdict == "grew"
    assert changes(before, apart)["t", "share"].verdict == "steady"
    assert compare("p", JOURNEY, (before, after)).on_both == 300


def test_the_same_on_both_sides_is_steady():
    people = [one(f"u{row:03}") for row in range(50)]
    found = changes(side("a", people, people[:20]), side("b", people, people[:20]))
    assert {(change.verdict, change.difference.value) for change in found.values()} == {("steady", 0.0)}


def test_a_mix_held_fixed_takes_away_what_only_the_mix_moved():
    def mixed(name, n_old, n_new):
        old, new = (
            group(f"{name}{which}", n, round(share * n), Plan=which) for which, n, share in (("old", n_old, 0.4), ("new", n_new, 0.1))
        )
        return side(
            name,
            old.scored + new.scored,
            [s for s in old.scored if s.segment.id in old.themes.themes[0].segment_ids]
            + [s for s in new.scored if s.segment.id in new.themes.themes[0].segment_ids],
        )

    before, after = mixed("a", 400, 100), mixed("b", 100, 400)
    assert changes(before, after)["t", "share"].verdict == "shrank"
    fixed = changes(before, after, hold="Plan")["t", "share"]
    assert fixed.verdict == "steady"
    assert fixed.before.value == pytest.approx(0.25)
    assert fixed.after.value == pytest.approx(0.25)


def test_values_of_one_side_are_left_out_of_a_fixed_mix_and_told():
    before = side("a", [*group("a", 50, 0, Plan="old").scored, *group("x", 30, 0, Plan="gone").scored])
    found = compare("p", JOURNEY, (before, group("b", 50, 5, Plan="old")), hold="Plan")
    assert "gone (30)" in found.notes[0]
    with pytest.raises(UsageError, match="Colour"):
        compare("p", JOURNEY, (group("a", 2, 0, Colour="red"), group("b", 50, 0, Colour="blue")), hold="Colour")


def test_an_empty_side_is_refused_and_order_does_not_matter():
    with pytest.raises(UsageError, match="nobody"):
        compare("p", JOURNEY, (side("nobody", []), group("b", 5, 0)))
    before, after = group("a", 60, 20), group("b", 60, 5)
    turned = replace(before, scored=tuple(reversed(before.scored)))
    assert compare("p", JOURNEY, (turned, after)) == compare("p", JOURNEY, (before, after))
