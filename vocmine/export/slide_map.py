"""The whole map on a slide: stages as columns, the curve over them, under it what was told, lane by lane.

Guarantees: the curve's points stand over their columns; the map keeps to its place, with smaller type and fewer lines of each cell where
stages are many; more stages than can be read on one slide stand on several.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import ceil

from vocmine.export.board import Board, Claim, Column
from vocmine.export.charts import Point, put_curve
from vocmine.export.deck import Area
from vocmine.export.figures import MIN_PERCENT, MIN_UNITS, Figure, percents
from vocmine.export.office import DARK, PAD, PALE, PAPER, SOFT, Cell, Ink, Line, Slide
from vocmine.export.supplied import SuppliedLane, supplied_lanes
from vocmine.map_types import JourneyMap, StageColumn

_SIDE, _AXIS = 90.0, 26.0
_MOST_STAGES, _LEAST_COLUMN = 12, 62.0
_LEAST_CURVE, _MOST_CURVE = 76.0, 150.0
_N_PAINS, _N_SUPPLIED = 3, 2
_FILLS: dict[str, tuple[Ink | None, Ink]] = {"solid": (DARK, PAPER), "thin": (PALE, Ink("tx1")), "none": (None, SOFT)}


@dataclass(frozen=True, slots=True)
class Detail:
    """How much of each cell is told: the size of its type, the lines of a label and of a quote."""

    size: float
    label: int
    quote: int


_LADDER = (
    *(Detail(size, 2, quote) for size in (11.0, 10.0, 9.0) for quote in (4, 3)),
    *(Detail(size, 2, quote) for size in (8.5, 8.0) for quote in (3, 2)),
    *(Detail(8.0, label, quote) for label, quote in ((2, 1), (1, 2), (1, 1))),
)
_Writes = Callable[[Column, Detail], Cell]


def pages(n_stages: int, width: float) -> list[range]:
    """Return which stages stand on which slide, as evenly as can be."""
    most = min(_MOST_STAGES, max(1, int((width - _SIDE) / _LEAST_COLUMN)))
    n_pages = ceil(n_stages / most)
    ends = [round(page * n_stages / n_pages) for page in range(n_pages + 1)] if n_pages else []
    return [range(first, last) for first, last in pairwise(ends)]


def put_map(slide: Slide, journey_map: JourneyMap, board: Board, part: range, room: Area) -> list[str]:
    """Put the stages of ``part`` and all lanes; return the names of those for which there is no room."""
    stages, columns = [journey_map.stages[k] for k in part], [board.columns[k] for k in part]
    widths = [_SIDE, *([(room.width - _SIDE) / len(part)] * len(part))]
    rows, detail, left_out = _fitting(slide, _lanes(journey_map, board), columns, widths, room)
    heads = [_heads(slide, columns, detail, widths[-1])]
    high, low = (sum(slide.row_heights(some, widths)) for some in (heads, rows))
    curve = min(_MOST_CURVE, room.height - high - low - 8)
    fills = [None, *(_FILLS[column.evidence][0] for column in columns)]
    told = f"Stages of the journey, the {board.noun.many} who speak of each, and how sure it is."
    slide.table(heads, replace(room, height=high), widths, fills=fills, told=told)
    _put_curve(slide, stages, columns, Area(room.left, room.top + high, room.width, curve))
    below = Area(room.left, room.top + high + curve, room.width, low)
    slide.table(rows, below, widths, told="What was told of each stage, lane by lane.")
    return left_out


def _fitting(
    slide: Slide, lanes: Sequence[tuple[str, _Writes]], columns: Sequence[Column], widths: Sequence[float], room: Area
) -> tuple[list[list[Cell]], Detail, list[str]]:
    """Return the lanes in the largest type in which they fit, and those that do not fit in any."""
    kept = list(lanes)
    while True:
        for detail in _LADDER:
            rows = [_row(name, writes, columns, detail) for name, writes in kept]
            needs = sum(slide.row_heights([_heads(slide, columns, detail, widths[-1]), *rows], widths))
            if needs + _LEAST_CURVE + 8 <= room.height or (len(kept) == 1 and detail is _LADDER[-1]):
                return rows, detail, [name for name, writes in lanes if (name, writes) not in kept]
        kept.pop(-2)


def _row(name: str, writes: _Writes, columns: Sequence[Column], detail: Detail) -> list[Cell]:
    return [[Line(name, detail.size, bold=True, most=3)], *(writes(column, detail) for column in columns)]


def _heads(slide: Slide, columns: Sequence[Column], detail: Detail, width: float) -> list[Cell]:
    """Return the heads of columns; their names in a larger type where no word of them breaks."""
    larger = detail.size + 1
    words = [Line(word, larger, bold=True, most=2) for column in columns for word in column.name.split()]
    size = larger if all(slide.height([word], width - 2 * PAD) < 2 * larger for word in words) else detail.size - 0.5
    cells: list[Cell] = [[Line("", detail.size)]]
    for column in columns:
        ink = _FILLS[column.evidence][1]
        share = [Line(column.share, detail.size - 0.5, ink=ink, most=2)] if column.share else []
        cells.append([Line(column.name, size, bold=True, ink=ink, most=3), Line(column.people, detail.size, ink=ink, most=2), *share])
    return cells


def _put_curve(slide: Slide, stages: Sequence[StageColumn], columns: Sequence[Column], place: Area) -> None:
    under = [
        Line("The curve", 10, bold=True),
        Line("net sentiment: % favourable − % unfavourable, with 95% interval", 7.5, ink=SOFT, most=6),
    ]
    slide.text(under, Area(place.left + 4, place.top + 6, _SIDE - _AXIS - 4, place.height - 8))
    points = [_point(stage) for stage in stages]
    beside = replace(place, left=place.left + _SIDE - _AXIS, width=place.width - _SIDE + _AXIS)
    if not any(point.value is not None for point in points):
        slide.text(
            [Line("No curve: too few speak of each stage.", 10, ink=SOFT)], replace(beside, left=beside.left + _AXIS, top=place.top + 6)
        )
        return
    told = "Net sentiment from stage to stage: " + "; ".join(f"{one.name} {one.net[0] or one.net[1]}" for one in columns)
    put_curve(slide, points, beside, axis=_AXIS, told=told)


def _point(stage: StageColumn) -> Point:
    """Return a stage's place on the curve: its net with the interval, below 20 units without, below 5 none."""
    sentiment = stage.sentiment
    if sentiment.net is None or sentiment.n < MIN_UNITS:
        return Point(stage.name, None)
    if sentiment.n < MIN_PERCENT:
        return Point(stage.name, sentiment.net)
    return Point(stage.name, sentiment.net, sentiment.low, sentiment.high)


