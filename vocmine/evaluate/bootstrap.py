"""Intervals by resampling rows.

Guarantees: rows are drawn with replacement, as many as there are; an interval is the middle 95 % of the draws in which its
figure is defined, and a figure that is defined nowhere has none but itself; the same seed gives the same draws.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from vocmine.types import Rate

RESAMPLES = 1000
RESAMPLES_AT_ONCE = 50
INTERVAL = (2.5, 97.5)
Array = NDArray[np.float64]
Table = NDArray[np.bool_]


def draws(n: int, *, seed: int) -> Iterator[Array]:
    """Yield how often each of ``n`` rows is drawn, shape (``RESAMPLES_AT_ONCE``, n); ``RESAMPLES`` draws, few at once to spare memory."""
    rng = np.random.default_rng(seed)
    for _ in range(0, RESAMPLES, RESAMPLES_AT_ONCE):
        yield np.stack([np.bincount(rng.integers(0, n, n), minlength=n) for _ in range(RESAMPLES_AT_ONCE)]).astype(np.float64)


def ratio(part: Array, whole: Array) -> Array:
    """Return the quotients, NaN where there is nothing to divide by."""
    return np.asarray(np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole > 0))


def rate(value: float, drawn: Array, n: int) -> Rate:
    """Return a figure with its interval; a figure that is not defined is 0."""
    value = 0.0 if np.isnan(value) else float(value)
    defined = drawn[~np.isnan(drawn)]
    low, high = np.percentile(defined, INTERVAL) if len(defined) else (value, value)
    return Rate(round(value, 4), round(float(low), 4), round(float(high), 4), n)


def mean(values: Array, *, seed: int) -> Rate:
    """Return the mean of values, shape (n,) with n at least 1, with its interval."""
    n = len(values)
    return rate(float(values.mean()), np.concatenate([weights @ values for weights in draws(n, seed=seed)]) / n, n)
