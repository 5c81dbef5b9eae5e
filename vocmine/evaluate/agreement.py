"""How far two who labelled the same rows agree, beyond what chance would have them.

Guarantees: Cohen's kappa lies in [-1, 1]; where rows may have several labels it is the mean of the kappas of the labels;
it is None where it is not defined, because both gave the same one label throughout.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from vocmine.evaluate.bootstrap import Array, Table, draws, rate, ratio
from vocmine.types import Rate


@dataclass(frozen=True, slots=True)
class Agreement:
    """The fraction of rows with the same labels, and Cohen's kappa."""

    same: Rate
    kappa: Rate | None


def agree(first: Sequence[Collection[str]], second: Sequence[Collection[str]], *, several: bool = False, seed: int = 0) -> Agreement:
    """Compare the labels that two gave the same rows.

    Parameters
    ----------
    first, second : the labels of each row, equally many rows and at least one.
    several : whether a row may have other than one label.

    Raises
    ------
    ValueError
        If there are no rows, or not equally many of each.

    Examples
    --------
    >>> agree([["a"], ["a"], ["b"], ["b"]], [["a"], ["b"], ["b"], ["b"]]).kappa.value
    0.5
    """
    if not first or len(first) != len(second):
        raise ValueError(f"There are {len(first)} rows of the first and {len(second)} of the second; give equally many, at least one.")
    names = sorted({label for some in (*first, *second) for label in some})
    one, other = (np.array([[name in some for name in names] for some in labels]).reshape(len(first), -1) for labels in (first, second))
    kappa = _of_labels if several else _of_rows
    n, plain = len(first), np.ones((1, len(first)))
    same, beyond = zip(*((_same(some, one, other), kappa(some, one, other)) for some in draws(n, seed=seed)), strict=True)
    value = float(kappa(plain, one, other)[0])
    return Agreement(
        same=rate(float(_same(plain, one, other)[0]), np.concatenate(same), n),
        kappa=None if np.isnan(value) else rate(value, np.concatenate(beyond), n),
    )


def _same(weights: Array, one: Table, other: Table) -> Array:
    return np.asarray(weights @ (one == other).all(axis=1) / weights.sum(axis=1))


def _of_rows(weights: Array, one: Table, other: Table) -> Array:
    """Return kappa of one label a row for each draw, NaN where both gave one label throughout."""
    n = weights.sum(axis=1)
    chance = ((weights @ one) * (weights @ other)).sum(axis=1) / n**2
    return ratio(_same(weights, one, other) - chance, np.where(chance < 1 - 1e-9, 1 - chance, 0.0))


def _of_labels(weights: Array, one: Table, other: Table) -> Array:
    """Return for each draw the mean of the labels' kappas, over those that are defined."""
    n = weights.sum(axis=1)[:, None]
    a, b = weights @ one / n, weights @ other / n
    chance = a * b + (1 - a) * (1 - b)
    kappas = ratio(weights @ (one == other) / n - chance, np.where(chance < 1 - 1e-9, 1 - chance, 0.0))
    defined = ~np.isnan(kappas)
    return ratio(np.where(defined, kappas, 0.0).sum(axis=1), defined.sum(axis=1).astype(np.float64))
