"""Which segments are grouped, as what, and in which order.

Guarantees: each segment belongs to one kind at most; the order is that of the segments' ids whatever order they came in;
statements in the same words are one member, and all of them follow it; where feedbacks of some length are alike from beginning to end
they were copied: the first stands for all, the others are kept apart, as are answers that tell nothing.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from vocmine.themes.words import key, stems, tells_nothing, wishes_nothing
from vocmine.types import Scored, ThemeKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

Float = TypeVar("Float", np.float32, np.float64)
CONTEXT = 0.4
COINCIDENCE = 6


@dataclass(frozen=True, slots=True)
class Member:
    """A text that is grouped, and the segments that say it; the first of them stands for all."""

    key: str
    scored: tuple[Scored, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """The segments' ids."""
        return tuple(one.segment.id for one in self.scored)

    @property
    def units(self) -> frozenset[str]:
        """The units that tell it."""
        return frozenset(one.segment.feedback.unit for one in self.scored)


@dataclass(frozen=True)
class Candidates:
    """The members of one kind, their vectors (members, dim) in float32 of unit length, and the ids kept apart."""

    members: tuple[Member, ...]
    vectors: "NDArray[np.float32]"
    non_answers: tuple[str, ...]
    copies: tuple[str, ...]

    @cached_property
    def mean(self) -> "NDArray[np.float64]":
        """What all vectors share, shape (dim,)."""
        return self.vectors.mean(axis=0, dtype=np.float64) if len(self.vectors) else np.zeros(self.vectors.shape[1])

    @cached_property
    def features(self) -> "NDArray[np.float32]":
        """The vectors without what all share, unit length."""
        return to_unit(self.vectors - self.mean.astype(np.float32))


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
    # 'No change' is what a critic complains of, and what one who is content answers.
    empty = tells_nothing if kind != "gain" else lambda text: tells_nothing(text) or wishes_nothing(text)
    told = [row for row in rows if not empty(scored[row].segment.text)]
    kept = _first_told(told, scored)
    by_key: dict[str, list[int]] = {}
    for place, row in enumerate(kept):
        by_key.setdefault(key(scored[row].segment.text), []).append(place)
    mixed = _in_context([scored[row] for row in kept], vectors[kept])
    members = tuple(Member(text, tuple(scored[kept[place]] for place in places)) for text, places in by_key.items())
    return Candidates(
        members,
        to_unit(_means(mixed, by_key.values())),
        non_answers=_ids(set(rows) - set(told), scored),
        copies=_ids(set(told) - set(kept), scored),
    )


def to_unit(vectors: "NDArray[Float]") -> "NDArray[Float]":
    """Return the rows in unit length; a row of zeros stays."""
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    norms[norms == 0] = 1.0
    unit: NDArray[Float] = vectors / norms
    return unit


def _first_told(rows: Sequence[int], scored: Sequence[Scored]) -> list[int]:
    """Return the rows without those of feedbacks that are copies of an earlier one, in whatever order, form and number its words are."""
    first: dict[bytes, str] = {}
    kept = []
    for row in rows:
        feedback = scored[row].segment.feedback
        signature = _signature(feedback.text)
        if signature is None or first.setdefault(signature, feedback.id) == feedback.id:
            kept.append(row)
    return kept


@lru_cache(1)
def _signature(text: str) -> bytes | None:
    """Return what copies of a text share; None where it is so short that people say the same by chance."""
    told = sorted(set(stems(text)))
    return blake2b(" ".join(told).encode(), digest_size=16).digest() if len(told) >= COINCIDENCE else None


def _ids(rows: set[int], scored: Sequence[Scored]) -> tuple[str, ...]:
    return tuple(sorted(scored[row].segment.id for row in rows))


def _in_context(scored: Sequence[Scored], vectors: "NDArray[np.float32]") -> "NDArray[np.float32]":
    # What a sentence such as 'three weeks now' is about stands in the others of its feedback or conversation.
    together: dict[str, list[int]] = {}
    for row, one in enumerate(scored):
        together.setdefault(one.segment.feedback.conversation or one.segment.feedback.id, []).append(row)
    around = to_unit(_means(vectors, together.values()))
    mixed = vectors.copy()
    for context, rows in zip(around, together.values(), strict=True):
        mixed[rows] += CONTEXT * context
    return to_unit(mixed)


def _means(vectors: "NDArray[np.float32]", heaps: Collection[list[int]]) -> "NDArray[np.float32]":
    """Return the mean row of each heap of rows, shape (heaps, dim)."""
    means = np.empty((len(heaps), vectors.shape[1]), dtype=np.float32)
    for place, rows in enumerate(heaps):
        means[place] = vectors[rows[0]] if len(rows) == 1 else vectors[rows].mean(axis=0, dtype=np.float64)
    return means
