"""A title says no more than the intervals bear out."""

from tests.export.drawn import column, journey_map
from vocmine.export.board import lay_out
from vocmine.export.headlines import headline, stage_headline


def said(*columns):
    drawn = journey_map(*columns)
    return headline(drawn, lay_out(drawn))


def stage_said(one):
    drawn = journey_map(one)
    return stage_headline(one, lay_out(drawn).columns[0])


def test_a_stage_hurts_most_where_no_other_may_be_as_low():
    assert said(column("Use", 100, 20, 60), column("Help", 50, 10, 20)) == "Use hurts most: 100 of 150 people, net −40 (−48 to −32)"


def test_a_stage_that_others_may_be_below_is_not_said_to_hurt_most():
    told = said(column("Use", 100, 20, 60), column("Help", 50, 10, 24), column("Pay", 50, 10, 25))
    assert told == "Use stands lowest, not clearly below Pay and 1 more: 100 of 150 people, net −40 (−48 to −32)"


def test_the_lowest_of_stages_that_all_please_does_not_hurt():
    assert said(column("Use", 100, 80, 10), column("Help", 50, 20, 10)).startswith("Help stands lowest: 50 of 150")


def test_stages_of_few_people_are_not_ranked():
    assert said(column("Use", 19, 0, 19), column("Help", 12, 3, 7)).endswith(
        "150\u00a0people, too few at each stage to say which stands lowest"
    )
    assert "Help" not in said(column("Use", 100, 20, 60), column("Help", 19, 0, 19), column("Pay", 50, 20, 10))


def test_a_stage_hurts_or_helps_only_beyond_its_interval():
    assert stage_said(column("Use", 100, 60, 20)).startswith("Use helps more than it hurts: 100 of 150 people, net +40")
    assert stage_said(column("Use", 100, 22, 20)).startswith("Use both helps and hurts: 100 of 150 people, net +2 (−6 to +10)")
    assert stage_said(column("Use", 12, 3, 7)) == "Use: too few to tell, 3 favourable, 7 unfavourable of 12"


def test_a_long_name_leaves_room_for_its_figures():
    told = said(column("Getting the equipment installed, connected and explained", 100, 20, 60), column("Help", 50, 10, 20))
    assert told == "Getting the equipment installed, connected… hurts most: 100 of 150 people, net −40 (−48 to −32)"
