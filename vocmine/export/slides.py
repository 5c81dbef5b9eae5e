"""The journey map as slides (``.pptx``): one of the whole map, then one a stage; shapes and charts are native and can be edited.

Guarantees: what stands on a slide is what ``board`` lays out; titles say what was found, with its n; below 20 units nothing but counts;
each slide tells at its foot what it rests on; customers' words are text; the same map gives the same bytes.
"""

from collections.abc import Sequence
from pathlib import Path

from vocmine.export.board import Board, Claim, Column, lay_out
from vocmine.export.figures import MIN_PERCENT, MIN_UNITS, period_text, read_text
from vocmine.export.office import Area, Bar, Line, Slide, open_deck, to_bytes
from vocmine.map_types import JourneyMap, StageColumn

HEADS = {"solid": ("26333F", "FFFFFF"), "thin": ("C3CCD4", "18222C"), "none": ("EEF1F4", "4D5963")}
GOOD, BAD, SOFT = "1769AA", "DC7A26", "69747F"
EDGE, SIDE, SHEET = 30.0, 84.0, 900.0
N_PAINS, N_BARS, N_QUOTES, N_NOTES = 3, 6, 3, 2


def to_pptx(journey_map: JourneyMap, template: Path | None = None) -> bytes:
    """Return the map as a presentation, on the masters of ``template`` where one is given.

    Raises
    ------
    UsageError
        If the template is no presentation, or has no layout with a title.
    """
    deck, board = open_deck(template), lay_out(journey_map)
    _whole(Slide(deck, _headline(journey_map, board)), journey_map, board)
    for stage, column in zip(journey_map.stages, board.columns, strict=True):
        _stage(Slide(deck, _stage_headline(stage, column)), journey_map, stage, column)
    return to_bytes(deck)


def _whole(slide: Slide, journey_map: JourneyMap, board: Board) -> None:
    n = max(1, len(board.columns))
    size = 10.5 if n <= 6 else 9.5 if n <= 9 else 7.5
    heads = [
        [Line("", size)],
        *(
            [Line(c.name, size + 1, bold=True, colour=HEADS[c.evidence][1], most=2), Line(c.people, size, colour=HEADS[c.evidence][1])]
            for c in board.columns
        ),
    ]
    fills = ["", *(HEADS[column.evidence][0] for column in board.columns)]
    slide.table(
        [heads], Area(EDGE, 62, SHEET, 34), first=SIDE, fills=fills, told="The stages of the journey and how many people speak of each."
    )
    slide.text(
        [
            Line("The curve", size, bold=True),
            Line("net sentiment: % favourable − % unfavourable, with 95% interval", 6.5, colour=SOFT, most=5),
        ],
        Area(EDGE + 4, 120, SIDE - 26, 60),
    )
    slide.curve([_point(stage) for stage in journey_map.stages], Area(EDGE + SIDE - 22, 104, SHEET - SIDE + 22, 124), told=_spoken(board))
    rows = [
        [[Line(name, size, bold=True, most=2)], *(cells(column, size) for column in board.columns)]
        for lane, name, cells in (
            ("felt", "Feelings", _felt),
            ("pain_points", "Pain points", _pains),
            ("gains", "Gain", _gain),
            ("kpis", "Scores", _scores),
            ("quotes", "In their words", _quote),
            ("", "Evidence", _evidence),
        )
        if not lane or lane in board.lanes
    ]
    slide.table(rows, Area(EDGE, 232, SHEET, 240), first=SIDE, told="What was told of each stage, lane by lane.")
    _foot(slide, journey_map)


def _stage(slide: Slide, journey_map: JourneyMap, stage: StageColumn, column: Column) -> None:
    for title, claims, colour, left in (("What hurts", column.pain_points, BAD, EDGE), ("What helps", column.gains, GOOD, 490.0)):
        few = stage.volume < MIN_PERCENT
        of = f"of {column.people}, with 95% interval" if not few else f"of {column.people}: counts, too few for percentages"
        slide.text([Line(title, 15, bold=True), Line(of if claims else "none told", 10, colour=SOFT)], Area(left, 66, 440, 34))
        if claims:
            bars = [_bar(claim, stage.volume, few=few) for claim in claims[:N_BARS]]
            told = f"{title}: " + "; ".join(f"{claim.label} {claim.figure.text}" for claim in claims[:N_BARS])
            slide.bars(bars, Area(left, 100, 440, 24 + 32 * len(bars)), colour, percent=not few, told=told)
    low = [Line("In their words", 13, bold=True)]
    low += [Line(f"“{quote}”", 11, most=2) for quote in column.quotes[:N_QUOTES]] or [Line("nothing to quote", 11, colour=SOFT)]
    slide.text(low, Area(EDGE, 330, 530, 150))
    side = [
        Line("How far to trust it", 13, bold=True),
        Line(column.evidence_text, 11, most=2),
        Line(f"On balance: {column.net[1]}", 11, most=2),
    ]
    side += [Line(said, 11, most=2) for said in column.corrected]
    side += [Line(f"{what} of those who speak of it: {value} ({rests})", 11, most=2) for what, value, rests in column.kpis[:2]]
    side += [Line("Feelings: " + ", ".join(f"{name} {figure.short}" for name, figure in column.felt), 11, most=2)] if column.felt else []
    slide.text(side, Area(590, 330, 340, 150))
    _foot(slide, journey_map)


