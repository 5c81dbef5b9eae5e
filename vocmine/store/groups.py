"""Groups of customers (personas, regions, tariffs) as named filters of a project."""

import json
from collections.abc import Sequence

from sqlalchemy import delete, insert, select
from sqlmodel import Session

from vocmine.errors import NotFound, UsageError
from vocmine.store.convert import is_storable, to_json
from vocmine.store.projects import Project
from vocmine.store.tables import GROUP

Pairs = tuple[tuple[str, str], ...]
LONGEST = 80


def list_groups(project: Project, *, session: Session) -> dict[str, Pairs]:
    """Return the groups by their names, in the order of these: the fields and values that each is told by."""
    rows = session.execute(select(GROUP.c.name, GROUP.c.filters).where(GROUP.c.project_id == project.key).order_by(GROUP.c.name))
    return {row.name: tuple((field, value) for field, value in json.loads(row.filters)) for row in rows}


def put_group(project: Project, name: str, filters: Sequence[tuple[str, str]], *, session: Session) -> None:
    """Store a group, in the place of one of the same name.

    Raises
    ------
    UsageError
        If the name is empty, too long or not printable, or no filter is given.
    """
    if not name.strip() or len(name) > LONGEST or not name.isprintable() or not filters:
        raise UsageError(f"A group has a name of 1 to {LONGEST} printable signs and one filter at least.")
    if not all(is_storable(text) for pair in filters for text in pair) or any(field == "group" for field, _ in filters):
        raise UsageError("A group is told by fields and values that a database takes, not by another group.")
    session.execute(delete(GROUP).where(GROUP.c.project_id == project.key, GROUP.c.name == name))
    session.execute(insert(GROUP), {"project_id": project.key, "name": name, "filters": to_json(list(filters))})


def remove_group(project: Project, name: str, *, session: Session) -> None:
    """Take a group away.

    Raises
    ------
    NotFound
        If there is none of that name.
    """
    known = list_groups(project, session=session)
    if name not in known:
        raise NotFound("group", name, tuple(known))
    session.execute(delete(GROUP).where(GROUP.c.project_id == project.key, GROUP.c.name == name))
