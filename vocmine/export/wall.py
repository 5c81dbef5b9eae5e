"""The map as it hangs on the wall, as a table of words: a row for each lane, a column for each stage.

Guarantees: cells say what the board says, few claims a cell with the number of those left out; people are numbers; names of columns differ.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from vocmine.export.board import Claim, Column, lay_out
from vocmine.export.review_lanes import Note, review_lanes
from vocmine.export.score_rows import Row
from vocmine.export.supplied import supplied_lanes
from vocmine.export.tables import Table
from vocmine.map_types import JourneyMap, StageColumn

MOST = 5


def wall_table(journey_map: JourneyMap) -> Table:
    """Return the wall of a map; lanes in which no stage has anything are left out."""
    board, names = lay_out(journey_map), _names(journey_map.stages)
    company = dict(journey_map.journey.words).get("organisation", "company")
    rows: list[Row] = [{"lane": board.noun.many.capitalize()} | {name: s.volume for name, s in zip(names, journey_map.stages, strict=True)}]
    for name, write in _LANES.items():
        cells = [write(column) for column in board.columns]
        if any(cells):
            rows.append({"lane": name.replace("company", company)} | dict(zip(names, cells, strict=True)))
    for part in review_lanes(journey_map):
        rows.append({"lane": part.name} | dict(zip(names, map(_notes, part.cells), strict=True)))
    for lane in supplied_lanes(journey_map):
        rows.append({"lane": f"{lane.name} ({lane.detail})"} | dict(zip(names, (_lines(*texts) for texts in lane.cells), strict=True)))
    return Table("Map", (("lane", "text"), *((name, "lines") for name in names)), rows)


def _names(stages: Sequence[StageColumn]) -> list[str]:
    counts = Counter(("lane", *(stage.name for stage in stages)))
    return [f"{stage.name} ({stage.id})" if counts[stage.name] > 1 else stage.name for stage in stages]


def _lines(*lines: str) -> str:
    return "\n".join(line for line in lines if line)


def _shortened(lines: Sequence[str]) -> str:
    return _lines(*lines[:MOST], f"… and {len(lines) - MOST} more" if len(lines) > MOST else "")


def _notes(notes: Sequence[Note]) -> str:
    return _shortened([f"• {note.label}: {note.said}" if note.said else f"• {note.label}" for note in notes])


def _claims(claims: Sequence[Claim]) -> str:
    return _shortened([f"• {one.label}: {one.figure.text} {one.figure.detail}".rstrip() for one in claims])


_LANES: Mapping[str, Callable[[Column], str]] = {
    "Share": lambda column: column.share,
    "On balance": lambda column: _lines(*column.net),
    "Feelings": lambda column: _lines(*(f"{name}: {figure.text} {figure.detail}".rstrip() for name, figure in column.felt)),
    "Pain points": lambda column: _claims(column.pain_points),
    "Causes": lambda column: _lines(
        *(f"• {cause.label} ({cause.told}{f', from {cause.where}' if cause.where else ''})" for cause in column.causes)
    ),
    "Gains": lambda column: _claims(column.gains),
    "Suggestions": lambda column: _claims(column.suggestions),
    "What they do": lambda column: _claims(column.customer_does),
    "What the company does": lambda column: _claims(column.company_does),
    "What they want": lambda column: _claims(column.told_goals),
    "Effort: tell of hard work": lambda column: f"{column.effort.text} {column.effort.detail}".rstrip() if column.effort else "",
    "Scores of those who speak of it": lambda column: _lines(*(f"{what}: {value} ({rests})" for what, value, rests in column.kpis)),
    "In their words": lambda column: _lines(*(f"“{quote}”" for quote in column.quotes)),
    "Touchpoints": lambda column: _shortened([f"{name}: {count}" for name, count in column.touchpoints]),
    "Evidence": lambda column: column.evidence_text,
}
