"""Whether a fix helped: how many told of a pain point before the day of the fix, and how many from it on.

Guarantees: units count, of those who spoke in the same stretch; of fixes that changed nothing at most one in twenty is said to have
helped or harmed; where a stretch has fewer than 20 units counts stand alone and nothing is tested. A fix helped only if the fall is
beyond what the share does from week to week, holds with the mix of each field held fixed and against the same weeks of the year before
where the data reach back so far, and had not begun before the day. It says what followed on a fix, not that the fix was why.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from math import sqrt

from vocmine.decision_types import Fix, FixVerdict, Held
from vocmine.journey.differences import Pair, difference
from vocmine.journey.discoveries import LEVEL, adjusted
from vocmine.journey.intervals import Z, newcombe
from vocmine.journey.shares import Population
from vocmine.journey.trends import trend_test
from vocmine.types import Rate

MIN_UNITS, LEAST_MIXED, LEAST_WEEKS = 20, 5, 6
# Scatter that comes by chance more often than this is taken for chance.
SCATTERED = 0.4
# So careful is the look for a trend before the day: one that is overlooked would pass for a fix.
TREND_LEVEL = 0.2
SEASON = "season"


@dataclass(frozen=True)
class Stretch:
    """The units that spoke in each week of a stretch of time, and who of them told of the pain point."""

    weeks: tuple[Population, ...]
    told: tuple[frozenset[str], ...]

    @cached_property
    def people(self) -> Population:
        """All units that spoke."""
        return Population({unit: weight for week in self.weeks for unit, weight in week.weights.items()})

    @cached_property
    def tellers(self) -> frozenset[str]:
        """The units that told of it."""
        return frozenset().union(*self.told)

    @property
    def counts(self) -> tuple[list[float], list[float]]:
        """How many told and how many spoke, week by week, in units weighed alike."""
        n = [week.effective_n for week in self.weeks]
        return [week.fraction(some) * size for week, some, size in zip(self.weeks, self.told, n, strict=True)], n


@dataclass(frozen=True)
class Sides:
    """The weeks before a day and those from it on.

    As many weeks of either are compared, since who speaks more often has more occasions to tell; earlier ones tell what was usual.
    """

    earlier: Stretch
    later: Stretch

    @cached_property
    def before(self) -> Stretch:
        """The last of the weeks before."""
        return Stretch(self.earlier.weeks[-self._n :], self.earlier.told[-self._n :])

    @cached_property
    def after(self) -> Stretch:
        """The first of the weeks from the day on."""
        return Stretch(self.later.weeks[: self._n], self.later.told[: self._n])

    @property
    def _n(self) -> int:
        return max(1, min(len(self.earlier.weeks), len(self.later.weeks)))

    @property
    def enough(self) -> bool:
        """Whether both hold as many units as percentages and tests need."""
        return min(self.before.people.n, self.after.people.n) >= MIN_UNITS


@dataclass(frozen=True, slots=True)
class _Gap:
    """A difference of shares as a fraction, and its chance, two-sided."""

    difference: Rate
    p: float


def before_after(
    fixed_on: date, sides: Sides, *, fields: Mapping[str, Mapping[str, str]] | None = None, year_before: Sides | None = None
) -> Fix:
    """Return what became of a share with a fix; its ``q`` is its ``p`` until ``judge_together``.

    Parameters
    ----------
    fixed_on : the first day of the stretch after.
    sides : who spoke and told, week by week, before and after.
    fields : of each field whose mix may have changed, the value of each unit; units without are one value of their own.
    year_before : the same weeks of the year before, None where the data do not reach back.

    Notes
    -----
    The difference is that of ``differences.difference``. Where the weekly shares scatter about their side's more than by chance (a p of
    0.4 is enough), its variance is multiplied by Pearson's statistic over its degrees of freedom, and its quantile is Student's
    (McCullagh and Nelder 1989, Generalized Linear Models, 4.5). The mix is held fixed by direct standardisation to both sides together.
    The season is taken out as the difference of differences, its interval made of both by Zou and Donner (2008). That it began before is
    the trend of the weeks before. Several conditions at once make the test the more careful (Berger 1982, Technometrics 24).
    """
    before, after = sides.before, sides.after
    told = (len(before.tellers), len(after.tellers))
    counted = Fix(fixed_on, "too few", told=told, before=before.people.rate(before.tellers), after=after.people.rate(after.tellers))
    if not sides.enough:
        return counted
    scatter, df = _scatter(sides)
    gap = _gap(sides, (before.people, after.people), scatter, df)
    if gap is None:
        return counted
    mixed = ((field, _standardised(sides, values)) for field, values in sorted((fields or {}).items()))
    held = [Held(field, found.difference, found.p) for field, pair in mixed if pair and (found := _gap(sides, pair, scatter, df))]
    season = _season(gap, year_before)
    return replace(
        counted,
        verdict="no clear change",
        difference=gap.difference,
        p=gap.p,
        q=gap.p,
        scatter=scatter,
        began_before=_began_before(sides.earlier, gap.difference.value),
        held=(*held, season) if season else tuple(held),
    )


def judge_together(fixes: Sequence[Fix]) -> tuple[Fix, ...]:
    """Return the fixes with their verdicts and their ``q``, adjusted over all that were tested."""
    qs = iter(adjusted([fix.p for fix in fixes if fix.p is not None]))
    return tuple(fix if fix.p is None else _judged(replace(fix, q=next(qs))) for fix in fixes)


def _judged(fix: Fix) -> Fix:
    if fix.difference is None or fix.q is None or fix.q > LEVEL:
        return fix
    lost = next((one.field for one in fix.held if one.p > LEVEL or one.difference.value * fix.difference.value <= 0), None)
    if lost or fix.began_before:
        return replace(fix, why=lost or "trend")
    verdict: FixVerdict = "helped" if fix.difference.value < 0 else "got worse"
    return replace(fix, verdict=verdict)


def _gap(sides: Sides, people: tuple[Population, Population], scatter: float, df: int) -> _Gap | None:
    """Return the difference among some units of both sides, its chance and interval widened by the scatter."""
    from scipy.stats import norm, t

    pair = Pair(people)
    tellers = [side.tellers & some.weights.keys() for side, some in zip((sides.before, sides.after), people, strict=True)]
    found = difference(pair, pair.shares(tellers))
    if found is None:
        return None
    p, gap = found
    if df:
        p = float(2 * t.sf(norm.isf(p / 2) / sqrt(scatter), df))
        wider = sqrt(scatter) * float(t.ppf(0.975, df)) / Z
        low, high = (gap.value + (end - gap.value) * wider for end in (gap.low, gap.high))
        gap = replace(gap, low=max(-1.0, low), high=min(1.0, high))
    return _Gap(gap, p)


def _scatter(sides: Sides) -> tuple[float, int]:
    """Return how much more weekly shares scatter than by chance, and its degrees of freedom; 1 and 0 where it may be chance."""
    from scipy.stats import chi2

    square, df = 0.0, 0
    for stretch in (sides.earlier, sides.later):
        told, spoke = stretch.counts
        n = sum(spoke)
        share = min(max(sum(told), 0.5), n - 0.5) / n
        some = [(x, size) for x, size in zip(told, spoke, strict=True) if size > 0]
        square += sum((x - size * share) ** 2 / (size * share * (1 - share)) for x, size in some)
        df += len(some) - 1
    return (square / df, df) if df >= LEAST_WEEKS and chi2.sf(square, df) <= SCATTERED else (1.0, 0)


def _standardised(sides: Sides, values: Mapping[str, str]) -> tuple[Population, Population] | None:
    """Return the units of both sides weighed as if a field were mixed as in both together; None where it cannot be."""
    strata = [_strata(side.people, values) for side in (sides.before, sides.after)]
    sizes = {value: [some[value].n if value in some else 0 for some in strata] for value in sorted(strata[0].keys() | strata[1].keys())}
    common = [value for value, n in sizes.items() if min(n) >= LEAST_MIXED]
    if len(sizes) < 2 or not common:
        return None
    n_common = sum(sum(sizes[value]) for value in common)
    before, after = (
        Population(
            {
                unit: weight * sum(sizes[value]) / n_common / some[value].weight
                for value in common
                if some[value].weight
                for unit, weight in some[value].weights.items()
            }
        )
        for some in strata
    )
    return before, after


def _strata(people: Population, values: Mapping[str, str]) -> dict[str, Population]:
    units: dict[str, list[str]] = {}
    for unit in people.weights:
        units.setdefault(values.get(unit, ""), []).append(unit)
    return {value: people.among(some) for value, some in units.items()}


def _season(now: _Gap, year_before: Sides | None) -> Held | None:
    """Return the difference less that of the same weeks a year before."""
    from scipy.stats import norm

    if year_before is None or not year_before.enough:
        return None
    then = _gap(year_before, (year_before.before.people, year_before.after.people), *_scatter(year_before))
    if then is None:
        return None
    value = now.difference.value - then.difference.value
    low, high = newcombe(then.difference, now.difference)
    error = (high - low) / (2 * Z)
    rate = Rate(value, low, high, now.difference.n + then.difference.n)
    return Held(SEASON, rate, float(2 * norm.sf(abs(value) / error)) if error else 1.0)


def _began_before(earlier: Stretch, change: float) -> bool:
    """Tell whether the share went the same way in the weeks before already."""
    found = trend_test(*earlier.counts)
    return found is not None and found[0] <= TREND_LEVEL and found[1] * change > 0