def _headline(journey_map: JourneyMap, board: Board) -> str:
    """Say which stage stands lowest, with its interval and n; what the map is of where too few speak of any."""
    told = [
        (stage, column)
        for stage, column in zip(journey_map.stages, board.columns, strict=True)
        if column.net[0] and stage.sentiment.net is not None
    ]
    if not told:
        return f"{journey_map.project}: {board.noun.count(journey_map.totals.units)}, too few to rank stages"
    _, column = min(told, key=lambda pair: (pair[0].sentiment.net or 0.0, pair[0].id))
    return f"{column.name} stands lowest: net sentiment {column.net[0]}, {column.people}"


def _stage_headline(stage: StageColumn, column: Column) -> str:
    if not stage.volume:
        return f"{column.name}: nobody speaks of it"
    pain = f", '{column.pain_points[0].label}' first" if column.pain_points and stage.volume >= MIN_PERCENT else ""
    net = f"net {column.net[0]}" if column.net[0] else column.net[1]
    return f"{column.name}: {column.people}, {net}{pain}"


def _point(stage: StageColumn) -> Bar | None:
    sentiment = stage.sentiment
    if sentiment.net is None or sentiment.low is None or sentiment.high is None or sentiment.n < MIN_UNITS:
        return None
    return Bar(stage.name, sentiment.net, sentiment.low, sentiment.high)


def _bar(claim: Claim, n: int, *, few: bool) -> Bar:
    figure = claim.figure
    if few:
        count = round((figure.value or 0.0) * n) if figure.value is not None else int(figure.short.split(" ")[0].replace(",", ""))
        return Bar(claim.label, count, count, count)
    return Bar(claim.label, figure.value or 0.0, figure.low, figure.high)


def _felt(column: Column, size: float) -> Sequence[Line]:
    return [Line(f"{name} {figure.short}", size) for name, figure in column.felt[:2]] or [Line("none shown", size, colour=SOFT)]


def _pains(column: Column, size: float) -> Sequence[Line]:
    return _claims(column.pain_points[:N_PAINS], size, "A84B00")


def _gain(column: Column, size: float) -> Sequence[Line]:
    return _claims(column.gains[:1], size, GOOD)


def _claims(claims: Sequence[Claim], size: float, colour: str) -> Sequence[Line]:
    lines = []
    for claim in claims:
        lines += [
            Line(claim.label[:1].upper() + claim.label[1:], size, bold=True, most=1),
            Line(f"{claim.figure.text} {claim.figure.detail}".strip(), size - 1, colour=colour, most=2),
        ]
    return lines or [Line("none told", size, colour=SOFT)]


def _scores(column: Column, size: float) -> Sequence[Line]:
    return [Line(f"{what} {value}", size, bold=True) for what, value, _ in column.kpis[:2]] or [Line("none given", size, colour=SOFT)]


def _quote(column: Column, size: float) -> Sequence[Line]:
    return [Line(f"“{quote}”", size, most=3) for quote in column.quotes[:1]] or [Line("nothing to quote", size, colour=SOFT)]


def _evidence(column: Column, size: float) -> Sequence[Line]:
    return [Line(column.evidence_text.split(" (")[0], size, colour=SOFT)]


def _spoken(board: Board) -> str:
    return "Net sentiment from stage to stage: " + "; ".join(f"{c.name} {c.net[0] or c.net[1]}" for c in board.columns)


def _foot(slide: Slide, journey_map: JourneyMap) -> None:
    only = "".join(f" · only {name} = {value}" for name, value in journey_map.filters)
    notes = " ".join(journey_map.notes[:N_NOTES])
    slide.text(
        [
            Line("Shows what people wrote about, not how often it happens.", 8.5, bold=True),
            Line(
                f"{journey_map.project} · {period_text(journey_map.period)} · {read_text(journey_map)}{only} · {notes}",
                8,
                colour=SOFT,
                most=2,
            ),
            Line(f"Read by {', '.join(journey_map.models) or 'models unknown'} · run {journey_map.run}", 8, colour=SOFT),
        ],
        Area(EDGE, 490, SHEET, 44),
    )
