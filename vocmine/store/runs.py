"""Runs: what mining found, published whole in one transaction and never changed.

A run's id is made of its content and of the run before it, so that mining that was disturbed and
mining that was not publish under the same id.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Select, insert, select
from sqlmodel import Session

from vocmine.errors import NotFound
from vocmine.store.convert import theme_from_row, theme_to_row, to_json
from vocmine.store.projects import Project, lock_project
from vocmine.store.scorings import Scoring, get_scoring
from vocmine.store.tables import FEEDBACK, RUN, SEGMENT, THEME, THEME_SEGMENT
from vocmine.types import Journey, Theme, Themes

ID_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Run:
    """A published mining; ``imports`` are the numbers of those that it covers."""

    key: int
    id: str
    project_key: int
    scoring: Scoring
    theme_finder: str
    revision: int
    imports: tuple[int, ...]
    created_at: datetime

    @property
    def journey(self) -> Journey:
        """The journey as it was defined when the run was made."""
        return self.scoring.journey

    @property
    def models(self) -> tuple[str, ...]:
        """The names of all that had a part in it."""
        return (self.scoring.segmenter, self.scoring.encoder, self.scoring.reader, self.theme_finder)


@dataclass(frozen=True, slots=True)
class RunDraft:
    """What is to be published; ``segment_keys`` maps the id of each segment of the themes to its key.

    ``revision`` and ``imports`` say what of the project the themes were found in.
    """

    scoring: Scoring
    theme_finder: str
    revision: int
    imports: tuple[int, ...]
    themes: Themes
    segment_keys: Mapping[str, int]


def publish_run(project: Project, draft: RunDraft, *, session: Session) -> Run:
    """Publish a run, or return the one that another process published meanwhile."""
    lock_project(project.key, session=session)
    last = latest_run(project, scoring=draft.scoring, session=session)
    if last is not None and (last.revision, last.theme_finder) == (draft.revision, draft.theme_finder):
        return last
    values = {
        "project_id": project.key,
        "public_id": _run_id(project, draft, last.id if last else "", session=session),
        "scoring_id": draft.scoring.key,
        "theme_finder": draft.theme_finder,
        "revision": draft.revision,
        "imports": to_json(draft.imports),
        "created_at": datetime.now(UTC),
    }
    key = session.execute(insert(RUN).returning(RUN.c.id), values).scalar_one()
    _write_themes(key, draft, session=session)
    return _run(session.execute(select(RUN).where(RUN.c.id == key)).mappings().one(), session=session)


def latest_run(project: Project, *, scoring: Scoring | None = None, session: Session) -> Run | None:
    """Return the newest run of a project, of one scoring where that is given; None before the first."""
    wanted = select(RUN).where(RUN.c.project_id == project.key)
    if scoring is not None:
        wanted = wanted.where(RUN.c.scoring_id == scoring.key)
    row = session.execute(wanted.order_by(RUN.c.id.desc()).limit(1)).mappings().first()
    return None if row is None else _run(row, session=session)


def get_run(project: Project, run_id: str | None = None, *, session: Session) -> Run:
    """Return a run by its id, or the newest where no id is given.

    Raises
    ------
    NotFound
        If there is no such run, or the project was never mined.
    """
    if run_id is None:
        newest = latest_run(project, session=session)
        if newest is None:
            raise NotFound("run of the project", project.name)
        return newest
    wanted = select(RUN).where(RUN.c.project_id == project.key, RUN.c.public_id == run_id)
    row = session.execute(wanted).mappings().first()
    if row is None:
        raise NotFound("run", run_id, tuple(run.id for run in list_runs(project, session=session)))
    return _run(row, session=session)


def list_runs(project: Project, *, session: Session) -> tuple[Run, ...]:
    """Return the runs of a project, oldest first."""
    rows = session.execute(select(RUN).where(RUN.c.project_id == project.key).order_by(RUN.c.id)).mappings().all()
    return tuple(_run(row, session=session) for row in rows)


def load_themes(run: Run, *, session: Session) -> Themes:
    """Return the themes of a run as they were published."""
    members: dict[int | None, list[str]] = {None: []}
    for row in session.execute(_members(run)):
        members.setdefault(row.theme_id, []).append(f"{row.public_id}#{row.idx}")
    rows = session.execute(select(THEME).where(THEME.c.run_id == run.key).order_by(THEME.c.rank)).mappings()
    themes = tuple(theme_from_row(dict(row), segment_ids=tuple(members.get(row["id"], ()))) for row in rows)
    return Themes(themes, tuple(members[None]))


def _members(run: Run) -> Select[Any]:
    joined = THEME_SEGMENT.join(SEGMENT).join(FEEDBACK)
    wanted = select(THEME_SEGMENT.c.theme_id, FEEDBACK.c.public_id, SEGMENT.c.idx).select_from(joined)
    return wanted.where(THEME_SEGMENT.c.run_id == run.key).order_by(THEME_SEGMENT.c.theme_id, THEME_SEGMENT.c.rank)


def _write_themes(run_key: int, draft: RunDraft, *, session: Session) -> None:
    themes = draft.themes.themes
    rows = [theme_to_row(theme) | {"run_id": run_key, "rank": rank} for rank, theme in enumerate(themes)]
    keys: Iterable[int] = ()
    if rows:
        keys = session.execute(insert(THEME).returning(THEME.c.id, sort_by_parameter_order=True), rows).scalars().all()
    groups: list[tuple[int | None, tuple[str, ...]]] = [(key, theme.segment_ids) for key, theme in zip(keys, themes, strict=True)]
    groups.append((None, draft.themes.unassigned))
    members = [
        {"run_id": run_key, "theme_id": key, "segment_id": draft.segment_keys[segment_id], "rank": rank}
        for key, segment_ids in groups
        for rank, segment_id in enumerate(segment_ids)
    ]
    if members:
        session.execute(insert(THEME_SEGMENT), members)


def _run_id(project: Project, draft: RunDraft, last: str, *, session: Session) -> str:
    shown = (FEEDBACK.c.project_id == project.key) & (FEEDBACK.c.since <= draft.revision)
    shown &= FEEDBACK.c.until.is_(None) | (FEEDBACK.c.until > draft.revision)
    content = sorted(tuple(row) for row in session.execute(select(FEEDBACK.c.public_id, FEEDBACK.c.digest).where(shown)))
    parts = (last, draft.scoring.digest, draft.theme_finder, content, _theme_content(draft.themes.themes), draft.themes.unassigned)
    return hashlib.sha256(to_json(parts).encode()).hexdigest()[:ID_LENGTH]


def _theme_content(themes: Iterable[Theme]) -> list[dict[str, Any]]:
    return [asdict(theme) for theme in themes]


def _run(row: Mapping[Any, Any], *, session: Session) -> Run:
    return Run(
        key=row["id"],
        id=row["public_id"],
        project_key=row["project_id"],
        scoring=get_scoring(row["scoring_id"], session=session),
        theme_finder=row["theme_finder"],
        revision=row["revision"],
        imports=tuple(json.loads(row["imports"])),
        created_at=row["created_at"],
    )
