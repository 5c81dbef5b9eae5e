"""What can be done with the projects of one database: import, mine, map, export, keep house.

Guarantees: all that is shown of a run comes from one state of the database; a run once published always shows the same figures, beside
them what people decide of its pain points now.
"""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from vocmine import artifacts
from vocmine.compose import Limits, comparer, mine_steps, open_journey, phrase_reader, redactor, segmenter, settings_for
from vocmine.errors import NotFound, UsageError
from vocmine.language.employees import names_employees
from vocmine.map_types import Crosstab, JourneyMap, RankWeights, SuppliedMetric
from vocmine.settings import Settings
from vocmine.types import Feedback, Journey, Review, Scored, Themes

if TYPE_CHECKING:
    from sqlmodel import Session

    from vocmine.export.tickets import Tracker
    from vocmine.journey.decided import Decided
    from vocmine.journey.odds import Odds
    from vocmine.pipeline import ImportSource, ImportSummary, MineSummary, Progress, Row
    from vocmine.readers.plan import ReadOptions
    from vocmine.store.database import Store
    from vocmine.store.filters import Filters
    from vocmine.store.imports import Import
    from vocmine.store.projects import Project, ProjectSize
    from vocmine.store.queries import Counts
    from vocmine.store.runs import Run

logger = logging.getLogger(__name__)
TELL_EVERY = 200
GROUP = "group"
TableName = Literal["segments", "feedback", "themes", "pains", "notes"]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which run of a project is shown, and which of its feedback; days are ``YYYY-MM-DD``, both included."""

    journey: str = "lifecycle"
    run: str | None = None
    filters: tuple[tuple[str, str], ...] = ()
    from_day: str | None = None
    to_day: str | None = None


@dataclass(frozen=True, slots=True)
class Mined:
    """What a run holds of the feedback asked for.

    ``scores`` are feedbacks without words, ``reviews`` what people read in it, ``decided`` is what people decide of it now.
    """

    run: "Run"
    scored: tuple[Scored, ...]
    themes: Themes
    scores: tuple[Feedback, ...]
    reviews: tuple[Review, ...] = ()
    decided: "Decided | None" = None


@contextmanager
def open_workspace(db: str | None = None) -> "Iterator[Workspace]":
    """Open the database, for as long as the block lasts."""
    from vocmine.store.database import open_store

    settings = settings_for(db)
    store = open_store(settings.db_url)
    try:
        yield Workspace(settings, store)
    finally:
        store.close()


class Workspace:
    """What can be done with the projects of one database."""

    def __init__(self, settings: Settings, store: "Store") -> None:
        self.settings, self.store = settings, store

    def import_files(
        self, paths: Sequence[Path], project: str, options: "ReadOptions", *, limits: Limits, report: "Progress | None" = None
    ) -> "ImportSummary":
        """Read files into a project; see ``pipeline.import_files`` for what is raised."""
        from vocmine import pipeline

        policy = pipeline.RejectPolicy(limits.max_rejects, limits.strict, self.settings.rejects_path(project))
        sources = [_source(path, options, report) for path in paths]
        return pipeline.import_files(self.store, project, sources, redactor=redactor(), policy=policy)

    def mine(self, project: str, *, journey: str | Journey, report: "Progress | None" = None) -> "MineSummary":
        """Read what is new in a project, find its themes and publish a run; what people put right is heeded."""
        from vocmine import pipeline

        definition = journey if isinstance(journey, Journey) else open_journey(journey)
        taught = pipeline.taught(self.store, project, journey=definition, segmenter=segmenter())
        steps = mine_steps(self.settings, definition, taught=taught)
        return pipeline.mine(self.store, project, journey=definition, steps=steps, progress=report)

    def journey_map(self, project: str, asked: Asked, *, weights: Mapping[str, float] | None = None) -> JourneyMap:
        """Return the journey map of a run, the latest of the journey where none is named, without what has to be parsed for it.

        ``weights`` are of the criteria of its priorities, in the place of those that are known.
        """
        return self._built(project, self.mined(project, asked), asked, weights=weights)

    def told_map(self, project: str, asked: Asked) -> JourneyMap:
        """Return the journey map with what is done and wanted."""
        from vocmine.journey.activities import add_activities

        mined = self.mined(project, asked)
        return add_activities(self._built(project, mined, asked), mined.scored, phrase_reader(self.settings))

    def import_metrics(self, project: str, path: Path, journey: str) -> tuple[SuppliedMetric, ...]:
        """Read the user's own figures of a journey's stages into a project; of a known metric at a stage the newest holds."""
        from vocmine.readers.metrics import read_metrics
        from vocmine.store.projects import get_project
        from vocmine.store.supplied import put_metrics

        definition = open_journey(journey)
        metrics = read_metrics(path, definition)
        with self.store.write() as session:
            put_metrics(get_project(project, session=session), definition.id, metrics, session=session)
        return metrics

    def metrics(self, project: str) -> tuple[tuple[str, SuppliedMetric], ...]:
        """Return the user's own figures of a project, each after the id of its journey."""
        from vocmine.store.projects import get_project
        from vocmine.store.supplied import list_metrics

        with self.store.read() as session:
            return list_metrics(get_project(project, session=session), session=session)

    def remove_metric(self, project: str, metric: str, journey: str) -> int:
        """Take one of the user's own metrics away; returns from how many stages."""
        from vocmine.store.projects import get_project
        from vocmine.store.supplied import remove_metric

        with self.store.write() as session:
            return remove_metric(get_project(project, session=session), open_journey(journey).id, metric, session=session)

    def crosstab(self, project: str, column: str, of: Literal["stage", "theme", "emotion"], asked: Asked) -> Crosstab:
        """Return stages, themes or feelings by the values of a column."""
        from vocmine.journey import crosstab
        from vocmine.journey.shares import population

        check_column(column, employees=self.settings.employee_columns)
        mined = self.mined(project, asked)
        read = [one for one in mined.scored if one.reading.sentiment is not None]
        feedbacks = {one.segment.feedback.id: one.segment.feedback for one in read}.values()
        subjects = crosstab.subjects_of(of, mined.run.journey, read, mined.themes)
        return crosstab.crosstab(column, of, subjects, feedbacks, population(feedbacks))

    def export_table(self, project: str, table: TableName, out: Path, asked: Asked) -> int:
        """Write a table of a run, ``segments`` also as a coded project (``.qdpx``); returns its number of rows."""
        from vocmine.export import tables
        from vocmine.export.notes import note_table
        from vocmine.export.qda import write_project
        from vocmine.export.write import write_table

        if table == "pains":
            return write_table(tables.pain_table(self.journey_map(project, asked)), out)
        if table == "notes":
            return write_table(note_table(self.told_map(project, asked)), out)
        mined = self.mined(project, asked, scores=table == "segments")
        if table == "segments" and out.suffix.lower() == ".qdpx":
            return write_project(project, mined.run.journey, mined.scored, mined.themes, out)
        if table == "segments":
            return write_table(tables.segment_table(mined.scored, mined.themes), out)
        if table == "themes":
            return write_table(tables.theme_table(mined.themes, mined.scored), out)
        odds = frozenset(one.feedback_id for one in self.at_odds(project, asked).found)
        return write_table(tables.feedback_table(mined.scored, mined.themes, mined.run.journey, scores=mined.scores, at_odds=odds), out)

    def export_tickets(self, project: str, out: Path, asked: Asked, *, tracker: "Tracker" = "jira", known: Path | None = None) -> int:
        """Write the pain points of a run as tickets; returns how many.

        ``known`` is the tracker's own export, whose tickets of themes are updated.
        """
        from vocmine.export.tickets import write_tickets
        from vocmine.readers.tickets import read_known_tickets

        keys = read_known_tickets(known) if known else None
        return write_tickets(self.journey_map(project, asked), out, tracker=tracker, known=keys)

    def at_odds(self, project: str, asked: Asked) -> "Odds":
        """Return which feedback of a run has a score that contradicts its words, whatever the filters leave."""
        from vocmine.journey.odds import find_at_odds

        mined = self.mined(project, Asked(journey=asked.journey, run=asked.run))
        return find_at_odds(mined.scored, scores=mined.scores)

    def _built(self, project: str, mined: "Mined", asked: Asked, *, weights: Mapping[str, float] | None = None) -> JourneyMap:
        from vocmine.journey.decided import NOTHING, add_decisions
        from vocmine.journey.map import Heading, build_map
        from vocmine.journey.priorities import all_criteria
        from vocmine.journey.reviewed import add_reviews
        from vocmine.journey.supplied import add_supplied

        rank_weights = RankWeights(*self.settings.rank_weights)
        heading = Heading(
            project, mined.run.id, mined.run.created_at, mined.run.models, _shown(asked), rank_weights, self.settings.employee_columns
        )
        built = build_map(heading, mined.run.journey, mined.scored, mined.themes, scores=mined.scores)
        decided = mined.decided or NOTHING
        weighed = replace(decided, criteria=all_criteria(decided.criteria, weights or {}))
        built = add_decisions(built, mined.scored, mined.themes, weighed, comparer(self.settings))
        built = add_reviews(built, mined.scored, mined.reviews)
        return add_supplied(built, [one for journey, one in self.metrics(project) if journey == mined.run.journey.id])

    def mined(self, project: str, asked: Asked, *, scores: bool = False) -> "Mined":
        """Return what a run holds of the feedback asked for; with ``scores`` the probability of each label too."""
        from vocmine.store import queries, runs
        from vocmine.store.projects import get_project
        from vocmine.store.reviews import list_reviews

        filters = self._asked_filters(project, asked)
        with self.store.read() as session:
            owner = get_project(project, session=session)
            run = _run(owner, asked, session=session)
            return Mined(
                run,
                queries.load_scored(run, filters, scores=scores, session=session),
                runs.load_themes(run, session=session),
                queries.wordless(run, _feedback_only(filters), session=session),
                list_reviews(run, session=session),
                _decided(owner, run, session=session),
            )

    def reread(self, project: str, asked: Asked, like: "Run") -> "Mined":
        """Return the feedback of a run as a later run reads it: with its readings and its themes; what that has not read is left out."""
        from vocmine.store import queries, runs
        from vocmine.store.projects import get_project

        filters = self._asked_filters(project, asked)
        with self.store.read() as session:
            older = _run(get_project(project, session=session), asked, session=session)
            anew = replace(older, snapshot=replace(older.snapshot, scoring=like.snapshot.scoring))
            return Mined(anew, queries.load_scored(anew, filters, session=session), runs.load_themes(like, session=session), ())

    def imports(self, project: str) -> "tuple[Import, ...]":
        """Return the imports of a project, oldest first."""
        from vocmine.store.imports import list_imports
        from vocmine.store.projects import get_project

        with self.store.read() as session:
            return list_imports(get_project(project, session=session), session=session)

    def undo_import(self, project: str, number: int) -> int:
        """Take the rows of an import out again; returns how many feedbacks went."""
        from vocmine.store.imports import undo_import
        from vocmine.store.projects import get_project

        with self.store.write() as session:
            return undo_import(get_project(project, session=session), number, session=session)

    def groups(self, project: str) -> dict[str, tuple[tuple[str, str], ...]]:
        """Return the named groups of a project, each with its fields and values."""
        from vocmine.store.groups import list_groups
        from vocmine.store.projects import get_project

        with self.store.read() as session:
            return list_groups(get_project(project, session=session), session=session)

    def put_group(self, project: str, name: str, filters: Sequence[tuple[str, str]]) -> None:
        """Name a group of customers by fields and values."""
        from vocmine.store.groups import put_group
        from vocmine.store.projects import get_project

        with self.store.write() as session:
            put_group(get_project(project, session=session), name, filters, session=session)

    def remove_group(self, project: str, name: str) -> None:
        """Take the name of a group away."""
        from vocmine.store.groups import remove_group
        from vocmine.store.projects import get_project

        with self.store.write() as session:
            remove_group(get_project(project, session=session), name, session=session)

    def _asked_filters(self, project: str, asked: Asked) -> "Filters":
        """Return the filters asked for, groups by what they are told by."""
        if not any(field == GROUP for field, _ in asked.filters):
            return _filters(asked, employees=self.settings.employee_columns)
        groups = self.groups(project)
        told = (groups.get(value, ((field, value),)) if field == GROUP else ((field, value),) for field, value in asked.filters)
        pairs = tuple(pair for some in told for pair in some)
        return _filters(replace(asked, filters=pairs), employees=self.settings.employee_columns)

    def runs(self, project: str) -> "tuple[tuple[Run, Counts, int], ...]":
        """Return the runs of a project, oldest first, each with its size and its number of themes."""
        from vocmine.store import queries, runs
        from vocmine.store.projects import get_project

        with self.store.read() as session:
            listed = runs.list_runs(get_project(project, session=session), session=session)
            return tuple((run, queries.count(run, session=session), runs.count_themes(run, session=session)) for run in listed)

    def projects(self) -> "tuple[ProjectSize, ...]":
        """Return all projects with their sizes."""
        from vocmine.store.projects import list_projects

        with self.store.read() as session:
            return list_projects(session=session)

    def project(self, name: str) -> "ProjectSize":
        """Return one project with its size."""
        from vocmine.store.projects import get_project, project_size

        with self.store.read() as session:
            return project_size(get_project(name, session=session), session=session)

    def rename_project(self, name: str, new: str) -> None:
        """Give a project another name."""
        from vocmine.store.projects import rename_project

        with self.store.write() as session:
            rename_project(name, new, session=session)

    def delete_project(self, name: str) -> None:
        """Delete a project with all that it holds."""
        from vocmine.store.projects import delete_project

        with self.store.write() as session:
            delete_project(name, session=session)


