"""Root causes told by customers, gathered over all themes by what they mean and the words that they share.

Guarantees: only what a customer tells is a cause; ``told`` counts units; every cause carries its segments; a cause that is told in
several themes has one id and one label in all of them; the same reasons in any order give the same causes.
"""

import hashlib
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid5

import numpy as np

from vocmine.themes.candidates import to_unit
from vocmine.themes.grouping import NAMESPACE
from vocmine.themes.reasons import Reason
from vocmine.themes.words import key, stems, word_list
from vocmine.types import Cause, Scored

if TYPE_CHECKING:
    from numpy.typing import NDArray

UNLIKE = 0.55
BY_MEANING = 2 / 3
MOST_GROUPED, AT_ONCE = 4000, 1000
LABEL_WORDS = (4, 8)
DIGITS = 6


@dataclass(frozen=True, slots=True)
class Gathered:
    """The id of the cause that each text tells, and the label of each cause."""

    ids: Mapping[str, str]
    labels: Mapping[str, str]


def gather(texts: Sequence[str], vectors: "NDArray[np.float64] | None", *, most_grouped: int = MOST_GROUPED) -> Gathered:
    """Return which texts tell one cause.

    Parameters
    ----------
    texts : reasons, as often as they are told, in any order.
    vectors : shape (different texts, dim), in alphabetical order of the texts; None where they are compared by words alone.
    most_grouped : different texts that groups are found on; of more, a sample is drawn by the hash of the text, and the others go where
        they are near on average.

    Notes
    -----
    Texts are compared by the cosine of their vectors and, half as much, of their stems, rarer ones weighing more; groups are those of
    average linkage.
    """
    told, distinct = Counter(texts), sorted(set(texts))
    groups: dict[int, list[str]] = {}
    for text, group in zip(distinct, _Texts(distinct, vectors).groups(most_grouped).tolist() if distinct else (), strict=True):
        groups.setdefault(group, []).append(text)
    ids: dict[str, str] = {}
    labels: dict[str, str] = {}
    for some in sorted(groups.values(), key=lambda some: (-sum(told[text] for text in some), some)):
        label = _label(_most_typical({text: told[text] for text in some}))
        id = str(uuid5(NAMESPACE, "\n".join(("cause", *sorted(set(stems(label)))))))
        labels.setdefault(id, label)
        ids.update(dict.fromkeys(some, id))
    return Gathered(ids, labels)


def causes_of(reasons: Sequence[Reason], gathered: Gathered) -> tuple[Cause, ...]:
    """Return the causes that reasons tell, those told by most units first."""
    by_cause: dict[str, list[Reason]] = {}
    for reason in reasons:
        by_cause.setdefault(gathered.ids[reason.text], []).append(reason)
    causes = [
        Cause(gathered.labels[id], n_units(some), evidence_of(some), _stage([one.scored for one in some]), id)
        for id, some in by_cause.items()
    ]
    return tuple(sorted(causes, key=most_told))


def causes_behind(reasons: Sequence[Reason], gathered: Gathered) -> tuple[Cause, ...]:
    """Return the causes that are told as reasons of the given ones; their stages are not known."""
    by_cause: dict[str, list[Reason]] = {}
    for reason in reasons:
        if reason.behind:
            by_cause.setdefault(gathered.ids[reason.behind], []).append(reason)
    causes = [Cause(gathered.labels[id], n_units(some), evidence_of(some), None, id) for id, some in by_cause.items()]
    return tuple(sorted(causes, key=most_told))


def most_told(cause: Cause) -> tuple[int, str, tuple[str, ...]]:
    """Order causes by how many units tell them."""
    return -cause.told, cause.label, cause.evidence


def n_units(reasons: Sequence[Reason]) -> int:
    """Return how many units tell reasons."""
    return len({reason.scored.segment.feedback.unit for reason in reasons})


def evidence_of(reasons: Sequence[Reason]) -> tuple[str, ...]:
    """Return the ids of the segments that tell reasons, in canonical order."""
    return tuple(sorted({segment for reason in reasons for segment in reason.evidence}))


