"""What a store holds, said without keys and clocks, so that two stores can be compared."""

import hashlib

from sqlalchemy import func, select

from vocmine.store.imports import list_imports
from vocmine.store.projects import get_project
from vocmine.store.queries import feedbacks, load_scored, load_snapshot
from vocmine.store.runs import list_runs, load_themes
from vocmine.store.tables import METADATA


def dump(store, project_name):
    """Return feedback, readings, vectors, themes, imports and run ids of a project."""
    with store.read() as session:
        project = get_project(project_name, session=session)
        imports = [(i.number, i.name, i.status, i.ledger) for i in list_imports(project, session=session)]
        runs = [_run(run, session) for run in list_runs(project, session=session)]
    return {"revision": project.revision, "imports": imports, "runs": runs}


def _run(run, session):
    material = load_snapshot(run.snapshot, session=session)
    return {
        "id": run.id,
        "imports": run.snapshot.imports,
        "models": run.models,
        "feedback": tuple(feedbacks(run, session=session)),
        "scored": load_scored(run, scores=True, session=session),
        "vectors": hashlib.sha256(material.vectors.tobytes()).hexdigest(),
        "themes": load_themes(run, session=session),
    }


def row_counts(store):
    """Return the number of rows of each table."""
    with store.read() as session:
        return {name: session.execute(select(func.count()).select_from(table)).scalar_one() for name, table in METADATA.tables.items()}
