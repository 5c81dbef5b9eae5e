"""Spans: exact substrings on whole words; causes are told, and only beside a pain point."""

import re
from itertools import pairwise

import numpy as np
import pytest

from tests.fakes import make_feedback
from vocmine.protocols import Encoded
from vocmine.score.spans import Least, SpanReading, find_spans, likeliest_span, pain_chances, snap, tells_pain
from vocmine.types import Segment

LEAST = Least(pain=2.0, cause=0.8)
NOTHING = np.zeros((1, 0), dtype=np.float32)


def encoded(segments, painful, reasons, *, sure):
    """Return token logits that are high for PAIN on the words of ``painful`` and as high as ``sure`` for CAUSE on those of ``reasons``."""
    logits, offsets = [], []
    for segment in segments:
        words = [match.span() for match in re.finditer(r"\w+", segment.text)]
        offsets.append(np.array(words, dtype=np.int32).reshape(-1, 2))
        said = [segment.text[a:b] for a, b in words]
        row = [[0.0, 3.0 if word in painful.split() else -3.0, sure if word in reasons.split() else -9.0] for word in said]
        logits.append(np.array(row, dtype=np.float32))
    return Encoded(
        np.zeros((len(segments), 4), dtype=np.float32), np.zeros((len(segments), 0), dtype=np.float32), tuple(logits), tuple(offsets)
    )


def find(text, painful, reasons="", *, cuts=(), may=True, sure=5.0):
    """Return the readings of a text cut into segments at the given offsets."""
    feedback = make_feedback("1", text)
    edges = [0, *cuts, len(text)]
    segments = [Segment(feedback, i, a, b) for i, (a, b) in enumerate(pairwise(edges))]
    return find_spans(segments, encoded(segments, painful, reasons, sure=sure), may_have_pain=[may] * len(segments), least=LEAST)


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
    reading = find(text, "refused entry", "because the card only works abroad", cuts=(7,))[1]
    assert reading.pain_point == "refused entry"
    assert reading.cause == "because the card only works abroad"
    assert text[reading.cause_start : reading.cause_end] == reading.cause


def test_the_words_of_a_cause_are_no_pain_point():
    (reading,) = find("No seat left because bookings overlapped", "No seat left bookings overlapped", "because bookings overlapped")
    assert (reading.pain_point, reading.cause) == ("No seat left", "because bookings overlapped")


@pytest.mark.parametrize(("sure", "cause"), [(0.5, "mechanical issues"), (-1.0, None)])
def test_what_because_introduces_after_a_pain_point_needs_less_certainty(sure, cause):
    (reading,) = find("Our flight was cancelled due to mechanical issues, they said", "flight cancelled", "mechanical issues", sure=sure)
    assert (reading.pain_point, reading.cause) == ("flight was cancelled", cause)


def test_a_pain_point_ends_where_its_cause_is_introduced():
    text = "The refund took weeks because nobody scanned it and then it rained"
    (reading,) = find(text, "refund took weeks because", "nobody scanned it", sure=0.5)
    assert (reading.pain_point, reading.cause) == ("refund took weeks", "nobody scanned it")


def test_what_because_introduces_is_no_cause_where_it_is_the_pain_itself():
    (reading,) = find("I left because the staff were rude", "the staff were rude", sure=0.5)
    assert reading == SpanReading("the staff were rude")


def test_a_cause_does_not_begin_within_the_words_that_introduce_it():
    (reading,) = find("Stuck here all night due to a faulty door", "Stuck all night", "to a faulty door")
    assert reading.cause == "a faulty door"


@pytest.mark.parametrize("opening", ["Turns out", "Apparently", "Because", "It turned out that"])
def test_a_reason_that_opens_the_next_segment_is_taken(opening):
    text = f"No hot water for days. {opening} the boiler had burst, again."
    first, second = find(text, "No hot water", "the boiler had burst", cuts=(23,), sure=-2.0)
    assert first.cause == "the boiler had burst"
    assert text[first.cause_start : first.cause_end] == first.cause
    assert second.cause is None
    assert find(text, "No hot water", "the boiler had burst", cuts=(23,), sure=-6.0)[0].cause is None


def test_a_reason_elsewhere_in_another_segment_is_not_taken():
    reading = find("No hot water for days. Due to a broken boiler, they said.", "No hot water", "Due to a broken boiler", cuts=(23,))[0]
    assert reading == SpanReading("No hot water")


def test_a_reason_that_is_not_sure_enough_is_not_told():
    (reading,) = find("The seat was useless as usual today", "seat was useless", "as usual today", sure=0.5)
    assert reading == SpanReading("seat was useless")


def test_a_cause_needs_a_pain_point():
    assert find("We came because the menu looked nice", "", "because the menu looked nice") == (SpanReading(),)


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


def test_pain_chances_are_those_of_the_tags():
    logits = np.array([[0.0, 0.0, -30.0], [2.0, 1.0, 0.5]], dtype=np.float32)
    expected = np.exp(logits[:, 1]) / np.exp(logits).sum(axis=1)
    assert pain_chances(logits) == pytest.approx(expected, abs=1e-6)
