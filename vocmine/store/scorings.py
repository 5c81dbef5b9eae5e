"""Scorings: which models read by which journey, and what they read; added in chunks, each feedback whole.

Invariants: a feedback is either wholly read by a scoring or not at all; a chunk that was added once
changes nothing when it is added again; another journey reads the same segments anew.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, ColumnElement, Table, and_, exists, insert, or_, select
from sqlmodel import Session

from vocmine.store.convert import (
    FEEDBACK_COLUMNS,
    feedback_from_row,
    journey_from_json,
    journey_to_json,
    reading_to_row,
    to_json,
    vectors_to_blobs,
)
from vocmine.store.projects import Project, lock_project
from vocmine.store.tables import FEEDBACK, IMPORT, PROJECT, READING, SCORED_FEEDBACK, SCORING, SEGMENT, SEGMENTATION
from vocmine.types import Feedback, Journey, Reading, Segment

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST_PARAMETERS = 5000


@dataclass(frozen=True, slots=True)
class Scoring:
    """A way of reading: models and journey; ``digest`` names both, whichever the database."""

    key: int
    digest: str
    segmentation_key: int
    segmenter: str
    encoder: str
    reader: str
    journey: Journey


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A project as it is shown at a revision, read by a scoring; ``imports`` are the numbers of those that it covers."""

    project_key: int
    revision: int
    imports: tuple[int, ...]
    scoring: Scoring


@dataclass(frozen=True, slots=True)
class ScoredChunk:
    """Feedbacks and all that was read in them; vector and reading *i* belong to segment *i*.

    ``feedback`` maps a feedback's id to its key; ``vectors``: float32 of shape ``(n_segments, dim)``,
    or None where there are no segments.

    Raises
    ------
    ValueError
        If there is not one vector and one reading a segment.
    """

    feedback: Mapping[str, int]
    segments: Sequence[Segment]
    vectors: "NDArray[np.float32] | None"
    readings: Sequence[Reading]

    def __post_init__(self) -> None:
        n_vectors = 0 if self.vectors is None else len(self.vectors)
        if not len(self.segments) == n_vectors == len(self.readings):
            raise ValueError(f"{len(self.segments)} segments have {n_vectors} vectors and {len(self.readings)} readings.")


def ensure_scoring(journey: Journey, *, segmenter: str, encoder: str, reader: str, session: Session) -> Scoring:
    """Return the scoring of these models by this journey, making it if it is new."""
    cut = _ensure(SEGMENTATION, {"key": to_json([segmenter, encoder]), "segmenter": segmenter, "encoder": encoder}, session=session)
    definition = journey_to_json(journey)
    digest = hashlib.sha256(to_json([segmenter, encoder, reader, definition]).encode()).hexdigest()
    values = {"key": digest, "segmentation_id": cut, "reader": reader, "journey_id": journey.id, "journey": definition}
    return get_scoring(_ensure(SCORING, values, session=session), session=session)


def get_scoring(key: int, *, session: Session) -> Scoring:
    """Return a scoring by its key."""
    joined = select(SCORING, SEGMENTATION.c.segmenter, SEGMENTATION.c.encoder).join(SEGMENTATION).where(SCORING.c.id == key)
    row = session.execute(joined).mappings().one()
    return Scoring(
        key=key,
        digest=row["key"],
        segmentation_key=row["segmentation_id"],
        segmenter=row["segmenter"],
        encoder=row["encoder"],
        reader=row["reader"],
        journey=journey_from_json(row["journey"]),
    )


def take_snapshot(project: Project, scoring: Scoring, *, session: Session) -> Snapshot:
    """Return what a project shows at present."""
    revision = session.execute(select(PROJECT.c.revision).where(PROJECT.c.id == project.key)).scalar_one()
    done = select(IMPORT.c.number).where(IMPORT.c.project_id == project.key, IMPORT.c.status == "done").order_by(IMPORT.c.number)
    return Snapshot(project.key, revision, tuple(session.execute(done).scalars()), scoring)


def unscored(project: Project, scoring: Scoring, *, size: int, session: Session) -> tuple[tuple[int, ...], ...]:
    """Return the keys of visible feedback that the scoring has not read, in canonical order and in chunks.

    A chunk has at least ``size`` feedbacks but the last, and never parts a conversation.
    """
    read = exists().where(SCORED_FEEDBACK.c.feedback_id == FEEDBACK.c.id, SCORED_FEEDBACK.c.scoring_id == scoring.key)
    columns = (FEEDBACK.c[name] for name in ("conversation", "record", "turn", "source_row", "public_id", "id"))
    rows = session.execute(select(*columns).where(visible_now(project.key), ~read)).all()
    ordered = sorted((row.conversation or row.record, row.turn or 0, row.source_row, row.public_id, row.id) for row in rows)
    chunks: list[list[int]] = [[]]
    last = None
    for unit, *_, key in ordered:
        if len(chunks[-1]) >= size and unit != last:
            chunks.append([])
        chunks[-1].append(key)
        last = unit
    return tuple(tuple(chunk) for chunk in chunks if chunk)


