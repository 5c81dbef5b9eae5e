"""Decisions as words, as rows and as JSON: who owns what, whether a fix helped, what kind of trouble it is, and what to fix first.

Guarantees: no percentage of fewer than 20 units; a change is told with its interval, and what took it away with its name; each value
says whether it was mined, imported or typed, and a value that nobody gave says so.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

from vocmine.decision_types import Cell, Criterion, Fix, Given, PainKind, Priorities, Priority, Quadrant, Tipping
from vocmine.export.figures import MIN_PERCENT, Noun, ordinal, percent
from vocmine.map_types import JourneyMap, MapTheme
from vocmine.types import Rate

Quarters = tuple[tuple[str, tuple[tuple[str, tuple[str, ...]], ...]], ...]
TOP = 10
DECISION_COLUMNS: tuple[tuple[str, Literal["text", "number"]], ...] = (
    ("kind_of_pain", "text"),
    ("owner", "text"),
    ("status", "text"),
    ("fixed_on", "text"),
    ("fix_verdict", "text"),
    *((f"fix_{name}", "number") for name in ("before", "after", "difference", "difference_low", "difference_high", "p", "q")),
)
_VERDICT = {
    "helped": "It helped: the fall is beyond chance.",
    "got worse": "It got worse: the rise is beyond chance.",
    "no clear change": "No clear change.",
}
_SHARES = ("share", "trend")


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A pain point of the prioritisation matrix in words."""

    place: str
    label: str
    total: str
    interval: str
    people: str
    values: tuple[str, ...]
    delivery: str
    quadrant: str


def decision_text(theme: MapTheme) -> str:
    """Return in a sentence how far a theme is and who owns it; empty where nothing is decided."""
    status = theme.status.capitalize() if theme.status else ""
    if not theme.owner:
        return f"{status}." if status else ""
    return f"{status}, owned by {theme.owner}." if status else f"Owned by {theme.owner}."


def kind_text(kind: PainKind | None) -> str:
    """Return in a sentence what kind of trouble a pain point is."""
    if kind is None:
        return ""
    share = f" ({percent(kind.share.value)} of {kind.share.n:,} say so in so many words)" if kind.share.n >= MIN_PERCENT else ""
    return f"Kind of trouble: {kind.name.lower()}{share}."


def fix_text(fix: Fix | None, noun: Noun) -> str:
    """Return in sentences how many told of something before it was fixed and since, and whether that is a change."""
    if fix is None:
        return ""
    fixed = f"Fixed on {_day(fix.fixed_on)}"
    if fix.before is None or fix.after is None:
        return f"{fixed}: the data tell nothing of before or of after."
    told = zip(fix.told, (fix.before, fix.after), strict=True)
    if fix.difference is None or fix.verdict == "too few":
        before, after = (f"{count:,} of {noun.count(rate.n)}" for count, rate in told)
        return f"{fixed}: told by {before} before and {after} since; too few to tell whether it helped."
    before, after = (f"{percent(rate.value)} of {noun.count(rate.n)}" for _, rate in told)
    points = f"{_points(fix.difference.value)} points [{_points(fix.difference.low)}, {_points(fix.difference.high)}]"
    return f"{fixed}: told by {before} before and {after} in as long since, {points}. {_VERDICT[fix.verdict]}{_because(fix)}"


def _because(fix: Fix) -> str:
    if not fix.why:
        return ""
    if fix.why == "trend":
        return " The share went that way before the day already."
    if fix.why == "season":
        return " The same weeks of the year before moved alike."
    return f" With the mix of {fix.why.replace('_', ' ')} held fixed it is not beyond chance."


def matrix_rows(journey_map: JourneyMap, top: int = TOP) -> tuple[MatrixRow, ...]:
    """Return the first pain points to fix: where efforts are given quick wins first, else by their totals."""
    priorities = journey_map.priorities
    if priorities is None:
        return ()
    names = {one.id: one for one in priorities.criteria}
    return tuple(_row(one, names) for one in quick_wins_first(priorities)[:top])


def quick_wins_first(priorities: Priorities) -> tuple[Priority, ...]:
    """Return the pain points, quick wins before the others, each by their places."""
    return tuple(sorted(priorities.items, key=lambda one: (one.quadrant != "quick win", one.place)))


