"""The stage of a customer's journey that a segment tells of.

Guarantees: the scores cover the journey's stages and ``none`` and sum to 1; the decision is the likeliest,
or ``none`` with ``abstained`` where nothing is likely enough. The journey that the head was trained on is read by the
head alone; any other by likeness to its stages' names, descriptions and examples, joined with what the head says.
"""

import re
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from vocmine.score.describe import HEAD, Described, Embed, describe
from vocmine.score.heads import Array, Batch, Heads, rounded, softmax
from vocmine.types import NO_STAGE, Journey, Scores, Segment, Stage

Basis = Literal["text", "context", "asked", "metadata"]
ABSTAIN_BELOW = 0.3
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
    heads : one is ``stage``, whose labels are the ids of the journey that it was trained on, ``none`` among them.
    journey : the journey to read.
    embed : gives unit vectors (n, dim) of texts; used once, on the definition of a journey other than the head's.
    """

    def __init__(self, heads: Heads, journey: Journey, *, embed: Embed) -> None:
        head = heads.heads[HEAD]
        self._head = head
        self._labels = (*(stage.id for stage in journey.stages), NO_STAGE)
        self._journey = journey
        self._trained = set(self._labels) == set(head.labels)
        self._order = [head.labels.index(label) for label in self._labels] if self._trained else []
        self._described = None if self._trained else describe(journey, heads, embed=embed)
        self._cues = {stage.id: _cues(stage) for stage in journey.stages}

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

    def _zero_shot(self, trained: Array, vector: NDArray[np.float32], described: Described) -> Array:
        nothing = self._head.labels.index(NO_STAGE)
        stages = described.probabilities(np.delete(trained, nothing), vector) * (1.0 - trained[nothing])
        return np.asarray(np.log(np.append(stages, trained[nothing]) + 1e-9))

    def _decide(self, segment: Segment, own: Array, full: Array) -> StageReading:
        prior, from_metadata = self._prior(segment)
        probabilities = softmax(full + prior, 1.0)
        likeliest = int(np.argmax(probabilities.round(6)))
        scores = rounded(self._labels, probabilities)
        confidence = scores[likeliest][1]
        abstained = confidence < ABSTAIN_BELOW and self._labels[likeliest] != NO_STAGE
        basis: Basis = "text" if int(np.argmax(own.round(6))) == likeliest else "context"
        if prior.any() and int(np.argmax(full.round(6))) != likeliest:
            basis = "metadata" if from_metadata else "asked"
        stage = NO_STAGE if abstained else self._labels[likeliest]
        return StageReading(stage, abstained, confidence, scores, basis, self._touchpoint(segment, stage))

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
        told = [(len(found[0]), id_) for id_, cues in self._cues.get(stage_id, ()) if (found := cues.search(segment.text))]
        return max(told, key=lambda pair: pair[0])[1] if told else None


def _cues(stage: Stage) -> "tuple[tuple[str, re.Pattern[str]], ...]":
    """Return for each touchpoint that has cues its id and what finds them as whole words, the longest first."""
    pairs = ((point.id, sorted(map(re.escape, point.cues), key=len, reverse=True)) for point in stage.touchpoints if point.cues)
    return tuple((id_, re.compile(rf"(?<!\w)(?:{'|'.join(cues)})(?!\w)", re.IGNORECASE)) for id_, cues in pairs)
