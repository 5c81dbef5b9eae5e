"""Two selections side by side: which stages and themes are told of more or less, and where sentiment moved.

Guarantees: units count, never segments; those on both sides are heeded in intervals and tests; of all that is called a change at most
one in twenty is expected to be chance (Benjamini and Hochberg over every test); the same selections in any order of their segments
give the same changes.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import copysign, fsum, sqrt
from typing import Literal

from vocmine.errors import UsageError
from vocmine.journey.discoveries import LEVEL, adjusted
from vocmine.journey.intervals import newcombe
from vocmine.journey.quotes import choose_quotes, distinct, readable
from vocmine.journey.shares import Population, population
from vocmine.journey.stages import leanings
from vocmine.map_types import Change, Comparison, Subject, Verdict
from vocmine.types import NO_STAGE, Feedback, Journey, Rate, Scored, Theme, Themes

LEAST_TOLD, LEAST_MIXED = 5, 5


@dataclass(frozen=True)
class Side:
    """One of two selections: what it is of, the run it is from, its segments in any order and the run's themes."""

    name: str
    run: str
    scored: tuple[Scored, ...]
    themes: Themes

    @cached_property
    def read(self) -> dict[str, Scored]:
        """The segments that were read, by their ids."""
        return {one.segment.id: one for one in sorted(self.scored, key=lambda one: one.segment.id) if one.reading.sentiment is not None}

    @cached_property
    def feedbacks(self) -> dict[str, Feedback]:
        """The feedback that was read, by its ids."""
        return {one.segment.feedback.id: one.segment.feedback for one in self.read.values()}


@dataclass(frozen=True, slots=True)
class _Measured:
    """A figure of one side: of whom, who counts for it, and of a balance also who counts against it."""

    people: Population
    up: Collection[str]
    against: Collection[str] | None = None

    @property
    def down(self) -> Collection[str]:
        return self.against or ()

    @property
    def n(self) -> float:
        return self.people.effective_n

    @property
    def mean(self) -> float:
        return self.people.fraction(self.up) - self.people.fraction(self.down)

    @property
    def square(self) -> float:
        """The mean square of what the units count."""
        return self.people.fraction(self.up) + self.people.fraction(self.down)

    def rate(self) -> Rate | None:
        """Return the figure with its interval, as a fraction."""
        if self.against is None:
            return self.people.rate(self.up)
        points = self.people.net(self.up, self.down)
        return points and Rate(points.value / 100, points.low / 100, points.high / 100, points.n)

    def of(self, unit: str) -> int:
        """Return what a unit counts: 1, −1 or 0."""
        return (unit in self.up) - (unit in self.down)


@dataclass(frozen=True, slots=True)
class _What:
    """What a change is of, and the words of both sides that tell of it."""

    kind: Subject
    id: str
    label: str
    measure: Literal["share", "net", "place"]
    evidence: tuple[tuple[str, ...], tuple[str, ...]]
    stages: tuple[str, ...] = ()


def compare(project: str, journey: Journey, sides: tuple[Side, Side], *, hold: str | None = None) -> Comparison:
    """Return what differs between two selections, surest first.

    Parameters
    ----------
    journey : the definition that both were read by.
    sides : the first selection and the second; themes are one where their ids are.
    hold : a column; both sides are weighed as if its values were mixed as in both together; values that fewer than five units of
        a side have are left out.

    Raises
    ------
    UsageError
        If a side is empty, or no value of ``hold`` has five units on both sides.

    Notes
    -----
    A difference has the interval of Newcombe (1998), made of the intervals of both figures and of the correlation that the units on both
    sides give them; its chance is two-sided, by the normal statistic of the pooled figure with the N − 1 correction (Campbell, 2007), its
    variance less twice the covariance of the units on both sides. Direct standardisation weighs units, so that Kish's effective number
    stands in for theirs. What fewer than five units tell on both sides together is not tested.
    """
    for side in sides:
        if not side.read:
            raise UsageError(f"Nothing that was read is of {side.name}.")
    people, notes = _people(sides, hold)
    found = [*_of_stages(journey, sides, people), *_of_themes(sides, people)]
    changes = [replace(one, q=q) for one, q in zip(found, adjusted([one.p for one in found]), strict=True)]
    judged = [replace(one, verdict=_verdict(one)) for one in changes]
    on_both = len(people[0].weights.keys() & people[1].weights.keys())
    return Comparison(
        project,
        (sides[0].name, sides[1].name),
        (sides[0].run, sides[1].run),
        (people[0].n, people[1].n),
        on_both,
        hold,
        tuple(sorted(judged, key=lambda one: (one.q, one.p, one.kind, one.id, one.measure))),
        tuple(notes),
        _texts(sides, judged),
    )