def _row(one: Priority, names: dict[str, Criterion]) -> MatrixRow:
    return MatrixRow(
        place=place_text(one),
        label=one.label,
        total=f"{one.total:.0f}",
        interval=f"({one.low:.0f}–{one.high:.0f})",
        people=f"{one.volume:,}",
        values=tuple(_value(cell, names[cell.criterion]) for cell in one.cells),
        delivery=_given(one.delivery),
        quadrant=quadrant_text(one),
    )


def place_text(one: Priority) -> str:
    """Return a place with its interval: ``2nd, between 1st and 4th``."""
    between = f", between {ordinal(one.place_low)} and {ordinal(one.place_high)}" if one.place_low < one.place_high else ""
    return ordinal(one.place) + between


def quadrant_text(one: Priority) -> str:
    """Return a quarter, with a question mark where the intervals leave another one; what is lacking for it where there is none."""
    if one.quadrant is None:
        return "effort not given"
    return one.quadrant if one.sure else f"{one.quadrant}?"


def quarters(priorities: Priorities | None) -> Quarters:
    """Return value by delivery effort, two by two: what to gain in words, and the quarters of little and of much effort with their labels.

    A question mark stands behind what may belong elsewhere; empty where no effort is given.
    """
    if priorities is None or priorities.delivery_cut is None:
        return ()
    rows: tuple[tuple[str, tuple[Quadrant, Quadrant]], ...] = (
        ("More to gain", ("quick win", "big project")),
        ("Less to gain", ("fill-in", "not now")),
    )
    return tuple((name, tuple((quarter, _standing_in(quarter, priorities)) for quarter in pair)) for name, pair in rows)


def _standing_in(quarter: Quadrant, priorities: Priorities) -> tuple[str, ...]:
    return tuple(one.label + ("" if one.sure else " ?") for one in priorities.items if one.quadrant == quarter)


def _value(cell: Cell, criterion: Criterion) -> str:
    if cell.rate is None:
        return f"{criterion.name}: not known"
    if cell.criterion in _SHARES:
        shown = percent(cell.rate.value) if cell.criterion == "share" else f"{_points(cell.rate.value)} points"
        return f"{criterion.name}: {shown} ({cell.origin})"
    return f"{criterion.name}: {_number(cell.rate.value)} ({cell.origin})"


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def _given(given: Given | None) -> str:
    if given is None:
        return "not given"
    span = f" ({given.low:g}–{given.high:g})" if given.low < given.high else ""
    return f"{given.value:g}{span}, {given.origin}"


def matrix_texts(priorities: Priorities | None) -> tuple[str, ...]:
    """Return in sentences how pain points were weighed, what would change the order, and what is lacking."""
    if priorities is None:
        return ()
    if not priorities.items:
        return priorities.notes
    used = used_criteria(priorities)
    weighed = ", ".join(f"{one.name} {one.weight:g}" for one in used)
    return (
        f"Weights: {weighed}. Each value counts from 0 to 100 on its scale; the total is their weighed mean.",
        "Its interval covers sampling and the ranges given, not the choice of criteria and weights.",
        *swing_texts(priorities),
        *priorities.notes,
    )


def swing_texts(priorities: Priorities) -> tuple[str, ...]:
    """Return in sentences how the first five move where one weight moves by a fifth, and what would change neighbours."""
    names = {one.id: one.name for one in priorities.criteria}
    labels = {one.theme_id: one.label for one in priorities.items}
    said = []
    for one in priorities.swings:
        change = f"{names[one.criterion]} a fifth {'less' if one.factor < 1 else 'more'}"
        if one.entered:
            said.append(f"{change}: into the first five {_list(one.entered, labels)}, out {_list(one.left, labels)}.")
        elif one.moved:
            said.append(f"{change}: the first five stay, {one.moved} of them at another place.")
    steady = "The first five stay as they are where any weight is a fifth less or more."
    return (*(said or [steady]), *(_tip(one, names, labels) for one in priorities.tippings))


def _tip(one: Tipping, names: dict[str, str], labels: dict[str, str]) -> str:
    part = one.tips_at / one.weight - 1
    by = f"{percent(abs(part))} {'more' if part > 0 else 'less'} than now"
    return f"'{labels[one.theme_id]}' would pass '{labels[one.ahead]}' if {names[one.criterion]} weighed {by}."


