"""What people decided stands on the map: each fix with its test, each segment with its text, and nothing that the data do not tell."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.journey.test_map import draw, theme
from tests.made import feedback, scored
from vocmine.decision_types import Decision, Given
from vocmine.journey.decided import NOTHING, Decided, add_decisions
from vocmine.journey.priorities import all_criteria
from vocmine.types import Themes

FIRST = datetime(2026, 1, 5, tzinfo=UTC)
FIXED = date(2026, 3, 2)


def spoken(weeks, told, *, per_week=25, start=FIRST):
    """Return statements of people who speak once, and the ids of those that tell of the pain point; ``told`` of each week."""
    statements, members = [], []
    for week in range(weeks):
        for n in range(per_week):
            name = f"{start:%y%m%d}w{week}n{n}"
            of = feedback(
                name, "The parcel came three weeks late again.", customer=name, created_at=start + timedelta(weeks=week, days=n % 7)
            )
            statements.append(scored(of=of))
            members += [f"{name}#0"] if n < told(week) else []
    return statements, members


def decided_map(statements, themes, decided, compare=None):
    return add_decisions(draw(statements, themes), statements, themes, decided, compare)


def the_pain(drawn):
    return drawn.stages[0].pain_points[0]


@pytest.fixture
def fixed():
    """Sixteen weeks, a fix after eight: before it eight of 25 tell, after it two."""
    statements, members = spoken(16, lambda week: 8 if week < 8 else 2)
    return statements, Themes((theme("late", members),), ())


def test_owner_status_and_a_fix_that_helped_stand_at_the_pain_point(fixed):
    pain = the_pain(decided_map(*fixed, Decided({"late": Decision("Kim", "fixed", FIXED)})))
    assert (pain.owner, pain.status, pain.fix.verdict, pain.fix.told) == ("Kim", "fixed", "helped", (64, 16))
    assert (pain.fix.since, pain.fix.until) == (date(2026, 1, 5), date(2026, 4, 26))


def test_words_of_before_and_after_stand_beside_a_fix(fixed):
    drawn = decided_map(*fixed, Decided({"late": Decision(fixed_on=FIXED)}))
    days = {one.segment.id: one.segment.feedback.created_at.date() for one in fixed[0]}
    before, after = the_pain(drawn).fix.evidence
    assert before
    assert after
    assert all(days[i] < FIXED for i in before)
    assert all(days[i] >= FIXED for i in after)
    assert {*before, *after} <= dict(drawn.segments).keys()


def test_a_fix_that_changed_nothing_is_not_said_to_help():
    statements, members = spoken(16, lambda week: 5)
    themes = Themes((theme("late", members),), ())
    assert the_pain(decided_map(statements, themes, Decided({"late": Decision(fixed_on=FIXED)}))).fix.verdict == "no clear change"


@pytest.mark.parametrize("day", [date(2025, 1, 1), date(2027, 1, 1)], ids=["before all", "after all"])
def test_a_day_outside_of_the_data_is_not_tested(fixed, day):
    fix = the_pain(decided_map(*fixed, Decided({"late": Decision(fixed_on=day)}))).fix
    assert (fix.verdict, fix.p, fix.evidence) == ("too few", None, ((), ()))


def test_seasons_are_taken_out_where_the_data_reach_back_and_else_said_not_to_be(fixed):
    statements, themes = fixed
    decided = Decided({"late": Decision(fixed_on=FIXED)})
    note = "The data do not reach back a year: what seasons do is not taken out of 1 of 1 fixes."
    assert note in decided_map(statements, themes, decided).notes
    older, members = spoken(16, lambda week: 8 if week < 8 else 2, start=FIRST - timedelta(weeks=52))
    both = Themes((theme("late", (*themes.themes[0].segment_ids, *members)),), ())
    drawn = decided_map([*statements, *older], both, decided)
    assert (the_pain(drawn).fix.verdict, the_pain(drawn).fix.why) == ("no clear change", "season")
    assert note not in drawn.notes


def test_a_fall_that_did_not_come_the_year_before_is_a_fix(fixed):
    statements, themes = fixed
    older, members = spoken(16, lambda week: 5, start=FIRST - timedelta(weeks=52))
    both = Themes((theme("late", (*themes.themes[0].segment_ids, *members)),), ())
    fix = the_pain(decided_map([*statements, *older], both, Decided({"late": Decision(fixed_on=FIXED)}))).fix
    assert (fix.verdict, fix.held[-1].field) == ("helped", "season")
    assert fix.held[-1].difference.value == pytest.approx(16 / 200 - 64 / 200)


def test_a_theme_fixed_without_a_date_is_said_not_to_be_tested(fixed):
    drawn = decided_map(*fixed, Decided({"late": Decision(status="fixed")}))
    assert the_pain(drawn).fix is None
    assert "Marked as fixed without a date: 1; nothing is tested of these." in drawn.notes


def test_without_decisions_the_map_stays_as_it_is(fixed):
    statements, themes = fixed
    assert decided_map(statements, themes, NOTHING) == draw(statements, themes)


def test_mined_values_of_priorities_are_those_of_the_whole_selection(fixed):
    drawn = decided_map(*fixed, Decided({}, all_criteria((), {})))
    (item,) = drawn.priorities.items
    values = {cell.criterion: cell.rate for cell in item.cells}
    assert values["share"].value == pytest.approx(80 / 400)
    assert values["trend"].value == pytest.approx(16 / 200 - 64 / 200)
    assert values["severity"].value == 0.5
    assert {*item.evidence} <= dict(drawn.segments).keys()


def test_a_pain_point_off_the_map_is_weighed_once_something_is_said_of_it():
    statements, members = spoken(4, lambda week: 25)
    themes = Themes((theme("late", members[:50]), theme("lost", members[50:60])), ())
    elsewhere = [one if one.segment.id not in members[50:60] else scored(of=one.segment.feedback, stage="none") for one in statements]

    def weighed(*given):
        drawn = decided_map(elsewhere, themes, Decided({}, all_criteria((), {}), given))
        return {one.theme_id for one in drawn.priorities.items}

    assert weighed() == {"late"}
    assert weighed(Given("lost", "share", 0.5, 0.5, 0.5, "typed")) == {"late", "lost"}


def test_kinds_are_told_with_the_words_that_they_rest_on(fixed):
    import numpy as np

    def compare(texts):
        return np.ones((len(texts), 4), dtype=np.float32) / 2

    drawn = decided_map(*fixed, NOTHING, compare)
    kind = the_pain(drawn).kind_of_pain
    assert (kind.id, kind.share.value) == ("slow", 1.0)
    assert {*kind.evidence} <= dict(drawn.segments).keys()


def test_order_of_segments_does_not_matter(fixed):
    statements, themes = fixed
    decided = Decided({"late": Decision("Kim", "fixed", FIXED)}, all_criteria((), {}))
    assert decided_map(statements, themes, decided) == decided_map(statements[::-1], themes, decided)
