"""Sentiment: label, score and the three probabilities agree; 'nothing' to improve is praise."""

import pytest

from tests.score.made import make_batch, make_heads
from vocmine.score.sentiment import SentimentReader


def read(text, **values):
    return SentimentReader(make_heads().heads["sentiment"]).read(make_batch(text, **values))[0]


@pytest.mark.parametrize(("text", "label"), [("awful", "negative"), ("great", "positive"), ("the parcel", "neutral"), ("both", "mixed")])
def test_label_is_the_likeliest(text, label):
    assert read(text).label == label


@pytest.mark.parametrize("text", ["awful", "great", "the parcel", "both", "awful great"])
def test_score_is_favourable_less_unfavourable(text):
    reading = read(text)
    three = dict(reading.scores)
    assert sum(three.values()) == pytest.approx(1.0)
    assert reading.score == pytest.approx(three["positive"] - three["negative"], abs=2e-4)


def test_mixed_counts_for_both_sides():
    reading = read("both")
    assert abs(reading.score) < 0.01
    assert dict(reading.scores)["neutral"] < 0.1


def test_nothing_is_praise_only_where_faults_were_asked_for():
    assert read("Nothing!", question="What should we improve?").label == "positive"
    assert read("Nothing!", question="What did you like best?").label == "neutral"
    assert read("Nothing!").label == "neutral"