def _lanes(journey_map: JourneyMap, board: Board) -> list[tuple[str, _Writes]]:
    """Return the lanes that hold anything; the last one, which tells how far to trust the others, is never left out."""
    named: list[tuple[str, str, _Writes]] = [
        ("split", "On balance", _net),
        ("felt", "Feelings", _felt),
        ("pain_points", "Pain points", _pains),
        ("gains", "Gain", _gain),
        ("kpis", "Scores", _scores),
        ("quotes", "In their words", _quote),
    ]
    mined = [(name, writes) for lane, name, writes in named if lane == "split" or lane in board.lanes]
    places = {id(column): place for place, column in enumerate(board.columns)}
    own = [_supplied(lane, places) for lane in supplied_lanes(journey_map)[:_N_SUPPLIED]]
    return [*mined, *own, ("Evidence", _evidence)]


def _supplied(lane: SuppliedLane, places: dict[int, int]) -> tuple[str, _Writes]:
    def write(column: Column, detail: Detail) -> Cell:
        return [Line(lane.cells[places[id(column)]][0] or "–", detail.size, most=2)]

    return f"{lane.name} (imported)", write


def _net(column: Column, detail: Detail) -> Cell:
    """Return the net as it was read, and beside it what people's reviews make of it."""
    if not column.split:
        return _nothing("nothing told", detail)
    read = Line(column.net[0] or column.net[1], detail.size, bold=bool(column.net[0]), most=3)
    return [read, *(Line(said, detail.size - 0.5, ink=SOFT, most=4) for said in column.corrected)]


def _felt(column: Column, detail: Detail) -> Cell:
    return [Line(f"{name} {figure.short}", detail.size, most=2) for name, figure in column.felt[:2]] or _nothing("none shown", detail)


def _pains(column: Column, detail: Detail) -> Cell:
    more = len(column.pain_points) - _N_PAINS
    rest = [Line(f"and {more} more", detail.size - 0.5, ink=SOFT)] if more > 0 else []
    return [*_claims(column.pain_points[:_N_PAINS], detail), *rest]


def _gain(column: Column, detail: Detail) -> Cell:
    return _claims(column.gains[:1], detail)


def _claims(claims: Sequence[Claim], detail: Detail) -> list[Line]:
    lines: list[Line] = []
    for claim in claims:
        label = claim.label[:1].upper() + claim.label[1:]
        lines += [Line(label, detail.size, bold=True, most=detail.label), Line(_narrow(claim.figure), detail.size - 0.5, ink=SOFT, most=2)]
    return lines or _nothing("none told", detail)


def _narrow(figure: Figure) -> str:
    return figure.text if figure.faint else f"{figure.text} ({percents(figure.low, figure.high)})"


def _scores(column: Column, detail: Detail) -> Cell:
    return [Line(f"{what} {value}", detail.size) for what, value, _ in column.kpis[:2]] or _nothing("none given", detail)


def _quote(column: Column, detail: Detail) -> Cell:
    return [Line(f"“{quote}”", detail.size, most=detail.quote) for quote in column.quotes[:1]] or _nothing("nothing to quote", detail)


def _evidence(column: Column, detail: Detail) -> Cell:
    return [Line(column.evidence_text.partition(" (")[0].partition(":")[0], detail.size, ink=SOFT, most=2)]


def _nothing(said: str, detail: Detail) -> list[Line]:
    return [Line(said, detail.size, ink=SOFT, most=2)]
