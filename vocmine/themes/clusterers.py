"""Groups of members on two levels, found and not asked for, none of them forced: themes, and the parts that they are made of.

Guarantees: the number of groups follows from the data; a theme is told by a least number of units; one rule says where a member
belongs, at the fit, for later members and in later runs: the nearest centre of a part, if it is near and no part of another theme
is as near; the same features in the same order give the same groups on any number of threads.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from vocmine.themes.candidates import to_unit
from vocmine.themes.graph import DIGITS, between, communities, neighbours

if TYPE_CHECKING:
    from numpy.typing import NDArray

FINE, COARSE = 8.0, 1.0
SHRINKAGE = 4.0
LEAST_FIT, MARGIN = 0.28, 0.02
LEAST_COHERENCE = 0.15
SAME = 0.85
ROUNDS = 12
STRICT_DISTANCE = 0.6
BLOCK = 4096
NOWHERE = -1


@dataclass(frozen=True, slots=True)
class Groups:
    """The part of each row (−1 for none), counted from 0, and the theme of each part."""

    parts: "NDArray[np.int64]"
    theme_of: "NDArray[np.int64]"

    @property
    def themes(self) -> "NDArray[np.int64]":
        """The theme of each row, −1 for none."""
        return np.append(self.theme_of, NOWHERE)[self.parts]

    @property
    def n_themes(self) -> int:
        """How many themes there are."""
        return int(self.theme_of.max(initial=NOWHERE)) + 1

    def only(self, themes: "NDArray[np.bool_]") -> "Groups":
        """Return the groups of the themes that are marked, in their order; the rows of others are in none."""
        return self._of_parts(themes[self.theme_of])

    def _of_parts(self, kept: "NDArray[np.bool_]") -> "Groups":
        renumbered = np.append(np.where(kept, np.cumsum(kept) - 1, NOWHERE), NOWHERE)
        return Groups(renumbered[self.parts], np.unique(self.theme_of[kept], return_inverse=True)[1])

    def coherent(self, features: "NDArray[np.float64]") -> "Groups":
        """Return the groups without parts that are empty or whose rows are unlike each other."""
        kept = [_coherence(features[self.parts == part]) >= LEAST_COHERENCE for part in range(len(self.theme_of))]
        return self._of_parts(np.array(kept, dtype=bool))


class Centres:
    """Where a row belongs: the rule that fits, assigns and comes back in later runs.

    Rows are compared by cosine after the scatter within parts was evened out, as in linear discriminant analysis: what members of
    one part differ in anyway tells less.

    Parameters
    ----------
    features : rows of unit length, shape (n, dims), some of them in parts.
    groups : their parts; at least one.
    """

    def __init__(self, features: "NDArray[np.floating]", groups: Groups) -> None:
        placed = groups.parts >= 0
        rows, labels, n_parts = features[placed], groups.parts[placed], len(groups.theme_of)
        self._whitener = _whitener(_scatter(rows, _means(rows, labels, n_parts), labels))
        sums = np.zeros((n_parts, rows.shape[1]))
        for block in blocks(len(rows)):
            np.add.at(sums, labels[block], self._whitened(rows[block]))
        self._centres = to_unit(sums)
        self._theme_of = groups.theme_of

    def far(self, features: "NDArray[np.floating]") -> "NDArray[np.bool_]":
        """Return which rows are near to no centre."""
        return np.concatenate([self._fits(features[block]).max(axis=1) < LEAST_FIT for block in blocks(len(features))])

    def assign(self, features: "NDArray[np.floating]", *, least_fit: float = LEAST_FIT, margin: float = MARGIN) -> Groups:
        """Return the groups that rows belong to: where the best fit is near enough, and by a margin nearer than that of another theme."""
        fits = (self._fits(features[block]) for block in blocks(len(features)))
        return Groups(np.concatenate([self._nearest(some, least_fit, margin) for some in fits]), self._theme_of)

    def _whitened(self, rows: "NDArray[np.floating]") -> "NDArray[np.float64]":
        return to_unit(rows.astype(np.float64) @ self._whitener)

    def _fits(self, rows: "NDArray[np.floating]") -> "NDArray[np.float64]":
        """Return the cosine of each row to the centre of each part, shape (n, parts)."""
        return np.asarray(np.round(self._whitened(rows) @ self._centres.T, DIGITS))

    def _nearest(self, fits: "NDArray[np.float64]", least_fit: float, margin: float) -> "NDArray[np.int64]":
        parts = fits.argmax(axis=1)
        best = fits[np.arange(len(fits)), parts]
        others = np.where(self._theme_of[None, :] == self._theme_of[parts][:, None], -1.0, fits).max(axis=1)
        near = (best >= least_fit) & (best - others >= margin)
        return np.where(near, parts, NOWHERE)


def find_groups(features: "NDArray[np.floating]", units: Sequence[frozenset[str]], *, least: int) -> Groups:
    """Return the themes of rows and their parts.

    Parameters
    ----------
    features : shape (n, dims), unit length.
    units : for each row the units that tell it.
    least : how many units tell a theme at least.

    Notes
    -----
    Parts are Louvain communities of the ten nearest neighbours, themes are communities of the parts, those with centres of a cosine
    from 0.85 on being one; then each row goes to its nearest centre until none moves, twelve times at most. Density (HDBSCAN) leaves
    most rows of sentence vectors out, k-means wants the number of groups: `benchmarks/themes.py` prints the comparison.
    """
    if len(features) < 2:
        return Groups(np.full(len(features), NOWHERE), np.zeros(0, dtype=np.int64))
    rows = features.astype(np.float64)
    graph = neighbours(rows)
    parts = _one_of_like(rows, communities(graph, FINE))
    theme_of = communities(between(graph, parts), COARSE)
    groups = Groups(parts, _one_of_like(_means(rows, parts, len(theme_of)), theme_of))
    for _ in range(ROUNDS):
        groups = _large_and_coherent(rows, groups, units, least)
        if not groups.n_themes:
            return groups
        placed = Centres(rows, groups).assign(rows)
        if np.array_equal(placed.parts, groups.parts):
            break
        groups = placed
    return _large_and_coherent(rows, groups, units, least)


def find_strict_groups(vectors: "NDArray[np.floating]", units: Sequence[frozenset[str]]) -> Groups:
    """Return small groups by average cosine distance, for rows too few to show where they are dense.

    Each theme has one part and is told by at least two units; the rest stands alone.
    """
    from scipy.cluster.hierarchy import fcluster, linkage

    labels = np.zeros(len(vectors), dtype=np.int64)
    if len(vectors) > 1:
        rows = vectors.astype(np.float64)
        distances = np.clip(np.round(1 - rows @ rows.T, DIGITS), 0, 2)[np.triu_indices(len(vectors), 1)]
        labels = fcluster(linkage(distances, "average"), STRICT_DISTANCE, "distance").astype(np.int64) - 1
    groups = Groups(labels, np.arange(labels.max(initial=NOWHERE) + 1))
    return groups.only(worth_keeping(groups, units, 2))


def least_units(n_rows: int) -> int:
    """Return how many units a theme of so many rows is told by at least."""
    return max(3, round(math.sqrt(n_rows) / 3))


def worth_keeping(groups: Groups, units: Sequence[frozenset[str]], least: int) -> "NDArray[np.bool_]":
    """Return for each theme whether so many units tell it."""
    told: list[set[str]] = [set() for _ in range(groups.n_themes)]
    for theme, some in zip(groups.themes.tolist(), units, strict=True):
        if theme >= 0:
            told[theme].update(some)
    return np.array([len(some) >= least for some in told], dtype=bool)


def _one_of_like(rows: "NDArray[np.float64]", labels: "NDArray[np.int64]") -> "NDArray[np.int64]":
    """Return the labels, one in place of those whose centres all but coincide: what is of one piece falls into communities too."""
    from scipy.sparse.csgraph import connected_components

    centres = to_unit(_means(rows, labels, int(labels.max()) + 1))
    return np.asarray(connected_components(np.round(centres @ centres.T, DIGITS) >= SAME)[1][labels], dtype=np.int64)


def _large_and_coherent(features: "NDArray[np.float64]", groups: Groups, units: Sequence[frozenset[str]], least: int) -> Groups:
    coherent = groups.coherent(features)
    return coherent.only(worth_keeping(coherent, units, least))


def _means(rows: "NDArray[np.floating]", labels: "NDArray[np.int64]", n_labels: int) -> "NDArray[np.float64]":
    """Return the mean row of each label; zeros where it has none."""
    sums = np.zeros((n_labels, rows.shape[1]))
    np.add.at(sums, labels, rows)
    return sums / np.maximum(np.bincount(labels, minlength=n_labels), 1)[:, None]


def _scatter(rows: "NDArray[np.floating]", means: "NDArray[np.float64]", labels: "NDArray[np.int64]") -> "NDArray[np.float64]":
    """Return the covariance of rows around the mean of their label."""
    total = np.zeros((rows.shape[1], rows.shape[1]))
    for block in blocks(len(rows)):
        away = rows[block] - means[labels[block]]
        total += away.T @ away
    return total / len(rows)


def _whitener(covariance: "NDArray[np.float64]") -> "NDArray[np.float64]":
    """Return what turns rows so that their scatter, shrunk towards an even one, is even: the inverse of its Cholesky factor."""
    shrunk = covariance + SHRINKAGE * max(float(np.trace(covariance)) / len(covariance), 1e-9) * np.eye(len(covariance))
    return np.asarray(np.linalg.inv(np.linalg.cholesky(shrunk)).T)


def blocks(n_rows: int) -> Iterator[slice]:
    """Yield slices that cover the rows, few enough at a time to be held in double precision."""
    yield from (slice(first, min(first + BLOCK, n_rows)) for first in range(0, n_rows, BLOCK))


def _coherence(features: "NDArray[np.float64]") -> float:
    """Return the mean cosine of all pairs of rows; 1 for a row alone, 0 for none."""
    n_rows = len(features)
    if n_rows < 2:
        return float(n_rows)
    total = float(np.square(features.sum(axis=0)).sum())
    return round((total - n_rows) / (n_rows * (n_rows - 1)), DIGITS)
