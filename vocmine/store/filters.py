"""Filters of statements and feedback, as conditions whose shape no user's string can change."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select

from vocmine.errors import UsageError
from vocmine.store.convert import READING_LISTS, made_storable, to_json
from vocmine.store.runs import BARE, COPY, NON_ANSWER, Run
from vocmine.store.tables import FEEDBACK, READING, SEGMENT, THEME, THEME_SEGMENT

NO_THEME = "none"
APART = (BARE, NON_ANSWER, COPY)
TEXT_FIELDS = (
    "kind",
    "channel",
    "touchpoint_given",
    "customer",
    "customer_segment",
    "question",
    "stage_asked",
    "speaker",
    "role",
    "conversation",
    "source_file",
    "source_sheet",
    "record",
)
NUMBER_FIELDS = ("rating", "nps", "csat", "ces", "weight", "turn", "source_row")
READING_FIELDS = ("language", "touchpoint", "intent", "effort_label", "cause_stage", "stage_basis")
LONGEST_SEARCH = 500
MOST_NAMED = 30_000  # PostgreSQL takes 65,535 values in one question


@dataclass(frozen=True, slots=True)
class Filters:
    """Which statements to show; all that is given must hold.

    ``stage``, ``sentiment``: the reading's; ``theme``: the id of a theme or of a part of one,
    ``none`` for those that fit none, ``bare``, ``non_answer`` or ``copy`` for those kept apart;
    ``since`` and ``until``: aware UTC, the end excluded; ``text``: words that the segment contains, case aside;
    ``among``: ids of the feedbacks to keep to;
    ``fields``: (name, value) of canonical fields, readings (``intent``, ``emotion_groups`` …) or attributes.
    """

    stage: str | None = None
    theme: str | None = None
    sentiment: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    text: str | None = None
    among: tuple[str, ...] | None = None
    fields: tuple[tuple[str, str], ...] = ()


def feedback_conditions(filters: Filters) -> list[ColumnElement[bool]]:
    """Return what the filters ask of a feedback as a whole.

    Raises
    ------
    UsageError
        If a field that holds numbers is compared with something else, or more than 30,000 feedbacks are named.
    """
    found = [_field(name, value) for name, value in filters.fields if not is_reading_field(name)]
    if filters.since is not None:
        found.append(FEEDBACK.c.created_at >= filters.since)
    if filters.until is not None:
        found.append(FEEDBACK.c.created_at < filters.until)
    if filters.among is not None:
        found.append(_named_feedback(filters.among))
    return found


def segment_conditions(run: Run, filters: Filters) -> list[ColumnElement[bool]]:
    """Return what the filters ask of a segment and its reading.

    Raises
    ------
    UsageError
        If the words to search for have more than 500 characters.
    """
    found = [_reading_field(name, value) for name, value in filters.fields if is_reading_field(name)]
    if filters.stage is not None:
        found.append(READING.c.stage == filters.stage)
    if filters.sentiment is not None:
        found.append(READING.c.sentiment_label == filters.sentiment)
    if filters.theme is not None:
        found.append(_theme(run, filters.theme))
    if filters.text is not None:
        found.append(_contains(filters.text))
    return found


def is_reading_field(name: str) -> bool:
    """Tell whether a field is one of the reading's."""
    return name in READING_FIELDS or name in READING_LISTS


def _field(name: str, value: str) -> ColumnElement[bool]:
    if name in TEXT_FIELDS:
        return FEEDBACK.c[name] == made_storable(value)
    if name in NUMBER_FIELDS:
        return FEEDBACK.c[name] == _number(name, value)
    return _holds(FEEDBACK.c.attributes, name, value)


def _named_feedback(ids: tuple[str, ...]) -> ColumnElement[bool]:
    if len(ids) > MOST_NAMED:
        raise UsageError(f"{len(ids):,} feedbacks are too many to list here; the table of 'vocmine export feedback' marks them all.")
    return FEEDBACK.c.public_id.in_(ids)


def _number(name: str, value: str) -> float:
    try:
        return float(value)
    except ValueError as error:
        raise UsageError(f"Field {name!r} holds numbers; it cannot be compared with {value[:80]!r}.") from error


def _reading_field(name: str, value: str) -> ColumnElement[bool]:
    return READING.c[name] == made_storable(value) if name in READING_FIELDS else _holds(READING.c.lists, name, value)


def _theme(run: Run, theme: str) -> ColumnElement[bool]:
    members = select(THEME_SEGMENT.c.segment_id).where(THEME_SEGMENT.c.run_id == run.key)
    if theme == NO_THEME:
        return SEGMENT.c.id.in_(members.where(THEME_SEGMENT.c.theme_id.is_(None), THEME_SEGMENT.c.apart.is_(None)))
    if theme in APART:
        return SEGMENT.c.id.in_(members.where(THEME_SEGMENT.c.apart.startswith(theme)))
    named = made_storable(theme)
    in_theme = members.join(THEME).where(THEME.c.public_id == named)
    return SEGMENT.c.id.in_(in_theme.union(members.where(THEME_SEGMENT.c.part == named)))


def _contains(words: str) -> ColumnElement[bool]:
    if len(words) > LONGEST_SEARCH:
        raise UsageError(f"The words to search for have {len(words)} characters; give at most {LONGEST_SEARCH}.")
    own: Any = func.substr(FEEDBACK.c.text, SEGMENT.c.start + 1, SEGMENT.c.end - SEGMENT.c.start)
    matches: ColumnElement[bool] = func.lower(own).contains(made_storable(words).lower(), autoescape=True)
    return matches


def _holds(column: ColumnElement[str], name: str, value: str) -> ColumnElement[bool]:
    # LIKE would ignore case on SQLite; what replacing changes holds the pair, letter for letter.
    pair = to_json([made_storable(name), made_storable(value)])
    changed: ColumnElement[bool] = func.replace(column, pair, "") != column
    return changed