def _source(path: Path, options: "ReadOptions", report: "Progress | None") -> "ImportSource":
    from vocmine.pipeline import ImportSource
    from vocmine.readers import open as reading

    plan = reading.inspect(path, options)
    columns = tuple((text.heading, "text") for text in plan.texts)
    roles = (*plan.roles, *((role, heading) for heading, role in columns))
    read = partial(reading.read, path, options, plan)
    if report:
        read = partial(_told, read, partial(report, f"reading {path.name}"), plan.rows)
    return ImportSource(path.name, artifacts.sha256(path), plan.to_json(), read, roles)


def _told(read: "Callable[[], Iterator[Row]]", tell: Callable[[int, int], None], n_rows: int) -> "Iterator[Row]":
    """Yield what is read, and tell now and then how much it was."""
    n_read = 0
    for n_read, row in enumerate(read(), start=1):
        if n_read % TELL_EVERY == 0:
            tell(n_read, n_rows)
        yield row
    tell(n_read, n_rows)


def _run(project: "Project", asked: Asked, *, session: "Session") -> "Run":
    from vocmine.store import runs

    if asked.run:
        return runs.get_run(project, asked.run, session=session)
    definition = open_journey(asked.journey)
    mined = [run for run in runs.list_runs(project, session=session) if run.journey == definition]
    if not mined:
        raise NotFound(f"run of the journey {definition.id!r} in project", project.name)
    return max(mined, key=lambda run: run.key)


