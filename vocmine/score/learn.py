"""What a few examples teach, laid over what is read without them.

Guarantees: the same examples teach the same, in whatever order they come; without examples nothing changes;
what an example teaches fades with the likeness to it, so that a few of them leave the rest as it was.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vocmine.score.heads import Array

ROUNDS = 200
_JITTER = 1e-6


@dataclass(frozen=True, slots=True)
class Reach:
    """How far an example teaches: ``fade`` is the rate at which that falls with the distance of vectors, ``hold`` weighs against change."""

    fade: float
    hold: float


@dataclass(frozen=True, slots=True)
class Learnt:
    """Unit vectors of the examples (n, dim), and what each adds to the log-odds of every class (n, classes)."""

    vectors: NDArray[np.float32]
    weights: Array
    fade: float

    def shift(self, vector: NDArray[np.float32]) -> Array:
        """Return what is added to the log-probabilities of a segment, (classes,), given its unit vector (dim,)."""
        # One segment at a time: products over several round by how many there are.
        return np.asarray(np.exp(self.fade * ((self.vectors @ vector).astype(np.float64) - 1.0)) @ self.weights)


def learn(
    vectors: NDArray[np.float32], classes: Sequence[int], before: Array, reach: Reach, *, counts: Sequence[float] | None = None
) -> Learnt:
    """Fit a kernel logistic regression on top of what was read.

    Parameters
    ----------
    vectors : unit vectors of the examples, (n, dim), n ≥ 1.
    classes : the column that each belongs to.
    before : log-probabilities of the examples as they were read, (n, columns).
    counts : how many times each counts, > 0; once where none are given.
    """
    from scipy.optimize import minimize

    order = np.lexsort((*vectors.T, np.asarray(classes)))
    vectors, before = vectors[order], before[order]
    times = np.ones((len(order), 1)) if counts is None else np.asarray(counts, dtype=np.float64)[order, None]
    truth = np.eye(before.shape[1])[np.asarray(classes)[order]]
    likeness = np.exp(reach.fade * ((vectors @ vectors.T).astype(np.float64) - 1.0))
    root = np.linalg.cholesky(likeness + _JITTER * np.eye(len(vectors)))

    def loss(flat: Array) -> tuple[float, Array]:
        heights = flat.reshape(before.shape)
        told = _log_softmax(before + root @ heights)
        slope = root.T @ (times * (np.exp(told) - truth)) + reach.hold * heights
        return float(reach.hold / 2 * (heights**2).sum() - (times * truth * told).sum()), slope.ravel()

    found = minimize(loss, np.zeros(before.size), jac=True, method="L-BFGS-B", options={"maxiter": ROUNDS})
    return Learnt(vectors, np.linalg.solve(root.T, found.x.reshape(before.shape)), reach.fade)


def _log_softmax(logits: Array) -> Array:
    shifted = logits - logits.max(axis=1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True)))
