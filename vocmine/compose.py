"""Settings to steps, and the plain functions that command line, explorer and scripts call.

Guarantees: this module alone decides which step is built from which part; each heavy part is loaded when it is first needed.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from vocmine import artifacts
from vocmine.errors import NotFound, UsageError
from vocmine.settings import Settings
from vocmine.types import Journey, JourneyMap

if TYPE_CHECKING:
    from sqlmodel import Session

    from vocmine.encode.onnx import OnnxEncoder
    from vocmine.engine.local import ScoreSummary
    from vocmine.engine.scorer import Steps as ScoreSteps
    from vocmine.pipeline import ImportSource, ImportSummary, MineSummary, Progress
    from vocmine.pipeline import Steps as MineSteps
    from vocmine.protocols import Redactor
    from vocmine.readers.plan import ImportPlan, ReadOptions
    from vocmine.score.reader import SegmentReader
    from vocmine.store.database import Store
    from vocmine.store.filters import Filters
    from vocmine.store.imports import Import
    from vocmine.store.projects import Project, ProjectSize
    from vocmine.store.runs import Run

Table = Literal["segments", "feedback", "themes", "pains"]


@dataclass(frozen=True, slots=True)
class Limits:
    """How many bad rows are borne: a share of a file's rows, or none at all if ``strict``."""

    max_rejects: float = 0.05
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """Which run of a project is shown, and which of its feedback; days are ``YYYY-MM-DD``, both included."""

    journey: str = "lifecycle"
    run: str | None = None
    filters: tuple[tuple[str, str], ...] = ()
    from_day: str | None = None
    to_day: str | None = None


def settings_for(db: str | None) -> Settings:
    """Return the settings, with another database where one is named."""
    return Settings(db=db) if db else Settings()


def read_options(**asked: Any) -> "ReadOptions":
    """Return what was said about a file's columns, with this machine's key for customers."""
    from vocmine.privacy.secret import load_secret
    from vocmine.readers.plan import ReadOptions

    return ReadOptions(**asked, secret=load_secret(Settings().secret_path))


def open_journey(reference: str) -> Journey:
    """Return a built-in journey by id, or the user's own by path."""
    from vocmine.journey import definitions

    return definitions.load(reference)


def built_in_journeys() -> tuple[Journey, ...]:
    """Return the journeys that ship with vocmine, the default first."""
    from vocmine.journey import definitions

    return tuple(definitions.load(name) for name in definitions.builtin_ids())


def journey_text(reference: str) -> str:
    """Return a journey definition as YAML."""
    from vocmine.journey import definitions

    return definitions.show(definitions.load(reference))


def start_journey(path: Path) -> None:
    """Write a commented definition to start from.

    Raises
    ------
    UsageError
        If the file exists.
    """
    from vocmine.journey import definitions

    if path.exists():
        raise UsageError(f"{path} exists; name a file that does not.")
    path.write_text(definitions.init(), encoding="utf-8")


def inspect(paths: Sequence[Path], options: "ReadOptions") -> "tuple[ImportPlan, ...]":
    """Return what is detected in files; nothing is stored."""
    from vocmine.readers import open as reading

    return tuple(reading.inspect(path, options) for path in paths)


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
        sources = [_source(path, options) for path in paths]
        return pipeline.import_files(self.store, project, sources, redactor=_redactor(), policy=policy)

    def mine(self, project: str, *, journey: str, report: "Progress | None" = None) -> "MineSummary":
        """Read what is new in a project, find its themes and publish a run."""
        from vocmine import pipeline

        definition = open_journey(journey)
        return pipeline.mine(self.store, project, journey=definition, steps=_mine_steps(self.settings, definition), progress=report)

    def journey_map(self, project: str, asked: Asked) -> JourneyMap:
        """Return the journey map of a run, the latest of the journey where none is named."""
        from vocmine.journey.map import Heading, build_map
        from vocmine.store import queries, runs
        from vocmine.store.projects import get_project

        filters = _filters(asked)
        with self.store.read() as session:
            found = get_project(project, session=session)
            run = _run(found, asked, session=session)
            scored = queries.load_scored(run, filters, session=session)
            scores = tuple(feedback for feedback in queries.feedbacks(run, _feedback_only(filters), session=session) if not feedback.text)
            themes = runs.load_themes(run, session=session)
        heading = Heading(project, run.id, run.created_at, run.models, _shown(asked))
        return build_map(heading, run.journey, scored, themes, scores=scores)

    def export_table(self, project: str, table: Table, out: Path, asked: Asked) -> int:
        """Write a table of a run; returns its number of rows."""
        from vocmine.export import tables
        from vocmine.store import queries, runs
        from vocmine.store.projects import get_project

        filters = _filters(asked)
        with self.store.read() as session:
            found = get_project(project, session=session)
            run = _run(found, asked, session=session)
            scored = queries.load_scored(run, filters, session=session)
            feedbacks = tuple(queries.feedbacks(run, filters, session=session))
            themes = runs.load_themes(run, session=session)
        journey_map = self.journey_map(project, asked) if table == "pains" else None
        return tables.write_table(table, out, scored=scored, feedbacks=feedbacks, themes=themes, journey_map=journey_map)

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


