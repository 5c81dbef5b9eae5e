"""Which pain points to fix first: each weighed by the user's criteria and by mined ones, with what would change the order.

Guarantees: a total lies in [0, 100] and in its interval; a value that nobody gave is the mean of the others, and its interval leaves open
all that it could be; the order follows the totals, its intervals heed all comparisons; the same values in any order give the same
priorities; below 20 units nothing is ranked; delivery effort is never part of a total and never guessed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import fsum, sqrt
from statistics import fmean, median

from vocmine.decision_types import DELIVERY, Cell, Criterion, Given, Priorities, Priority, Quadrant, Swing, Tipping
from vocmine.journey.intervals import Z
from vocmine.types import Rate

MIN_UNITS = 20
FIRST = 5
FIFTH = (0.8, 1.2)
WITHIN = 2.0
SCALE = 100.0
MINED_CRITERIA = tuple(
    Criterion(id, name, least=least, most=most)
    for id, name, least, most in (
        ("share", "Share of people", 0.0, None),
        ("severity", "Severity", 0.0, 1.0),
        ("effect", "Effect on the score", 0.0, None),
        ("trend", "Trend", None, None),
    )
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A pain point that is weighed: the units that tell of it, what was mined, by criterion, and the segments that it rests on."""

    theme_id: str
    label: str
    volume: int
    mined: Mapping[str, Rate]
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Scale:
    least: float
    most: float
    less: bool

    def points(self, rate: Rate) -> tuple[float, float, float]:
        """Return value, low and high as points from 0 to 100."""
        value, low, high = (self._point(one) for one in (rate.value, rate.low, rate.high))
        return (value, high, low) if self.less else (value, low, high)

    def _point(self, value: float) -> float:
        if self.most <= self.least:
            return SCALE / 2
        part = min(1.0, max(0.0, (value - self.least) / (self.most - self.least)))
        return SCALE * (1 - part if self.less else part)


def prioritise(candidates: Sequence[Candidate], criteria: Sequence[Criterion], given: Sequence[Given], *, units: int) -> Priorities:
    """Return the pain points by their totals, highest first.

    Parameters
    ----------
    candidates : the pain points, in any order.
    criteria : what they are weighed by, mined ones among them; the weight of one that the values lack altogether counts for nothing.
    given : imported and typed values; those of ``delivery_effort`` stand apart. A given value of a mined criterion takes its place.
    units : all units that were read; of fewer than 20 nothing is ranked.

    Notes
    -----
    A value is put on a scale from ``least`` to ``most`` of its criterion; where these are not stated, from 0 to the greatest that a value
    may be (of a trend: from the greatest fall to as great a rise). The total is the weighed mean. Its interval is made of those of the
    values, taken as independent and the scales as known, by the method of variance estimates recovery (Zou and Donner 2008, Statistics in
    Medicine 27); that of a place follows from the differences of totals, at 95 % for all comparisons of a pain point together (Bonferroni).
    """
    scored = [one for one in criteria if one.id != DELIVERY]
    told = {(one.theme_id, one.criterion): one for one in given}
    ordered = sorted(candidates, key=lambda one: one.theme_id)
    values = {one.id: _values(one, ordered, told) for one in scored}
    used = tuple(one for one in scored if values[one.id] and one.weight > 0)
    lacking = tuple(
        f"No pain point has a value for {one.name}, so that it weighs nothing." for one in scored if one.weight and not values[one.id]
    )
    if units < MIN_UNITS or not used or not ordered:
        few = (f"Nothing is ranked below {MIN_UNITS} people.",) if units < MIN_UNITS else ()
        return Priorities(tuple(scored), (), notes=(*few, *lacking))
    cells = {one.id: _cells(one, ordered, values[one.id], told) for one in used}
    items = [_priority(one, [cells[criterion.id][one.theme_id] for criterion in used], used) for one in ordered]
    placed = _placed(items, used)
    effort = {item.theme_id: told[item.theme_id, DELIVERY] for item in placed if (item.theme_id, DELIVERY) in told}
    quartered, cuts = _quartered(placed, effort, next((one for one in criteria if one.id == DELIVERY), None))
    return Priorities(
        tuple(scored),
        quartered,
        _swings(placed, used),
        _tippings(placed, used),
        *cuts,
        notes=(*lacking, *_missing(placed, used), *_effort_note(len(effort), len(placed))),
    )


