"""Between the values that travel and the rows that stay; every conversion goes both ways and loses nothing.

Vectors are kept as float16: what comes back is the nearest such number, as float32. Attributes, and the
lists of a reading, are kept as JSON pairs ``["name","value"]``, a text that holds a pair nowhere else.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from functools import lru_cache
from sys import intern
from typing import TYPE_CHECKING, Any

from vocmine.types import (
    Cause,
    CauseLink,
    Feedback,
    Journey,
    Naming,
    Part,
    Proposal,
    Reading,
    Record,
    Redaction,
    RootCauses,
    Scores,
    Stage,
    Theme,
    ThemeChange,
    Touchpoint,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_NONE = "[]"
SOURCE_FIELDS = ("source_file", "source_row", "source_sheet")
_FEEDBACK_PLAIN = tuple(f.name for f in fields(Feedback) if f.name not in ("id", "attributes", "redactions"))
_READING_SCORES = ("stage_scores", "sentiment_scores", "emotion_scores")
READING_LISTS = ("emotions", "emotion_groups", "flags")
_READING_PLAIN = tuple(f.name for f in fields(Reading) if f.name not in (*_READING_SCORES, *READING_LISTS, "journey"))
FEEDBACK_COLUMNS = ("public_id", *_FEEDBACK_PLAIN, "attributes", "redactions")
READING_COLUMNS = (*_READING_PLAIN, "lists")
KNOWN_LISTS = 1 << 14
# Their fields are filled in order, which no type checker follows through a row.
_FEEDBACK: type[Any] = Feedback
_READING: type[Any] = Reading


def to_json(value: Any) -> str:
    """Return the one canonical JSON text of a value: no spaces, letters as they are."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def feedback_to_row(feedback: Feedback) -> dict[str, Any]:
    """Return the columns of a feedback, its source among them, without keys."""
    row = {name: getattr(feedback, name) for name in _FEEDBACK_PLAIN}
    row["public_id"] = feedback.id
    row["unit"] = feedback.unit
    row["attributes"] = to_json(feedback.attributes)
    row["redactions"] = to_json([(r.start, r.end, r.entity) for r in feedback.redactions])
    return row


def feedback_from_row(values: Sequence[Any]) -> Feedback:
    """Return the feedback that a row of ``FEEDBACK_COLUMNS`` holds."""
    *plain, attributes, redactions = values
    pairs = tuple(map(tuple, json.loads(attributes))) if attributes != _NONE else ()
    masked = tuple(Redaction(*parts) for parts in json.loads(redactions)) if redactions != _NONE else ()
    feedback: Feedback = _FEEDBACK(*plain, pairs, masked)
    return feedback


