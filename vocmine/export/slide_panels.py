"""A ranked list on a slide: what each claim is, its figure in words, and a native chart of bars with intervals beside it.

Guarantees: words and bars stand side by side, line by line; how many are left out is said; where too few speak there are counts, and
fewer yet have no bars.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil

from vocmine.export.board import TONES, Claim, Column
from vocmine.export.charts import Point, put_bars
from vocmine.export.deck import Area
from vocmine.export.figures import MIN_PERCENT, Figure, percent
from vocmine.export.office import LEADING, PAD, SOFT, Ink, Line, Slide
from vocmine.map_types import JourneyMap, StageColumn

GOOD, BAD = Ink("accent1"), Ink("accent2")
INKS = {
    **{"good-3": GOOD, "good-2": Ink("accent1", left=65), "good-1": Ink("accent1", left=40)},
    **{"bad-4": Ink("accent2", 75), "bad-3": BAD, "bad-2": Ink("accent2", left=65), "bad-1": Ink("accent2", left=40)},
    **{"grey-2": Ink("tx2", left=45), "grey-1": Ink("tx2", left=25)},
}
_HEAD = 42.0
_WORDS, _NARROW, _NARROW_WORDS = 0.56, 320.0, 0.64
_LEAST_ROW, _MOST_ROW = 33.0, 46.0


@dataclass(frozen=True, slots=True)
class Row:
    """A claim in words, with its figure, and the colour of its bar."""

    label: str
    figure: Figure
    ink: Ink


@dataclass(frozen=True, slots=True)
class Panel:
    """A list: its title, what its bars are of, its rows; ``ends`` is the share at which bars end, ``n`` the units at the stage."""

    title: str
    under: str
    rows: tuple[Row, ...]
    ends: float
    n: int


def pains_panel(stage: StageColumn, column: Column, journey_map: JourneyMap) -> Panel:
    """Return what hurts at a stage, in the map's order."""
    ranked = f", ranked by {journey_map.ranked_by}" if stage.volume >= MIN_PERCENT and column.pain_points else ""
    ends = _ends(column)
    return Panel("What hurts", f"{_of(stage, column, ends)}{ranked}", _rows(column.pain_points, BAD), ends, stage.volume)


def gains_panel(stage: StageColumn, column: Column) -> Panel:
    """Return what helps at a stage, in the map's order."""
    ends = _ends(column)
    return Panel("What helps", _of(stage, column, ends), _rows(column.gains, GOOD), ends, stage.volume)


def feelings_panel(stage: StageColumn, column: Column) -> Panel:
    """Return what is felt most at a stage."""
    rows = tuple(Row(name, figure, INKS[TONES.get(name, "grey-2")]) for name, figure in column.felt)
    return Panel("What they feel", _of(stage, column, 1.0), rows, 1.0, stage.volume)


def height(panels: Sequence[Panel]) -> float:
    """Return how high panels side by side would stand with a row for each claim."""
    return _HEAD + _MOST_ROW * max(1, *(len(panel.rows) for panel in panels))


def put_panel(slide: Slide, panel: Panel, place: Area) -> None:
    """Put a panel, as many of its rows as there is room for."""
    shown = panel.rows[: max(1, int((place.height - _HEAD) / _LEAST_ROW))]
    left_out = f"first {len(shown)} of {len(panel.rows)}; " if len(shown) < len(panel.rows) else ""
    head = [Line(panel.title, 14, bold=True), Line(f"{left_out}{panel.under}" if shown else "none told", 9, ink=SOFT, most=2)]
    slide.text(head, replace(place, height=_HEAD - 2))
    if not shown:
        return
    row = min(_MOST_ROW, (place.height - _HEAD) / len(shown))
    drawn = any(one.figure.value is not None for one in shown)
    words = place.width * (1.0 if not drawn else _WORDS if place.width > _NARROW else _NARROW_WORDS)
    stands = Area(place.left, place.top + _HEAD, words, row * len(shown))
    slide.listing([_words(slide, one, words - 2 * PAD, row) for one in shown], stands, told=f"{panel.title}: {_spoken(shown)}")
    if drawn:
        _put_bars(slide, panel, shown, replace(stands, left=place.left + words + PAD, width=place.width - words - PAD))


def _put_bars(slide: Slide, panel: Panel, shown: Sequence[Row], place: Area) -> None:
    few = panel.n < MIN_PERCENT
    points = [_count(one, panel.n) if few else _share(one) for one in shown]
    told = f"Bars: {panel.title.lower()}, {panel.under}. {_spoken(shown)}"
    put_bars(slide, points, place, ends=panel.n if few else panel.ends, told=told)


def _ends(column: Column) -> float:
    """Return the tenth at which the bars of a stage end, beyond every interval, the same for what hurts and what helps."""
    highest = max((claim.figure.high for claim in column.pain_points + column.gains), default=0.0)
    return min(1.0, max(1, ceil(10 * highest)) / 10)


def _share(row: Row) -> Point:
    return Point(row.label, row.figure.value, row.figure.low, row.figure.high, row.ink)


def _count(row: Row, n: int) -> Point:
    return Point(row.label, None if row.figure.value is None else float(round(row.figure.value * n)), ink=row.ink)


def _words(slide: Slide, row: Row, width: float, height: float) -> list[Line]:
    """Return a claim's label and figure on as many lines as a row of this height holds, at least one each."""
    label = Line(row.label[:1].upper() + row.label[1:], 11, bold=True, most=2 if height >= _MOST_ROW else 1)
    spare = height - 2 * PAD - slide.height([label], width)
    said = f"{row.figure.text} {row.figure.detail}".strip()
    return [label, Line(said, 9.5, ink=SOFT, most=max(1, int(spare / (9.5 * LEADING))))]


def _rows(claims: Sequence[Claim], ink: Ink) -> tuple[Row, ...]:
    return tuple(Row(claim.label, claim.figure, ink) for claim in claims)


def _spoken(rows: Sequence[Row]) -> str:
    return "; ".join(f"{one.label} {one.figure.text} {one.figure.detail}".strip() for one in rows)


def _of(stage: StageColumn, column: Column, ends: float) -> str:
    if stage.volume < MIN_PERCENT:
        return f"counts of {column.people}, too few for percentages"
    return f"share of {column.people}, bars end at {percent(ends)}"