def _values(criterion: Criterion, candidates: Sequence[Candidate], told: Mapping[tuple[str, str], Given]) -> dict[str, Rate]:
    found: dict[str, Rate] = {}
    for one in candidates:
        given = told.get((one.theme_id, criterion.id))
        if given:
            found[one.theme_id] = Rate(given.value, given.low, given.high, 0)
        elif criterion.id in one.mined:
            found[one.theme_id] = one.mined[criterion.id]
    return found


def _scale(criterion: Criterion, values: Mapping[str, Rate]) -> _Scale:
    ends = [end for one in values.values() for end in (one.low, one.high)]
    greatest = max(map(abs, ends))
    least = criterion.least if criterion.least is not None else -greatest if criterion.id == "trend" else min(0.0, *ends)
    return _Scale(least, criterion.most if criterion.most is not None else greatest, criterion.less)


def _cells(
    criterion: Criterion, candidates: Sequence[Candidate], values: Mapping[str, Rate], told: Mapping[tuple[str, str], Given]
) -> dict[str, Cell]:
    scale = _scale(criterion, values)
    points = {theme: scale.points(rate) for theme, rate in values.items()}
    usual = fmean(value for value, _, _ in points.values())
    found = {}
    for one in candidates:
        rate, given = values.get(one.theme_id), told.get((one.theme_id, criterion.id))
        origin = given.origin if given else "mined" if rate else None
        value, low, high = points.get(one.theme_id, (usual, 0.0, SCALE))
        found[one.theme_id] = Cell(criterion.id, origin, rate, value, low, high, one.evidence if origin == "mined" else ())
    return found


def _priority(one: Candidate, cells: Sequence[Cell], used: Sequence[Criterion]) -> Priority:
    total, low, high = _total(cells, [criterion.weight for criterion in used])
    return Priority(one.theme_id, one.label, one.volume, tuple(cells), total, low, high, 0, 0, 0, evidence=one.evidence)


def _total(cells: Sequence[Cell], weights: Sequence[float], widen: float = 1.0) -> tuple[float, float, float]:
    whole = fsum(weights)
    total = fsum(weight * cell.points for weight, cell in zip(weights, cells, strict=True)) / whole
    down = sqrt(fsum((weight * (cell.points - cell.low)) ** 2 for weight, cell in zip(weights, cells, strict=True))) / whole
    up = sqrt(fsum((weight * (cell.high - cell.points)) ** 2 for weight, cell in zip(weights, cells, strict=True))) / whole
    return total, max(0.0, total - widen * down), min(SCALE, total + widen * up)


def _placed(items: Sequence[Priority], used: Sequence[Criterion]) -> tuple[Priority, ...]:
    """Return the pain points with their places, the first place first."""
    from scipy.stats import norm

    weights = [criterion.weight for criterion in used]
    widen = float(norm.isf(0.025 / max(1, len(items) - 1))) / Z
    spans = {one.theme_id: _spread(one, weights, widen) for one in items}
    ordered = sorted(items, key=lambda one: (-one.total, -one.volume, one.theme_id))
    found = []
    for place, one in enumerate(ordered, start=1):
        down, up = spans[one.theme_id]
        above = sum(other.total - one.total > sqrt(spans[other.theme_id][0] ** 2 + up**2) for other in ordered)
        below = sum(one.total - other.total > sqrt(down**2 + spans[other.theme_id][1] ** 2) for other in ordered)
        found.append(replace(one, place=place, place_low=1 + above, place_high=len(ordered) - below))
    return tuple(found)


def _spread(one: Priority, weights: Sequence[float], widen: float) -> tuple[float, float]:
    total, low, high = _total(one.cells, weights)
    return widen * (total - low), widen * (high - total)


def _order(items: Sequence[Priority], weights: Sequence[float]) -> tuple[str, ...]:
    totals = {one.theme_id: _total(one.cells, weights)[0] for one in items}
    return tuple(one.theme_id for one in sorted(items, key=lambda one: (-round(totals[one.theme_id], 9), one.place)))


