"""Moments of truth: the stages at which an impression is made or a customer is lost, and why each is one.

Guarantees: nothing is told of fewer than 20 units; units that speak of several stages are heeded; the comparisons of one map are adjusted
together (Holm 1979), so that of twenty maps whose stages do not differ at most one is expected to show any (the tests simulate it); a gap
of fewer than 10 points of net sentiment makes no moment however sure it is, nor do fewer than 5 units who leave.

A first impression and an end weigh more than what lies between, and so does the peak, the most intense moment (Kahneman, Fredrickson,
Schreiber and Redelmeier 1993, Psychological Science 4): here the first and the last stage that enough customers speak of, and the one
furthest from the rest where feelings are clear, each only where it differs from what the same people and others say elsewhere.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import cast

from vocmine.journey.differences import Pair, difference
from vocmine.journey.shares import Population
from vocmine.review_types import Importance, Moment, MomentKind
from vocmine.types import Rate

LEVEL = 0.05
MIN_TOLD = 20
LEAST_GAP, LEAST_TIMES, LEAST_LEFT = 10.0, 2.0, 5
Sides = tuple[Collection[str], Collection[str]]


@dataclass(frozen=True)
class Voices:
    """What is told stage by stage, in the journey's order: to which side each unit leans there, and who tells of leaving or giving up."""

    leans: Mapping[str, Mapping[str, int]]
    leaving: Mapping[str, Collection[str]]
    everyone: Population

    @cached_property
    def stages(self) -> tuple[str, ...]:
        """The stages that enough units speak of."""
        return tuple(stage for stage, leans in self.leans.items() if len(leans) >= MIN_TOLD)

    def elsewhere(self, stage: str) -> Mapping[str, int]:
        """Return to which side each unit leans at all other stages together."""
        leans = Counter[str]()
        for other, of in self.leans.items():
            if other != stage:
                leans.update(of)
        return leans

    def leaving_elsewhere(self, stage: str) -> set[str]:
        """Return the units that tell of leaving at any other stage."""
        return {unit for other, units in self.leaving.items() if other != stage for unit in units}


@dataclass(frozen=True, slots=True)
class _Compared:
    """A figure beside another; ``gap`` is figure − beside, ``p`` the chance of it if there were none."""

    figure: Rate
    beside: Rate
    gap: Rate
    p: float


def find_moments(
    voices: Voices, importance: Mapping[str, Importance], evidence: Mapping[tuple[str, MomentKind], Sequence[str]]
) -> dict[str, tuple[Moment, ...]]:
    """Return the reasons why stages are moments of truth; stages without one are not in the mapping.

    Parameters
    ----------
    voices : what is told at the stages.
    importance : the importance of the stages of which it is known.
    evidence : ids of segments for a stage and a kind of moment.
    """
    compared = _Comparisons(voices, importance)
    moments: dict[str, list[Moment]] = {}
    for kind, stage, family in compared.chosen():
        one, q = getattr(compared, family)[stage], compared.adjusted[family, stage]
        if q <= LEVEL:
            found = Moment(kind, one.figure, one.beside, one.gap, q, tuple(evidence.get((stage, kind), ())))
            moments.setdefault(stage, []).append(found)
    return {stage: tuple(found) for stage, found in moments.items()}


