"""Whether the customer had to work for it.

Guarantees: the value is null where nothing tells of effort; −1 very hard, −0.5 hard, 0.5 easy, 1 very easy.
"""

from dataclasses import dataclass
from typing import Literal, cast

import numpy as np

from vocmine.score.heads import Batch, Head

VERY = 0.8
_SIGNS = {"high": -1.0, "low": 1.0}


@dataclass(frozen=True, slots=True)
class EffortReading:
    """Label, and the value in [-1, 1] or None."""

    label: Literal["high", "low", "none"]
    value: float | None


class EffortReader:
    """Read effort by a head with the labels high, low and none."""

    def __init__(self, head: Head) -> None:
        self._head = head

    def read(self, batch: Batch) -> tuple[EffortReading, ...]:
        """Return one reading a segment."""
        probabilities = self._head.probabilities(batch.logits)
        likeliest = np.argmax(probabilities.round(6), axis=1)
        return tuple(self._decide(self._head.labels[int(place)], float(probabilities[row, place])) for row, place in enumerate(likeliest))

    @staticmethod
    def _decide(label: str, probability: float) -> EffortReading:
        sign = _SIGNS.get(label)
        value = None if sign is None else sign * (1.0 if probability >= VERY else 0.5)
        return EffortReading(cast(Literal["high", "low", "none"], label), value)