def _list(themes: Sequence[str], labels: dict[str, str]) -> str:
    return ", ".join(f"'{labels[theme]}'" for theme in themes)


def used_criteria(priorities: Priorities | None) -> tuple[Criterion, ...]:
    """Return the criteria that count in the totals."""
    if priorities is None or not priorities.items:
        return ()
    known = {cell.criterion for cell in priorities.items[0].cells}
    return tuple(one for one in priorities.criteria if one.id in known)


def decision_cells(pain: MapTheme) -> dict[str, Any]:
    """Return what is decided of a pain point as cells of ``DECISION_COLUMNS``."""
    fix = pain.fix
    gap = fix.difference if fix else None
    values = (
        pain.kind_of_pain.id if pain.kind_of_pain else None,
        pain.owner,
        pain.status,
        fix.fixed_on.isoformat() if fix else None,
        fix.verdict if fix else None,
        fix.before.value if fix and fix.before else None,
        fix.after.value if fix and fix.after else None,
        *((gap.value, gap.low, gap.high) if gap else (None, None, None)),
        fix.p if fix else None,
        fix.q if fix else None,
    )
    return dict(zip((name for name, _ in DECISION_COLUMNS), values, strict=True))


def plain_kind(kind: PainKind | None) -> dict[str, Any] | None:
    """Return a kind of trouble as the schema's plain values."""
    return {"id": kind.id, "name": kind.name, "share": _rate(kind.share), "evidence": list(kind.evidence)} if kind else None


def plain_fix(fix: Fix | None, noun: Noun) -> dict[str, Any] | None:
    """Return what became of a fix as the schema's plain values."""
    if fix is None:
        return None
    names = ("verdict", "p", "q", "scatter", "began_before", "why")
    days = {name: day.isoformat() if (day := getattr(fix, name)) else None for name in ("fixed_on", "since", "until")}
    rates = {name: _rate(getattr(fix, name)) for name in ("before", "after", "difference")}
    held = [{"field": one.field, "difference": _rate(one.difference), "p": one.p} for one in fix.held]
    words = dict(zip(("before", "after"), map(list, fix.evidence), strict=True))
    plain = days | {name: getattr(fix, name) for name in names} | rates
    return plain | {
        "told": dict(zip(("before", "after"), fix.told, strict=True)),
        "held": held,
        "sentence": fix_text(fix, noun),
        "evidence": words,
    }


def plain_priorities(priorities: Priorities | None) -> dict[str, Any] | None:
    """Return what to fix first as the schema's plain values."""
    if priorities is None:
        return None
    return {
        "criteria": [asdict(one) for one in priorities.criteria],
        "items": [_item(one) for one in priorities.items],
        "swings": [_lists(asdict(one)) for one in priorities.swings],
        "tippings": [asdict(one) for one in priorities.tippings],
        "total_cut": priorities.total_cut,
        "delivery_cut": priorities.delivery_cut,
        "notes": list(priorities.notes),
    }


def _item(one: Priority) -> dict[str, Any]:
    delivery = {name: getattr(one.delivery, name) for name in ("value", "low", "high", "origin")} if one.delivery else None
    return {
        "theme_id": one.theme_id,
        "label": one.label,
        "volume": one.volume,
        "total": {"value": one.total, "low": one.low, "high": one.high},
        "place": {"value": one.place, "low": one.place_low, "high": one.place_high},
        "values": [_cell(cell) for cell in one.cells],
        "delivery_effort": delivery,
        "quadrant": one.quadrant,
        "sure": one.sure,
        "evidence": list(one.evidence),
    }


def _cell(cell: Cell) -> dict[str, Any]:
    names = ("criterion", "origin", "points", "low", "high")
    return {name: getattr(cell, name) for name in names} | {"rate": _rate(cell.rate), "evidence": list(cell.evidence)}


def _lists(plain: dict[str, Any]) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in plain.items()}


def _rate(rate: Rate | None) -> dict[str, Any] | None:
    return {name: getattr(rate, name) for name in ("value", "low", "high", "n", "covers")} if rate else None


def _points(share: float) -> str:
    shown = f"{abs(100 * share):.1f}"
    return shown if not float(shown) else f"{'+' if share > 0 else '−'}{shown}"


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
