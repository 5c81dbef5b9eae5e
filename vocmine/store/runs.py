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

from sqlalchemy import Select, func, insert, select
from sqlmodel import Session

from vocmine.errors import NotFound
from vocmine.store.convert import (
    changes_from_json,
    changes_to_json,
    naming_from_json,
    naming_to_json,
    roots_from_json,
    roots_to_json,
    theme_from_row,
    theme_to_row,
    to_json,
)
from vocmine.store.projects import Project, lock_project
from vocmine.store.scorings import Scoring, Snapshot, get_scoring, shown_in
from vocmine.store.tables import FEEDBACK, RUN, SEGMENT, THEME, THEME_SEGMENT
from vocmine.types import Journey, Naming, Theme, ThemeKind, Themes

ID_LENGTH = 12
BARE, NON_ANSWER, COPY = "bare", "non_answer", "copy"


@dataclass(frozen=True, slots=True)
class Heeded:
    """What people said that a run takes in: a digest of their own themes, and the newest correction of a theme (0 for none)."""

    own_themes: str = ""
    last_correction: int = 0


@dataclass(frozen=True, slots=True)
class Run:
    """A published mining of what a snapshot shows."""

    key: int
    id: str
    snapshot: Snapshot
    theme_finder: str
    created_at: datetime
    heeded: Heeded = Heeded()
    naming: Naming | None = None

    @property
    def journey(self) -> Journey:
        """The journey as it was defined when the run was made."""
        return self.snapshot.scoring.journey

    @property
    def models(self) -> tuple[str, ...]:
        """The names of all that had a part in it."""
        scoring = self.snapshot.scoring
        names = (f"{self.naming.model} at {self.naming.host} for names",) if self.naming and self.naming.taken else ()
        return (scoring.segmenter, scoring.encoder, scoring.reader, self.theme_finder, *names)


@dataclass(frozen=True, slots=True)
class RunDraft:
    """What is to be published; ``segment_keys`` maps the id of each segment of the themes to its key."""

    snapshot: Snapshot
    theme_finder: str
    themes: Themes
    segment_keys: Mapping[str, int]
    heeded: Heeded = Heeded()


def publish_run(project: Project, draft: RunDraft, *, session: Session) -> Run:
    """Publish a run, or return the one that another process published meanwhile."""
    lock_project(project.key, session=session)
    last = latest_run(project, scoring=draft.snapshot.scoring, session=session)
    same_names = last is not None and draft.themes.naming in (None, last.naming)
    if last is not None and same_names and still_holds(last, draft.snapshot, draft.theme_finder, draft.heeded):
        return last
    values = {
        "project_id": project.key,
        "public_id": _run_id(draft, last.id if last else "", session=session),
        "scoring_id": draft.snapshot.scoring.key,
        "theme_finder": draft.theme_finder,
        "revision": draft.snapshot.revision,
        "imports": to_json(draft.snapshot.imports),
        "changes": changes_to_json(draft.themes.changes),
        "roots": roots_to_json(draft.themes.roots),
        "naming": naming_to_json(draft.themes.naming),
        **asdict(draft.heeded),
        "created_at": datetime.now(UTC),
    }
    key = session.execute(insert(RUN).returning(RUN.c.id), values).scalar_one()
    _write_themes(key, draft, session=session)
    return _run(session.execute(select(RUN).where(RUN.c.id == key)).mappings().one(), session=session)


def still_holds(run: Run, snapshot: Snapshot, theme_finder: str, heeded: Heeded) -> bool:
    """Tell whether mining the snapshot again could find nothing else."""
    return (run.snapshot.revision, run.theme_finder, run.heeded) == (snapshot.revision, theme_finder, heeded)


def is_behind(project: Project, snapshot: Snapshot, *, session: Session) -> bool:
    """Tell whether a run of a later state was published already; nobody publishes one until the session ends."""
    lock_project(project.key, session=session)
    last = latest_run(project, scoring=snapshot.scoring, session=session)
    return last is not None and last.snapshot.revision > snapshot.revision


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
    members: dict[int | str | None, list[tuple[str, str | None]]] = {}
    for row in session.execute(_members().where(THEME_SEGMENT.c.run_id == run.key)):
        members.setdefault(row.theme_id or row.apart, []).append((f"{row.public_id}#{row.idx}", row.part))
    rows = session.execute(select(THEME).where(THEME.c.run_id == run.key).order_by(THEME.c.rank)).mappings()
    kept = session.execute(select(RUN.c.changes, RUN.c.roots).where(RUN.c.id == run.key)).one()
    apart = {home: tuple(segment for segment, _ in some) for home, some in members.items() if not isinstance(home, int)}
    return Themes(
        tuple(theme_from_row(dict(row), members=members.get(row["id"], ())) for row in rows),
        unassigned=apart.get(None, ()),
        bare=tuple(apart[home] for home in sorted(filter(_is_bare, apart), key=_place)),
        non_answers=apart.get(NON_ANSWER, ()),
        copies=apart.get(COPY, ()),
        changes=changes_from_json(kept.changes),
        roots=roots_from_json(kept.roots),
        naming=run.naming,
    )


