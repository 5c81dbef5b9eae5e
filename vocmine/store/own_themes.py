"""The themes of a project's own codebook, in the order in which the user gave them."""

import hashlib
import json

from sqlalchemy import delete, insert, select
from sqlmodel import Session

from vocmine.errors import UsageError
from vocmine.store.convert import is_storable, to_json
from vocmine.store.projects import Project
from vocmine.store.tables import OWN_THEME
from vocmine.types import OwnTheme


def list_own_themes(project: Project, *, session: Session) -> tuple[OwnTheme, ...]:
    """Return the themes of the codebook."""
    rows = session.execute(select(OWN_THEME).where(OWN_THEME.c.project_id == project.key).order_by(OWN_THEME.c.place))
    return tuple(OwnTheme(row.public_id, row.name, row.definition, tuple(json.loads(row.examples)), row.kind) for row in rows)


def replace_own_themes(project: Project, themes: tuple[OwnTheme, ...], *, session: Session) -> None:
    """Put a codebook in the place of the one that is there; runs that were published stay as they are.

    Raises
    ------
    UsageError
        If a text holds what no database takes.
    """
    if not all(is_storable(text) for one in themes for text in (one.id, one.name, one.definition, *one.examples)):
        raise UsageError("A codebook cannot hold a NUL character or half a surrogate pair.")
    session.execute(delete(OWN_THEME).where(OWN_THEME.c.project_id == project.key))
    rows = [
        {
            "project_id": project.key,
            "place": place,
            "public_id": one.id,
            "name": one.name,
            "definition": one.definition,
            "examples": to_json(one.examples),
            "kind": one.kind,
        }
        for place, one in enumerate(themes)
    ]
    if rows:
        session.execute(insert(OWN_THEME), rows)


def digest(themes: tuple[OwnTheme, ...]) -> str:
    """Return what tells one codebook from another; nothing for an empty one."""
    if not themes:
        return ""
    content = [(one.id, one.name, one.definition, one.examples, one.kind) for one in themes]
    return hashlib.sha256(to_json(content).encode()).hexdigest()
