"""Stages, themes or feelings against a column: who tells of what, value by value, and where that differs from the others.

Guarantees: units count; a share is of those with the value; it is set against all others whose column is filled; of all that is marked at
most one in twenty is expected to be chance (Benjamini and Hochberg over all cells); below 20 units nothing is marked.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Literal

from vocmine.errors import UsageError
from vocmine.journey.channels import channel_of
from vocmine.journey.differences import Pair, difference
from vocmine.journey.discoveries import LEVEL, adjusted
from vocmine.journey.shares import Population
from vocmine.journey.stages import GROUPS
from vocmine.map_types import Cell, Crosstab
from vocmine.types import Feedback, Journey, Scored, Themes

MOST_VALUES, LEAST_UNITS = 50, 20
FIELDS = (
    "channel",
    "customer_segment",
    "kind",
    "language",
    "touchpoint_given",
    "source_file",
    "stage_asked",
    "rating",
    "nps",
    "csat",
    "ces",
)


@dataclass(frozen=True, slots=True)
class Subject:
    """What stands in a row: its id, name, and the units that tell of it."""

    id: str
    name: str
    units: Set[str]


def subjects_of(of: Literal["stage", "theme", "emotion"], journey: Journey, read: Iterable[Scored], themes: Themes) -> tuple[Subject, ...]:
    """Return what can stand in the rows, in the order in which the map shows it, and who of those read tells of each."""
    told: dict[str, set[str]] = defaultdict(set)
    homes: dict[str, list[str]] = defaultdict(list)
    for theme in themes.themes:
        for segment_id in theme.segment_ids:
            homes[segment_id].append(theme.id)
    for one in read:
        keys = {"stage": (one.reading.stage,), "theme": homes.get(one.segment.id, ()), "emotion": one.reading.emotion_groups}[of]
        for key in keys:
            told[key].add(one.segment.feedback.unit)
    named = {
        "stage": [(stage.id, stage.name) for stage in journey.stages],
        "theme": [(theme.id, theme.label) for theme in themes.themes],
        "emotion": [(group, group) for group in GROUPS],
    }[of]
    return tuple(Subject(id, name, told[id]) for id, name in named if told[id])


def crosstab(column: str, of: str, subjects: Sequence[Subject], feedbacks: Iterable[Feedback], everyone: Population) -> Crosstab:
    """Return the table of subjects by the values of a column.

    Parameters
    ----------
    column : a field or a heading of the user's own.
    of : what the subjects are.
    everyone : the units that were read, with their weights.

    Raises
    ------
    UsageError
        If nobody who was read has the column filled, or it has more than fifty values.
    """
    values = _values(column, feedbacks)
    if not values:
        raise UsageError(f"Nobody who was read has a value in {column!r}.")
    if len(values) > MOST_VALUES:
        raise UsageError(f"{column!r} has {len(values):,} values; a table has at most {MOST_VALUES}.")
    filled = everyone.among(set().union(*values.values()))
    names = sorted(values, key=lambda value: (-len(values[value]), value))
    people = {name: filled.among(values[name]) for name in names}
    places = [(subject, name) for subject in subjects for name in names]
    tested = [_tested(subject, people[name], filled) for subject, name in places]
    qs = iter(adjusted([p for _, p in tested if p is not None]))
    cells = {
        (subject.id, name): replace(cell, q=next(qs) if p is not None else None)
        for (subject, name), (cell, p) in zip(places, tested, strict=True)
    }
    rows = tuple((one.id, one.name, filled.rate(one.units), tuple(cells[one.id, name] for name in names)) for one in subjects)
    return Crosstab(column, of, tuple((name, people[name].n) for name in names), filled.n, rows, LEVEL)


def _tested(subject: Subject, people: Population, filled: Population) -> tuple[Cell, float | None]:
    """Return a cell, and the chance of its difference from the others; None where either are few."""
    told = people.among(subject.units)
    rest = filled.among(filled.weights.keys() - people.weights.keys())
    others = rest.among(subject.units)
    cell = Cell(people.rate(told.weights), told.n, rest.rate(others.weights), None)
    if people.n < LEAST_UNITS or rest.n < LEAST_UNITS:
        return cell, None
    pair = Pair((people, rest))
    found = difference(pair, pair.shares((told.weights, others.weights)))
    return cell, found[0] if found else None


def _values(column: str, feedbacks: Iterable[Feedback]) -> Mapping[str, set[str]]:
    units: dict[str, set[str]] = defaultdict(set)
    for feedback in feedbacks:
        value = _value(column, feedback)
        if value:
            units[value].add(feedback.unit)
    return units


def _value(column: str, feedback: Feedback) -> str:
    own = dict(feedback.attributes)
    if column in own or column not in FIELDS:
        return own.get(column, "")
    value = getattr(feedback, column)
    if column == "channel" and value:
        return channel_of(value).name
    return f"{value:g}" if isinstance(value, float) else value or ""
