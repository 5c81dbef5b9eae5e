"""What the customer feels: the 28 labels of GoEmotions, and the codebook's nine groups.

Guarantees: the groups are never empty (``neutral`` where none holds); intensity is null where the group is ``neutral``.
"""

import re
from dataclasses import dataclass

import numpy as np

from vocmine.score.heads import Array, Batch, Head
from vocmine.types import Scores

NEUTRAL = "neutral"
MOST_GROUPS = 2
_STRENGTHENED = re.compile(
    r"\b(very|really|so|extremely|absolutely|totally|completely|utterly|incredibly|always|never|worst|best|hate|love"
    r"|furious|disgusting|awful|terrible|horrible|amazing|fantastic|brilliant)\b",
    re.IGNORECASE,
)
_EXTREME = re.compile(
    r"\b(furious|livid|in tears|crying|sobbing|disgusting|nightmare|outraged|over the moon|ecstatic|heartbroken|terrified)\b",
    re.IGNORECASE,
)
_SHOUTED = re.compile(r"\b[A-Z]{3,}\b")


@dataclass(frozen=True, slots=True)
class EmotionReading:
    """Labels that hold, the score of each of the 28, groups that hold, and intensity from 1 to 5."""

    labels: tuple[str, ...]
    scores: Scores
    groups: tuple[str, ...]
    intensity: int | None


class EmotionReader:
    """Read emotions by a head over 28 labels and one over the groups, each with thresholds of its own."""

    def __init__(self, labels: Head, groups: Head) -> None:
        self._labels, self._groups = labels, groups

    def read(self, batch: Batch) -> tuple[EmotionReading, ...]:
        """Return one reading a segment."""
        labels = self._labels.probabilities(batch.logits)
        groups = self._groups.probabilities(batch.logits)
        return tuple(self._decide(segment.text, labels[row], groups[row]) for row, segment in enumerate(batch.segments))

    def _decide(self, text: str, labels: Array, groups: Array) -> EmotionReading:
        held = self._held_groups(groups)
        scores = tuple((label, round(float(p), 4)) for label, p in zip(self._labels.labels, labels, strict=True))
        holding = tuple(label for label, p, least in zip(self._labels.labels, labels, self._labels.thresholds, strict=True) if p >= least)
        return EmotionReading(holding, scores, held, None if held == (NEUTRAL,) else intensity(text))

    def _held_groups(self, groups: Array) -> tuple[str, ...]:
        ratios = groups / np.array(self._groups.thresholds)
        order = np.argsort(-ratios.round(6), kind="stable")
        held = [self._groups.labels[i] for i in order[:MOST_GROUPS] if ratios[i] >= 1.0]
        if not held:
            held = [self._groups.labels[int(order[0])]]
        feelings = tuple(group for group in held if group != NEUTRAL)
        return feelings if feelings and held[0] != NEUTRAL else (NEUTRAL,)


def intensity(text: str) -> int:
    """Return how strongly a feeling is told, from 2 (mild) to 5 (extreme), by intensifiers, capitals and exclamation marks."""
    strength = 2 + bool(_STRENGTHENED.search(text)) + ("!" in text) + bool(_SHOUTED.search(text))
    return min(5, strength + (2 if _EXTREME.search(text) else 0))