def _swings(items: Sequence[Priority], used: Sequence[Criterion]) -> tuple[Swing, ...]:
    """Return what each weight, a fifth less and a fifth more, does to the first five."""
    now = tuple(one.theme_id for one in items)
    found = []
    for at, criterion in enumerate(used):
        for factor in FIFTH:
            weights = [one.weight * (factor if place == at else 1.0) for place, one in enumerate(used)]
            then = _order(items, weights)
            first, before = then[:FIRST], now[:FIRST]
            entered, left = tuple(i for i in first if i not in before), tuple(i for i in before if i not in first)
            moved = sum(then[place] != now[place] for place in range(len(before)))
            found.append(Swing(criterion.id, factor, first, entered, left, moved))
    return tuple(found)


def _tippings(items: Sequence[Priority], used: Sequence[Criterion]) -> tuple[Tipping, ...]:
    """Return for each neighbours of the first six the weight, nearest to what it is, at which they change places.

    Two totals differ by the sum of weight × difference of points, so that a weight tips them where it takes that sum to 0; only what
    lies between half and double the weight is told.
    """
    found = []
    for ahead, behind in pairwise(items[: FIRST + 1]):
        gap = fsum(one.weight * (a.points - b.points) for one, a, b in zip(used, ahead.cells, behind.cells, strict=True))
        options = [
            Tipping(one.id, one.weight, one.weight - gap / (a.points - b.points), behind.theme_id, ahead.theme_id)
            for one, a, b in zip(used, ahead.cells, behind.cells, strict=True)
            if abs(a.points - b.points) > 1e-9
        ]
        near = [one for one in options if one.weight / WITHIN <= one.tips_at <= one.weight * WITHIN]
        if near:
            found.append(min(near, key=lambda one: (abs(one.tips_at / one.weight - 1), one.criterion)))
    return tuple(found)


def _quartered(
    items: tuple[Priority, ...], effort: Mapping[str, Given], scale: Criterion | None
) -> tuple[tuple[Priority, ...], tuple[float | None, float | None]]:
    """Return the pain points with their quarters, and what parts these: of total and of effort."""
    if not effort:
        return items, (None, None)
    total_cut = median(one.total for one in items)
    effort_cut = median(one.value for one in effort.values())
    if scale is not None and scale.least is not None and scale.most is not None:
        effort_cut = (scale.least + scale.most) / 2
    return tuple(_in_quarter(one, effort.get(one.theme_id), total_cut, effort_cut) for one in items), (total_cut, effort_cut)


def _in_quarter(one: Priority, given: Given | None, total_cut: float, effort_cut: float) -> Priority:
    if given is None:
        return one
    quadrant = _quadrant(one.total >= total_cut, given.value <= effort_cut)
    sure = (one.low >= total_cut or one.high < total_cut) and (given.high <= effort_cut or given.low > effort_cut)
    return replace(one, delivery=given, quadrant=quadrant, sure=sure)


def _quadrant(much: bool, easy: bool) -> Quadrant:
    if much:
        return "quick win" if easy else "big project"
    return "fill-in" if easy else "not now"


def _missing(items: Sequence[Priority], used: Sequence[Criterion]) -> tuple[str, ...]:
    counts = [(one.name, sum(item.cells[at].rate is None for item in items)) for at, one in enumerate(used)]
    lacking = ", ".join(f"{name} of {n}" for name, n in counts if n)
    if not lacking:
        return ()
    return (f"Not known of {len(items)} pain points: {lacking}; these stand at the mean of the others, and could stand anywhere.",)


def _effort_note(n_known: int, n_all: int) -> tuple[str, ...]:
    if n_known == n_all:
        return ()
    known = "no pain point" if not n_known else f"{n_known} of {n_all} pain points"
    return (f"Delivery effort is given for {known}; without it there are no quick wins. Only you can know it: import or type {DELIVERY}.",)


def all_criteria(own: Sequence[Criterion], weights: Mapping[str, float]) -> tuple[Criterion, ...]:
    """Return the mined criteria, as the user set them, then the user's own; with the weights asked for.

    Parameters
    ----------
    own : the user's criteria; one with the id of a mined one sets its weight, and its scale where it states one.
    weights : by id, in the place of those that the criteria have.
    """
    mine = {one.id: one for one in own}
    mined = [_set(one, mine.pop(one.id)) if one.id in mine else one for one in MINED_CRITERIA]
    return tuple(replace(one, weight=weights.get(one.id, one.weight)) for one in (*mined, *mine.values()))


def _set(mined: Criterion, own: Criterion) -> Criterion:
    least = mined.least if own.least is None else own.least
    return replace(mined, weight=own.weight, least=least, most=mined.most if own.most is None else own.most, less=own.less)
