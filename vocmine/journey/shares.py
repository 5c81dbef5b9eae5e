"""Shares of distinct units, survey weights honoured.

Guarantees: a unit counts once however often it speaks; ``n`` is the number of units, unweighted; a share of no units is None.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import fsum

from vocmine.journey.intervals import net, wilson
from vocmine.types import Evidence, Feedback, Rate

MIN_UNITS = 5
SOLID_UNITS = 30
SOLID_HALF_WIDTH = 10.0


@dataclass(frozen=True)
class Population:
    """Units and their weights; those that carry none weigh 1. Sums do not depend on the order of the units."""

    weights: Mapping[str, float]

    def among(self, units: Iterable[str]) -> "Population":
        """Return those of the named units that belong to this population."""
        return Population({unit: self.weights[unit] for unit in units if unit in self.weights})

    @property
    def n(self) -> int:
        """How many units there are."""
        return len(self.weights)

    @cached_property
    def weight(self) -> float:
        """What they weigh together."""
        return fsum(self.weights.values())

    @cached_property
    def effective_n(self) -> float:
        """Kish's effective number of units: what equal weights would need for the same precision."""
        squares = fsum(weight * weight for weight in self.weights.values())
        return self.weight**2 / squares if squares else 0.0

    def fraction(self, members: Collection[str]) -> float:
        """Return the weighted fraction of this population that the members are; 0 where nothing weighs."""
        weight = self.weight
        return min(1.0, fsum(self.weights.get(unit, 0.0) for unit in members) / weight) if weight else 0.0

    def rate(self, members: Collection[str]) -> Rate | None:
        """Return the share of the members with Wilson's interval, or None where nobody is asked."""
        if not self.effective_n:
            return None
        share = self.fraction(members)
        return Rate(share, *wilson(share, self.effective_n), self.n)

    def net(self, favourable: Collection[str], unfavourable: Collection[str]) -> Rate | None:
        """Return favourable − unfavourable in points, −100…+100, with its interval, or None where nobody is asked."""
        if not self.effective_n:
            return None
        up, down = self.fraction(favourable), self.fraction(unfavourable)
        low, high = net(up, down, self.effective_n)
        return Rate(100 * (up - down), 100 * low, 100 * high, self.n)


def population(feedbacks: Iterable[Feedback]) -> Population:
    """Return the units of the feedback, each with the mean of its feedbacks' weights (below 0 counts as 0)."""
    told = [(feedback.unit, feedback.weight) for feedback in feedbacks]
    if all(weight is None for _, weight in told):
        return Population({unit: 1.0 for unit, _ in told})
    seen: dict[str, list[float]] = {}
    for unit, weight in told:
        seen.setdefault(unit, []).append(1.0 if weight is None else max(0.0, weight))
    return Population({unit: sum(weights) / len(weights) for unit, weights in seen.items()})


def evidence(n: int, figure: Rate | None) -> Evidence:
    """Return how much a figure in points rests on.

    ``none`` below 5 units; ``solid`` from 30 units on if the interval's half-width is at most 10 points; else ``thin``.
    """
    if n < MIN_UNITS or figure is None:
        return "none"
    return "solid" if n >= SOLID_UNITS and (figure.high - figure.low) / 2 <= SOLID_HALF_WIDTH else "thin"
