"""A fix that helped is found, one that did not is not, and mix, season, trend and chance do not pass for a fix."""

import random
from datetime import date

import pytest

from vocmine.journey.fixes import Sides, Stretch, before_after, judge_together
from vocmine.journey.shares import Population

DAY = date(2026, 3, 2)


def stretch(name, told, spoke, *, weight=1.0):
    """Weeks in which so many of so many told; every unit speaks once."""
    weeks = [{f"{name}{week}-{n}": weight for n in range(size)} for week, size in enumerate(spoke)]
    tellers = [frozenset(list(people)[:n]) for people, n in zip(weeks, told, strict=True)]
    return Stretch(tuple(map(Population, weeks)), tuple(tellers))


def judged(sides, **more):
    return judge_together([before_after(DAY, sides, **more)])[0]


def test_a_fix_that_helped_is_found_with_its_interval():
    fix = judged(Sides(stretch("b", [9, 10, 11, 10, 9, 11, 10, 10], [50] * 8), stretch("a", [3, 2, 4, 3], [50] * 4)))
    assert (fix.verdict, fix.told, fix.why) == ("helped", (40, 12), "")
    assert (fix.before.value, fix.after.value) == pytest.approx((0.2, 0.06))
    assert fix.difference.low < -0.14 < fix.difference.high < 0
    assert fix.q == fix.p < 0.01


def test_a_fix_that_did_not_help_is_not_called_one():
    fix = judged(Sides(stretch("b", [9, 10, 11, 10], [50] * 4), stretch("a", [10, 9, 10, 9], [50] * 4)))
    assert fix.verdict == "no clear change"
    assert fix.difference.low < 0 < fix.difference.high


def test_a_rise_is_told_as_such():
    assert judged(Sides(stretch("b", [3, 2, 4, 3], [50] * 4), stretch("a", [10, 12, 11, 10], [50] * 4))).verdict == "got worse"


def test_of_too_few_counts_stand_alone():
    fix = judged(Sides(stretch("b", [10, 10], [50] * 2), stretch("a", [0, 0], [10, 9])))
    assert (fix.verdict, fix.told, fix.difference, fix.p, fix.q) == ("too few", (20, 0), None, None, None)
    assert judged(Sides(Stretch((), ()), Stretch((), ()))).verdict == "too few"


def test_as_many_weeks_of_either_are_compared():
    fix = judged(Sides(stretch("b", [0, 0, 10, 10], [50] * 4), stretch("a", [10, 10], [50] * 2)))
    assert fix.told == (20, 20)
    assert fix.before.value == pytest.approx(0.2)


def test_what_goes_up_and_down_anyway_has_to_fall_further():
    jumping = Sides(stretch("b", [2, 18, 1, 19, 3, 17, 2, 18], [50] * 8), stretch("a", [1, 9, 0, 10], [50] * 4))
    fix = judged(jumping)
    assert fix.scatter > 4
    assert fix.verdict == "no clear change"


def test_a_fall_that_a_changed_mix_makes_is_not_called_a_fix():
    # By phone 30 % tell it, by web 5 %, before and after; the phone's part fell from four fifths to one fifth.
    before, after, values = {}, {}, {}
    for people, name, phone in ((before, "b", 160), (after, "a", 40)):
        for n in range(200):
            by_phone = n < phone
            of = n if by_phone else n - phone
            people[f"{name}{n}"] = of % 10 < 3 if by_phone else of % 20 < 1
            values[f"{name}{n}"] = "phone" if by_phone else "web"

    def week(people):
        return Stretch((Population(dict.fromkeys(people, 1.0)),), (frozenset(one for one, tells in people.items() if tells),))

    sides = Sides(week(before), week(after))
    assert judged(sides).verdict == "helped"
    fix = judged(sides, fields={"channel": values})
    assert (fix.verdict, fix.why) == ("no clear change", "channel")
    assert fix.held[0].difference.value == pytest.approx(0.0, abs=0.01)


def test_a_fall_that_comes_every_year_is_not_called_a_fix():
    def fall(name):
        return Sides(stretch(name + "b", [10, 11, 9, 10], [50] * 4), stretch(name + "a", [4, 5, 3, 4], [50] * 4))

    assert judged(fall("now")).verdict == "helped"
    fix = judged(fall("now"), year_before=fall("then"))
    assert (fix.verdict, fix.why, fix.held[0].field) == ("no clear change", "season", "season")


def test_a_fall_that_began_before_the_day_is_not_called_a_fix():
    fix = judged(Sides(stretch("b", [20, 18, 16, 14, 12, 10, 8, 7], [60] * 8), stretch("a", [5, 4, 3, 2], [60] * 4)))
    assert (fix.verdict, fix.why, fix.began_before) == ("no clear change", "trend", True)


def test_weights_are_heeded():
    fix = judged(Sides(stretch("b", [10] * 4, [50] * 4, weight=3.0), stretch("a", [10] * 4, [50] * 4, weight=0.5)))
    assert fix.difference.value == pytest.approx(0.0)


def test_many_fixes_at_once_have_to_be_surer():
    def fixes(n_idle):
        idle = [Sides(stretch(f"b{n}", [10] * 4, [50] * 4), stretch(f"a{n}", [10] * 4, [50] * 4)) for n in range(n_idle)]
        real = Sides(stretch("b", [10, 9, 11, 10], [50] * 4), stretch("a", [6, 5, 5, 5], [50] * 4))
        return judge_together([before_after(DAY, sides) for sides in (real, *idle)])

    assert (fixes(0)[0].verdict, fixes(20)[0].verdict) == ("helped", "no clear change")


def chance_stretch(chance, name, weeks, share, scatter):
    """Weeks of which each has its own share of tellers where ``scatter`` is a number: the greater, the less they scatter."""
    shares = [share if scatter is None else chance.betavariate(share * scatter, (1 - share) * scatter) for _ in range(weeks)]
    spoke = [chance.randint(25, 55) for _ in range(weeks)]
    return stretch(name, [sum(chance.random() < one for _ in range(n)) for one, n in zip(shares, spoke, strict=True)], spoke)


@pytest.mark.parametrize("scatter", [None, 30.0], ids=["even weeks", "weeks that scatter"])
def test_of_fixes_that_changed_nothing_at_most_one_in_twenty_is_called(scatter):
    chance, called = random.Random(7), 0
    for _ in range(1000):
        idle = Sides(chance_stretch(chance, "b", 12, 0.1, scatter), chance_stretch(chance, "a", 6, 0.1, scatter))
        called += judged(idle).verdict in ("helped", "got worse")
    # One in twenty, and two standard errors of a thousand draws.
    assert called / 1000 <= 0.05 + 2 * (0.05 * 0.95 / 1000) ** 0.5


@pytest.mark.parametrize("scatter", [None, 30.0], ids=["even weeks", "weeks that scatter"])
def test_intervals_of_a_change_hold_the_truth_in_95_of_100_draws(scatter):
    chance, held = random.Random(11), 0
    for _ in range(1000):
        sides = Sides(chance_stretch(chance, "b", 12, 0.15, scatter), chance_stretch(chance, "a", 8, 0.08, scatter))
        gap = judged(sides).difference
        held += gap.low <= -0.07 <= gap.high
    assert 0.93 <= held / 1000 <= 0.97
