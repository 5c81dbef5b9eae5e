"""Communities of near rows, found and not asked for.

Guarantees: the same rows in the same order give the same labels on any number of threads (cosines are rounded before they are
compared); labels count from 0.
"""

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

NEIGHBOURS = 10
LEAST_LINK = 0.15
DIGITS = 6
BLOCK = 512


def neighbours(features: "NDArray[np.float64]") -> "csr_matrix":
    """Return the graph of the ten nearest rows, links weighing their squared cosine, shape (n, n).

    Parameters
    ----------
    features : shape (n, dims), unit length, n > 1; cosines below 0.15 are no links.
    """
    from scipy.sparse import csr_matrix

    n_rows, n_links = len(features), min(NEIGHBOURS, len(features) - 1)
    nearest = np.empty((n_rows, n_links), dtype=np.int64)
    weights = np.empty((n_rows, n_links))
    for first in range(0, n_rows, BLOCK):
        block = slice(first, min(first + BLOCK, n_rows))
        cosines = np.round(features[block] @ features.T, DIGITS)
        cosines[np.arange(len(cosines)), np.arange(block.start, block.stop)] = -1
        nearest[block] = np.argpartition(-cosines, n_links - 1, axis=1)[:, :n_links]
        weights[block] = np.take_along_axis(cosines, nearest[block], axis=1)
    squares = np.where(weights >= LEAST_LINK, weights, 0.0) ** 2
    rows = np.repeat(np.arange(n_rows), n_links)
    graph = csr_matrix((squares.ravel(), (rows, nearest.ravel())), shape=(n_rows, n_rows))
    graph = graph.maximum(graph.T)
    graph.eliminate_zeros()
    return graph


def communities(graph: "csr_matrix", resolution: float) -> "NDArray[np.int64]":
    """Return the community of each node, by the Louvain method (Blondel and others, 2008).

    Leiden would join nodes at random, by numbers that cannot be seeded.
    """
    if not graph.nnz:
        return np.arange(graph.shape[0])
    from sknetwork.clustering import Louvain

    return np.asarray(Louvain(resolution=resolution, random_state=0).fit_predict(graph), dtype=np.int64)


def between(graph: "csr_matrix", labels: "NDArray[np.int64]") -> "csr_matrix":
    """Return the graph of the groups: the links of their members summed, shape (groups, groups); label −1 is in none."""
    from scipy.sparse import csr_matrix

    rows = np.flatnonzero(labels >= 0)
    shape = (len(labels), int(labels.max()) + 1)
    belongs = csr_matrix((np.ones(len(rows)), (rows, labels[rows])), shape=shape)
    return (belongs.T @ graph @ belongs).tocsr()
