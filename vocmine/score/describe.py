"""Any journey read by what its definition says: names, descriptions, touchpoints and examples.

Guarantees: nothing is fitted; what is told of each stage is read by the trained head, so that the head's judgement of a segment
is carried over as far as it tells these stages apart; likeness of vectors decides what it cannot.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vocmine.score.heads import Array, Heads, softmax
from vocmine.types import NO_STAGE, Feedback, Journey, Segment, Stage

Embed = Callable[[Sequence[str]], NDArray[np.float32]]
HEAD = "stage"
TOLD_APART = (0.15, 0.3)
HEAD_WEIGHTS = (0.5, 1.5)
LIKENESS_WEIGHTS = (12.0, 2.0)
PEAK = 1.5
_SMALL = 1e-9
_PHRASE_END = re.compile(r"[;,.:]|\band\b|\bor\b")


@dataclass(frozen=True, slots=True)
class Described:
    """Each stage's vectors (sentences, dim); ``carried`` (trained stages, stages) says where each trained stage leads, rows sum to 1.

    ``head_weight`` and ``likeness_weight`` say how far each of the two is followed.
    """

    examples: tuple[NDArray[np.float32], ...]
    carried: Array
    head_weight: float
    likeness_weight: float

    def probabilities(self, trained: Array, vector: NDArray[np.float32]) -> Array:
        """Return the probability of each stage, given those of the trained stages and a segment's vector."""
        likeness = np.array([float((examples @ vector).max()) for examples in self.examples])
        led = np.log((trained / (trained.sum() + _SMALL)) @ self.carried + _SMALL)
        return softmax(self.head_weight * led + self.likeness_weight * likeness, 1.0)


def describe(journey: Journey, heads: Heads, *, embed: Embed) -> Described:
    """Read a journey's definition.

    Parameters
    ----------
    embed : gives unit vectors (n, dim) of texts.
    """
    examples = tuple(embed(_sentences(stage)) for stage in journey.stages)
    profiles = np.stack([_profile([*_phrases(stage), *stage.examples], heads, embed) for stage in journey.stages])
    share = float(np.interp(_told_apart(profiles), TOLD_APART, (0.0, 1.0)))
    sharp = profiles**PEAK
    sharp /= sharp.sum(axis=0, keepdims=True)
    return Described(
        examples,
        sharp.T,
        head_weight=float(np.interp(share, (0.0, 1.0), HEAD_WEIGHTS)),
        likeness_weight=float(np.interp(share, (0.0, 1.0), LIKENESS_WEIGHTS)),
    )


def _profile(texts: Sequence[str], heads: Heads, embed: Embed) -> Array:
    """Return how often the head reads each of its stages in what is told of one, (trained stages,); sums to 1."""
    head = heads.heads[HEAD]
    segments = [Segment(Feedback(str(n), str(n), text, "survey", "", n), 0, 0, len(text)) for n, text in enumerate(texts)]
    probabilities = softmax(heads.batch(segments, embed(texts)).logits[:, head.columns], head.temperature)
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


def _sentences(stage: Stage) -> list[str]:
    described = f"{stage.name}: {stage.description}" if stage.description else stage.name
    touchpoints = ", ".join(touchpoint.name for touchpoint in stage.touchpoints)
    return [described, *([f"{stage.name}: {touchpoints}"] if touchpoints else []), *stage.examples]
