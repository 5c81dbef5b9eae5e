"""The journey map as slides (``.pptx``): the whole map, then one slide a stage; shapes and charts are native and can be edited.

Guarantees: what stands on a slide is what ``board`` lays out; titles say what was found, with its n; below 20 units nothing but counts;
what is left out is counted or ends in ``…``; each slide tells at its foot what it rests on; customers' words are text; the same map gives
the same bytes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from vocmine.export.board import Board, Column, lay_out
from vocmine.export.deck import Area, Deck, open_deck, to_bytes
from vocmine.export.figures import MIN_PERCENT, period_text, read_text
from vocmine.export.headlines import headline, stage_headline
from vocmine.export.office import SOFT, Line, Slide
from vocmine.export.slide_map import pages, put_map
from vocmine.export.slide_panels import feelings_panel, gains_panel, height, pains_panel, put_panel
from vocmine.export.supplied import SuppliedLane, supplied_lanes
from vocmine.map_types import JourneyMap, StageColumn

FOOT = 50.0
_GAP = 18.0
_UPPER = 0.6
_N_QUOTES = 5


@dataclass(frozen=True, slots=True)
class _Show:
    """What all slides of a map are made of."""

    deck: Deck
    whole: JourneyMap
    board: Board
    supplied: tuple[SuppliedLane, ...]

    @property
    def room(self) -> Area:
        """Where a slide may be filled: between its title and its foot."""
        return replace(self.deck.body, height=self.deck.body.height - FOOT)


def to_pptx(journey_map: JourneyMap, template: Path | None = None) -> bytes:
    """Return the map as a presentation, on the masters of ``template`` where one is given.

    Raises
    ------
    UsageError
        If the template is no presentation, or has no layout with a title at its top.
    """
    show = _Show(open_deck(template), journey_map, lay_out(journey_map), supplied_lanes(journey_map))
    for part in pages(len(journey_map.stages), show.room.width) or [range(0)]:
        _map_slide(show, part)
    for place, (stage, column) in enumerate(zip(journey_map.stages, show.board.columns, strict=True)):
        _stage_slide(show, stage, column, [(lane, lane.cells[place]) for lane in show.supplied])
    return to_bytes(show.deck, f"Journey map: {journey_map.project}")


def _map_slide(show: _Show, part: range) -> None:
    whole = show.whole
    only = f" (stages {part[0] + 1} to {part[-1] + 1} of {len(whole.stages)})" if len(part) < len(whole.stages) else ""
    slide = Slide(show.deck, headline(whole, show.board) + only)
    if not part:
        slide.text([Line(note, 14, most=3) for note in whole.notes or ("The journey has no stages.",)], show.room)
        return _foot(slide, show)
    left_out = put_map(slide, whole, show.board, part, show.room)
    _foot(slide, show, f"Not on this slide for want of room: {', '.join(left_out)}. " if left_out else "")


def _stage_slide(show: _Show, stage: StageColumn, column: Column, supplied: Sequence[tuple[SuppliedLane, tuple[str, str]]]) -> None:
    slide, room = Slide(show.deck, stage_headline(stage, column)), show.room
    half = (room.width - _GAP) / 2
    hurts, helps = pains_panel(stage, column, show.whole), gains_panel(stage, column)
    upper = Area(room.left, room.top, half, min(_UPPER * room.height, height([hurts, helps])))
    put_panel(slide, hurts, upper)
    put_panel(slide, helps, replace(upper, left=room.left + half + _GAP))
    third = (room.width - 2 * _GAP) / 3
    lower = Area(room.left, upper.top + upper.height + 8, third, room.height - upper.height - 12)
    slide.text(_quotes(column), lower)
    put_panel(slide, feelings_panel(stage, column), replace(lower, left=lower.left + third + _GAP))
    slide.text(_trust(column, show.board, supplied), replace(lower, left=lower.left + 2 * (third + _GAP)))
    _foot(slide, show)


def _quotes(column: Column) -> list[Line]:
    quotes = [Line(f"“{quote}”", 10.5, most=3) for quote in column.quotes[:_N_QUOTES]]
    return [Line("In their words", 14, bold=True), *(quotes or [Line("nothing to quote", 10.5, ink=SOFT)])]


def _trust(column: Column, board: Board, supplied: Sequence[tuple[SuppliedLane, tuple[str, str]]]) -> list[Line]:
    """Return how far to trust a stage's figures, and the scores of those who speak of it, the project's beside them."""
    project = {what: f"; of all: {value}, {rests}" for what, value, rests in board.kpis}
    scores = [f"{what} of those who speak of it: {value}, {rests}{project.get(what, '')}" for what, value, rests in column.kpis]
    own = [f"{lane.name}: {' '.join(part for part in cell if part)} ({lane.detail})" for lane, cell in supplied if any(cell)]
    balance = f"On balance: {column.net[1] if column.split else 'nothing told'}"
    told = [f"Evidence: {column.evidence_text}", balance, *column.corrected, *scores, *own]
    return [Line("How far to trust it", 14, bold=True), *(Line(one, 10.5, most=3) for one in told)]


def _foot(slide: Slide, show: _Show, lacking: str = "") -> None:
    whole, noun, body = show.whole, show.board.noun, show.deck.body
    only = "".join(f" · only {name} = {value}" for name, value in whole.filters)
    facts = f"{whole.project} · {period_text(whole.period)}{only} · {read_text(whole)} · n = {noun.count(whole.totals.units)}"
    also = " Corrected ones cover errors of reading too." if any(column.corrected for column in show.board.columns) else ""
    covers = f"Shares are of distinct {noun.many}; intervals cover sampling at 95%.{also}"
    few = f"Below {MIN_PERCENT} {noun.many} counts stand alone."
    lines = [
        Line("Shows what people wrote about, not how often it happens.", 8.5, bold=True),
        Line(f"{lacking}{covers} {few}", 8, ink=SOFT),
        Line(" · ".join((facts, *whole.notes)), 8, ink=SOFT, most=2),
        Line(f"Read by {', '.join(whole.models) or 'models unknown'} · run {whole.run}", 8, ink=SOFT),
    ]
    slide.text(lines, Area(body.left, body.top + body.height - FOOT, body.width, FOOT))
