"""One figure on two sides that may share units: how far apart it is, and how surely.

Guarantees: units on both sides are heeded; sums do not depend on the order of the units; what a figure costs grows with those who count
for it, not with all units of a side.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import copysign, fsum, sqrt

from vocmine.journey.intervals import newcombe
from vocmine.journey.shares import Population
from vocmine.types import Rate


@dataclass(frozen=True)
class Measured:
    """A figure of one side: of whom, who counts for it, and of a balance also who counts against it."""

    people: Population
    up: Collection[str]
    against: Collection[str] | None = None

    @property
    def down(self) -> Collection[str]:
        """The units that count against it."""
        return self.against or ()

    @property
    def n(self) -> float:
        """Kish's effective number of units."""
        return self.people.effective_n

    @cached_property
    def square(self) -> float:
        """The mean square of what the units count."""
        return self.people.fraction(self.up) + self.people.fraction(self.down)

    @cached_property
    def rate(self) -> Rate | None:
        """The figure with its interval, as a fraction; None where nobody is asked."""
        if self.against is None:
            return self.people.rate(self.up)
        points = self.people.net(self.up, self.down)
        return points and Rate(points.value / 100, points.low / 100, points.high / 100, points.n)


@dataclass(frozen=True)
class Pair:
    """The units of two sides, some of which may be the same."""

    people: tuple[Population, Population]

    @cached_property
    def products(self) -> dict[str, float]:
        """The weights of each unit on both sides, multiplied."""
        before, after = (one.weights for one in self.people)
        return {unit: before[unit] * after[unit] for unit in before.keys() & after.keys()}

    @cached_property
    def product(self) -> float:
        """The sum of the products."""
        return fsum(self.products.values())

    def among(self, units: Sequence[Collection[str]]) -> "Pair":
        """Return those of the named units of either side."""
        before, after = (people.among(some) for people, some in zip(self.people, units, strict=True))
        return Pair((before, after))

    def shares(self, units: Sequence[Collection[str]]) -> tuple[Measured, Measured]:
        """Return the share of the named units of either side."""
        return Measured(self.people[0], units[0]), Measured(self.people[1], units[1])

    def nets(self, leans: Sequence[tuple[Collection[str], Collection[str]]]) -> tuple[Measured, Measured]:
        """Return favourable − unfavourable of either side."""
        return Measured(self.people[0], *leans[0]), Measured(self.people[1], *leans[1])

    def covariance(self, figures: tuple[Measured, Measured], means: tuple[float, float]) -> float:
        """Return the covariance of a figure on both sides, which only the units on both sides give."""
        before, after = figures
        sums = [self._sum(one.up) - self._sum(one.down) for one in figures]
        alike = (set(before.up) & set(after.up)) | (set(before.down) & set(after.down))
        unlike = (set(before.up) & set(after.down)) | (set(before.down) & set(after.up))
        both = self._sum(alike) - self._sum(unlike) - means[1] * sums[0] - means[0] * sums[1] + means[0] * means[1] * self.product
        return both / (self.people[0].weight * self.people[1].weight)

    def _sum(self, units: Collection[str]) -> float:
        return fsum(self.products.get(unit, 0.0) for unit in units) if self.products else 0.0


def difference(pair: Pair, figures: tuple[Measured, Measured]) -> tuple[float, Rate] | None:
    """Return the chance of a difference, two-sided, and second − first as a fraction with its interval; None where a side is nobody.

    Notes
    -----
    The interval is Newcombe's (1998), made of the intervals of both figures and of the correlation that the units on both sides give
    them. The chance is by the normal statistic of the pooled figure with the N − 1 correction (Campbell, 2007), its variance less twice
    the covariance of the units on both sides. Of weighed units Kish's effective number stands for theirs.
    """
    from scipy.stats import norm

    before, after = figures
    first, second = before.rate, after.rate
    if first is None or second is None:
        return None
    gap, n = second.value - first.value, before.n + after.n
    mean = (before.n * first.value + after.n * second.value) / n
    square = (before.n * before.square + after.n * after.square) / n
    pooled = (square - mean**2) * (1 / before.n + 1 / after.n) * n / (n - 1) - 2 * pair.covariance(figures, (mean, mean))
    p = float(2 * norm.sf(abs(gap) / sqrt(pooled))) if pooled > 1e-15 else 1.0 if abs(gap) < 1e-12 else 0.0
    spreads = [sqrt(max(one.square - rate.value**2, 0.0) / one.n) for one, rate in ((before, first), (after, second))]
    shared = pair.covariance(figures, (first.value, second.value))
    rho = copysign(min(1.0, abs(shared) / (spreads[0] * spreads[1])), shared) if all(spreads) else 0.0
    return p, Rate(gap, *newcombe(first, second, rho), round(n))