def record_digest(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return the SHA-256 of what a record's feedbacks say, wherever they were read."""
    content = [sorted((k, str(v)) for k, v in row.items() if k not in SOURCE_FIELDS and v is not None) for row in rows]
    return hashlib.sha256(to_json(content).encode("utf-8", "surrogatepass")).hexdigest()


def unstorable(record: Record) -> str | None:
    """Return the name of a field that no database takes: one with a NUL or half a surrogate pair."""
    for feedback in record.feedbacks:
        for name in ("id", *_FEEDBACK_PLAIN, "attributes"):
            if not all(is_storable(part) for part in _strings(getattr(feedback, name))):
                return name
    return None


def is_storable(value: str) -> bool:
    """Tell whether a database takes the string as it is."""
    return (value.isascii() and "\0" not in value) or not any(c == "\0" or "\ud800" <= c <= "\udfff" for c in value)


def made_storable(value: str) -> str:
    """Return the string with U+FFFD for what no database takes."""
    return value if is_storable(value) else "".join("\ufffd" if c == "\0" or "\ud800" <= c <= "\udfff" else c for c in value)


def _strings(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _strings(part)


def reading_to_row(reading: Reading) -> dict[str, Any]:
    """Return the columns of a reading without keys; its journey is that of the scoring."""
    row = {name: getattr(reading, name) for name in _READING_PLAIN}
    row["scores"] = to_json([dict(getattr(reading, name)) for name in _READING_SCORES])
    row["lists"] = to_json([(name, item) for name in READING_LISTS for item in getattr(reading, name)])
    return row


def reading_from_row(values: Sequence[Any], *, journey: str, scores: str | None = None) -> Reading:
    """Return the reading that a row of ``READING_COLUMNS`` holds; without ``scores`` it has the labels alone."""
    stage, sentiment, emotion = map(_scores, json.loads(scores)) if scores else ((), (), ())
    emotions, groups, flags = _lists(values[-1])
    # In the order of the fields of a reading: a million of them are made for a map.
    v = values
    reading: Reading = _READING(*v[:4], stage, *v[4:8], sentiment, emotions, emotion, groups, *v[8:18], flags, v[18], journey)
    return reading


@lru_cache(KNOWN_LISTS)
def _lists(text: str) -> tuple[tuple[str, ...], ...]:
    pairs = json.loads(text)
    return tuple(tuple(item for name, item in pairs if name == wanted) for wanted in READING_LISTS)


def _scores(table: Mapping[str, float]) -> Scores:
    # The same few labels stand in every reading: one string each, not one a row.
    return tuple((intern(label), value) for label, value in table.items())


def theme_to_row(theme: Theme) -> dict[str, Any]:
    """Return the columns of a theme without keys; its segments stand in a table of their own."""
    row: dict[str, Any] = {"public_id": theme.id, "kind": theme.kind, "label": theme.label, "severity": theme.severity}
    row |= {name: to_json(getattr(theme, name)) for name in ("keywords", "quotes", "spread", "stages")}
    row["parts"] = to_json([(part.id, part.label, part.keywords, part.quotes) for part in theme.parts])
    row["causes"] = to_json(_causes(theme.causes))
    row["proposal"] = to_json(asdict(theme.proposal)) if theme.proposal else None
    return row


def theme_from_row(row: Mapping[str, Any], *, members: Sequence[tuple[str, str | None]]) -> Theme:
    """Return the theme that a row holds, with its segments; ``members`` are pairs of segment id and part id."""
    parts = tuple(
        Part(id, label, tuple(keywords), tuple(segment for segment, part in members if part == id), tuple(quotes))
        for id, label, keywords, quotes in json.loads(row["parts"])
    )
    return Theme(
        id=row["public_id"],
        kind=row["kind"],
        label=row["label"],
        keywords=tuple(json.loads(row["keywords"])),
        segment_ids=tuple(segment for segment, _ in members),
        quotes=tuple(json.loads(row["quotes"])),
        severity=row["severity"],
        stages=tuple((stage, n) for stage, n in json.loads(row["stages"])),
        causes=_causes_from(json.loads(row["causes"])),
        spread=tuple(json.loads(row["spread"])),
        parts=parts,
        proposal=Proposal(**json.loads(row["proposal"])) if row["proposal"] else None,
    )


def _causes(causes: Sequence[Cause]) -> list[tuple[Any, ...]]:
    return [(c.label, c.told, c.evidence, c.cause_stage, c.id) for c in causes]


def _causes_from(listed: Iterable[Sequence[Any]]) -> tuple[Cause, ...]:
    return tuple(Cause(label, told, tuple(evidence), *rest) for label, told, evidence, *rest in listed)


def roots_to_json(roots: RootCauses) -> str:
    """Return what stands behind the causes of themes as JSON."""
    return to_json({"behind": _causes(roots.behind), "links": [(one.cause, one.effect, one.told, one.evidence) for one in roots.links]})


def roots_from_json(source: str) -> RootCauses:
    """Return what ``roots_to_json`` wrote; nothing where runs of before hold nothing."""
    found = json.loads(source)
    links = tuple(CauseLink(cause, effect, told, tuple(evidence)) for cause, effect, told, evidence in found.get("links", ()))
    return RootCauses(_causes_from(found.get("behind", ())), links)


def changes_to_json(changes: Sequence[ThemeChange]) -> str:
    """Return what became of themes as JSON."""
    return to_json([(c.theme_id, c.label, c.what, c.before, c.after, c.others) for c in changes])


def changes_from_json(source: str) -> tuple[ThemeChange, ...]:
    """Return what ``changes_to_json`` wrote."""
    listed = json.loads(source)
    return tuple(
        ThemeChange(theme_id, label, what, before, after, tuple(others)) for theme_id, label, what, before, after, others in listed
    )


def naming_to_json(naming: Naming | None) -> str | None:
    """Return as JSON how a language model was asked for names."""
    return to_json(asdict(naming)) if naming else None


def naming_from_json(source: str | None) -> Naming | None:
    """Return what ``naming_to_json`` wrote."""
    return Naming(**json.loads(source)) if source else None


def journey_to_json(journey: Journey) -> str:
    """Return the whole definition as JSON."""
    return to_json(asdict(journey))


def journey_from_json(source: str) -> Journey:
    """Return the definition that ``journey_to_json`` wrote."""
    content = json.loads(source)
    stages = tuple(_stage(stage) for stage in content["stages"])
    words = tuple((name, word) for name, word in content["words"])
    return Journey(id=content["id"], name=content["name"], stages=stages, description=content["description"], words=words)


def _stage(content: Mapping[str, Any]) -> Stage:
    touchpoints = tuple(Touchpoint(t["id"], t["name"], tuple(t["cues"])) for t in content["touchpoints"])
    return Stage(content["id"], content["name"], content["description"], tuple(content["goals"]), touchpoints, tuple(content["examples"]))


def vectors_to_blobs(vectors: "NDArray[np.float32]") -> list[bytes]:
    """Return one blob a row: little-endian float16."""
    return [row.tobytes() for row in vectors.astype("<f2")]


def vectors_from_blobs(blobs: Sequence[bytes]) -> "NDArray[np.float32]":
    """Return float32 of shape ``(n, dim)``; ``(0, 0)`` where there are none."""
    import numpy as np

    if not blobs:
        return np.zeros((0, 0), dtype=np.float32)
    return np.frombuffer(b"".join(blobs), dtype="<f2").reshape(len(blobs), -1).astype(np.float32)
