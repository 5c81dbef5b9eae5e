"""Stages: scores that sum to 1, abstention, what decided, and touchpoints as whole words."""

import pytest

from tests.score.made import embed, encode, make_batch, make_heads, make_segments
from vocmine.score.stage import StageReader
from vocmine.types import Journey, Stage, Taught, Touchpoint

TRAINED = Journey(
    "short",
    "Short",
    (
        Stage(
            "support",
            "Support",
            touchpoints=(Touchpoint("line", "Line", ("hotline",)), Touchpoint("money", "Money", ("refund", "refund desk"))),
        ),
        Stage("usage", "Use", touchpoints=(Touchpoint("app", "App", ("app",)),)),
    ),
)
OWN = Journey(
    "own",
    "Own",
    (Stage("daily", "Daily", "Everyday use, screen and battery"), Stage("trouble", "Trouble", examples=("My refund", "The hotline"))),
)


def read(*texts, journey=TRAINED, taught=(), **values):
    return StageReader(make_heads().heads["stage"], journey, encode=encode, compare=embed, taught=taught).read(make_batch(*texts, **values))


def teach(text, stage):
    return Taught(tuple(make_segments(text)), ((0, stage),))


@pytest.mark.parametrize("journey", [TRAINED, OWN])
def test_scores_cover_the_journey_and_none_and_sum_to_one(journey):
    (reading,) = read("my refund", journey=journey)
    assert [stage for stage, _ in reading.scores] == [*(stage.id for stage in journey.stages), "none"]
    assert sum(score for _, score in reading.scores) == pytest.approx(1.0)
    assert reading.confidence == max(score for _, score in reading.scores)


@pytest.mark.parametrize(
    ("text", "trained", "own"), [("the battery", "usage", "daily"), ("my refund", "support", "trouble"), ("hello", "none", "none")]
)
def test_any_journey_is_read_trained_or_described(text, trained, own):
    assert read(text)[0].stage == trained
    assert read(text, journey=OWN)[0].stage == own


def test_a_stage_is_withheld_where_nothing_is_likely_enough():
    many = Journey("many", "Many", tuple(Stage(f"s{n}", f"Part {n}") for n in range(9)))
    (reading,) = read("screen", journey=many)
    assert (reading.stage, reading.abstained) == ("none", True)


def test_none_as_the_decision_is_no_abstention():
    assert not read("hello and thanks")[0].abstained


def test_basis_tells_whether_the_segment_or_its_feedback_decided():
    alone, beside = read("the battery", "whatever")
    assert (alone.stage, alone.basis) == ("usage", "text")
    assert (beside.stage, beside.basis) == ("usage", "context")


def test_the_stage_asked_about_decides_only_where_a_short_text_leaves_it_open():
    assert read("fine", stage_asked="usage")[0].basis == "asked"
    assert read("fine", stage_asked="usage")[0].stage == "usage"
    assert read("the hotline for my refund", stage_asked="usage")[0].stage == "support"


def test_a_given_touchpoint_decides_where_the_text_leaves_it_open():
    (reading,) = read("fine", touchpoint_given="App")
    assert (reading.stage, reading.basis) == ("usage", "metadata")


@pytest.mark.parametrize(
    ("text", "touchpoint"), [("Refund Desk and hotline", "money"), ("the hotline", "line"), ("support of hotlines", None)]
)
def test_touchpoint_is_that_of_the_longest_cue_found_as_whole_words(text, touchpoint):
    assert read(text)[0].touchpoint == touchpoint


def test_touchpoint_belongs_to_the_stage_that_was_read():
    assert read("use of the app screen, not the hotline use screen")[0].touchpoint == "app"


@pytest.mark.parametrize(("journey", "stage"), [(TRAINED, "support"), (OWN, "trouble")])
def test_what_people_put_right_is_read_so_and_the_rest_as_before(journey, stage):
    taught = [teach("the battery", stage)]
    assert read("the battery", journey=journey)[0].stage != stage
    assert read("a battery here", journey=journey, taught=taught)[0].stage == stage
    assert read("hello", journey=journey, taught=taught)[0].stage == "none"


def test_none_can_be_taught():
    assert read("the battery", taught=[teach("the screen", "none")])[0].stage == "none"


def test_stages_that_the_journey_lacks_teach_nothing():
    assert read("the battery", taught=[teach("the battery", "checkout")]) == read("the battery")


def test_examples_of_a_definition_are_heeded():
    bare = Journey("own", "Own", (Stage("first", "Alpha"), Stage("second", "Beta")))
    shown = Journey("own", "Own", (Stage("first", "Alpha", examples=("My screen",)), Stage("second", "Beta", examples=("My refund",))))
    first, second = (read("the hotline", journey=journey)[0] for journey in (bare, shown))
    assert second.stage == "second"
    assert dict(second.scores)["second"] > dict(first.scores)["second"] + 0.2