def _texts(sides: tuple[Side, Side], changes: Iterable[Change]) -> tuple[tuple[str, str], ...]:
    told = sides[0].read | sides[1].read
    return tuple((i, told[i].segment.text) for i in sorted({i for one in changes for some in one.evidence for i in some}))


def _people(sides: tuple[Side, Side], hold: str | None) -> tuple[tuple[Population, Population], list[str]]:
    first, second = (population(side.feedbacks.values()) for side in sides)
    if hold is None:
        return (first, second), []
    strata = [_strata(side.feedbacks, people, hold) for side, people in zip(sides, (first, second), strict=True)]
    values = sorted(strata[0].keys() | strata[1].keys())
    sizes = {value: [some[value].n if value in some else 0 for some in strata] for value in values}
    common = [value for value in values if min(sizes[value]) >= LEAST_MIXED]
    if not any(common):
        raise UsageError(f"No value of {hold!r} has {LEAST_MIXED} people on both sides, so that its mix cannot be held fixed.")
    n_common = sum(sum(sizes[value]) for value in common)
    weighed = [_standardised([(some[value], sum(sizes[value]) / n_common) for value in common]) for some in strata]
    left = [f"{value or 'no value'} ({sum(sizes[value]):,})" for value in values if value not in common]
    notes = [f"Left out, since fewer than {LEAST_MIXED} people of a side have these values of {hold}: {', '.join(left)}."] if left else []
    return (weighed[0], weighed[1]), notes


def _strata(feedbacks: Mapping[str, Feedback], people: Population, field: str) -> dict[str, Population]:
    """Return the units of each value of a field, ``""`` for those without; a unit has the first value that it tells."""
    values: dict[str, str] = {}
    for feedback in feedbacks.values():
        values[feedback.unit] = values.get(feedback.unit) or _value(feedback, field)
    units: dict[str, list[str]] = {}
    for unit, value in values.items():
        units.setdefault(value, []).append(unit)
    return {value: people.among(some) for value, some in units.items()}


def _value(feedback: Feedback, field: str) -> str:
    return str(dict(feedback.attributes).get(field) or getattr(feedback, field, None) or "")


def _standardised(strata: Iterable[tuple[Population, float]]) -> Population:
    """Return the units of all strata, each stratum weighing its share of the whole."""
    weighed = ((unit, weight * share / part.weight) for part, share in strata if part.weight for unit, weight in part.weights.items())
    return Population(dict(weighed))


def _of_stages(journey: Journey, sides: tuple[Side, Side], people: tuple[Population, Population]) -> Iterator[Change]:
    for stage in journey.stages:
        before, after = ([one for one in side.read.values() if one.reading.stage == stage.id] for side in sides)
        evidence = (choose_quotes(before), choose_quotes(after))
        units = [_units(some) for some in (before, after)]
        shares = [_Measured(everyone, some) for everyone, some in zip(people, units, strict=True)]
        yield from _changed(_What("stage", stage.id, stage.name, "share", evidence), shares)
        leans = (leanings(before), leanings(after))
        nets = [_Measured(everyone.among(some), *lean) for everyone, some, lean in zip(people, units, leans, strict=True)]
        yield from _changed(_What("stage", stage.id, stage.name, "net", evidence), nets)


def _of_themes(sides: tuple[Side, Side], people: tuple[Population, Population]) -> Iterator[Change]:
    by_id = [{theme.id: theme for theme in side.themes.themes} for side in sides]
    for theme_id, theme in sorted((by_id[0] | by_id[1]).items()):
        before, after = (_told(some.get(theme_id), side) for some, side in zip(by_id, sides, strict=True))
        units = (_units(before), _units(after))
        shares = [_Measured(everyone, some) for everyone, some in zip(people, units, strict=True)]
        yield from _changed(_What(theme.kind, theme_id, theme.label, "share", (_words(before), _words(after))), shares)
        yield from _moved(theme, tuple([one for one in some if one.reading.stage != NO_STAGE] for some in (before, after)), people)


