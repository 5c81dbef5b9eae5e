"""Whether more and more, or fewer and fewer, tell of a stage or theme.

Guarantees: units count, of those who spoke in the same period; of all trends called on a map at most one in twenty is expected to be
chance; what jumps from period to period by more than chance has to go further to be one.
"""

from collections.abc import Sequence
from math import sqrt

import numpy as np

from vocmine.journey.discoveries import LEVEL, adjusted
from vocmine.journey.periods import Followed, Spoken
from vocmine.map_types import PeriodShare, Trend

LEAST_TOLD, LEAST_PERIODS = 10, 3


def find_trends(followed: Sequence[Followed], shown: Spoken, tested: Spoken) -> tuple[Trend, ...]:
    """Return the trend of each of what is followed, in this order.

    Parameters
    ----------
    shown, tested : who spoke when, in the periods of the trends and in finer ones, by which the test knows what jumps anyway.
    """
    tests = [trend_test(*tested.counts(tested.among(one.days))) for one in followed]
    qs = iter(adjusted([test[0] for test in tests if test]))
    periods = (_shares(shown.among(one.days), shown) for one in followed)
    return tuple(_trend(some, test[1], next(qs)) if test else Trend(some) for some, test in zip(periods, tests, strict=True))


def trend_test(told: Sequence[float], spoke: Sequence[float]) -> tuple[float, float] | None:
    """Return the p-value of a trend, two-sided, and its direction (above 0: upwards); None where too few tell.

    Parameters
    ----------
    told, spoke : in each of k periods those who tell of something, of those who spoke.

    Notes
    -----
    The test of Cochran (1954) and Armitage (1955) with the places of the periods as scores. Where the shares jump from period to period by
    more than chance, its variance is multiplied by half the mean square of the jumps of Pearson's residuals (von Neumann and others,
    1941), which a trend hardly moves, and its statistic is Student's with as many degrees of freedom as that mean is worth.
    """
    from scipy.stats import norm, t

    x, n = np.array(told, dtype=float), np.array(spoke, dtype=float)
    places = np.flatnonzero(n > 0)
    x, n = x[places], n[places]
    if len(n) < LEAST_PERIODS or x.sum() < LEAST_TOLD or x.sum() >= n.sum():
        return None
    share = x.sum() / n.sum()
    scores = places - (n * places).sum() / n.sum()
    z = float((x - n * share) @ scores / sqrt(share * (1 - share) * (n @ scores**2)))
    jumps = np.diff((x - n * share) / np.sqrt(n * share * (1 - share)))
    scatter = float((jumps**2).mean()) / 2
    worth = 2 * (len(n) - 1) ** 2 / (3 * len(n) - 4)
    p = 2 * t.sf(abs(z) / sqrt(scatter), worth) if scatter > 1 else 2 * norm.sf(abs(z))
    return float(p), z


def _shares(units: Sequence[frozenset[str]], spoken: Spoken) -> tuple[PeriodShare, ...]:
    rows = zip(spoken.calendar.starts, units, spoken.people, strict=True)
    return tuple(PeriodShare(start, len(some), people.rate(some)) for start, some, people in rows)


def _trend(periods: tuple[PeriodShare, ...], z: float, q: float) -> Trend:
    return Trend(periods, "steady" if q > LEVEL else "grew" if z > 0 else "shrank", q)
