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


@dataclass(frozen=True, slots=True)
class Apart:
    """The ids of segments that are grouped with nothing: those that tell nothing, and those of copied feedback."""

    non_answers: frozenset[str]
    copies: frozenset[str]


@dataclass(frozen=True)
class Candidates:
    """The members of one kind and their vectors (members, dim) in float32 of unit length."""

    members: tuple[Member, ...]
    vectors: "NDArray[np.float32]"

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


def set_apart(scored: Sequence[Scored]) -> Apart:
    """Return what is kept apart of all segments that were read, of whatever kind they are; they may come in any order."""
    told, non_answers = [], set()
    for one in scored:
        if one.reading.sentiment_label is not None:
            if _is_empty(one):
                non_answers.add(one.segment.id)
            else:
                told.append(one)
    return Apart(frozenset(non_answers), _copies(sorted(told, key=lambda one: one.segment.id)))


def gather(kind: ThemeKind, scored: Sequence[Scored], vectors: "NDArray[np.float32]", apart: Apart) -> Candidates:
    """Return the candidates of one kind.

    Parameters
    ----------
    scored : all segments, in any order.
    vectors : shape (len(scored), dim), row *i* belonging to segment *i*.
    apart : what is no candidate of any kind.
    """
    left_out = apart.non_answers | apart.copies
    rows = (row for row, one in enumerate(scored) if kind_of(one) == kind and one.segment.id not in left_out)
    kept = sorted(rows, key=lambda row: scored[row].segment.id)
    by_key: dict[str, list[int]] = {}
    for place, row in enumerate(kept):
        by_key.setdefault(key(scored[row].segment.text), []).append(place)
    mixed = _in_context([scored[row] for row in kept], vectors[kept])
    members = tuple(Member(text, tuple(scored[kept[place]] for place in places)) for text, places in by_key.items())
    return Candidates(members, to_unit(_means(mixed, by_key.values())))


def to_unit(vectors: "NDArray[Float]") -> "NDArray[Float]":
    """Return the rows in unit length; a row of zeros stays."""
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    norms[norms == 0] = 1.0
    unit: NDArray[Float] = vectors / norms
    return unit


def _is_empty(scored: Scored) -> bool:
    # 'No change' is what a critic complains of, and what one who is content answers.
    content = kind_of(scored) in ("gain", None)
    return tells_nothing(scored.segment.text) or (content and wishes_nothing(scored.segment.text))


def _copies(ordered: Sequence[Scored]) -> frozenset[str]:
    """Return the ids of those whose feedback is a copy of an earlier one, in whatever order, form and number its words are."""
    first: dict[bytes, str] = {}
    copies = set()
    for one in ordered:
        feedback = one.segment.feedback
        signature = _signature(feedback.text)
        if signature is not None and first.setdefault(signature, feedback.id) != feedback.id:
            copies.add(one.segment.id)
    return frozenset(copies)


@lru_cache(1)
def _signature(text: str) -> bytes | None:
    """Return what copies of a text share; None where it is so short that people say the same by chance."""
    told = sorted(set(stems(text)))
    return blake2b(" ".join(told).encode(), digest_size=16).digest() if len(told) >= COINCIDENCE else None


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
