"""The order of the steps over the store: ``import_files`` takes feedback in, ``mine`` reads it and publishes a run.

Both go forward in chunks, each committed with its ledger or its marks; killed at any moment and called
again, they end in the state that an undisturbed call ends in. Called again on the same input they change nothing.
What a call imports becomes visible together, at its end, or not at all.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from itertools import islice
from pathlib import Path

from vocmine.errors import InputError, TooManyRejects
from vocmine.protocols import Encoder, Namer, Reader, Redactor, Segmenter, ThemeFinder
from vocmine.store.corrections import list_corrections, taught_stages
from vocmine.store.database import Store
from vocmine.store.edits import heeded, known_themes
from vocmine.store.imports import Import, Ledger, add_chunk, begin_import, discard_import, finish_import, rejects_of, total
from vocmine.store.projects import Project, ensure_project, get_project
from vocmine.store.queries import count, load_snapshot
from vocmine.store.runs import Run, RunDraft, is_behind, latest_run, load_themes, publish_run, still_holds
from vocmine.store.scorings import (
    ScoredChunk,
    Scoring,
    Snapshot,
    add_scored,
    ensure_scoring,
    find_feedback,
    load_feedback,
    take_snapshot,
    unscored,
)
from vocmine.types import NO_STAGE, Feedback, Journey, Record, Rejected, Segment, Skipped, Taught

IMPORT_CHUNK = 1000
MINE_CHUNK = 256
REJECTS_SHOWN = 100

Row = Record | Rejected | Skipped
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class ImportSource:
    """A file to import: ``read`` yields its rows from the first on, the same ones each time that it is called.

    ``plan`` is the reader's plan as JSON; ``columns`` says which heading plays which role.
    """

    name: str
    sha256: str
    plan: str
    read: Callable[[], Iterator[Row]]
    columns: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class RejectPolicy:
    """How many bad rows are borne: ``max_share`` of a file's rows, in [0, 1]; none at all if ``strict``.

    ``report``: where the rejected rows are written, one JSON object a line; nothing is written where there are none.
    """

    max_share: float = 0.05
    strict: bool = False
    report: Path | None = None


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """What became of the rows of all files together; ``skipped`` counts by reason, ``columns`` maps role to heading.

    ``rejects`` holds the first hundred of the rejected rows, ``report`` names the file that holds all.
    """

    project: str
    read: int
    stored: int
    updated: int
    duplicate: int
    skipped: Mapping[str, int]
    rejected: int
    columns: Mapping[str, str]
    rejects: tuple[Rejected, ...]
    report: str | None


@dataclass(frozen=True, slots=True)
class Steps:
    """The steps of mining; without ``namer`` no language model is asked for names."""

    segmenter: Segmenter
    encoder: Encoder
    reader: Reader
    theme_finder: ThemeFinder
    namer: Namer | None = None


@dataclass(frozen=True, slots=True)
class MineSummary:
    """What a run holds; ``new`` tells whether it was published now."""

    project: str
    run: str
    segments: int
    themes: int
    unassigned: int
    new: bool


def import_files(
    store: Store, project_name: str, sources: Iterable[ImportSource], *, redactor: Redactor, policy: RejectPolicy | None = None
) -> ImportSummary:
    """Read, redact and store files; all of them become visible together.

    Raises
    ------
    TooManyRejects
        If a file holds more bad rows than the policy bears; nothing of any file was published.
    InputError
        If a file cannot be read on; nothing of any file was published.
    """
    borne = policy or RejectPolicy()
    with store.write() as session:
        project = ensure_project(project_name, session=session)
    columns: dict[str, str] = {}
    begun: list[Import] = []
    try:
        for source in sources:
            columns.update(source.columns)
            with store.write() as session:
                begun.append(begin_import(project, name=source.name, sha256=source.sha256, plan=source.plan, session=session))
            ledger = _take_in(store, begun[-1], source, redactor)
            _check_rejects(store, begun[-1], ledger, borne)
    except (InputError, TooManyRejects):
        _discard(store, begun)
        raise
    return _finish(store, project, begun, columns, borne)


def mine(store: Store, project_name: str, *, journey: Journey, steps: Steps, progress: Progress | None = None) -> MineSummary:
    """Read what the project holds and was not read yet, find its themes, and publish a run.

    If nothing changed since the last run of the same models and journey, that run is returned and nothing is written. A language model
    that could not be asked for names is asked again.

    Parameters
    ----------
    progress
        Called with the name of the step, how much of it is done, and how much there is.

    Raises
    ------
    NotFound
        If there is no such project.
    """
    tell = progress or _silent
    with store.write() as session:
        project = get_project(project_name, session=session)
        names = {"segmenter": steps.segmenter.name, "encoder": steps.encoder.name, "reader": steps.reader.name}
        scoring = ensure_scoring(journey, **names, session=session)
    while True:
        snapshot = _score(store, project, scoring, steps, tell)
        with store.read() as session:
            last = latest_run(project, scoring=scoring, session=session)
            now_heeded = heeded(project, session=session)
        if last is not None and still_holds(last, snapshot, steps.theme_finder.name, now_heeded) and _is_named(last, steps.namer):
            return _summary(store, project, last, new=False)
        if run := _find_themes(store, project, snapshot, steps, tell):
            return _summary(store, project, run, new=last is None or run.id != last.id)


def taught(store: Store, project_name: str, *, journey: Journey, segmenter: Segmenter) -> tuple[Taught, ...]:
    """Return what people put right in a project and is a stage of the journey, as examples for its reader.

    Raises
    ------
    NotFound
        If there is no such project.
    """
    known = {NO_STAGE, *(stage.id for stage in journey.stages)}
    with store.read() as session:
        project = get_project(project_name, session=session)
        stages = {place: stage for place, stage in taught_stages(list_corrections(project, session=session)).items() if stage in known}
        feedbacks = find_feedback(project, sorted({feedback_id for feedback_id, _ in stages}), session=session)
    segments: dict[str, list[Segment]] = {}
    for segment in segmenter.segment(feedbacks):
        segments.setdefault(segment.feedback.id, []).append(segment)
    corrected = {id_: tuple((n, stages[id_, n]) for n in range(len(some)) if (id_, n) in stages) for id_, some in segments.items()}
    return tuple(Taught(tuple(segments[id_]), pairs) for id_, pairs in corrected.items() if pairs)


def _take_in(store: Store, imported: Import, source: ImportSource, redactor: Redactor) -> Ledger:
    ledger = imported.ledger
    rows = islice(source.read(), ledger.read, None)
    start = ledger.read
    while chunk := tuple(_redacted(row, redactor) for row in islice(rows, IMPORT_CHUNK)):
        with store.write() as session:
            ledger = add_chunk(imported.key, chunk, start=start, session=session)
        start += len(chunk)
    return ledger


def _redacted(row: Row, redactor: Redactor) -> Row:
    if not isinstance(row, Record):
        return row
    return Record(row.file, row.row, tuple(redactor.redact(feedback) for feedback in row.feedbacks))


def _check_rejects(store: Store, imported: Import, ledger: Ledger, policy: RejectPolicy) -> None:
    allowed = 0.0 if policy.strict else policy.max_share
    if ledger.rejected <= allowed * ledger.read:
        return
    with store.read() as session:
        _write_report(rejects_of(imported.key, session=session), policy.report)
    place = str(policy.report) if policy.report else f"the report of import {imported.number}"
    raise TooManyRejects(ledger.rejected, ledger.read, allowed, place)


def _discard(store: Store, begun: Sequence[Import]) -> None:
    for imported in begun:
        with store.write() as session:
            discard_import(imported.key, session=session)


def _finish(store: Store, project: Project, begun: Sequence[Import], columns: Mapping[str, str], policy: RejectPolicy) -> ImportSummary:
    with store.write() as session:
        rejects = tuple(rejected for imported in begun for rejected in rejects_of(imported.key, session=session))
        _write_report(rejects, policy.report)
        ledger = total(finish_import(imported.key, session=session) for imported in begun)
    return ImportSummary(
        project=project.name,
        read=ledger.read,
        stored=ledger.stored,
        updated=ledger.updated,
        duplicate=ledger.duplicate,
        skipped=dict(ledger.skipped),
        rejected=ledger.rejected,
        columns=columns,
        rejects=rejects[:REJECTS_SHOWN],
        report=str(policy.report) if policy.report and rejects else None,
    )


def _write_report(rejects: Sequence[Rejected], path: Path | None) -> None:
    if path is None or not rejects:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    part.write_text("".join(json.dumps(asdict(rejected), ensure_ascii=False) + "\n" for rejected in rejects), encoding="utf-8")
    part.replace(path)


def _score(store: Store, project: Project, scoring: Scoring, steps: Steps, tell: Progress) -> Snapshot:
    """Read what was not read yet, what is imported meanwhile too, and return a snapshot of which all is read."""
    while True:
        with store.read() as session:
            chunks = unscored(project, scoring, size=MINE_CHUNK, session=session)
            snapshot = take_snapshot(project, scoring, session=session)
        if not chunks:
            return snapshot
        n_done, n_all = 0, sum(len(keys) for keys in chunks)
        for keys in chunks:
            _score_chunk(store, project, scoring, keys, steps)
            n_done += len(keys)
            tell("reading", n_done, n_all)


def _score_chunk(store: Store, project: Project, scoring: Scoring, keys: Sequence[int], steps: Steps) -> None:
    with store.read() as session:
        known = load_feedback(keys, session=session)
    chunk = _read_chunk(known, steps)
    with store.write() as session:
        add_scored(project, scoring, chunk, session=session)


def _read_chunk(known: Mapping[int, Feedback], steps: Steps) -> ScoredChunk:
    segments = tuple(steps.segmenter.segment(known.values()))
    keys = {feedback.id: key for key, feedback in known.items()}
    if not segments:
        return ScoredChunk(keys, (), None, ())
    encoded = steps.encoder.encode(segments)
    return ScoredChunk(keys, segments, encoded.vectors, steps.reader.read(segments, encoded))


def _is_named(run: Run, namer: Namer | None) -> bool:
    """Tell whether the namer was asked all that it can be asked of a run's themes."""
    return namer is None or (run.naming is not None and run.naming.model == namer.model and not run.naming.failure)