def _moved(theme: Theme, told: tuple[list[Scored], ...], people: tuple[Population, Population]) -> Iterator[Change]:
    """Yield where a theme is told, if at more than one stage.

    It is measured at the stage where most of both sides together tell it, since a stage chosen by how the sides differ would make
    differences of chance look surer.
    """
    before, after = told
    stages = (_mostly((*before, *after)), _mostly(before), _mostly(after))
    there = [[one for one in some if one.reading.stage == stages[0]] for some in told]
    if len(there[0]) + len(there[1]) < len(before) + len(after):
        evidence = (_words(there[0]), _words(there[1]))
        places = [_Measured(everyone.among(_units(some)), _units(at)) for everyone, some, at in zip(people, told, there, strict=True)]
        yield from _changed(_What(theme.kind, theme.id, theme.label, "place", evidence, stages), places)


def _units(told: Iterable[Scored]) -> set[str]:
    return {one.segment.feedback.unit for one in told}


def _told(theme: Theme | None, side: Side) -> list[Scored]:
    """Return the segments of a side that stand in a theme, those nearest its centre first."""
    return [side.read[i] for i in dict.fromkeys((*theme.quotes, *theme.segment_ids)) if i in side.read] if theme else []


def _words(told: Sequence[Scored]) -> tuple[str, ...]:
    return tuple(one.segment.id for one in distinct(readable(told)))


def _mostly(told: Iterable[Scored]) -> str:
    """Return the stage at which most units tell; empty for none."""
    counts = Counter(stage for stage, _ in {(one.reading.stage, one.segment.feedback.unit) for one in told})
    return min(counts, key=lambda stage: (-counts[stage], stage), default="")


def _changed(what: _What, figures: Sequence[_Measured]) -> Iterator[Change]:
    """Yield the change of a figure, unless too few units count for it."""
    before, after = figures
    first, second = before.rate(), after.rate()
    if first is None or second is None or sum(len(one.up) + len(one.down) for one in figures) < LEAST_TOLD:
        return
    p, difference = _difference(before, after, first, second)
    if what.measure == "net":
        first, second, difference = (Rate(100 * one.value, 100 * one.low, 100 * one.high, one.n) for one in (first, second, difference))
    figures_found = (first, second, difference)
    yield Change(what.kind, what.id, what.label, what.measure, *figures_found, p, p, "steady", what.evidence, what.stages)


def _difference(before: _Measured, after: _Measured, first: Rate, second: Rate) -> tuple[float, Rate]:
    """Return the chance of a difference, and the difference with its interval."""
    from scipy.stats import norm

    gap = second.value - first.value
    n = before.n + after.n
    mean = (before.n * first.value + after.n * second.value) / n
    square = (before.n * before.square + after.n * after.square) / n
    pooled = (square - mean**2) * (1 / before.n + 1 / after.n) * n / (n - 1) - 2 * _covariance(before, after, (mean, mean))
    p = float(2 * norm.sf(abs(gap) / sqrt(pooled))) if pooled > 1e-15 else 1.0 if abs(gap) < 1e-12 else 0.0
    spreads = [sqrt(max(one.square - one.mean**2, 0.0) / one.n) for one in (before, after)]
    shared = _covariance(before, after, (first.value, second.value))
    rho = copysign(min(1.0, abs(shared) / (spreads[0] * spreads[1])), shared) if all(spreads) else 0.0
    return p, Rate(gap, *newcombe(first, second, rho), round(n))


def _covariance(before: _Measured, after: _Measured, means: tuple[float, float]) -> float:
    """Return the covariance of both figures, which only the units on both sides give."""
    both = sorted(before.people.weights.keys() & after.people.weights.keys())
    products = (
        before.people.weights[unit] * after.people.weights[unit] * (before.of(unit) - means[0]) * (after.of(unit) - means[1])
        for unit in both
    )
    return fsum(products) / (before.people.weight * after.people.weight)


def _verdict(change: Change) -> Verdict:
    if change.q > LEVEL:
        return "steady"
    if change.measure == "place" and change.stages[1] != change.stages[2]:
        return "moved stage"
    if change.measure == "share" and change.kind != "stage" and not change.before.value * change.after.value:
        return "gone" if change.before.value else "new"
    return "grew" if change.difference.value > 0 else "shrank"