def _decided(project: "Project", run: "Run", *, session: "Session") -> "Decided":
    from vocmine.journey.decided import Decided
    from vocmine.store import decisions

    home = decisions.find_home(project, run, session=session)
    return Decided(
        decisions.load_decisions(project, home, session=session),
        decisions.list_criteria(project, session=session),
        decisions.load_given(project, home, session=session),
    )


def _filters(asked: Asked, *, employees: bool) -> "Filters":
    from vocmine.store.filters import Filters

    since = _day(asked.from_day, "--from")
    until = _day(asked.to_day, "--to")
    named = {"stage", "theme", "sentiment"}
    own = {field: value for field, value in asked.filters if field in named}
    fields = tuple((field, value) for field, value in asked.filters if field not in named)
    for field, _ in fields:
        check_column(field, employees=employees)
    return Filters(
        own.get("stage"),
        own.get("theme"),
        own.get("sentiment"),
        since=since,
        until=until + timedelta(days=1) if until else None,
        fields=fields,
    )


def check_column(field: str, *, employees: bool) -> None:
    """Log that a column that names employees is looked at.

    Raises
    ------
    UsageError
        If it may not be.
    """
    if names_employees(field):
        if not employees:
            raise UsageError(f"Column {field!r} names employees; set employee_columns = true in vocmine.toml to look at it.")
        logger.info("Feedback is told apart by %r, which names employees.", field)


def _feedback_only(filters: "Filters") -> "Filters":
    """Return the filters that a score without words can pass."""
    return replace(filters, stage=None, theme=None, sentiment=None, text=None)


def _day(text: str | None, option: str) -> datetime | None:
    if text is None:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError as error:
        raise UsageError(f"{option} takes a day as YYYY-MM-DD, got {text!r}.") from error


def _shown(asked: Asked) -> tuple[tuple[str, str], ...]:
    days = (("from", asked.from_day), ("to", asked.to_day))
    return (*asked.filters, *((name, day) for name, day in days if day))
