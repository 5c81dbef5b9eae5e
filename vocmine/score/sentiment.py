"""The customer's evaluation of what a segment tells.

Guarantees: the score is the chance of favourable less that of unfavourable, in [-1, 1];
the three scores sum to 1, ``mixed`` shared between the two sides.
"""

from dataclasses import dataclass
from typing import Literal, cast

import numpy as np

from vocmine.language.questions import FAULTS, asked_side
from vocmine.score.heads import Batch, Head, rounded
from vocmine.types import Scores, Segment

Label = Literal["negative", "neutral", "positive", "mixed"]
THREE = ("negative", "neutral", "positive")
NOTHING = frozenset(
    ("nothing", "none", "no", "nope", "nil", "nothing at all", "nothing really", "all good", "all fine", "nothing to improve")
)


@dataclass(frozen=True, slots=True)
class SentimentReading:
    """Label, score in [-1, 1], and the probabilities of negative, neutral and positive."""

    label: Label
    score: float
    scores: Scores


class SentimentReader:
    """Read sentiment by a head with the labels negative, neutral, positive and mixed."""

    def __init__(self, head: Head) -> None:
        self._head = head

    def read(self, batch: Batch) -> tuple[SentimentReading, ...]:
        """Return one reading a segment."""
        probabilities = self._head.probabilities(batch.logits)
        return tuple(self._decide(segment, probabilities[row]) for row, segment in enumerate(batch.segments))

    def _decide(self, segment: Segment, probabilities: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]") -> SentimentReading:
        if nothing_to_improve(segment):
            return SentimentReading("positive", 1.0, (("negative", 0.0), ("neutral", 0.0), ("positive", 1.0)))
        by_label = dict(zip(self._head.labels, probabilities.tolist(), strict=True))
        half = by_label["mixed"] / 2
        three = np.array([by_label["negative"] + half, by_label["neutral"], by_label["positive"] + half])
        label = self._head.labels[int(np.argmax(probabilities.round(6)))]
        return SentimentReading(cast(Label, label), round(float(three[2] - three[0]), 4), rounded(THREE, three))


def nothing_to_improve(segment: Segment) -> bool:
    """Return whether the whole answer to a question for faults is that there is none."""
    feedback = segment.feedback
    return asked_side(feedback.question) == FAULTS and feedback.text.lower().strip(" .!,;") in NOTHING