def _stage(told: Sequence[Scored]) -> str | None:
    stages = Counter(one.reading.cause_stage for one in told if one.reading.cause_stage is not None)
    return min(stages, key=lambda stage: (-stages[stage], stage)) if stages else None


class _Texts:
    """Different texts, to be compared with each other."""

    def __init__(self, texts: Sequence[str], vectors: "NDArray[np.float64] | None") -> None:
        self._texts, self._vectors = texts, None if vectors is None else to_unit(vectors)
        self._words = _weighted(texts)

    def groups(self, most: int) -> "NDArray[np.int64]":
        """Return the group of each text, found on so many of them."""
        drawn = self._drawn(most)
        grouped = self._linked(drawn)
        if len(drawn) == len(self._texts):
            return grouped
        found = np.zeros(len(self._texts), dtype=np.int64)
        found[drawn] = grouped
        others = np.setdiff1d(np.arange(len(self._texts)), drawn)
        sizes = np.bincount(grouped)
        members = np.eye(len(sizes))[grouped] / sizes
        for first in range(0, len(others), AT_ONCE):
            some = others[first : first + AT_ONCE]
            likeness = np.round(self._likeness(some, drawn) @ members, DIGITS)
            alone = len(sizes) + first + np.arange(len(some))
            found[some] = np.where(likeness.max(axis=1) >= 1 - UNLIKE, likeness.argmax(axis=1), alone)
        return found

    def _drawn(self, most: int) -> "NDArray[np.int64]":
        places = sorted(range(len(self._texts)), key=lambda place: hashlib.sha256(self._texts[place].encode()).digest())
        return np.array(sorted(places[:most]), dtype=np.int64)

    def _linked(self, rows: "NDArray[np.int64]") -> "NDArray[np.int64]":
        if len(rows) < 2:
            return np.zeros(len(rows), dtype=np.int64)
        from scipy.cluster.hierarchy import fcluster, linkage

        distances = np.clip(np.round(1 - self._likeness(rows, rows), DIGITS), 0, 2)[np.triu_indices(len(rows), 1)]
        return np.asarray(fcluster(linkage(distances, "average"), UNLIKE, "distance").astype(np.int64) - 1)

    def _likeness(self, rows: "NDArray[np.int64]", others: "NDArray[np.int64]") -> "NDArray[np.float64]":
        by_words = np.asarray((self._words[rows] @ self._words[others].T).todense())
        if self._vectors is None:
            return by_words
        return np.asarray(BY_MEANING * self._vectors[rows] @ self._vectors[others].T + (1 - BY_MEANING) * by_words)


def _weighted(texts: Sequence[str]) -> Any:
    """Return a sparse row of unit length for each text: its stems, rarer ones weighing more."""
    from scipy.sparse import csr_matrix

    told = [sorted(set(stems(text))) for text in texts]
    counts = Counter(one for some in told for one in some)
    columns = {one: column for column, one in enumerate(sorted(counts))}
    weights = [np.array([1 + math.log(len(texts) / counts[one]) for one in some]) for some in told]
    rows = np.repeat(np.arange(len(texts)), [len(some) for some in told])
    values = np.concatenate([some / np.linalg.norm(some) if len(some) else some for some in weights])
    return csr_matrix((values, (rows, [columns[one] for some in told for one in some])), shape=(len(texts), len(columns)))


def _most_typical(told: Mapping[str, int]) -> str:
    """Return the text whose stems are told most, weighed by how often each text is told."""
    shared = Counter[str]()
    for text, n in told.items():
        shared.update(dict.fromkeys(stems(text), n))
    return min(told, key=lambda text: (-_typical(text, shared), len(text), key(text)))


def _typical(text: str, shared: Counter[str]) -> float:
    told = set(stems(text))
    return sum(shared[one] for one in told) / math.sqrt(max(1, len(told)))


def _label(text: str) -> str:
    """Return the first words of a reason, up to where another clause begins, without a loose end."""
    least, most = LABEL_WORDS
    told = text.split()
    end = next((place for place in range(least, len(told)) if told[place] in word_list("joints")), len(told))
    kept = told[: min(end, most)]
    while len(kept) > 1 and len(kept) < len(told) and kept[-1] in word_list("loose_ends"):
        kept.pop()
    return " ".join(kept)
