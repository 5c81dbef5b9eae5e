"""Periods, groups and runs of a project, set side by side.

Guarantees: only what was read by the same models, codebook and journey is compared, so that what moved is not the reader; an older run may
be read anew for it, which changes nothing of it.
"""

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from vocmine.errors import UsageError
from vocmine.map_types import Comparison
from vocmine.workspace import Asked, check_column

if TYPE_CHECKING:
    from vocmine.journey.compare import Side
    from vocmine.store.runs import Run
    from vocmine.workspace import Workspace

_DAYS = re.compile(r"(\d{4}-\d\d-\d\d)?\.\.(\d{4}-\d\d-\d\d)?")


@dataclass(frozen=True, slots=True)
class How:
    """How selections are compared.

    Days and values are of the latest run of ``journey``; ``hold`` is a column whose mix is held fixed; with ``reread`` the older of two
    runs that were read differently is taken as the newer reads it, and what only the reader moved is told beside.
    """

    journey: str = "lifecycle"
    hold: str | None = None
    reread: bool = False


AS_READ = How()


def compare(workspace: "Workspace", project: str, selections: tuple[str, str], how: How = AS_READ) -> Comparison:
    """Return what differs between two selections.

    Parameters
    ----------
    selections : of each, days ``FROM..TO`` (both included, one may be left out), ``FIELD=VALUE``, or the id of a run.

    Raises
    ------
    NotFound
        If there is no such project or run.
    UsageError
        If the selections were read by other models, codebooks or journeys and are not read anew (of other journeys they cannot be), a
        side is empty, or the mix cannot be held fixed.
    """
    from vocmine.journey.compare import compare as compared

    if how.hold:
        check_column(how.hold, employees=workspace.settings.employee_columns)
    (one, run), (other, later) = (_side(workspace, project, told, how.journey) for told in selections)
    if _read_by(run) == _read_by(later):
        return compared(project, run.journey, (one, other), hold=how.hold)
    if run.journey != later.journey or not how.reread:
        hint = "" if run.journey != later.journey else " Pass --reread to read the older anew."
        raise UsageError(
            f"{selections[0]} and {selections[1]} were read by other models, another codebook or another journey: what moved would be the "
            f"reader.{hint}"
        )
    first_is_older = run.key < later.key
    older, told = (one, selections[0]) if first_is_older else (other, selections[1])
    anew = _anew(workspace, project, (told, how.journey), later if first_is_older else run)
    found = compared(project, run.journey, (anew, other) if first_is_older else (one, anew), hold=how.hold)
    moved = compared(project, run.journey, (older, anew))
    words = dict(found.segments) | dict(moved.segments)
    return replace(found, reader=moved.changes, segments=tuple(sorted(words.items())), notes=(*found.notes, *_lost(older, anew)))


def _read_by(run: "Run") -> tuple[object, ...]:
    return run.models, run.journey, run.heeded.own_themes


def _anew(workspace: "Workspace", project: str, told: tuple[str, str], like: "Run") -> "Side":
    from vocmine.journey.compare import Side

    mined = workspace.reread(project, _asked(*told), like)
    return Side(f"{told[0]} read anew", mined.run.id, mined.scored, mined.themes)


def _lost(older: "Side", anew: "Side") -> tuple[str, ...]:
    lost = len(older.feedbacks.keys() - anew.feedbacks.keys())
    return (f"{lost:,} feedbacks of {older.name} were not read anew: they are no longer in the project.",) if lost else ()


def _side(workspace: "Workspace", project: str, told: str, journey: str) -> "tuple[Side, Run]":
    from vocmine.journey.compare import Side

    mined = workspace.mined(project, _asked(told, journey))
    return Side(told, mined.run.id, mined.scored, mined.themes), mined.run


def _asked(told: str, journey: str) -> Asked:
    if days := _DAYS.fullmatch(told):
        return Asked(journey, from_day=days[1], to_day=days[2])
    if "=" in told:
        field, _, value = told.partition("=")
        return Asked(journey, filters=((field.strip(), value.strip()),))
    return Asked(journey, run=told)
