"""What pages, maps and exports ask of a run: statements, counts, facets, whole feedbacks.

Every answer is of one run: the feedback that was visible when it was made, read by its scoring.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, ColumnElement, Select, func, select
from sqlmodel import Session

from vocmine.errors import NotFound
from vocmine.store.convert import READING_COLUMNS, READING_LISTS, feedback_from_row, reading_from_row, vectors_from_blobs
from vocmine.store.filters import (
    NUMBER_FIELDS,
    READING_FIELDS,
    TEXT_FIELDS,
    Filters,
    feedback_conditions,
    segment_conditions,
)
from vocmine.store.runs import Run
from vocmine.store.scorings import Snapshot, feedback_columns, load_feedback, shown_in
from vocmine.store.tables import FEEDBACK, READING, SEGMENT, THEME, THEME_SEGMENT
from vocmine.types import Feedback, Scored, Segment

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

EVERYTHING = Filters()
PAGE = 1000
_SEGMENT = (SEGMENT.c.id, SEGMENT.c.feedback_id, SEGMENT.c.idx, SEGMENT.c.start, SEGMENT.c.end)
_LABELS = (*_SEGMENT, *(READING.c[name] for name in READING_COLUMNS))
_WHOLE = (*_LABELS, READING.c.scores)


@dataclass(frozen=True, slots=True)
class Statement:
    """A segment, what was read in it, and the ids of the themes that it belongs to."""

    scored: Scored
    theme_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WholeFeedback:
    """A feedback with all its statements in order."""

    feedback: Feedback
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many segments, feedbacks and units a filter leaves."""

    segments: int
    feedbacks: int
    units: int


@dataclass(frozen=True, slots=True)
class Material:
    """What themes are found in; row *i* of ``vectors`` (float32, shape ``(n_segments, dim)``) belongs to ``scored[i]``.

    ``keys`` maps the id of each segment to its key.
    """

    scored: tuple[Scored, ...]
    vectors: "NDArray[np.float32]"
    keys: Mapping[str, int]


def statements(run: Run, filters: Filters = EVERYTHING, *, limit: int = 50, offset: int = 0, session: Session) -> tuple[Statement, ...]:
    """Return one page of the statements that the filters leave, in the order in which they were read."""
    # Keys alone are paged: readings stand in their order, and rows that are passed over need not be read whole.
    page = _joined(run, filters, READING.c.segment_id).order_by(READING.c.segment_id).limit(limit).offset(offset)
    keys = session.execute(page).scalars().all()
    rows = _at(run.snapshot, *_WHOLE).where(READING.c.segment_id.in_(keys)).order_by(READING.c.segment_id)
    return _statements(run, session.execute(rows).all(), session=session)


def count(run: Run, filters: Filters = EVERYTHING, *, session: Session) -> Counts:
    """Count what the filters leave."""
    columns = (func.count(), func.count(FEEDBACK.c.id.distinct()), func.count(FEEDBACK.c.unit.distinct()))
    row = session.execute(_joined(run, filters, *columns)).one()
    return Counts(*(int(n) for n in row))


def whole_feedback(run: Run, feedback_id: str, *, session: Session) -> WholeFeedback:
    """Return one feedback with its statements.

    Raises
    ------
    NotFound
        If the run has no such feedback.
    """
    wanted = select(FEEDBACK.c.id, *feedback_columns()).where(shown_in(run.snapshot), FEEDBACK.c.public_id == feedback_id)
    row = session.execute(wanted).first()
    if row is None:
        raise NotFound("feedback", feedback_id)
    parts = _at(run.snapshot, *_WHOLE).where(FEEDBACK.c.id == row[0]).order_by(SEGMENT.c.idx)
    return WholeFeedback(feedback_from_row(row[1:]), _statements(run, session.execute(parts).all(), session=session))


def feedbacks(run: Run, filters: Filters = EVERYTHING, *, session: Session) -> Iterator[Feedback]:
    """Yield the feedback of a run, scores without words among it, in the order in which it was imported.

    Filters on readings leave the feedbacks of which a segment passes.
    """
    for _, feedback in _feedbacks(run, filters, session=session):
        yield feedback


def wordless(run: Run, filters: Filters = EVERYTHING, *, session: Session) -> tuple[Feedback, ...]:
    """Return the feedback of a run that is a score without words, in the order in which it was imported."""
    return tuple(feedback for _, feedback in _feedbacks(run, filters, FEEDBACK.c.text == "", session=session))


def load_scored(run: Run, filters: Filters = EVERYTHING, *, scores: bool = False, session: Session) -> tuple[Scored, ...]:
    """Return all that was scored, in canonical order: by feedback id, then by place.

    Readings hold their labels; with ``scores`` also the probability of each label, which takes three times as long.
    """
    known = dict(_feedbacks(run, filters, session=session))
    rows = session.execute(_joined(run, filters, *(_WHOLE if scores else _LABELS)).execution_options(yield_per=PAGE))
    return tuple(sorted(_scored(run.snapshot, rows, known, whole=scores), key=_canonical))


