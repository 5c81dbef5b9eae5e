"""Which segments are grouped, as what, and in which order.

Guarantees: each segment belongs to one kind at most; the order is that of the segments' ids whatever order they came in;
copies of one text are one member, and all of them follow it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from vocmine.themes.words import key, tells_nothing
from vocmine.types import NO_STAGE, Scored, ThemeKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

CONTEXT = 0.4
COINCIDENCE = 8


@dataclass(frozen=True, slots=True)
class Member:
    """A text that is grouped, and the segments that say it; the first of them stands for all."""

    key: str
    scored: tuple[Scored, ...]

    @property
    def units(self) -> frozenset[str]:
        """The units that count towards a theme's least size.

        A long text that stands word for word in several feedbacks was copied, so it counts once.
        """
        told = self.scored if len(self.key.split()) < COINCIDENCE else self.scored[:1]
        return frozenset(scored.segment.feedback.unit for scored in told)


@dataclass(frozen=True, slots=True)
class Candidates:
    """The members of one kind, their vectors (members, dim) in float64 of unit length, and the ids left out."""

    members: tuple[Member, ...]
    vectors: "NDArray[np.float64]"
    left_out: tuple[str, ...]


def kind_of(scored: Scored) -> ThemeKind | None:
    """Return what a segment can be: a wish, a pain, a gain, or none of them."""
    reading = scored.reading
    if reading.intent == "suggestion":
        return "suggestion"
    if reading.sentiment_label in ("negative", "mixed"):
        return "pain_point"
    return "gain" if reading.sentiment_label == "positive" else None


def gather(kind: ThemeKind, scored: Sequence[Scored], vectors: "NDArray[np.float32]") -> Candidates:
    """Return the candidates of one kind.

    Parameters
    ----------
    scored : all segments, in any order.
    vectors : shape (len(scored), dim), row *i* belonging to segment *i*.
    """
    rows = sorted((row for row, one in enumerate(scored) if kind_of(one) == kind), key=lambda row: scored[row].segment.id)
    kept = [row for row in rows if _tells(scored[row])]
    taken = set(kept)
    by_key: dict[str, list[int]] = {}
    for place, row in enumerate(kept):
        by_key.setdefault(key(scored[row].segment.text), []).append(place)
    mixed = _in_context([scored[row] for row in kept], vectors[kept].astype(np.float64))
    members = tuple(Member(text, tuple(scored[kept[place]] for place in places)) for text, places in by_key.items())
    means = [mixed[places].mean(axis=0) for places in by_key.values()]
    left_out = tuple(scored[row].segment.id for row in rows if row not in taken)
    return Candidates(members, to_unit(np.array(means).reshape(len(members), vectors.shape[1])), left_out)


def to_unit(vectors: "NDArray[np.float64]") -> "NDArray[np.float64]":
    """Return the rows in unit length; a row of zeros stays."""
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / np.where(norms > 0, norms, 1.0)


def _tells(scored: Scored) -> bool:
    reading = scored.reading
    unstaged = reading.stage == NO_STAGE and not reading.stage_abstained and reading.pain_point is None
    return not unstaged and not tells_nothing(scored.segment.text)


def _in_context(scored: Sequence[Scored], vectors: "NDArray[np.float64]") -> "NDArray[np.float64]":
    # What a sentence such as 'three weeks now' is about stands in the others of its feedback or conversation.
    together: dict[str, list[int]] = {}
    for row, one in enumerate(scored):
        together.setdefault(one.segment.feedback.conversation or one.segment.feedback.id, []).append(row)
    mixed = np.empty_like(vectors)
    for rows in together.values():
        mixed[rows] = vectors[rows] + CONTEXT * to_unit(vectors[rows].mean(axis=0, keepdims=True))
    return to_unit(mixed)
