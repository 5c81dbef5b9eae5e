"""How far confidence can be trusted: calibration, and what abstaining would gain.

Guarantees: rows of one confidence are never told apart, so the order of the rows changes nothing; bins hold equally many
rows; at a coverage of 1 the error is that of all rows.
"""

from dataclasses import dataclass

import numpy as np

from vocmine.evaluate.bootstrap import Array, Table, draws, rate
from vocmine.journey.intervals import wilson
from vocmine.types import Rate

BINS = 10
CALIBRATED_DRAWS = 200
COVERAGES = tuple(range(5, 101, 5))
COVERAGE = 80


@dataclass(frozen=True, slots=True)
class Bin:
    """A tenth of the rows by confidence: mean confidence, and the fraction that was right with Wilson's interval."""

    confidence: float
    right: Rate


@dataclass(frozen=True, slots=True)
class Covered:
    """The error among the most confident rows, a fraction ``coverage`` of all; none of them is less confident than ``least``."""

    coverage: float
    least: float
    error: Rate


@dataclass(frozen=True, slots=True)
class Calibration:
    """How far confidence and correctness part.

    ``ece``: expected calibration error over ten bins of equal mass; ``ece_debiased``: less what a perfectly
    calibrated reader would show at this n. ``error_at_80``: the error of the most confident 80 %.
    ``bins`` and ``curve`` (risk against coverage) rise in confidence and coverage; ``area`` under the curve is its mean error.
    """

    ece: float
    ece_debiased: float
    error: float
    error_at_80: float
    area: float
    bins: tuple[Bin, ...]
    curve: tuple[Covered, ...]


def calibrate(confidence: Array, right: Table, *, seed: int = 0) -> Calibration:
    """Compare confidence in [0, 1] with whether it was right, both of shape (n,), n at least 1."""
    rng = np.random.default_rng(seed)
    rows = _Ranked.of(confidence)
    parts = rows.bins(right)
    floor = float(np.mean([_ece(rows.bins(rng.random(len(right)) < confidence)) for _ in range(CALIBRATED_DRAWS)]))
    curve = _curve(rows, right, seed=seed)
    at_80 = next(point.error.value for point in curve if point.coverage == COVERAGE / 100)
    found, n = _ece(parts), len(right)
    area = rows.errors(np.ones((1, n)), right, np.arange(1.0, n + 1)).mean()
    return Calibration(
        ece=round(found, 4),
        ece_debiased=round(max(0.0, found - floor), 4),
        error=round(float(1 - right.mean()), 4),
        error_at_80=at_80,
        area=round(float(area), 4),
        bins=tuple(_bin(*part) for part in parts),
        curve=curve,
    )


@dataclass(frozen=True, slots=True)
class _Ranked:
    """Rows by confidence: ``levels`` are the different confidences, rising; row *i* has that of ``level[i]``."""

    levels: Array
    level: "np.ndarray[tuple[int, ...], np.dtype[np.intp]]"

    @classmethod
    def of(cls, confidence: Array) -> "_Ranked":
        levels, level = np.unique(confidence.astype(np.float64), return_inverse=True)
        return cls(levels, level)

    def bins(self, right: Table) -> list[tuple[int, float, float]]:
        """Return rows, mean confidence and fraction right of each bin; rows of one confidence count as right as they are on average."""
        per_level = np.bincount(self.level, weights=right) / np.bincount(self.level)
        ranked = np.sort(self.level)
        parts = [part for part in np.array_split(ranked, BINS) if len(part)]
        return [(len(part), float(self.levels[part].mean()), float(per_level[part].mean())) for part in parts]

    def errors(self, weights: Array, right: Table, kept: Array) -> Array:
        """Return the error of the ``kept`` (k,) most confident rows, which count ``weights`` (draws, n) times: (draws, k)."""
        last = len(self.levels) - 1
        found = np.empty((len(weights), len(kept)))
        for draw, weight in enumerate(weights):
            rows, wrong = (np.bincount(last - self.level, weights=some, minlength=last + 1) for some in (weight, weight * ~right))
            found[draw] = np.interp(kept, np.r_[0, np.cumsum(rows)], np.r_[0, np.cumsum(wrong)]) / kept
        return found


def _ece(bins: list[tuple[int, float, float]]) -> float:
    return sum(n * abs(confidence - right) for n, confidence, right in bins) / sum(n for n, _, _ in bins)


def _bin(n: int, confidence: float, right: float) -> Bin:
    low, high = wilson(right, n)
    return Bin(round(confidence, 4), Rate(round(right, 4), round(low, 4), round(high, 4), n))


def _curve(rows: _Ranked, right: Table, *, seed: int) -> tuple[Covered, ...]:
    n = len(right)
    kept = np.array([max(1, n * per_cent // 100) for per_cent in COVERAGES], dtype=np.float64)
    plain = rows.errors(np.ones((1, n)), right, kept)[0]
    drawn = np.concatenate([rows.errors(weights, right, kept) for weights in draws(n, seed=seed)])
    least = np.sort(rows.levels[rows.level])[::-1]
    return tuple(
        Covered(per_cent / 100, round(float(least[int(k) - 1]), 4), rate(plain[i], drawn[:, i], int(k)))
        for i, (per_cent, k) in enumerate(zip(COVERAGES, kept, strict=True))
    )
