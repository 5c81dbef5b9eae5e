"""Periods, groups and runs of a project, set side by side.

Guarantees: only what was read by the same models and the same journey is compared, so that what moved is not the reader.
"""

import re
from typing import TYPE_CHECKING

from vocmine.errors import UsageError
from vocmine.map_types import Comparison
from vocmine.workspace import Asked, check_column

if TYPE_CHECKING:
    from vocmine.journey.compare import Side
    from vocmine.store.runs import Run
    from vocmine.workspace import Workspace

_DAYS = re.compile(r"(\d{4}-\d\d-\d\d)?\.\.(\d{4}-\d\d-\d\d)?")


def compare(
    workspace: "Workspace", project: str, selections: tuple[str, str], *, journey: str = "lifecycle", hold: str | None = None
) -> Comparison:
    """Return what differs between two selections.

    Parameters
    ----------
    selections : of each, days ``FROM..TO`` (both included, one may be left out), ``FIELD=VALUE``, or the id of a run; days and values are
        of the latest run of the journey.
    hold : a column whose mix is held fixed.

    Raises
    ------
    NotFound
        If there is no such project or run.
    UsageError
        If the selections were read by other models or another journey, a side is empty, or the mix cannot be held fixed.
    """
    from vocmine.journey.compare import compare as compared

    if hold:
        check_column(hold, employees=workspace.settings.employee_columns)
    sides = [_side(workspace, project, told, journey) for told in selections]
    (one, run), (other, later) = sides
    if (run.models, run.journey) != (later.models, later.journey):
        raise UsageError(
            f"{selections[0]} and {selections[1]} were read by other models or another journey: what moved would be the reader."
        )
    return compared(project, run.journey, (one, other), hold=hold)


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