def load_snapshot(snapshot: Snapshot, *, session: Session) -> Material:
    """Return all that was scored of a snapshot, in canonical order, with vectors and keys; readings hold their labels."""
    shown = session.execute(select(FEEDBACK.c.id, *feedback_columns()).where(shown_in(snapshot)))
    known = {row[0]: feedback_from_row(row[1:]) for row in shown}
    rows = session.execute(_at(snapshot, *_LABELS, SEGMENT.c.vector)).all()
    found = sorted(zip(_scored(snapshot, rows, known, whole=False), rows, strict=True), key=lambda pair: _canonical(pair[0]))
    return Material(
        scored=tuple(scored for scored, _ in found),
        vectors=vectors_from_blobs([row[-1] for _, row in found]),
        keys={scored.segment.id: row[0] for scored, row in found},
    )


def facet_names(run: Run, *, session: Session) -> tuple[str, ...]:
    """Return the fields and attributes that the run's feedback has values of: fields first, attributes by name."""
    names = [*TEXT_FIELDS, *NUMBER_FIELDS]
    row = session.execute(select(*(func.count(FEEDBACK.c[name]) for name in names)).where(shown_in(run.snapshot))).one()
    filled = [name for name, n in zip(names, row, strict=True) if n]
    attributes = select(FEEDBACK.c.attributes).where(shown_in(run.snapshot)).distinct()
    found = {name for text in session.execute(attributes).scalars() for name, _ in json.loads(text)}
    return (*filled, *READING_FIELDS, *READING_LISTS, *sorted(found - set(names)))


def facet(run: Run, name: str, filters: Filters = EVERYTHING, *, session: Session) -> tuple[tuple[str, int], ...]:
    """Return the values of a field or attribute among the statements left, each with its number of feedbacks, largest first.

    ``name`` is one of ``facet_names``, or ``stage`` or ``sentiment_label``.
    """
    if name in READING_LISTS:
        counts = _count_pairs(run, name, READING.c.lists, filters, session=session)
    elif name in (*READING_FIELDS, "stage", "sentiment_label"):
        counts = _count_values(run, READING.c[name], filters, session=session)
    elif name in (*TEXT_FIELDS, *NUMBER_FIELDS):
        counts = _count_values(run, FEEDBACK.c[name], filters, session=session)
    else:
        counts = _count_pairs(run, name, FEEDBACK.c.attributes, filters, session=session)
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _count_values(run: Run, column: Column[Any], filters: Filters, *, session: Session) -> Mapping[str, int]:
    rows = session.execute(_joined(run, filters, column, func.count(FEEDBACK.c.id.distinct())).group_by(column))
    return {f"{value:g}" if isinstance(value, float) else str(value): n for value, n in rows if value is not None}


def _count_pairs(run: Run, name: str, column: Column[Any], filters: Filters, *, session: Session) -> Mapping[str, int]:
    rows = session.execute(_joined(run, filters, FEEDBACK.c.id, column).distinct())
    found = {(key, value) for key, text in rows for pair_name, value in json.loads(text) if pair_name == name}
    return Counter(value for _, value in found)


def _joined(run: Run, filters: Filters, *columns: Any) -> Select[Any]:
    return _at(run.snapshot, *columns).where(*feedback_conditions(filters), *segment_conditions(run, filters))


def _at(snapshot: Snapshot, *columns: Any) -> Select[Any]:
    wanted = select(*columns).select_from(FEEDBACK.join(SEGMENT).join(READING))
    return wanted.where(shown_in(snapshot), READING.c.scoring_id == snapshot.scoring.key)


def _feedbacks(run: Run, filters: Filters, *conditions: ColumnElement[bool], session: Session) -> Iterator[tuple[int, Feedback]]:
    wanted = select(FEEDBACK.c.id, *feedback_columns()).where(shown_in(run.snapshot), *feedback_conditions(filters), *conditions)
    if segment_conditions(run, filters):
        wanted = wanted.where(FEEDBACK.c.id.in_(_joined(run, filters, FEEDBACK.c.id)))
    for row in session.execute(wanted.order_by(FEEDBACK.c.id).execution_options(yield_per=PAGE)):
        yield row[0], feedback_from_row(row[1:])


def _scored(snapshot: Snapshot, rows: Iterable[Any], known: Mapping[int, Feedback], *, whole: bool) -> Iterator[Scored]:
    """Yield what rows of ``_LABELS`` hold, or, with the probability of each label, ``whole`` ones; ``known`` has the feedbacks by key."""
    labels, journey = slice(len(_SEGMENT), len(_LABELS)), snapshot.scoring.journey.id
    for row in rows:
        _, key, index, start, end = row[: len(_SEGMENT)]
        scores = row[len(_LABELS)] if whole else None
        yield Scored(Segment(known[key], index, start, end), reading_from_row(row[labels], journey=journey, scores=scores))


def _statements(run: Run, rows: Sequence[Any], *, session: Session) -> tuple[Statement, ...]:
    keys = [row[0] for row in rows]
    themes: dict[int, list[str]] = {}
    members = select(THEME_SEGMENT.c.segment_id, THEME.c.public_id).join(THEME)
    members = members.where(THEME_SEGMENT.c.run_id == run.key, THEME_SEGMENT.c.segment_id.in_(keys)).order_by(THEME.c.rank)
    for key, theme_id in session.execute(members):
        themes.setdefault(key, []).append(theme_id)
    known = load_feedback(tuple({row[1] for row in rows}), session=session)
    scored = _scored(run.snapshot, rows, known, whole=True)
    return tuple(Statement(one, tuple(themes.get(key, ()))) for key, one in zip(keys, scored, strict=True))


def _canonical(scored: Scored) -> tuple[str, int]:
    return scored.segment.feedback.id, scored.segment.index
