"""Linear heads over vectors and words, run in numpy; one shape for all readings.

Guarantees: a row's numbers follow from its own segment and feedback, not from its neighbours in the batch
(each row is its own product); probabilities are those of the fitted temperature.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vocmine.artifacts import ModelFolder
from vocmine.score.words import Sparse, Vocabulary
from vocmine.types import Segment

WORD_SCALE = 1.5
CONTEXT_WORD_SCALE = 0.5
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


@dataclass(frozen=True, slots=True)
class Batch:
    """Segments with the logits of all heads, (n, all columns); ``own`` are those without the context."""

    segments: tuple[Segment, ...]
    vectors: NDArray[np.float32]
    logits: Array
    own: Array


@dataclass(frozen=True, slots=True)
class Heads:
    """All heads of a model folder, and their weights side by side.

    ``weights`` (2 × dim, columns) for the segment's vector and its feedback's; ``words`` and
    ``context_words`` (vocabulary, columns); ``bias`` (columns,).
    """

    heads: Mapping[str, Head]
    vocabulary: Vocabulary
    weights: NDArray[np.float32]
    words: NDArray[np.float32]
    context_words: NDArray[np.float32]
    bias: NDArray[np.float32]

    def batch(self, segments: Sequence[Segment], vectors: NDArray[np.float32]) -> Batch:
        """Return the logits of all heads; the segments of a feedback stand together."""
        dim = vectors.shape[1]
        logits = np.zeros((len(segments), len(self.bias)))
        own = np.zeros_like(logits)
        for rows in groups(segments):
            context = mean_vector(vectors[rows.start : rows.stop])
            shared = context @ self.weights[dim:] + self._of_words(
                self.vocabulary.sparse(segments[rows.start].feedback.text), self.context_words
            )
            for row in rows:
                segment = segments[row]
                sparse = self.vocabulary.sparse(segment.text, segment.feedback.question)
                own[row] = vectors[row] @ self.weights[:dim] + self._of_words(sparse, self.words) + self.bias
                logits[row] = own[row] + shared
        return Batch(tuple(segments), vectors, logits, own)

    @staticmethod
    def _of_words(sparse: Sparse, weights: NDArray[np.float32]) -> NDArray[np.float32]:
        return sparse.weights @ weights[sparse.places]


def open_heads(folder: ModelFolder) -> Heads:
    """Load the heads of a verified model folder."""
    from safetensors.numpy import load_file

    arrays = load_file(folder.file("heads.safetensors"))
    described = json.loads(folder.file("heads.json").read_text(encoding="utf-8"))
    heads, first = {}, 0
    for name, head in described["heads"].items():
        labels = tuple(head["labels"])
        columns = slice(first, first := first + len(labels))
        heads[name] = Head(labels, columns, head["temperature"], head["exclusive"], tuple(head["thresholds"]))
    places = {term: place for place, term in enumerate(described["vocabulary"])}
    return Heads(
        heads,
        Vocabulary(places, arrays["frequencies"]),
        arrays["weights"],
        arrays["words"].astype(np.float32),
        arrays["context_words"].astype(np.float32),
        arrays["bias"],
    )


def groups(segments: Sequence[Segment]) -> list[range]:
    """Return the runs of rows that belong to one feedback."""
    starts = [row for row, segment in enumerate(segments) if row == 0 or segment.feedback is not segments[row - 1].feedback]
    return [range(start, end) for start, end in zip(starts, [*starts[1:], len(segments)], strict=True)]


def mean_vector(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the mean of a feedback's vectors, at unit length."""
    mean = vectors.mean(axis=0)
    return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-9), dtype=np.float32)


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