def write_map(journey_map: JourneyMap, out: Path) -> None:
    """Write a journey map; the ending chooses the format.

    Raises
    ------
    UsageError
        If there is no format of that ending.
    """
    from vocmine.export.csv import to_csv
    from vocmine.export.files import write_whole
    from vocmine.export.html import to_html
    from vocmine.export.json import to_json

    formats = {".json": to_json, ".html": to_html, ".csv": to_csv}
    if out.suffix.lower() not in formats:
        raise UsageError(f"A journey map is written as {', '.join(formats)}; {out} ends in {out.suffix or 'nothing'}.")
    write_whole(out, formats[out.suffix.lower()](journey_map))


def _models(settings: Settings, name: str) -> "artifacts.ModelFolder":
    folder = settings.models or artifacts.shipped("models")
    return artifacts.open_model(folder / name)


def _redactor() -> "Redactor":
    from vocmine.privacy.redaction import PatternRedactor

    return PatternRedactor()


def _reading(settings: Settings, journey: Journey) -> "tuple[OnnxEncoder, SegmentReader]":
    """Return the shipped encoder with its span head, and the reader of a journey on top of it."""
    from vocmine.encode.onnx import OnnxEncoder
    from vocmine.score.reader import open_reader
    from vocmine.score.spans import SpanHead

    readings = _models(settings, "readings")
    head = SpanHead.load(readings)
    encoder = OnnxEncoder(_models(settings, "encoder"), span_head=(head.weights, head.bias))
    return encoder, open_reader(readings, journey, embed=lambda texts: encoder.encode(texts).vectors)


def _mine_steps(settings: Settings, journey: Journey) -> "MineSteps":
    from vocmine.encode.sentence import SentenceEncoder
    from vocmine.pipeline import Steps
    from vocmine.score.reader import OwnPassReader
    from vocmine.segment.segmenter import ClauseSegmenter
    from vocmine.themes.finder import BertopicFinder

    encoder, reader = _reading(settings, journey)
    if settings.encoder:
        return Steps(ClauseSegmenter(), SentenceEncoder(settings.encoder), OwnPassReader(reader, encoder), BertopicFinder())
    return Steps(ClauseSegmenter(), encoder, reader, BertopicFinder())


def _source(path: Path, options: "ReadOptions") -> "ImportSource":
    from vocmine.pipeline import ImportSource
    from vocmine.readers import open as reading

    plan = reading.inspect(path, options)
    columns = tuple((text.heading, "text") for text in plan.texts)
    roles = (*plan.roles, *((role, heading) for heading, role in columns))
    return ImportSource(path.name, artifacts.sha256(path), plan.to_json(), partial(reading.read, path, options, plan), roles)


def _run(project: "Project", asked: Asked, *, session: "Session") -> "Run":
    from vocmine.store import runs

    if asked.run:
        return runs.get_run(project, asked.run, session=session)
    definition = open_journey(asked.journey)
    mined = [run for run in runs.list_runs(project, session=session) if run.journey == definition]
    if not mined:
        raise NotFound(f"run of the journey {definition.id!r} in project", project.name)
    return max(mined, key=lambda run: run.key)


def _filters(asked: Asked) -> "Filters":
    from vocmine.store.filters import Filters

    since = _day(asked.from_day, "--from")
    until = _day(asked.to_day, "--to")
    named = {"stage", "theme", "sentiment"}
    own = {field: value for field, value in asked.filters if field in named}
    fields = tuple((field, value) for field, value in asked.filters if field not in named)
    return Filters(**own, since=since, until=until + timedelta(days=1) if until else None, fields=fields)


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
