"""Any journey read by what its definition says: names, descriptions and touchpoints.

Guarantees: nothing is fitted; what is told of each stage is read by the trained head, so that the head's judgement of a segment
is carried over as far as it tells these stages apart; likeness of vectors decides what it cannot. What all stages have in
common does not count as likeness.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from vocmine.protocols import Encoded
from vocmine.score.heads import Array, Head, softmax
from vocmine.types import NO_STAGE, Journey, Segment, Stage, alone

Encode = Callable[[Sequence[Segment]], Encoded]
Compare = Callable[[Sequence[str]], NDArray[np.float32]]
TOLD_APART = (0.2, 0.35)
HEAD_WEIGHTS = (0.0, 1.5)
LIKENESS_WEIGHTS = (21.0, 2.0)
WITH_EXAMPLES = 0.2
COMMON = 0.5
FEWEST_WITH_COMMON = 4
PEAK = 1.5
_SMALL = 1e-9
_PHRASE_END = re.compile(r"[;,.:]|\band\b|\bor\b")


@dataclass(frozen=True, slots=True)
class Described:
    """Each stage's unit vectors (sentences, dim), less what is ``common`` (dim,) to all stages.

    ``carried`` (trained stages, stages) says where each trained stage leads, rows sum to 1;
    ``head_weight`` and ``likeness_weight`` say how far each of the two is followed.
    """

    told: tuple[NDArray[np.float32], ...]
    common: NDArray[np.float32]
    carried: Array
    head_weight: float
    likeness_weight: float

    def probabilities(self, trained: Array, vector: NDArray[np.float32]) -> Array:
        """Return the probability of each stage, given those of the trained stages and a segment's vector."""
        own = _unit(vector - self.common)
        likeness = np.array([float((told @ own).max()) for told in self.told])
        led = np.log((trained / (trained.sum() + _SMALL)) @ self.carried + _SMALL)
        return softmax(self.head_weight * led + self.likeness_weight * likeness, 1.0)


def describe(journey: Journey, head: Head, *, encode: Encode, compare: Compare) -> Described:
    """Read a journey's definition.

    Parameters
    ----------
    head : the trained head of the default journey.
    encode : the encoder, whose logits the head reads.
    compare : returns unit vectors (texts, dim) of texts alone.
    """
    told = [_vectors(stage, compare) for stage in journey.stages]
    common = _common(told)
    profiles = np.stack([_profile([*_phrases(stage), *stage.examples], head, encode) for stage in journey.stages])
    share = float(np.interp(_told_apart(profiles), TOLD_APART, (0.0, 1.0)))
    sharp = profiles**PEAK
    sharp /= sharp.sum(axis=0, keepdims=True)
    return Described(
        tuple(_unit(vectors - common) for vectors in told),
        common,
        sharp.T,
        head_weight=float(np.interp(share, (0.0, 1.0), HEAD_WEIGHTS)),
        likeness_weight=float(np.interp(share, (0.0, 1.0), LIKENESS_WEIGHTS)),
    )


def with_examples(described: Described) -> Described:
    """Return the same with what is likeness to a definition held back, where examples tell more of it."""
    return replace(described, likeness_weight=described.likeness_weight * WITH_EXAMPLES)


def told_of(stage: Stage) -> tuple[str, ...]:
    """Return the sentences that a definition has of a stage: its name, and what is said of it."""
    touchpoints = ", ".join(touchpoint.name for touchpoint in stage.touchpoints)
    return (stage.name, *(f"{stage.name}: {told}" for told in (stage.description, touchpoints) if told))


def _profile(texts: Sequence[str], head: Head, encode: Encode) -> Array:
    """Return how often the head reads each of its stages in what is told of one, (trained stages,); sums to 1."""
    probabilities = head.probabilities(encode([alone(text) for text in texts]).logits)
    mean = np.delete(probabilities, head.labels.index(NO_STAGE), axis=1).mean(axis=0) + _SMALL
    return np.asarray(mean / mean.sum())


def _told_apart(profiles: Array) -> float:
    """Return what the head's reading tells of the stage, as a fraction of what there is to tell."""
    if len(profiles) == 1:
        return 0.0
    told = (profiles * np.log(profiles / profiles.mean(axis=0))).sum(axis=1).mean()
    return float(told / np.log(len(profiles)))


def _phrases(stage: Stage) -> list[str]:
    """Return name, description, and the single things that the description and the touchpoints name."""
    if not stage.description:
        return [stage.name, *(touchpoint.name for touchpoint in stage.touchpoints)]
    parts = [part.strip() for part in _PHRASE_END.split(stage.description)]
    named = [part for part in parts if len(part) > 2]
    return [stage.name, f"{stage.name}: {stage.description}", *named, *(touchpoint.name for touchpoint in stage.touchpoints)]


def _vectors(stage: Stage, compare: Compare) -> NDArray[np.float32]:
    """Return the vectors of what is told of a stage, (sentences, dim); the name counts as the mean of its phrasings."""
    names = compare([phrasing.format(stage.name) for phrasing in _phrasings()])
    _, *sentences = told_of(stage)
    vectors = [compare(sentences)] if sentences else []
    return _unit(np.concatenate([*vectors, names.mean(axis=0, keepdims=True)]))


def _common(told: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
    """Return the greater part of the mean stage, (dim,); nothing of few stages, whose mean is too much their own."""
    mean = np.stack([vectors.mean(axis=0) for vectors in told]).mean(axis=0)
    return np.asarray(mean * (COMMON if len(told) >= FEWEST_WITH_COMMON else 0.0), dtype=np.float32)


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), _SMALL), dtype=np.float32)


@cache
def _phrasings() -> tuple[str, ...]:
    """Return the ways in which a stage's name may be spoken of."""
    return tuple(files("vocmine.score").joinpath("phrasings.txt").read_text(encoding="utf-8").splitlines())