def _find_themes(store: Store, project: Project, snapshot: Snapshot, steps: Steps, tell: Progress) -> Run | None:
    """Publish a run of the snapshot; None where themes or feedback were changed meanwhile, so that it would bring back what is gone."""
    tell("themes", 0, 1)
    with store.read() as session:
        material = load_snapshot(snapshot, session=session)
        known = known_themes(project, latest_run(project, session=session), session=session)
        now_heeded = heeded(project, session=session)
    themes = steps.theme_finder.find(material.scored, material.vectors, known)
    if steps.namer is not None:
        themes = steps.namer.propose(themes, material.scored, known, partial(tell, "names"))
    draft = RunDraft(snapshot, steps.theme_finder.name, themes, material.keys, now_heeded)
    with store.write() as session:
        if is_behind(project, snapshot, session=session) or heeded(project, session=session) != now_heeded:
            return None
        run = publish_run(project, draft, session=session)
    tell("themes", 1, 1)
    return run


def _summary(store: Store, project: Project, run: Run, *, new: bool) -> MineSummary:
    with store.read() as session:
        themes = load_themes(run, session=session)
        n_segments = count(run, session=session).segments
    return MineSummary(project.name, run.id, n_segments, len(themes.themes), len(themes.unassigned), new)


def _silent(_step: str, _done: int, _all: int) -> None:
    """Tell nobody."""
