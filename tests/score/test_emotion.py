"""Emotions: groups are never empty, neutral stands alone, intensity follows told cues."""

import pytest

from tests.score.made import make_batch, make_heads
from vocmine.score.emotion import EmotionReader, intensity


def read(text):
    heads = make_heads().heads
    return EmotionReader(heads["emotion"], heads["group"]).read(make_batch(text))[0]


@pytest.mark.parametrize(
    ("text", "groups", "labels"),
    [
        ("awful", ("frustration",), ("anger",)),
        ("great", ("delight",), ("joy",)),
        ("the parcel", ("neutral",), ("neutral",)),
    ],
)
def test_labels_and_groups_that_hold(text, groups, labels):
    reading = read(text)
    assert reading.groups == groups
    assert set(labels) <= set(reading.labels)


def test_two_feelings_hold_together_and_never_beside_neutral():
    assert set(read("awful great").groups) == {"frustration", "delight"}


def test_scores_cover_all_labels():
    assert [label for label, _ in read("great").scores] == ["anger", "joy", "neutral"]


def test_intensity_is_null_where_nothing_is_felt():
    assert read("the parcel").intensity is None
    assert read("great").intensity is not None


@pytest.mark.parametrize(
    ("text", "strength"),
    [("it is slow", 2), ("it is really slow", 3), ("it is really slow!", 4), ("SO SLOW, really!", 5), ("I was in tears", 4)],
)
def test_intensity_grows_with_intensifiers_capitals_and_exclamation(text, strength):
    assert intensity(text) == strength
