"""Projects: named bodies of feedback, each mined as a whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlmodel import Session

from vocmine.errors import NotFound, UsageError
from vocmine.store.tables import FEEDBACK, IMPORT, PROJECT, RUN, SEGMENT

LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Project:
    """A project; ``revision`` grows with each change of what it shows."""

    key: int
    name: str
    revision: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ProjectSize:
    """What a project holds at present, and its newest run (None before the first)."""

    name: str
    created_at: datetime
    feedbacks: int
    segments: int
    imports: int
    runs: int
    run: str | None
    mined_at: datetime | None


def ensure_project(name: str, *, session: Session) -> Project:
    """Return the project of this name, making it if there is none.

    Raises
    ------
    UsageError
        If the name is empty, longer than 200 characters, or holds control characters.
    """
    _check_name(name)
    row = session.execute(select(PROJECT).where(PROJECT.c.name == name)).mappings().first()
    if row is None:
        session.execute(insert(PROJECT).values(name=name, revision=0, created_at=datetime.now(UTC)))
    return get_project(name, session=session)


def get_project(name: str, *, session: Session) -> Project:
    """Return the project of this name.

    Raises
    ------
    NotFound
        If there is none.
    """
    row = session.execute(select(PROJECT).where(PROJECT.c.name == name)).mappings().first()
    if row is None:
        raise NotFound("project", name, session.execute(select(PROJECT.c.name).order_by(PROJECT.c.name)).scalars().all())
    return _project(row)


def list_projects(*, session: Session) -> tuple[ProjectSize, ...]:
    """Return all projects with their sizes, by name."""
    rows = session.execute(select(PROJECT)).mappings().all()
    return tuple(project_size(_project(row), session=session) for row in sorted(rows, key=lambda row: str(row["name"])))


def project_size(project: Project, *, session: Session) -> ProjectSize:
    """Count what a project holds at present; segments are those of the newest run's way of cutting."""
    visible = (FEEDBACK.c.project_id == project.key) & FEEDBACK.c.since.is_not(None) & FEEDBACK.c.until.is_(None)
    feedbacks = session.execute(select(func.count()).select_from(FEEDBACK).where(visible)).scalar_one()
    cut = select(func.max(SEGMENT.c.segmentation_id)).join(FEEDBACK).where(visible).scalar_subquery()
    segments = session.execute(select(func.count()).select_from(SEGMENT.join(FEEDBACK)).where(visible, SEGMENT.c.segmentation_id == cut))
    imports = session.execute(select(func.count()).select_from(IMPORT).where(IMPORT.c.project_id == project.key, IMPORT.c.status == "done"))
    runs = session.execute(select(RUN.c.public_id, RUN.c.created_at).where(RUN.c.project_id == project.key).order_by(RUN.c.id)).all()
    return ProjectSize(
        name=project.name,
        created_at=project.created_at,
        feedbacks=feedbacks,
        segments=segments.scalar_one(),
        imports=imports.scalar_one(),
        runs=len(runs),
        run=runs[-1].public_id if runs else None,
        mined_at=runs[-1].created_at if runs else None,
    )


def rename_project(name: str, new: str, *, session: Session) -> Project:
    """Give a project another name.

    Raises
    ------
    NotFound
        If there is no such project.
    UsageError
        If the new name is taken or not allowed.
    """
    project = get_project(name, session=session)
    _check_name(new)
    if session.execute(select(PROJECT.c.id).where(PROJECT.c.name == new, PROJECT.c.id != project.key)).first():
        raise UsageError(f"There is a project {new!r} already; choose another name.")
    session.execute(update(PROJECT).where(PROJECT.c.id == project.key).values(name=new))
    return get_project(new, session=session)


def delete_project(name: str, *, session: Session) -> None:
    """Delete a project with its feedback, readings, runs and corrections.

    Raises
    ------
    NotFound
        If there is no such project.
    """
    project = get_project(name, session=session)
    session.execute(delete(PROJECT).where(PROJECT.c.id == project.key))


def lock_project(key: int, *, session: Session) -> int:
    """Let no other writer at the project before the transaction ends; return its revision.

    Raises
    ------
    NotFound
        If it was deleted meanwhile.
    """
    revision = session.execute(select(PROJECT.c.revision).where(PROJECT.c.id == key).with_for_update()).scalar()
    if revision is None:
        raise NotFound("project", str(key))
    return int(revision)


def advance(key: int, *, session: Session) -> int:
    """Move a locked project to its next revision and return that."""
    revision = lock_project(key, session=session) + 1
    session.execute(update(PROJECT).where(PROJECT.c.id == key).values(revision=revision))
    return revision


def _check_name(name: str) -> None:
    if not name.strip() or len(name) > LONGEST_NAME or not name.isprintable():
        raise UsageError(f"A project's name has 1 to {LONGEST_NAME} printable characters; got {name[:40]!r}.")


def _project(row: Mapping[Any, Any]) -> Project:
    return Project(row["id"], row["name"], row["revision"], row["created_at"])
