"""The one home of the score table: what a row holds, in which order, and of which Arrow type.

Guarantees: every row has every field that was asked for, in the order of ``FULL`` or of the caller's list;
values are JSON's own types, except ``created_at``, an aware datetime; a row of a unit reproduces its text
by its offsets; ``cell`` gives the same values as text for CSV and spreadsheets.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields as fields_of
from datetime import datetime
from typing import TYPE_CHECKING, Any

from vocmine.errors import UsageError
from vocmine.formulas import formula_safe
from vocmine.types import Feedback, Reading, Scored, Segment

if TYPE_CHECKING:
    import pyarrow as pa

Row = dict[str, Any]

PLACE = ("feedback_id", "segment_id", "source_file", "source_sheet", "source_row", "speaker", "start", "end", "text")
READ = tuple(field.name for field in fields_of(Reading) if field.name not in ("model", "journey"))
CANONICAL = (
    "kind",
    "created_at",
    "rating",
    "nps",
    "csat",
    "ces",
    "channel",
    "touchpoint_given",
    "customer",
    "customer_segment",
    "question",
    "stage_asked",
    "weight",
    "role",
    "turn",
    "conversation",
    "attributes",
)
FULL = (*PLACE, *READ, "redactions", "model", "journey", *CANONICAL)
SLIM = (
    "feedback_id",
    "segment_id",
    "start",
    "end",
    "text",
    "stage",
    "sentiment",
    "sentiment_label",
    "emotion_groups",
    "pain_point",
    "flags",
)
_SCORES = ("stage_scores", "sentiment_scores", "emotion_scores")
_FEEDBACK = (*(name for name in CANONICAL if name != "attributes"), "source_file", "source_sheet", "source_row", "speaker")


def choose_fields(asked: str) -> tuple[str, ...]:
    """Return the fields that ``slim``, ``full`` or a list with commas names.

    Raises
    ------
    UsageError
        If a name is unknown or none is given.
    """
    if asked in ("slim", "full"):
        return SLIM if asked == "slim" else FULL
    names = tuple(dict.fromkeys(name.strip() for name in asked.split(",") if name.strip()))
    unknown = [name for name in names if name not in FULL]
    if unknown or not names:
        what = f"No score field {unknown[0]!r}" if unknown else "No score field named"
        raise UsageError(f"{what}; pass --fields slim, full, or some of {', '.join(FULL)}.")
    return names


def score_row(scored: Scored, fields: Sequence[str] = FULL) -> Row:
    """Return a unit and its reading as one row with the fields asked for."""
    whole = {**_unit(scored.segment), **_feedback(scored.segment.feedback), **_reading(scored.reading)}
    return {name: whole[name] for name in fields}


def _unit(segment: Segment) -> Row:
    return {
        "feedback_id": segment.feedback.id,
        "segment_id": segment.id,
        "start": segment.start,
        "end": segment.end,
        "text": segment.text,
    }


def _feedback(feedback: Feedback) -> Row:
    row: Row = {name: getattr(feedback, name) for name in _FEEDBACK}
    row["attributes"] = dict(feedback.attributes)
    row["redactions"] = [{"start": r.start, "end": r.end, "entity": r.entity} for r in feedback.redactions]
    return row


def _reading(reading: Reading) -> Row:
    row: Row = {name: getattr(reading, name) for name in (*READ, "model", "journey")}
    for name in _SCORES:
        row[name] = dict(row[name])
    for name in ("emotions", "emotion_groups", "flags"):
        row[name] = list(row[name])
    return row


def json_line(row: Mapping[str, Any]) -> str:
    """Return a row as one line of JSON; times in ISO 8601."""
    return json.dumps(row, ensure_ascii=False, default=datetime.isoformat, allow_nan=False)


def cell(value: Any) -> str:
    """Return a value as text for one cell of CSV: nothing for None, JSON for nested values, text made safe."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return formula_safe(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, int | float):
        return repr(value)
    return json_text(value)


def json_text(value: Any) -> str:
    """Return a nested value as JSON text; times in ISO 8601."""
    return json.dumps(value, ensure_ascii=False, default=datetime.isoformat)


def arrow_schema(fields: Sequence[str] = FULL) -> "pa.Schema":
    """Return the Arrow schema of rows with these fields; score tables are maps, since stages differ by journey."""
    import pyarrow as pa

    scores = pa.map_(pa.string(), pa.float64())
    types = {
        **dict.fromkeys(_SCORES, scores),
        **dict.fromkeys(("emotions", "emotion_groups", "flags"), pa.list_(pa.string())),
        **dict.fromkeys(("source_row", "start", "end", "emotion_intensity", "cause_start", "cause_end", "turn"), pa.int64()),
        **dict.fromkeys(("stage_confidence", "sentiment", "effort", "duration_hours"), pa.float64()),
        **dict.fromkeys(("rating", "nps", "csat", "ces", "weight"), pa.float64()),
        "stage_abstained": pa.bool_(),
        "created_at": pa.timestamp("us", tz="UTC"),
        "attributes": pa.map_(pa.string(), pa.string()),
        "redactions": pa.list_(pa.struct([("start", pa.int64()), ("end", pa.int64()), ("entity", pa.string())])),
    }
    return pa.schema([(name, types.get(name, pa.string())) for name in fields])


def arrow_table(rows: Sequence[Mapping[str, Any]], fields: Sequence[str] = FULL) -> "pa.Table":
    """Return rows as an Arrow table of ``arrow_schema(fields)``."""
    import pyarrow as pa

    schema = arrow_schema(fields)
    columns = [_column([row[field.name] for row in rows], field.type) for field in schema]
    return pa.Table.from_arrays(columns, schema=schema)


def _column(values: list[Any], kind: Any) -> Any:
    import pyarrow as pa

    if pa.types.is_map(kind):
        values = [None if value is None else list(value.items()) for value in values]
    return pa.array(values, type=kind)