def load_feedback(keys: Sequence[int], *, session: Session) -> dict[int, Feedback]:
    """Return feedbacks by key, in the order of the keys; those that are gone are left out."""
    found: dict[int, Feedback] = {}
    for part in _parts(keys):
        for key, *row in session.execute(select(FEEDBACK.c.id, *feedback_columns()).where(FEEDBACK.c.id.in_(part))):
            found[key] = feedback_from_row(row)
    return {key: found[key] for key in keys if key in found}


def find_feedback(project: Project, ids: Sequence[str], *, session: Session) -> tuple[Feedback, ...]:
    """Return the visible feedbacks of these ids, ordered by id; those that are gone are left out."""
    found: list[Feedback] = []
    for part in _parts(ids):
        rows = session.execute(select(*feedback_columns()).where(visible_now(project.key), FEEDBACK.c.public_id.in_(part)))
        found += map(feedback_from_row, rows)
    return tuple(sorted(found, key=lambda feedback: feedback.id))


def add_scored(project: Project, scoring: Scoring, chunk: ScoredChunk, *, session: Session) -> int:
    """Add what was read in a chunk of feedbacks; return the number of readings added.

    Feedbacks that were read meanwhile, or are gone, are passed over.
    """
    lock_project(project.key, session=session)
    wanted = _still_unread(scoring, tuple(chunk.feedback.values()), session=session)
    places = [i for i, segment in enumerate(chunk.segments) if chunk.feedback[segment.feedback.id] in wanted]
    keys = _ensure_segments(scoring, chunk, places, session=session)
    rows = [reading_to_row(chunk.readings[i]) | {"segment_id": keys[i], "scoring_id": scoring.key} for i in places]
    if rows:
        session.execute(insert(READING), rows)
    if wanted:
        marks = [{"feedback_id": key, "scoring_id": scoring.key} for key in sorted(wanted)]
        session.execute(insert(SCORED_FEEDBACK), marks)
    return len(rows)


def feedback_columns() -> tuple[Column[Any], ...]:
    """Return the columns that a feedback is made of."""
    return tuple(FEEDBACK.c[name] for name in FEEDBACK_COLUMNS)


def visible_now(project_key: int) -> ColumnElement[bool]:
    """Return the condition that a feedback of the project is visible at present."""
    return (FEEDBACK.c.project_id == project_key) & FEEDBACK.c.since.is_not(None) & FEEDBACK.c.until.is_(None)


def shown_in(snapshot: Snapshot) -> ColumnElement[bool]:
    """Return the condition that a feedback was visible at the snapshot's revision."""
    return and_(
        FEEDBACK.c.project_id == snapshot.project_key,
        FEEDBACK.c.since <= snapshot.revision,
        or_(FEEDBACK.c.until.is_(None), FEEDBACK.c.until > snapshot.revision),
    )


def _still_unread(scoring: Scoring, keys: Sequence[int], *, session: Session) -> set[int]:
    wanted: set[int] = set()
    for part in _parts(keys):
        wanted.update(session.execute(select(FEEDBACK.c.id).where(FEEDBACK.c.id.in_(part))).scalars())
        done = select(SCORED_FEEDBACK.c.feedback_id).where(
            SCORED_FEEDBACK.c.scoring_id == scoring.key, SCORED_FEEDBACK.c.feedback_id.in_(part)
        )
        wanted.difference_update(session.execute(done).scalars())
    return wanted


def _ensure_segments(scoring: Scoring, chunk: ScoredChunk, places: Sequence[int], *, session: Session) -> dict[int, int]:
    """Return the keys of the chunk's segments at ``places``, adding those that another journey has not added."""
    where = {(chunk.feedback[chunk.segments[i].feedback.id], chunk.segments[i].index): i for i in places}
    keys: dict[int, int] = {}
    for part in _parts(sorted({feedback_key for feedback_key, _ in where})):
        cut = (SEGMENT.c.segmentation_id == scoring.segmentation_key) & SEGMENT.c.feedback_id.in_(part)
        for row in session.execute(select(SEGMENT.c.id, SEGMENT.c.feedback_id, SEGMENT.c.idx).where(cut)):
            keys[where[row.feedback_id, row.idx]] = row.id
    new = [i for i in places if i not in keys]
    if new and chunk.vectors is not None:
        blobs = vectors_to_blobs(chunk.vectors[new])
        rows = [_segment_row(scoring, chunk, i) | {"vector": blob} for i, blob in zip(new, blobs, strict=True)]
        made = session.execute(insert(SEGMENT).returning(SEGMENT.c.id, sort_by_parameter_order=True), rows).scalars()
        keys.update(zip(new, made, strict=True))
    return keys


def _segment_row(scoring: Scoring, chunk: ScoredChunk, i: int) -> dict[str, Any]:
    segment = chunk.segments[i]
    return {
        "feedback_id": chunk.feedback[segment.feedback.id],
        "segmentation_id": scoring.segmentation_key,
        "idx": segment.index,
        "start": segment.start,
        "end": segment.end,
    }


def _ensure(table: Table, values: Mapping[str, Any], *, session: Session) -> int:
    found = select(table.c.id).where(table.c.key == values["key"])
    key = session.execute(found).scalar()
    if key is None:
        key = session.execute(insert(table).returning(table.c.id), dict(values)).scalar_one()
    return int(key)


def _parts(keys: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for i in range(0, len(keys), MOST_PARAMETERS):
        yield keys[i : i + MOST_PARAMETERS]
