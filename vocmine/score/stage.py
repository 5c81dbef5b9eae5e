"""The stage of a customer's journey that a segment tells of.

Guarantees: the scores cover the journey's stages and ``none`` and sum to 1; the decision is the likeliest,
or ``none`` with ``abstained`` where nothing is likely enough. The journey that the head was trained on is read by the
head alone; any other by likeness to its stages' names and descriptions, joined with what the head says. Examples of a
definition and what people put right are laid over either, and change the reading of segments like them.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from vocmine.score.describe import Compare, Described, Encode, describe, told_of, with_examples
from vocmine.score.heads import Array, Batch, Head, rounded, softmax
from vocmine.score.learn import Learnt, Reach, learn
from vocmine.types import NO_STAGE, Journey, Scores, Segment, Stage, Taught, alone, feedback_runs

Basis = Literal["text", "context", "asked", "metadata"]
ABSTAIN_BELOW = 0.3
ASKED_PRIOR = 1.0
TOUCHPOINT_PRIOR = 1.5
VAGUE_WORDS = 6
# A head that learnt from thousands of segments yields to near likeness alone; a definition yields to examples throughout.
NEAR = Reach(fade=5.0, hold=0.1)
FAR = Reach(fade=1.0, hold=0.0005)
# Who puts a reading right knows better than a definition.
TIMES_TAUGHT = 3.0


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
    head : its labels are the ids of the journey that it was trained on, ``none`` among them.
    journey : the journey to read.
    encode : the encoder; used on the definition of a journey other than the head's, and on short segments apart from their context.
    compare : returns unit vectors (texts, dim) of texts alone; used for a journey other than the head's, and once people taught something.
    taught : what people said of segments; stages that the journey lacks are passed over. ``taught_digest`` tells them apart.
    """

    def __init__(self, head: Head, journey: Journey, *, encode: Encode, compare: Compare, taught: Sequence[Taught] = ()) -> None:
        self._head = head
        self._encode, self._compare = encode, compare
        self._labels = (*(stage.id for stage in journey.stages), NO_STAGE)
        self._journey = journey
        self._trained = set(self._labels) == set(head.labels)
        self._order = [head.labels.index(label) for label in self._labels] if self._trained else []
        self._described = None if self._trained else describe(journey, head, encode=encode, compare=compare)
        self._cues = {stage.id: _cues(stage) for stage in journey.stages}
        self._learnt = self._learn(taught)
        self.taught_digest = _digest(taught) if taught else ""

    def read(self, batch: Batch) -> tuple[StageReading, ...]:
        """Return one reading a segment."""
        vectors = self._vectors([segment.text for segment in batch.segments])
        told = self._log_probabilities(batch.logits, vectors)
        by_itself = self._apart(batch.segments, vectors)
        return tuple(self._decide(segment, told[row], by_itself.get(row, told[row])) for row, segment in enumerate(batch.segments))

    def read_others(self, segments: Sequence[Segment]) -> tuple[StageReading, ...]:
        """Return one reading a segment, of segments that were not encoded yet."""
        return self.read(Batch(segments, self._encode(segments).logits)) if segments else ()

    def _vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors (texts, dim), without columns where nothing is compared."""
        return self._compare(texts) if self._learnt or self._described else np.zeros((len(texts), 0), dtype=np.float32)

    def _apart(self, segments: Sequence[Segment], vectors: NDArray[np.float32]) -> dict[int, Array]:
        """Return what short segments tell without question and neighbours, by row."""
        short = [
            row
            for rows in feedback_runs(segments)
            for row in rows
            if (len(rows) > 1 or segments[row].feedback.question) and len(segments[row].text.split()) <= VAGUE_WORDS
        ]
        if not short:
            return {}
        encoded = self._encode([alone(segments[row].text) for row in short])
        return dict(zip(short, self._log_probabilities(encoded.logits, vectors[short]), strict=True))

    def _learn(self, taught: Sequence[Taught]) -> Learnt | None:
        """Return what examples add to the reading; a definition is an example too, but where the head was trained on it."""
        told = [(one.segments, place, stage) for one in taught for place, stage in one.stages if stage in self._labels]
        n_taught = len(told)
        if self._described is not None and (told or any(stage.examples for stage in self._journey.stages)):
            self._described = with_examples(self._described)
            defined = [(text, stage.id) for stage in self._journey.stages for text in (*told_of(stage), *stage.examples)]
            told += [((alone(text),), 0, stage) for text, stage in defined]
        if not told:
            return None
        vectors = self._compare([segments[place].text for segments, place, _ in told])
        logits = np.stack([self._encode(segments).logits[place] for segments, place, _ in told])
        classes = [self._labels.index(stage) for *_, stage in told]
        counts = [TIMES_TAUGHT] * n_taught + [1.0] * (len(told) - n_taught)
        return learn(vectors, classes, self._before(logits, vectors), NEAR if self._trained else FAR, counts=counts)

    def _log_probabilities(self, logits: NDArray[np.float32], vectors: NDArray[np.float32]) -> Array:
        before = self._before(logits, vectors)
        return before if self._learnt is None else before + np.stack([self._learnt.shift(vector) for vector in vectors])

    def _before(self, logits: NDArray[np.float32], vectors: NDArray[np.float32]) -> Array:
        """Return the log-probabilities that no example has changed."""
        trained = self._head.probabilities(logits)
        if self._described is None:
            return np.asarray(np.log(trained[:, self._order] + 1e-9))
        return np.stack([self._zero_shot(row, vector, self._described) for row, vector in zip(trained, vectors, strict=True)])

    def _zero_shot(self, trained: Array, vector: NDArray[np.float32], described: Described) -> Array:
        nothing = self._head.labels.index(NO_STAGE)
        stages = described.probabilities(np.delete(trained, nothing), vector) * (1.0 - trained[nothing])
        return np.asarray(np.log(np.append(stages, trained[nothing]) + 1e-9))

    def _decide(self, segment: Segment, full: Array, own: Array) -> StageReading:
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


def _digest(taught: Sequence[Taught]) -> str:
    """Return what tells examples apart, in whatever order they come."""
    told = sorted((one.segments[place].id, one.segments[place].text, stage) for one in taught for place, stage in one.stages)
    return hashlib.sha256(repr(told).encode()).hexdigest()[:12]


def _cues(stage: Stage) -> "tuple[tuple[str, re.Pattern[str]], ...]":
    """Return for each touchpoint that has cues its id and what finds them as whole words, the longest first."""
    pairs = ((point.id, sorted(map(re.escape, point.cues), key=len, reverse=True)) for point in stage.touchpoints if point.cues)
    return tuple((id_, re.compile(rf"(?<!\w)(?:{'|'.join(cues)})(?!\w)", re.IGNORECASE)) for id_, cues in pairs)
