"""What stands on a journey map as sticky notes for a whiteboard: text, colour, stage, lane.

Guarantees: notes stand stage by stage in the journey's order, within a stage lane by lane; a colour means a sentiment (``orange`` bad,
``blue`` good, ``gray`` neither or unknown: names that whiteboards know); a figure never stands without its n, nothing without its segments.
"""

from collections.abc import Iterator, Sequence

from vocmine.export.figures import MIN_PERCENT, Figure, Noun, figure, net_text, percent, unit_noun
from vocmine.export.score_rows import Row
from vocmine.export.tables import Kind, Table
from vocmine.map_types import Activity, JourneyMap, StageColumn

BAD, GOOD, NEITHER = "orange", "blue", "gray"
LONGEST = 300
_LANES = {"pain points": ("pain_points", BAD), "gains": ("gains", GOOD), "suggestions": ("suggestions", NEITHER)}


def note_table(journey_map: JourneyMap) -> Table:
    """Return one row a note; ``segment_ids`` are parted by line breaks, and longer quotes than 300 signs are cut in sight."""
    columns: tuple[tuple[str, Kind], ...] = tuple((name, "lines") for name in _COLUMNS)
    return Table("notes", columns, _notes(journey_map))


_COLUMNS = ("text", "colour", "stage", "lane", "segment_ids")


def _notes(journey_map: JourneyMap) -> Iterator[Row]:
    texts, noun = dict(journey_map.segments), unit_noun(journey_map)
    for stage in journey_map.stages:
        yield _note(_heading(stage, noun), NEITHER, stage, "stage", ())
        for lane, (field, colour) in _LANES.items():
            for one in getattr(stage, field):
                told = figure(one.volume, stage.volume, noun, share=(one.share, one.low, one.high))
                yield _note(_said(one.label, told), colour, stage, lane, one.quotes)
        for lane, deed in _deeds(stage):
            told = figure(deed.volume, deed.n, noun, share=(deed.share, deed.low, deed.high))
            yield _note(_said(deed.label, told), NEITHER, stage, lane, deed.evidence)
        for segment_id in stage.quotes:
            yield _note(f"“{_cut(texts[segment_id])}”", NEITHER, stage, "in their words", (segment_id,))


def _heading(stage: StageColumn, noun: Noun) -> str:
    share = f", {percent(stage.share.value)} of {stage.share.n:,}" if stage.share and stage.share.n >= MIN_PERCENT else ""
    balance = next(said for said in net_text(stage.sentiment) if said)
    return f"{stage.name}\n{noun.count(stage.volume)}{share}\n{balance}"


def _said(label: str, told: Figure) -> str:
    return f"{label}\n{told.text} {told.detail}".rstrip()


def _deeds(stage: StageColumn) -> Iterator[tuple[str, Activity]]:
    lanes = {"customer": "what they do", "company": "what is done to them"}
    for one in stage.actions:
        yield lanes[one.who], one
    for one in stage.told_goals:
        yield "what they want", one


def _note(text: str, colour: str, stage: StageColumn, lane: str, ids: Sequence[str]) -> Row:
    return dict(zip(_COLUMNS, (text, colour, stage.name, lane, "\n".join(ids)), strict=True))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
