"""What people decide of pain points: who owns one, how far it is, when it was fixed, and what weighs how much in what to fix first.

Guarantees: every decision is recorded with who made it and when, and can be taken back; no run changes, so that what was mined stays as
it was; nothing of a file is taken if any of it cannot be.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from vocmine.curation import Curation
from vocmine.decision_types import DELIVERY, MINED, STATUSES, Criterion, Decision, Given, Status
from vocmine.errors import InputError, NotFound, UsageError
from vocmine.map_types import JourneyMap
from vocmine.workspace import Asked, Workspace

if TYPE_CHECKING:
    from sqlmodel import Session

    from vocmine.store.corrections import Correction
    from vocmine.store.projects import Project

LONGEST_OWNER = 80


@dataclass(frozen=True, slots=True)
class DecidedTheme:
    """A theme of the newest run and what is decided of it."""

    theme_id: str
    label: str
    decision: Decision


@dataclass(frozen=True, slots=True)
class Imported:
    """What was taken from a file: ids of criteria, and how many values."""

    criteria: tuple[str, ...]
    values: int


class Deciding:
    """Decisions on the pain points of one project, made in somebody's name.

    Parameters
    ----------
    who : who decides, as it is recorded.
    """

    def __init__(self, workspace: Workspace, project: str, *, who: str) -> None:
        self._workspace, self._store, self._project, self._who = workspace, workspace.store, project, who
        self._curation = Curation(workspace, project, who=who)

    def decide(self, theme: str, *, owner: str | None = None, status: str | None = None, fixed_on: str | None = None) -> tuple[int, ...]:
        """Record who owns a theme, how far it is, and when it was fixed; returns the numbers by which each can be taken back.

        What is None stays as it is, an empty owner or day takes the one away that is there. A day without a status makes it fixed.

        Parameters
        ----------
        theme : an id, or a name that one theme alone bears.
        fixed_on : ``YYYY-MM-DD``, the first day with the fix.

        Raises
        ------
        UsageError
            If nothing is decided, the status is unknown, or the day is none.
        """
        found = self._curation.theme(theme)
        if fixed_on and status is None:
            status = "fixed"
        told = {"owner": _owner(owner), "status": _status(status), "fixed_on": _day(fixed_on)}
        changes = {field: value for field, value in told.items() if value is not None}
        if not changes:
            raise UsageError("Say what is decided: --owner, --status or --fixed.")
        return self._record(found.id, changes)

    def decisions(self) -> tuple[DecidedTheme, ...]:
        """Return what is decided of the themes of the newest run, by their names."""
        from vocmine.store import runs
        from vocmine.store.decisions import find_home, load_decisions
        from vocmine.store.projects import get_project

        with self._store.read() as session:
            project = get_project(self._project, session=session)
            run = runs.get_run(project, session=session)
            held = load_decisions(project, find_home(project, run, session=session), session=session)
            labels = {theme.id: theme.label for theme in runs.load_themes(run, session=session).themes}
        return tuple(
            sorted(
                (DecidedTheme(i, labels.get(i, f"{i} (no longer there)"), one) for i, one in held.items()),
                key=lambda one: (one.label, one.theme_id),
            )
        )

    def history(self) -> "tuple[Correction, ...]":
        """Return all that was decided and taken back, oldest first."""
        with self._store.read() as session:
            return tuple(one for one in self._recorded(session=session)[1] if one.change.target == "decision")

    def labels(self) -> Mapping[str, str]:
        """Return the names of the themes of the newest run, by their ids."""
        return {theme.id: theme.label for theme in self._curation.themes().themes}

    def undo(self, number: int) -> None:
        """Take a decision back.

        Raises
        ------
        NotFound
            If the project has no such decision.
        UsageError
            If it was taken back before.
        """
        from vocmine.store.corrections import undo_correction

        with self._store.write() as session:
            project, recorded = self._recorded(session=session)
            if not any(one.key == number and one.change.target == "decision" for one in recorded):
                raise NotFound("decision", str(number))
            undo_correction(project, number, who=self._who, session=session)

    def import_priorities(self, path: Path) -> Imported:
        """Take criteria and values from a file; what it states takes the place of what is known, the rest stays.

        Raises
        ------
        InputError
            If the file cannot be taken, or names no pain point of the newest run.
        """
        from vocmine.readers.priorities import read_priorities
        from vocmine.store.decisions import add_given, list_criteria, put_criteria

        told = read_priorities(path)
        given = []
        for cell in told.values:
            try:
                theme = self._pain(cell.reference)
            except UsageError as error:
                raise InputError(
                    f"{told.file}, row {cell.row}, column 'pain_point': {error}", file=told.file, row=cell.row, column="pain_point"
                ) from error
            given.append(Given(theme, cell.criterion, cell.value, cell.low, cell.high, "imported"))
        with self._store.write() as session:
            project, _ = self._recorded(session=session)
            put_criteria(project, told.over(list_criteria(project, session=session)), session=session)
            n_values = add_given(project, given, who=self._who, session=session)
        return Imported(tuple(one.id for one in told.criteria), n_values)

    def give(self, theme: str, values: Sequence[tuple[str, str]]) -> int:
        """Record typed values of a pain point, pairs of criterion and value; returns how many there were.

        A criterion that is new is made; an empty value takes the one away that is there.

        Raises
        ------
        UsageError
            If a value is none, or there are none.
        """
        from vocmine.readers.priorities import parse_value, slug
        from vocmine.store.decisions import add_given, list_criteria, put_criteria, withdraw_given

        if not values:
            raise UsageError(f"Give values as CRITERION=VALUE, for example {DELIVERY}=3.")
        pain, given = self._pain(theme), []
        for name, text in values:
            if not text:
                continue
            try:
                given.append(Given(pain, slug(name), *parse_value(text), "typed"))
            except ValueError as error:
                raise UsageError(f"{name}: {text!r} is no number; write 12000, a range as 8..12, or both as 10 (8..12).") from error
        with self._store.write() as session:
            project, _ = self._recorded(session=session)
            known = {*MINED, *(one.id for one in list_criteria(project, session=session))}
            fresh = {slug(name): Criterion(slug(name), name.strip()) for name, _ in values if slug(name) not in known}
            put_criteria(project, fresh.values(), session=session)
            withdraw_given(project, pain, [slug(name) for name, text in values if not text], who=self._who, session=session)
            add_given(project, given, who=self._who, session=session)
        return len(values)

    def newest_map(self) -> JourneyMap:
        """Return the journey map of the newest run."""
        from vocmine.store import runs
        from vocmine.store.projects import get_project

        with self._store.read() as session:
            run = runs.get_run(get_project(self._project, session=session), session=session)
        return self._workspace.journey_map(self._project, Asked(run=run.id))

    def weighed_map(self, asked: Asked, weights: Mapping[str, float]) -> JourneyMap:
        """Return the journey map with its priorities by these weights, in the place of those that are known.

        Raises
        ------
        UsageError
            If a weight is of no criterion, or below 0.
        """
        journey_map = self._workspace.journey_map(self._project, asked, weights=weights)
        known = [one.id for one in journey_map.priorities.criteria] if journey_map.priorities else []
        for name, weight in weights.items():
            if name not in known or weight < 0:
                raise UsageError(f"--weights takes weights of 0 or more for {', '.join(known)}; got {name}={weight:g}.")
        return journey_map

    def _pain(self, reference: str) -> str:
        theme = self._curation.theme(reference)
        if theme.kind != "pain_point":
            raise UsageError(f"{theme.label!r} is no pain point.")
        return theme.id

    def _record(self, theme_id: str, changes: Mapping[str, str]) -> tuple[int, ...]:
        from vocmine.store.corrections import Change, add_correction, holding

        with self._store.write() as session:
            project, recorded = self._recorded(session=session)
            known = holding(recorded, "decision").get(theme_id, {})
            made = (Change("decision", theme_id, field, known.get(field), new, self._who) for field, new in changes.items())
            return tuple(add_correction(project, change, session=session).key for change in made)

    def _recorded(self, *, session: "Session") -> "tuple[Project, tuple[Correction, ...]]":
        from vocmine.store.corrections import list_corrections
        from vocmine.store.projects import get_project

        project = get_project(self._project, session=session)
        return project, list_corrections(project, session=session)


def _owner(owner: str | None) -> str | None:
    if owner is None:
        return None
    shown = " ".join(owner.split())
    if len(shown) > LONGEST_OWNER or not shown.isprintable():
        raise UsageError(f"An owner is one line of at most {LONGEST_OWNER} printable signs.")
    return shown


def _status(status: str | None) -> Status | None:
    if status is None:
        return None
    known = {one.replace(" ", ""): one for one in STATUSES}
    found = known.get(status.lower().replace(" ", "").replace("-", "").replace("_", ""))
    if found is None:
        raise UsageError(f"A status is one of {', '.join(STATUSES)}; got {status!r}.")
    return found


def _day(text: str | None) -> str | None:
    if not text:
        return text
    try:
        return datetime.strptime(text, "%Y-%m-%d").date().isoformat()
    except ValueError as error:
        raise UsageError(f"--fixed takes a day as YYYY-MM-DD, got {text!r}.") from error
