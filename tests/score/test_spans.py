"""Spans: exact substrings on whole words; causes are told, and only beside a pain point."""

import re
from itertools import pairwise

import numpy as np
import pytest

from tests.fakes import make_feedback
from vocmine.protocols import Encoded
from vocmine.score.spans import SpanReading, find_spans, likeliest_span, pain_chances, reason_at_start, snap, tells_pain
from vocmine.types import Segment

LEAST = 2.0
NOTHING = np.zeros((1, 0), dtype=np.float32)


def encoded(segments, painful):
    """Return token logits that are high for PAIN on the words of ``painful``."""
    logits, offsets = [], []
    for segment in segments:
        words = [match.span() for match in re.finditer(r"\w+", segment.text)]
        offsets.append(np.array(words, dtype=np.int32).reshape(-1, 2))
        logits.append(np.array([[0.0, 3.0 if segment.text[a:b] in painful.split() else -3.0, -9.0] for a, b in words], dtype=np.float32))
    return Encoded(
        np.zeros((len(segments), 4), dtype=np.float32), np.zeros((len(segments), 0), dtype=np.float32), tuple(logits), tuple(offsets)
    )


def find(text, painful, *, cuts=(), may=True):
    """Return the readings of a text cut into segments at the given offsets."""
    feedback = make_feedback("1", text)
    edges = [0, *cuts, len(text)]
    segments = [Segment(feedback, i, a, b) for i, (a, b) in enumerate(pairwise(edges))]
    return find_spans(segments, encoded(segments, painful), may_have_pain=[may] * len(segments), least=LEAST)


def test_find_spans_gives_the_painful_words_exactly():
    (reading,) = find("Honestly, the parcel never arrived. Oh well!", "parcel never arrived")
    assert reading == SpanReading("parcel never arrived")


def test_find_spans_finds_nothing_where_sentiment_and_intent_forbid_it():
    assert find("the parcel never arrived", "parcel never arrived", may=False) == (SpanReading(),)


def test_find_spans_without_token_logits_finds_nothing():
    segment = Segment(make_feedback("1", "bad seat"), 0, 0, 8)
    assert find_spans([segment], Encoded(np.zeros((1, 4), dtype=np.float32), NOTHING), may_have_pain=[True], least=LEAST) == (
        SpanReading(),
    )


def test_find_spans_gives_the_told_cause_with_offsets_in_the_feedback():
    text = "Hello. We were refused entry because the card only works abroad."
    reading = find(text, "refused entry", cuts=(7,))[1]
    assert reading.pain_point == "refused entry"
    assert reading.cause == "because the card only works abroad"
    assert text[reading.cause_start : reading.cause_end] == reading.cause


def test_find_spans_takes_the_reason_of_an_act_for_the_trouble_not_for_a_cause():
    (reading,) = find("I closed my account because the branch lost my papers.", "branch lost my papers")
    assert reading == SpanReading("branch lost my papers")


def test_find_spans_finds_the_cause_at_the_start_of_the_next_segment():
    text = "No hot water for days. Due to a broken boiler, they said."
    reading = find(text, "No hot water", cuts=(23,))[0]
    assert reading.cause == "Due to a broken boiler, they said"
    assert text[reading.cause_start : reading.cause_end] == reading.cause


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("The seat was useless as the armrest is broken", "as the armrest is broken"),
        ("The seat was useless since your crew broke it", "since your crew broke it"),
        ("The seat was useless thanks to a loose spring", "thanks to a loose spring"),
        ("The seat was useless since Monday", None),
        ("The seat was useless since the last refit", None),
        ("The seat was useless, as dirty as it is old", None),
        ("The seat was useless, as it is", None),
        ("The seat was useless and I lost sleep because of it", None),
    ],
)
def test_find_spans_tells_reasons_from_times_and_likenesses(text, cause):
    (reading,) = find(text, "seat was useless")
    assert (reading.pain_point, reading.cause) == ("seat was useless", cause)


def test_find_spans_stays_fast_where_connectives_abound():
    text = "seat was useless " + "because x y " * 40_000
    segment = Segment(make_feedback("1", text), 0, 0, len(text))
    seen = Encoded(
        np.zeros((1, 4), dtype=np.float32), NOTHING, (np.full((3, 3), 1.0, dtype=np.float32),), (np.array([[0, 4], [5, 8], [9, 16]]),)
    )
    (reading,) = find_spans([segment], seen, may_have_pain=[True], least=0.5)
    assert reading == SpanReading("seat was useless")


def test_a_cause_needs_a_pain_point():
    assert find("We came because the menu looked nice", "") == (SpanReading(),)


@pytest.mark.parametrize(("chances", "span"), [([0.1, 0.9, 0.9, 0.1], (1, 3)), ([0.9], (0, 1)), ([0.9, 0.5, 0.9, 0.0, 0.0], (0, 3))])
def test_likeliest_span_bridges_small_gaps_and_leaves_the_edges(chances, span):
    assert likeliest_span(np.array(chances)) == span


def test_snap_widens_to_words_and_trims_marks_and_conjunctions():
    text = "it was fine, but the seat's broken!"
    assert text[slice(*snap(text, 11, 30))] == "the seat's broken"


def test_snap_keeps_lost_apostrophes_whole_and_leaves_no_word_that_leads_on():
    assert snap("couldn't find it", 6, 13) == (0, 13)
    text = "made me wait for the whole day"
    assert text[slice(*snap(text, 0, 20))] == "made me wait"
    assert snap("nothing to pay for.", 0, 18) == (0, 18)


def test_tells_pain_asks_less_of_short_segments():
    assert tells_pain(np.array([0.5, 0.4]), 2.0)
    assert not tells_pain(np.array([0.1] * 15), 2.0)


@pytest.mark.parametrize("text", ["because", "because of", "becausefoo and more", "the reason is long"])
def test_reason_at_start_needs_a_connective_and_words(text):
    assert reason_at_start(text) is None


def test_pain_chances_are_those_of_the_tags():
    logits = np.array([[0.0, 0.0, -30.0], [2.0, 1.0, 0.5]], dtype=np.float32)
    expected = np.exp(logits[:, 1]) / np.exp(logits).sum(axis=1)
    assert pain_chances(logits) == pytest.approx(expected, abs=1e-6)
