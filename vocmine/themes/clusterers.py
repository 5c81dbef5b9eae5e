"""Groups of members, found and not asked for, none of them forced.

Guarantees: the number of groups follows from the data; a group is told by a least number of units; a member far from
every centre is in no group (label −1); the same features in the same order give the same labels on any number of threads
(cosines are rounded before they are compared). Both clusterers have scikit-learn's shape, which BERTopic asks for:
``fit(X, y=None)``, ``labels_``, ``predict(X)``.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from vocmine.themes.candidates import to_unit

if TYPE_CHECKING:
    from networkx import Graph
    from numpy.typing import NDArray

NEIGHBOURS = 10
RESOLUTION = 1.5
LEAST_LINK = 0.15
LEAST_FIT = 0.25
LEAST_COHERENCE = 0.15
ROUNDS = 3
STRICT_DISTANCE = 0.6
DIGITS = 6
BLOCK = 512


class GraphClusterer:
    """Communities of the graph of nearest neighbours, then each member to its nearest centre.

    Parameters
    ----------
    units : for each row of ``X`` the units that tell it.

    Notes
    -----
    Louvain communities of the ten nearest neighbours, links weighted by squared cosine; three rounds of assignment to
    centres, a cosine of at least 0.25 being asked, and a mean cosine of 0.15 among the members: in small data a centre is
    near to its own members however unlike they are. Density (HDBSCAN) leaves most rows of sentence vectors out, k-means
    wants the number of groups: `benchmarks/themes.py` prints the comparison.
    """

    def __init__(self, units: Sequence[frozenset[str]]) -> None:
        self._units = units
        self._least = max(3, round(len(units) ** 0.5 / 3))

    def fit(self, X: "NDArray[np.float64]", y: None = None) -> "GraphClusterer":
        """Find the groups of the rows, features of shape (n, dims) in unit length."""
        labels = _communities(X)
        for _ in range(ROUNDS):
            labels = self._assigned(X, _large(labels, self._units, self._least))
        # Judged after the rounds: a community begins loose and loses what does not fit.
        labels = self._assigned(X, self._coherent(X, labels))
        self.labels_ = _large(labels, self._units, self._least)
        return self

    def predict(self, X: "NDArray[np.float64]") -> "NDArray[np.int64]":
        """Return for each row the group of the nearest centre, or −1 where none is near."""
        if not len(self._centres):
            return np.full(len(X), -1, dtype=np.int64)
        fits = np.round(X @ self._centres.T, DIGITS)
        return np.where(fits.max(axis=1) >= LEAST_FIT, fits.argmax(axis=1), -1).astype(np.int64)

    def _assigned(self, features: "NDArray[np.float64]", labels: "NDArray[np.int64]") -> "NDArray[np.int64]":
        """Take the centres of the labels' groups and return each row's group by them."""
        self._centres = _centres(features, labels)
        return self.predict(features)

    def _coherent(self, features: "NDArray[np.float64]", labels: "NDArray[np.int64]") -> "NDArray[np.int64]":
        """Return the labels with groups that are too small, or whose members are unlike each other, set to −1."""
        large = _large(labels, self._units, self._least)
        loose = [group for group in np.unique(large[large >= 0]) if _coherence(features[large == group]) < LEAST_COHERENCE]
        return np.where(np.isin(large, loose), -1, large)


class StrictClusterer:
    """Small groups by average cosine distance, for data too few to show where they are dense.

    Parameters
    ----------
    units : for each row of ``X`` the units that tell it; a group is told by at least two.
    """

    def __init__(self, units: Sequence[frozenset[str]]) -> None:
        self._units = units

    def fit(self, X: "NDArray[np.float64]", y: None = None) -> "StrictClusterer":
        """Find the groups of the rows, vectors of shape (n, dim) in unit length."""
        from scipy.cluster.hierarchy import fcluster, linkage

        if len(X) < 2:
            self.labels_ = _large(np.zeros(len(X), dtype=np.int64), self._units, 2)
            return self
        distances = np.clip(np.round(1 - X @ X.T, DIGITS), 0, 2)[np.triu_indices(len(X), 1)]
        found = fcluster(linkage(distances, "average"), STRICT_DISTANCE, "distance") - 1
        self.labels_ = _large(found.astype(np.int64), self._units, 2)
        return self


def _communities(features: "NDArray[np.float64]") -> "NDArray[np.int64]":
    from networkx.algorithms.community import louvain_communities

    labels = np.empty(len(features), dtype=np.int64)
    found = louvain_communities(_graph(features), resolution=RESOLUTION, seed=0)
    for label, rows in enumerate(sorted(found, key=min)):
        labels[list(rows)] = label
    return labels


def _graph(features: "NDArray[np.float64]") -> "Graph":
    import networkx

    graph = networkx.Graph()
    graph.add_nodes_from(range(len(features)))
    n_links = min(NEIGHBOURS, len(features) - 1)
    for first in range(0, len(features), BLOCK):
        cosines = np.round(features[first : first + BLOCK] @ features.T, DIGITS)
        cosines[np.arange(len(cosines)), np.arange(first, first + len(cosines))] = -1
        nearest = np.argpartition(-cosines, n_links - 1, axis=1)[:, :n_links]
        weights = np.take_along_axis(cosines, nearest, axis=1)
        for row, place in np.argwhere(weights >= LEAST_LINK):
            graph.add_edge(first + int(row), int(nearest[row, place]), weight=float(weights[row, place]) ** 2)
    return graph


def _large(labels: "NDArray[np.int64]", units: Sequence[frozenset[str]], least: int) -> "NDArray[np.int64]":
    """Return the labels with groups that fewer units tell set to −1."""
    told: dict[int, set[str]] = {}
    for label, some in zip(labels.tolist(), units, strict=True):
        told.setdefault(label, set()).update(some)
    kept = [label for label, some in told.items() if label >= 0 and len(some) >= least]
    return np.where(np.isin(labels, kept), labels, -1)


def _coherence(features: "NDArray[np.float64]") -> float:
    """Return the mean cosine of all pairs of rows; 1 for a row alone."""
    n_rows = len(features)
    total = float(np.square(features.sum(axis=0)).sum())
    return round((total - n_rows) / (n_rows * (n_rows - 1)), DIGITS) if n_rows > 1 else 1.0


def _centres(features: "NDArray[np.float64]", labels: "NDArray[np.int64]") -> "NDArray[np.float64]":
    groups = np.unique(labels[labels >= 0])
    means = [features[labels == group].mean(axis=0) for group in groups]
    return to_unit(np.array(means).reshape(len(groups), features.shape[1]))
