"""What has risen of late: stages and themes that more tell of in the last days than before.

Guarantees: units count, of those who spoke in the same days; in at most one of twenty quiet weeks is anything called (Benjamini and
Hochberg over all that is looked at); what always goes up and down by much has to rise by more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from typing import TYPE_CHECKING

import numpy as np

from vocmine.journey.discoveries import LEVEL, adjusted
from vocmine.journey.intervals import Z, wilson
from vocmine.journey.periods import Days, Followed, Spoken, spoken, trailing
from vocmine.journey.quotes import distinct, readable
from vocmine.journey.shares import Population
from vocmine.map_types import Alert
from vocmine.types import Rate, Scored

if TYPE_CHECKING:
    from numpy.typing import NDArray

STRETCHES = (7, 28)
LEAST_BEFORE, LEAST_SPOKE, LEAST_TOLD = 4, 30, 5
LEAST_RATIO = 1.2
_SYMMETRIC = 2 / 3


@dataclass(frozen=True, slots=True)
class _Rise:
    """How many tell now, of how many who spoke, and before; how much more than by chance the share went up and down before."""

    now: tuple[float, float]
    before: tuple[float, float]
    scatter: float
    p: float

    @property
    def ratio(self) -> float | None:
        """The share now over the share before; None where nobody told before."""
        return self.now[0] / self.now[1] / (self.before[0] / self.before[1]) if self.before[0] else None


def find_alerts(followed: Sequence[Followed], read: Days, everyone: Population) -> tuple[Alert, ...]:
    """Return what rose in the last week, or the last four where a week holds too few, the surest first.

    Parameters
    ----------
    followed : what is looked at; what fewer than five tell of now is not called.
    read : the units that were read, day by day; one day at least.
    """
    when = _stretches(read, everyone)
    if when is None:
        return ()
    units = [when.among(one.days) for one in followed]
    rises = [rise(*when.counts(some)) for some in units]
    qs = adjusted([one.p for one in rises])
    found = [
        (q, one, _alert(one, some, found, when, q))
        for one, some, found, q in zip(followed, units, rises, qs, strict=True)
        if q <= LEVEL and len(some[-1]) >= LEAST_TOLD and (found.ratio is None or found.ratio >= LEAST_RATIO)
    ]
    return tuple(alert for _, _, alert in sorted(found, key=lambda item: (item[0], item[1].kind, item[1].id)))


def rise(told: Sequence[float], spoke: Sequence[float]) -> _Rise:
    """Return what is known of a rise in the last of several stretches.

    Notes
    -----
    The chance is the greater of two, both one-sided: the mid-p of Fisher's exact test of the last stretch against all before, and
    Student's of the difference of the shares to the power of 2/3, in which counts are nearly symmetric (Anscombe, 1953), its variance
    multiplied by the scatter of the stretches before.
    """
    from scipy.stats import hypergeom, t

    x, n = np.array(told, dtype=float), np.array(spoke, dtype=float)
    now, before = (float(x[-1]), float(n[-1])), (float(x[:-1].sum()), float(n[:-1].sum()))
    all_told, all_spoke, n_now, n_told = (round(value) for value in (x.sum(), n.sum(), now[1], now[0]))
    chance = hypergeom(all_spoke, all_told, n_now)
    exact = float(chance.sf(n_told) + 0.5 * chance.pmf(n_told))
    scatter, z, df = _scattered(x, n)
    return _Rise(now, before, scatter, max(exact, float(t.sf(z, df))))


def _scattered(told: "NDArray[np.float64]", spoke: "NDArray[np.float64]") -> tuple[float, float, int]:
    """Return how much more the shares before scatter than by chance, at least 1; the rise in standard errors; the degrees of freedom."""
    some = np.append(spoke[:-1] > 0, True)
    x, n = told[some], spoke[some]
    known, df = n[:-1].sum(), len(n) - 2
    share = min(max(x[:-1].sum(), 1.0), known - 1) / known
    heights = ((x + 1 / 6) / n) ** _SYMMETRIC
    variance = (_SYMMETRIC * share ** (_SYMMETRIC - 1)) ** 2 * share * (1 - share)
    mean = float(heights[:-1] @ n[:-1] / known)
    scatter = max(1.0, float((heights[:-1] - mean) ** 2 @ n[:-1]) / variance / df)
    return scatter, float(heights[-1] - mean) / sqrt(scatter * variance * (1 / n[-1] + 1 / known)), df


def _stretches(read: Days, everyone: Population) -> Spoken | None:
    for length in STRETCHES:
        calendar = trailing(min(read), max(read), length)
        if calendar and len(calendar.starts) > LEAST_BEFORE:
            when = spoken(read, everyone, calendar)
            if when.people[-1].effective_n >= LEAST_SPOKE and sum(people.effective_n > 0 for people in when.people[:-1]) >= LEAST_BEFORE:
                return when
    return None


def _alert(one: Followed, units: Sequence[frozenset[str]], found: _Rise, when: Spoken, q: float) -> Alert:
    return Alert(
        one.kind,
        one.id,
        one.label,
        when.calendar.starts[-1],
        when.calendar.last,
        len(units[-1]),
        _share(found.now, found.scatter),
        _share(found.before, found.scatter),
        _ratio(found),
        q,
        _evidence(one.segments, when),
    )


def _share(counts: tuple[float, float], scatter: float) -> Rate:
    told, spoke = counts
    return Rate(told / spoke, *wilson(told / spoke, spoke / scatter), round(spoke))


def _ratio(found: _Rise) -> Rate | None:
    """Return the ratio of the shares with Katz's interval on the log scale (Katz and others, 1978), widened by the scatter."""
    if found.ratio is None:
        return None
    (told, spoke), (told_before, spoke_before) = found.now, found.before
    half = Z * sqrt(found.scatter * (1 / told - 1 / spoke + 1 / told_before - 1 / spoke_before))
    return Rate(found.ratio, exp(log(found.ratio) - half), exp(log(found.ratio) + half), round(spoke + spoke_before))


def _evidence(segments: Sequence[Scored], when: Spoken) -> tuple[str, ...]:
    first, last = when.calendar.starts[-1], when.calendar.last
    late = [one for one in segments if (told := one.segment.feedback.created_at) and first <= told.date() <= last]
    return tuple(one.segment.id for one in distinct(readable(late)))
