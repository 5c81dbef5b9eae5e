"""How the logits of the encoder's heads become labels and probabilities; one shape for all readings.

Guarantees: a row's numbers follow from its own logits; probabilities are those of the fitted offsets and temperature.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vocmine.artifacts import ModelFolder
from vocmine.score.spans import Least
from vocmine.types import Segment

FILE = "heads.json"
Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Head:
    """Labels of one reading, where its columns stand, and how its logits become probabilities.

    ``exclusive`` heads give one label (softmax), others several (a logistic function each, with ``thresholds``).
    """

    labels: tuple[str, ...]
    columns: slice
    temperature: float
    exclusive: bool
    thresholds: tuple[float, ...] = ()
    offsets: tuple[float, ...] = ()

    def probabilities(self, logits: NDArray[np.float32]) -> Array:
        """Return probabilities (n, labels) from the logits of all heads (n, columns)."""
        own = logits[:, self.columns].astype(np.float64)
        shifted = own + np.array(self.offsets) if self.offsets else own
        return softmax(shifted, self.temperature) if self.exclusive else logistic(shifted, self.temperature)


@dataclass(frozen=True, slots=True)
class Heads:
    """The heads of a model folder, and from when on spans are told."""

    heads: Mapping[str, Head]
    least: Least


@dataclass(frozen=True, slots=True)
class Batch:
    """Segments with the logits of all heads (n, columns)."""

    segments: Sequence[Segment]
    logits: NDArray[np.float32]


def open_heads(folder: ModelFolder) -> Heads:
    """Load what a verified model folder says of its heads."""
    described = json.loads(folder.file(FILE).read_text(encoding="utf-8"))
    heads, first = {}, 0
    for name, head in described["heads"].items():
        labels = tuple(head["labels"])
        columns = slice(first, first := first + len(labels))
        heads[name] = Head(labels, columns, head["temperature"], head["exclusive"], tuple(head["thresholds"]), tuple(head["offsets"]))
    return Heads(heads, Least(described["pain_least"], described["cause_least"]))


def softmax(logits: Array, temperature: float) -> Array:
    """Return probabilities along the last axis."""
    scaled = logits / temperature
    powers = np.exp(scaled - scaled.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))


def logistic(logits: Array, temperature: float) -> Array:
    """Return a probability for each logit."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(logits / temperature, -40.0, 40.0))))


def rounded(labels: Sequence[str], probabilities: Array) -> tuple[tuple[str, float], ...]:
    """Return label and probability to four decimals; what rounding leaves of 1 goes to the likeliest."""
    figures = [round(float(p), 4) for p in probabilities]
    likeliest = int(np.argmax(probabilities))
    figures[likeliest] = round(figures[likeliest] + 1.0 - sum(figures), 4)
    return tuple(zip(labels, figures, strict=True))