def last_version(project: Project, theme_id: str, *, session: Session) -> Theme | None:
    """Return a theme as the newest run that holds it published it; None where none does."""
    found = select(THEME).join(RUN, THEME.c.run_id == RUN.c.id)
    found = found.where(RUN.c.project_id == project.key, THEME.c.public_id == theme_id).order_by(RUN.c.id.desc()).limit(1)
    row = session.execute(found).mappings().first()
    if row is None:
        return None
    members = session.execute(_members().where(THEME_SEGMENT.c.theme_id == row["id"]))
    return theme_from_row(dict(row), members=[(f"{one.public_id}#{one.idx}", one.part) for one in members])


def count_themes(run: Run, *, session: Session) -> int:
    """Return how many themes a run has."""
    return int(session.execute(select(func.count()).where(THEME.c.run_id == run.key)).scalar_one())


def known_kinds(project: Project, *, session: Session) -> dict[str, ThemeKind]:
    """Return the kind of each theme that a run of the project ever held, by its id."""
    found = select(THEME.c.public_id, THEME.c.kind).join(RUN, THEME.c.run_id == RUN.c.id).where(RUN.c.project_id == project.key)
    return {row.public_id: row.kind for row in session.execute(found.distinct())}


def _is_bare(home: int | str | None) -> bool:
    return isinstance(home, str) and home.startswith(BARE)


def _place(bare: int | str | None) -> int:
    return int(str(bare).removeprefix(BARE))


def _members() -> Select[Any]:
    joined = THEME_SEGMENT.join(SEGMENT).join(FEEDBACK)
    columns = (THEME_SEGMENT.c.theme_id, THEME_SEGMENT.c.part, THEME_SEGMENT.c.apart, FEEDBACK.c.public_id, SEGMENT.c.idx)
    return select(*columns).select_from(joined).order_by(THEME_SEGMENT.c.theme_id, THEME_SEGMENT.c.rank)


def _write_themes(run_key: int, draft: RunDraft, *, session: Session) -> None:
    themes = draft.themes.themes
    rows = [theme_to_row(theme) | {"run_id": run_key, "rank": rank} for rank, theme in enumerate(themes)]
    keys: Iterable[int] = ()
    if rows:
        keys = session.execute(insert(THEME).returning(THEME.c.id, sort_by_parameter_order=True), rows).scalars().all()
    groups: list[tuple[int | None, str | None, tuple[str, ...]]] = [
        *((key, None, theme.segment_ids) for key, theme in zip(keys, themes, strict=True)),
        (None, None, draft.themes.unassigned),
        *((None, f"{BARE} {place}", group) for place, group in enumerate(draft.themes.bare)),
        (None, NON_ANSWER, draft.themes.non_answers),
        (None, COPY, draft.themes.copies),
    ]
    keys_of = draft.segment_keys
    part_of = {segment: part.id for theme in themes for part in theme.parts for segment in part.segment_ids}
    members = [
        {"run_id": run_key, "theme_id": key, "segment_id": keys_of[one], "rank": rank, "part": part_of.get(one), "apart": apart}
        for key, apart, segment_ids in groups
        for rank, one in enumerate(segment_ids)
    ]
    if members:
        session.execute(insert(THEME_SEGMENT), members)


def _run_id(draft: RunDraft, last: str, *, session: Session) -> str:
    shown = select(FEEDBACK.c.public_id, FEEDBACK.c.digest).where(shown_in(draft.snapshot))
    content = sorted(tuple(row) for row in session.execute(shown))
    parts = (last, draft.snapshot.scoring.digest, draft.theme_finder, content, asdict(draft.themes))
    return hashlib.sha256(to_json(parts).encode()).hexdigest()[:ID_LENGTH]


def _run(row: Mapping[Any, Any], *, session: Session) -> Run:
    scoring = get_scoring(row["scoring_id"], session=session)
    return Run(
        key=row["id"],
        id=row["public_id"],
        snapshot=Snapshot(row["project_id"], row["revision"], tuple(json.loads(row["imports"])), scoring),
        theme_finder=row["theme_finder"],
        created_at=row["created_at"],
        heeded=Heeded(row["own_themes"], row["last_correction"]),
        naming=naming_from_json(row["naming"]),
    )
