"""The span head: learns planted tokens, and survives saving and loading."""

import re

import numpy as np
import pytest

from vocmine.artifacts import ModelFolder
from vocmine.score.spans import FILE, TAGS, SpanHead, pain_chances
from vocmine.train.spans import fit_span_head, tags_of

WORDS = ("the", "cold", "soup", "was", "late", "because", "rain", "staff", "here")


class OneHotStates:
    """Show each known word as its own direction."""

    def hidden(self, texts):
        return [self._of(text) for text in texts]

    def _of(self, text):
        spans = [match.span() for match in re.finditer(r"\w+", text)]
        states = np.array([[10.0 * (text[a:b] == word) for word in WORDS] for a, b in spans], dtype=np.float32)
        return states, np.array(spans, dtype=np.int32)


def row(segment, pain, cause=None, **values):
    return {
        "text": segment,
        "segment": segment,
        "pain_point": pain,
        "cause": cause,
        "sentiment": "negative",
        "intent": "inform",
        **values,
    }


ROWS = [
    row("the cold soup was here", "cold soup"),
    row("the soup was cold", "cold"),
    row("the staff was late because rain", "late", "rain"),
    row("late because rain was here", "late", "rain"),
    row("the staff was here", None),
    row("cold cold soup", "cold cold soup"),
    row("soup late here", "soup late"),
    row("rain because the rain", None),
]


def test_fit_span_head_learns_the_planted_words():
    head = fit_span_head(OneHotStates(), ROWS)
    states, _ = OneHotStates().hidden(["the cold soup was late here"])[0]
    painful = pain_chances(states @ head.weights + head.bias) > 0.5
    assert painful.tolist() == [False, True, True, False, True, False]


def test_fit_span_head_learns_from_nothing_that_may_have_no_pain_point():
    misleading = [row("the staff was here", "staff", sentiment="positive")] * 20
    head, plain = fit_span_head(OneHotStates(), [*ROWS, *misleading]), fit_span_head(OneHotStates(), ROWS)
    assert head.weights == pytest.approx(plain.weights)


def test_tags_of_marks_tokens_that_a_span_touches():
    offsets = np.array([(0, 4), (4, 6), (7, 11), (12, 18)], dtype=np.int32)
    tags = tags_of(row("coldly soup behind", "coldly soup", "behind"), offsets)
    assert [TAGS[tag] for tag in tags] == ["PAIN", "PAIN", "PAIN", "CAUSE"]


def test_span_head_survives_saving_and_loading(tmp_path):
    head = SpanHead(np.arange(6, dtype=np.float32).reshape(2, 3), np.ones(3, dtype=np.float32), least=1.25)
    head.save(tmp_path)
    loaded = SpanHead.load(ModelFolder(tmp_path, "x", {"files": {FILE: ""}}))
    assert (loaded.weights == head.weights).all()
    assert (loaded.bias == head.bias).all()
    assert loaded.least == head.least
