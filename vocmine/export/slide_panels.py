"""A ranked list on a slide: what each claim is, its figure in words, and a native chart of bars with intervals beside it.

Guarantees: words and bars stand side by side, line by line; how many are left out is said; where too few speak there are counts, and
fewer yet have no bars.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from vocmine.export.board import TONES, Board, Claim, Column
from vocmine.export.charts import Point, put_bars
from vocmine.export.deck import Area
from vocmine.export.figures import MIN_PERCENT, Figure, percent
from vocmine.export.office import PAD, SOFT, Ink, Line, Slide
from vocmine.map_types import JourneyMap, StageColumn

GOOD, BAD = Ink("accent1"), Ink("accent2")
INKS = {
    **{"good-3": GOOD, "good-2": Ink("accent1", 60, 40), "good-1": Ink("accent1", 40, 60)},
    **{"bad-4": Ink("accent2", 75), "bad-3": BAD, "bad-2": Ink("accent2", 60, 40), "bad-1": Ink("accent2", 40, 60)},
    **{"grey-2": Ink("tx2", 50, 50), "grey-1": Ink("tx2", 25, 75)},
}
_HEAD = 34.0
_WORDS = 0.56
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


def pains_panel(stage: StageColumn, column: Column, journey_map: JourneyMap, board: Board) -> Panel:
    """Return what hurts at a stage, in the map's order."""
    ranked = f", ranked by {journey_map.ranked_by}" if stage.volume >= MIN_PERCENT and column.pain_points else ""
    return Panel("What hurts", f"{_of(stage, column, board.scale)}{ranked}", _rows(column.pain_points, BAD), board.scale, stage.volume)


def gains_panel(stage: StageColumn, column: Column, board: Board) -> Panel:
    """Return what helps at a stage, in the map's order."""
    return Panel("What helps", _of(stage, column, board.scale), _rows(column.gains, GOOD), board.scale, stage.volume)


def feelings_panel(stage: StageColumn, column: Column, board: Board) -> Panel:
    """Return what is felt most at a stage."""
    rows = tuple(Row(name, figure, INKS[TONES.get(name, "grey-2")]) for name, figure in column.felt)
    return Panel("What they feel", _of(stage, column, 1.0), rows, 1.0, stage.volume)


def put_panel(slide: Slide, panel: Panel, place: Area) -> None:
    """Put a panel, as many of its rows as there is room for."""
    room = place.height - _HEAD
    shown = panel.rows[: max(1, int(room / _LEAST_ROW))]
    left_out = f"first {len(shown)} of {len(panel.rows)}; " if len(shown) < len(panel.rows) else ""
    under = f"{left_out}{panel.under}" if shown else "none told"
    slide.text([Line(panel.title, 14, bold=True), Line(under, 9, ink=SOFT)], replace(place, height=_HEAD - 4))
    if not shown:
        return
    row = min(_MOST_ROW, room / len(shown))
    drawn = any(one.figure.value is not None for one in shown)
    words = place.width * (_WORDS if drawn else 1.0)
    stands = Area(place.left, place.top + _HEAD, words, row * len(shown))
    slide.listing([_words(one, row) for one in shown], stands, told=f"{panel.title}: {_spoken(shown)}")
    if drawn:
        beside = replace(stands, left=place.left + words + PAD, width=place.width - words - PAD)
        _put_bars(slide, panel, shown, beside)


def _put_bars(slide: Slide, panel: Panel, shown: Sequence[Row], place: Area) -> None:
    few = panel.n < MIN_PERCENT
    points = [_count(one, panel.n) if few else _share(one) for one in shown]
    told = f"Bars: {panel.title.lower()}, {panel.under}. {_spoken(shown)}"
    put_bars(slide, points, place, [one.ink for one in shown], ends=None if few else panel.ends, told=told)


def _share(row: Row) -> Point:
    return Point(row.label, row.figure.value, row.figure.low, row.figure.high)


def _count(row: Row, n: int) -> Point:
    return Point(row.label, None if row.figure.value is None else float(round(row.figure.value * n)))


def _words(row: Row, height: float) -> list[Line]:
    label = row.label[:1].upper() + row.label[1:]
    said = f"{row.figure.text} {row.figure.detail}".strip()
    return [Line(label, 11, bold=True, most=2 if height >= _MOST_ROW else 1), Line(said, 9.5, ink=SOFT)]


def _rows(claims: Sequence[Claim], ink: Ink) -> tuple[Row, ...]:
    return tuple(Row(claim.label, claim.figure, ink) for claim in claims)


def _spoken(rows: Sequence[Row]) -> str:
    return "; ".join(f"{one.label} {one.figure.text} {one.figure.detail}".strip() for one in rows)


def _of(stage: StageColumn, column: Column, ends: float) -> str:
    if stage.volume < MIN_PERCENT:
        return f"counts of {column.people}, too few for percentages"
    return f"share of {column.people}, bars end at {percent(ends)}"
