"""Scores at odds with the words: planted contradictions both ways, and what is none."""

from datetime import UTC, datetime

import pytest

from tests.made import feedback, reading, scored
from vocmine.journey.map import Heading, build_map
from vocmine.journey.odds import find_at_odds
from vocmine.types import Journey, Scored, Segment, Stage, Themes

ENDS = [("rating", 1, 5), ("rating", 0, 1), ("csat", 1, 7), ("csat", 2, 9), ("ces", 1, 7), ("nps", 0, 10), ("nps", 2, 9)]
IMPROVE = "What should we improve?"
LOVED = "What did you like best?"


def said(name, sentiment, **given):
    return scored(of=feedback(name, **given), sentiment=sentiment)


def ids(statements, **options):
    return [one.feedback_id for one in find_at_odds(statements, **options).found]


@pytest.mark.parametrize(("metric", "low", "high"), ENDS)
def test_score_at_one_end_is_at_odds_with_words_at_the_other(metric, low, high):
    statements = [
        said("cursed-low", "negative", **{metric: low}),
        said("praised-high", "positive", **{metric: high}),
        said("praised-low", "positive", **{metric: low}),
        said("cursed-high", "negative", **{metric: high}),
    ]
    odds = find_at_odds(statements)
    assert [(one.feedback_id, one.metric, one.value) for one in odds.found] == [
        ("praised-low", metric, low),
        ("cursed-high", metric, high),
    ]
    assert (odds.judged, [one.sentiment for one in odds.found]) == (4, [0.8, -0.8])


@pytest.mark.parametrize("sentiment", ["negative", "positive"])
def test_score_in_the_middle_contradicts_nothing(sentiment):
    statements = [said(f"{value}", sentiment, rating=value) for value in (2, 3, 4)] + [said("scale", "neutral", rating=5)]
    assert find_at_odds(statements).judged == 0


@pytest.mark.parametrize("sentiment", ["neutral", "mixed", None])
def test_words_that_do_not_lean_contradict_nothing(sentiment):
    assert ids([said("low", sentiment, rating=1), said("high", sentiment, rating=5)]) == []


def test_scale_is_that_of_all_scores_and_without_one_nothing_is_judged():
    cursed = said("ones", "negative", rating=1)
    assert ids([cursed]) == []
    assert ids([cursed], scores=[feedback("zero", "", rating=0)]) == ["ones"]
    assert ids([cursed], scores=[feedback("five", "", rating=5)]) == []


def test_one_complaint_amid_praise_contradicts_no_high_score():
    whole = feedback("f1", "Lovely. Quick. Kind. Only the cord is short.", rating=5)
    sides = ("positive", "positive", "positive", "negative")
    assert ids([Scored(Segment(whole, n, 0, 5), reading(sentiment=side)) for n, side in enumerate(sides)]) == []


def test_texts_of_one_row_are_weighed_together():
    complaint = said("r1:worst", "negative", record="r1", rating=5)
    assert ids([complaint]) == ["r1:worst"]
    assert ids([complaint, said("r1:best", "positive", record="r1", rating=5)]) == []


def test_turns_of_one_conversation_are_weighed_together():
    turns = [said(f"t{n}", side, conversation="c1", csat=5) for n, side in enumerate(("negative", "positive", "positive"))]
    assert ids(turns) == []
    assert ids(turns[:1]) == ["t0"]


def test_what_the_question_asked_for_contradicts_nothing():
    assert ids([said("wish", "negative", question=IMPROVE, rating=5), said("best", "positive", question=LOVED, rating=1)]) == []
    assert ids([said("a", "positive", question=IMPROVE, rating=1), said("b", "negative", question=LOVED, rating=5)]) == ["a", "b"]
    both = "What did you like best, and what should we improve?"
    assert ids([said("both", "negative", question=both, rating=5)]) == ["both"]


def test_what_is_not_read_contradicts_nothing():
    assert ids([said("de", None, rating=5), said("read", "positive", rating=5)]) == []


def test_metric_that_mostly_contradicts_is_told_as_turned_round():
    turned = [said(f"f{n}", "positive" if n % 2 else "negative", ces=1 if n % 2 else 7, rating=5 if n % 2 else 1) for n in range(10)]
    assert find_at_odds(turned).turned == ("ces",)
    assert find_at_odds(turned[:9]).turned == ()


def test_map_tells_how_many_contradict_themselves_unless_it_is_a_selection():
    statements = [said("f1", "negative", rating=5), said("f2", "positive", rating=5), said("f3", "positive", rating=3)]
    journey = Journey("one", "One", (Stage("usage", "Use"),))
    sentence = "1 of 2 feedbacks with a clear score and clear words contradicts itself: irony, a slip, or a scale read the wrong way round."
    now = datetime(2026, 1, 1, tzinfo=UTC)
    whole, selected = (Heading("shop", "r1", now, filters=filters) for filters in ((), (("channel", "app"),)))
    assert sentence in build_map(whole, journey, statements, Themes((), ())).notes
    assert sentence not in build_map(selected, journey, statements, Themes((), ())).notes
