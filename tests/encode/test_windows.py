"""Windows: the segments of a feedback in their context, each once, cut by what the feedback itself holds."""

from itertools import pairwise

import pytest

from tests.fakes import make_feedback
from vocmine.artifacts import shipped
from vocmine.encode.windows import LONGEST_SEGMENT, WINDOW, Windows
from vocmine.types import Segment, alone

START, SEPARATOR = 101, 102


@pytest.fixture(scope="module")
def windows():
    return Windows(shipped("models/encoder") / "tokenizer.json")


def segments(*texts, **values):
    """Return the segments of one feedback, one a text."""
    feedback = make_feedback("1", " ".join(texts), **values)
    edges = [0]
    for text in texts:
        edges.append(edges[-1] + len(text) + 1)
    return [Segment(feedback, n, first, end - 1) for n, (first, end) in enumerate(pairwise(edges))]


def test_segments_of_a_feedback_share_a_window_and_each_ends_with_a_separator(windows):
    (window,) = windows.of(segments("Late again.", "No refund."))
    assert window.ids[0] == START
    assert [place.row for place in window.places] == [0, 1]
    assert [window.ids[place.end] for place in window.places] == [SEPARATOR, SEPARATOR]
    assert window.places[1].end == len(window.ids) - 1


def test_a_question_stands_before_the_answer(windows):
    (plain,), (asked,) = windows.of(segments("price")), windows.of(segments("price", question="What should improve?"))
    assert asked.ids[-2:] == plain.ids[-2:]
    assert asked.ids.count(SEPARATOR) == 2


def test_every_segment_of_a_long_feedback_stands_in_one_window(windows):
    told = segments(*[f"the parcel number {n} came late and the box was torn" for n in range(40)])
    found = windows.of(told)
    assert len(found) > 1
    assert [place.row for window in found for place in window.places] == list(range(40))
    assert all(len(window.ids) <= WINDOW for window in found)


def test_an_overlong_segment_is_cut(windows):
    (window,) = windows.of([alone("word " * 5000)])
    assert window.places[0].end - window.places[0].first == LONGEST_SEGMENT


def test_feedbacks_do_not_share_windows(windows):
    assert len(windows.of([*segments("one"), *segments("two")])) == 2


def test_offsets_point_at_the_words_of_the_segment(windows):
    text = "Café closed – refund?"
    (window,) = windows.of(segments("Hello.", text))
    assert [text[start:end] for start, end in window.places[1].offsets] == ["Café", "closed", "–", "ref", "und", "?"]


def test_handles_addresses_and_masks_are_read_past(windows):
    told, plain = windows.of([alone("@AcmeAir my bag is lost https://example.com/x ████"), alone("my bag is lost")])
    assert told.ids == plain.ids
    assert told.places[0].offsets[0].tolist() == [9, 11]


def test_an_empty_text_has_a_window(windows):
    (window,) = windows.of([alone("")])
    assert window.ids == [START, SEPARATOR]