class _Comparisons:
    """All comparisons of a map, by stage: net sentiment with elsewhere and with the stage before, leaving, importance."""

    def __init__(self, voices: Voices, importance: Mapping[str, Importance]) -> None:
        self._voices, self._importance = voices, importance
        stages = voices.stages
        rests = {stage: rest for stage in stages if len(rest := voices.elsewhere(stage)) >= MIN_TOLD}
        self.apart = _told((stage, self._nets(voices.leans[stage], rest)) for stage, rest in rests.items())
        self.falls = _told((after, self._nets(voices.leans[after], voices.leans[before])) for before, after in pairwise(stages))
        self.left = _told((stage, self._leaving(stage, rest)) for stage, rest in rests.items())
        self.matters = _told((stage, _matters(one)) for stage, one in importance.items())

    @cached_property
    def adjusted(self) -> Mapping[tuple[str, str], float]:
        """The chances of all comparisons, adjusted together, by family and stage."""
        families = ("apart", "falls", "left", "matters")
        tested = [(family, stage, one.p) for family in families for stage, one in getattr(self, family).items()]
        qs = holm([p for _, _, p in tested])
        return {(family, stage): q for (family, stage, _), q in zip(tested, qs, strict=True)}

    def chosen(self) -> Iterator[tuple[MomentKind, str, str]]:
        """Yield what may be a moment, in the order in which it is told, with the family of its comparison."""
        stages = self._voices.stages
        for kind, stage in (("first", stages[0]), ("end", stages[-1])) if len(stages) > 1 else ():
            if stage in self.apart and abs(self.apart[stage].gap.value) >= LEAST_GAP:
                yield cast(MomentKind, kind), stage, "apart"
        clear = {stage: one for stage, one in self.apart.items() if _clear(one)}
        if (peak := _furthest(clear, lambda one: abs(one.gap.value))) and self._stands_out(peak):
            yield "peak", peak, "apart"
        if (fall := _furthest(self.falls, lambda one: -one.gap.value)) and self.falls[fall].gap.value <= -LEAST_GAP:
            yield "fall", fall, "falls"
        if (most := _furthest(self.matters, lambda one: one.gap.value)) and self._sharp(most):
            yield "importance", most, "matters"
        enough = {stage: one for stage, one in self.left.items() if len(self._voices.leaving[stage]) >= LEAST_LEFT}
        if (lost := _furthest(enough, lambda one: one.gap.value)) and _often(enough[lost]):
            yield "leaving", lost, "left"

    def _stands_out(self, stage: str) -> bool:
        """Return whether a stage is further from the rest than the next one to the same side, beyond chance."""
        gap = self.apart[stage].gap.value
        others = {other: one for other, one in self.apart.items() if other != stage and one.gap.value * gap > 0}
        second = _furthest(others, lambda one: abs(one.gap.value))
        between = self._nets(self._voices.leans[stage], self._voices.leans[second]) if second else None
        return abs(gap) >= LEAST_GAP and (between is None or between.p <= LEVEL)

    def _sharp(self, stage: str) -> bool:
        """Return whether a stage surely matters, and more people there lean to one side than to the other beyond chance."""
        net = _net(self._voices.everyone.among(self._voices.leans[stage]), self._voices.leans[stage])
        return self._importance[stage].low > 0 and self.matters[stage].gap.value > 0 and net is not None and net.low * net.high > 0

    def _nets(self, here: Mapping[str, int], there: Mapping[str, int]) -> _Compared | None:
        """Return net sentiment here beside net sentiment there, in points."""
        pair = self._pair(there, here)
        found = difference(pair, pair.nets((_sides(there), _sides(here))))
        figure, beside = _net(pair.people[1], here), _net(pair.people[0], there)
        if found is None or figure is None or beside is None:
            return None
        p, gap = found
        return _Compared(figure, beside, Rate(100 * gap.value, 100 * gap.low, 100 * gap.high, gap.n), p)

    def _leaving(self, stage: str, rest: Mapping[str, int]) -> _Compared | None:
        pair = self._pair(rest, self._voices.leans[stage])
        units = (self._voices.leaving_elsewhere(stage), set(self._voices.leaving[stage]))
        found = difference(pair, pair.shares(units))
        figure, beside = pair.people[1].rate(units[1]), pair.people[0].rate(units[0])
        return _Compared(figure, beside, found[1], found[0]) if found and figure and beside else None

    def _pair(self, before: Mapping[str, int], after: Mapping[str, int]) -> Pair:
        return Pair((self._voices.everyone.among(before), self._voices.everyone.among(after)))


def _told(found: Iterable[tuple[str, _Compared | None]]) -> dict[str, _Compared]:
    return {stage: one for stage, one in found if one}


def _matters(one: Importance) -> _Compared | None:
    if one.beyond is None or one.p is None:
        return None
    mean = one.value - one.beyond.value
    return _Compared(Rate(one.value, one.low, one.high, one.n), Rate(mean, mean, mean, one.n), one.beyond, one.p)


def _furthest(compared: Mapping[str, _Compared], key: Callable[[_Compared], float]) -> str | None:
    return max(compared, key=lambda stage: key(compared[stage]), default=None)


def _clear(one: _Compared) -> bool:
    """Return whether feelings are clear here, and to the side to which the stage differs."""
    return one.figure.low > 0 < one.gap.value or one.figure.high < 0 > one.gap.value


def _often(one: _Compared) -> bool:
    return one.gap.value > 0 and one.figure.value >= LEAST_TIMES * one.beside.value


def _sides(leans: Mapping[str, int]) -> Sides:
    return {unit for unit, lean in leans.items() if lean > 0}, {unit for unit, lean in leans.items() if lean < 0}


def _net(people: Population, leans: Mapping[str, int]) -> Rate | None:
    return people.net(*_sides(leans))


def holm(p_values: Sequence[float]) -> tuple[float, ...]:
    """Return the chances adjusted so that the chance of any false discovery stays below the level, in the order given.

    Examples
    --------
    >>> holm((0.01, 0.5, 0.02))
    (0.03, 0.5, 0.04)
    """
    found, highest = [1.0] * len(p_values), 0.0
    for rank, place in enumerate(sorted(range(len(p_values)), key=lambda place: p_values[place])):
        highest = max(highest, min(1.0, p_values[place] * (len(p_values) - rank)))
        found[place] = highest
    return tuple(found)
