"""The stage of a customer's journey that a segment tells of.

Guarantees: the scores cover the journey's stages and ``none`` and sum to 1; the decision is the likeliest,
or ``none`` with ``abstained`` where nothing is likely enough. The journey that the head was trained on is read by the
head alone; any other by likeness to its stages' names, descriptions and examples, joined with what the head says.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from vocmine.score.heads import Array, Batch, Head, mean_vector, rounded, softmax
from vocmine.types import NO_STAGE, Journey, Scores, Segment, Stage

Embed = Callable[[Sequence[str]], NDArray[np.float32]]
Basis = Literal["text", "context", "asked", "metadata"]
ABSTAIN_BELOW = 0.3
SHARPNESS = 12.0
AFFINITY_SHARPNESS = 10.0
HEAD_WEIGHT = 0.6
ASKED_PRIOR = 1.0
TOUCHPOINT_PRIOR = 1.5
VAGUE_WORDS = 6


@dataclass(frozen=True, slots=True)
class StageReading:
    """Decision, calibrated confidence of the likeliest, all scores, what decided, and the touchpoint."""

    stage: str
    abstained: bool
    confidence: float
    scores: Scores
    basis: Basis
    touchpoint: str | None


class StageReader:
    """Read stages of one journey.

    Parameters
    ----------
    head : labels are the ids of the journey that it was trained on, ``none`` among them.
    journey : the journey to read.
    embed : gives unit vectors (n, dim) of texts; used once, on the definition of a journey other than the head's.
    """

    def __init__(self, head: Head, journey: Journey, *, embed: Embed) -> None:
        self._head = head
        self._labels = (*(stage.id for stage in journey.stages), NO_STAGE)
        self._journey = journey
        self._trained = set(self._labels) == set(head.labels)
        self._order = [head.labels.index(label) for label in self._labels] if self._trained else []
        self._described = None if self._trained else _describe(journey, head, embed)

    def read(self, batch: Batch) -> tuple[StageReading, ...]:
        """Return one reading a segment."""
        own = self._log_probabilities(batch.own, batch.vectors)
        full = self._log_probabilities(batch.logits, batch.vectors)
        return tuple(self._decide(segment, own[row], full[row]) for row, segment in enumerate(batch.segments))

    def _log_probabilities(self, logits: Array, vectors: NDArray[np.float32]) -> Array:
        trained = softmax(logits[:, self._head.columns], self._head.temperature)
        if self._described is None:
            return np.asarray(np.log(trained[:, self._order] + 1e-9))
        return np.stack([self._zero_shot(row, vector, self._described) for row, vector in zip(trained, vectors, strict=True)])

    def _zero_shot(self, trained: Array, vector: NDArray[np.float32], described: "_Described") -> Array:
        nothing = self._head.labels.index(NO_STAGE)
        staged = np.delete(trained, nothing)
        likeness = np.array([float((examples @ vector).max()) for examples in described.examples])
        alike = softmax(likeness * SHARPNESS, 1.0)
        carried = (staged / staged.sum()) @ described.affinity
        joined = carried**HEAD_WEIGHT * alike ** (1.0 - HEAD_WEIGHT)
        stages = joined / joined.sum() * (1.0 - trained[nothing])
        return np.asarray(np.log(np.append(stages, trained[nothing]) + 1e-9))

    def _decide(self, segment: Segment, own: Array, full: Array) -> StageReading:
        prior, from_metadata = self._prior(segment)
        probabilities = softmax(full + prior, 1.0)
        likeliest = int(np.argmax(probabilities.round(6)))
        confidence = round(float(probabilities[likeliest]), 4)
        abstained = confidence < ABSTAIN_BELOW and self._labels[likeliest] != NO_STAGE
        basis: Basis = "text" if int(np.argmax(own.round(6))) == likeliest else "context"
        if prior.any() and int(np.argmax(full.round(6))) != likeliest:
            basis = "metadata" if from_metadata else "asked"
        stage = NO_STAGE if abstained else self._labels[likeliest]
        return StageReading(stage, abstained, confidence, rounded(self._labels, probabilities), basis, self._touchpoint(segment, stage))

    def _prior(self, segment: Segment) -> tuple[Array, bool]:
        prior = np.zeros(len(self._labels))
        given = segment.feedback.touchpoint_given
        for place, stage in enumerate(self._journey.stages):
            if given and any(given.lower() in (touchpoint.id, touchpoint.name.lower()) for touchpoint in stage.touchpoints):
                prior[place] = TOUCHPOINT_PRIOR
        if prior.any():
            return prior, True
        if segment.feedback.stage_asked in self._labels and len(segment.text.split()) <= VAGUE_WORDS:
            prior[self._labels.index(segment.feedback.stage_asked)] = ASKED_PRIOR
        return prior, False

    def _touchpoint(self, segment: Segment, stage_id: str) -> str | None:
        stage = next((stage for stage in self._journey.stages if stage.id == stage_id), None)
        if stage is None:
            return None
        text = f" {segment.text.lower()} "
        told = [(len(cue), touchpoint.id) for touchpoint in stage.touchpoints for cue in touchpoint.cues if cue.lower() in text]
        return max(told)[1] if told else None


@dataclass(frozen=True, slots=True)
class _Described:
    """Each stage's vectors (sentences, dim), and how far each trained stage leads to each of the journey's; rows sum to 1."""

    examples: tuple[NDArray[np.float32], ...]
    affinity: Array


def _describe(journey: Journey, head: Head, embed: Embed) -> _Described:
    examples = tuple(embed(_sentences(stage)) for stage in journey.stages)
    trained = embed([label for label in head.labels if label != NO_STAGE])
    centres = np.stack([mean_vector(vectors) for vectors in examples])
    return _Described(examples, softmax(np.asarray(trained @ centres.T, dtype=np.float64) * AFFINITY_SHARPNESS, 1.0))


def _sentences(stage: Stage) -> list[str]:
    described = f"{stage.name}: {stage.description}" if stage.description else stage.name
    touchpoints = ", ".join(touchpoint.name for touchpoint in stage.touchpoints)
    return [described, *([f"{stage.name}: {touchpoints}"] if touchpoints else []), *stage.examples]
