"""What people put right: rows that are only ever added, and the plain functions that apply them.

A correction of a segment's reading, or of a theme or its part, holds until a later one of the same field, or until
it is undone by a further row. What a run published stays as it was; corrections are laid over it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import insert, select
from sqlmodel import Session

from vocmine.decision_types import STATUSES
from vocmine.errors import NotFound, UsageError
from vocmine.store.convert import is_storable
from vocmine.store.projects import Project
from vocmine.store.tables import CORRECTION
from vocmine.types import Reading, Scored

Target = Literal["segment", "theme", "part", "decision"]
FIELDS: Mapping[Target, tuple[str, ...]] = {
    "segment": ("stage", "touchpoint", "sentiment_label", "intent", "effort_label", "theme"),
    "theme": ("label", "into", "deleted"),
    "part": ("into",),
    "decision": ("owner", "status", "fixed_on"),
}
SENTIMENT_OF = {"negative": -1.0, "neutral": 0.0, "mixed": 0.0, "positive": 1.0}
EFFORT_OF = {"high": -1.0, "low": 1.0, "none": None}
MAY_BE_EMPTY = ("touchpoint", "theme", "owner", "fixed_on")


@dataclass(frozen=True, slots=True)
class Change:
    """One field of a segment or theme, by its public id: what it was, what it should be, and who says so; a decision is of a theme."""

    target: Target
    target_id: str
    field: str
    old: str | None
    new: str | None
    who: str


@dataclass(frozen=True, slots=True)
class Correction:
    """A change as it was recorded; ``undoes`` is the key of the correction that it takes back."""

    key: int
    change: Change
    created_at: datetime
    undoes: int | None


def add_correction(project: Project, change: Change, *, session: Session) -> Correction:
    """Record a change.

    Raises
    ------
    UsageError
        If the field cannot be corrected, or not to this value.
    """
    _check(change)
    return _add(project, change, undoes=None, session=session)


def undo_correction(project: Project, key: int, *, who: str, session: Session) -> Correction:
    """Record that a correction is taken back.

    Raises
    ------
    NotFound
        If the project has no such correction.
    UsageError
        If it was taken back before, or is itself the taking back of one.
    """
    known = {correction.key: correction for correction in list_corrections(project, session=session)}
    if key not in known:
        raise NotFound("change", str(key))
    taken_back = {correction.undoes for correction in known.values()}
    if key in taken_back or known[key].undoes is not None:
        raise UsageError(f"Change {key} cannot be undone: it was taken back, or takes another back.")
    change = known[key].change
    return _add(project, replace(change, old=change.new, new=change.old, who=who), undoes=key, session=session)


def list_corrections(project: Project, *, session: Session) -> tuple[Correction, ...]:
    """Return all that was recorded, oldest first."""
    rows = session.execute(select(CORRECTION).where(CORRECTION.c.project_id == project.key).order_by(CORRECTION.c.id)).mappings()
    return tuple(_correction(row) for row in rows)


def correct_scored(scored: Iterable[Scored], corrections: Iterable[Correction]) -> tuple[Scored, ...]:
    """Return what was scored with the corrections that hold laid over it.

    A stage that a person gave is no abstention; a label of sentiment or effort brings its number: -1, 0, 1 or none.
    """
    changes = holding(corrections, "segment")
    return tuple(_corrected(item, {k: v for k, v in changes.get(item.segment.id, {}).items() if k != "theme"}) for item in scored)


def taught_stages(corrections: Iterable[Correction]) -> dict[tuple[str, int], str]:
    """Return the stages that people gave to segments and that still hold, by feedback id and place."""
    found: dict[tuple[str, int], str] = {}
    for segment_id, changes in holding(corrections, "segment").items():
        feedback_id, _, place = segment_id.rpartition("#")
        stage = changes.get("stage")
        if stage and place.isdecimal():
            found[feedback_id, int(place)] = stage
    return found


def holding(corrections: Iterable[Correction], target: Target) -> dict[str, dict[str, str | None]]:
    """Return, by id and field, the value of the last correction of such targets that was not taken back."""
    listed = tuple(corrections)
    taken_back = {correction.undoes for correction in listed}
    values: dict[str, dict[str, str | None]] = {}
    for correction in listed:
        change = correction.change
        if change.target == target and correction.undoes is None and correction.key not in taken_back:
            values.setdefault(change.target_id, {})[change.field] = change.new
    return values


def _corrected(scored: Scored, changes: Mapping[str, str | None]) -> Scored:
    if not changes:
        return scored
    values: dict[str, Any] = dict(changes)
    if "stage" in changes:
        values["stage_abstained"] = False
    if "sentiment_label" in changes:
        values["sentiment"] = SENTIMENT_OF[str(changes["sentiment_label"])]
    if "effort_label" in changes:
        values["effort"] = EFFORT_OF[str(changes["effort_label"])]
    reading: Reading = replace(scored.reading, **values)
    return replace(scored, reading=reading)


def _check(change: Change) -> None:
    if change.field not in FIELDS[change.target]:
        raise UsageError(f"{change.field!r} of a {change.target} cannot be corrected; choose {', '.join(FIELDS[change.target])}.")
    allowed = {"sentiment_label": tuple(SENTIMENT_OF), "effort_label": tuple(EFFORT_OF), "status": STATUSES}.get(change.field)
    if allowed and change.new not in allowed:
        raise UsageError(f"{change.field!r} cannot be {change.new!r}; choose {', '.join(allowed)}.")
    if not change.new and change.field not in MAY_BE_EMPTY:
        raise UsageError(f"{change.field!r} cannot be empty.")
    if not all(is_storable(value) for value in (change.target_id, change.new or "", change.old or "", change.who)):
        raise UsageError("A correction cannot hold a NUL character or half a surrogate pair.")


def _add(project: Project, change: Change, *, undoes: int | None, session: Session) -> Correction:
    values = {
        "project_id": project.key,
        "target": change.target,
        "target_id": change.target_id,
        "field": change.field,
        "old": change.old,
        "new": change.new,
        "who": change.who,
        "created_at": datetime.now(UTC),
        "undoes": undoes,
    }
    key = session.execute(insert(CORRECTION).returning(CORRECTION.c.id), values).scalar_one()
    return _correction(session.execute(select(CORRECTION).where(CORRECTION.c.id == key)).mappings().one())


def _correction(row: Mapping[Any, Any]) -> Correction:
    change = Change(row["target"], row["target_id"], row["field"], row["old"], row["new"], row["who"])
    return Correction(row["id"], change, row["created_at"], row["undoes"])
