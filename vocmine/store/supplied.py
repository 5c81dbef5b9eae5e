"""Figures of stages that the user brought to a project; of one metric at one stage of a journey the newest holds."""

from dataclasses import asdict

from sqlalchemy import delete, func, insert, select
from sqlmodel import Session

from vocmine.errors import NotFound, UsageError
from vocmine.map_types import SuppliedMetric
from vocmine.store.convert import is_storable
from vocmine.store.projects import Project
from vocmine.store.tables import SUPPLIED_METRIC

_FIELDS = ("stage", "metric", "value", "low", "high", "n", "unit", "source")


def list_metrics(project: Project, *, session: Session) -> tuple[tuple[str, SuppliedMetric], ...]:
    """Return the figures, each after the id of its journey: journey by journey, metric by metric, in the order in which they came."""
    table = SUPPLIED_METRIC.c
    first = select(table.journey, table.metric, func.min(table.id).label("place")).where(table.project_id == project.key)
    places = first.group_by(table.journey, table.metric).subquery()
    same = (table.journey == places.c.journey) & (table.metric == places.c.metric)
    found = select(SUPPLIED_METRIC).join(places, same).where(table.project_id == project.key)
    rows = session.execute(found.order_by(table.journey, places.c.place, table.id)).mappings()
    return tuple((row["journey"], SuppliedMetric(**{name: row[name] for name in _FIELDS})) for row in rows)


def put_metrics(project: Project, journey: str, metrics: tuple[SuppliedMetric, ...], *, session: Session) -> None:
    """Store figures of a journey's stages, in the place of those of the same metric at the same stage.

    Raises
    ------
    UsageError
        If a text holds what no database takes.
    """
    if not all(is_storable(text) for one in metrics for text in (one.stage, one.metric, one.unit, one.source)):
        raise UsageError("A metric cannot hold a NUL character or half a surrogate pair.")
    table = SUPPLIED_METRIC.c
    for one in metrics:
        same = (table.journey == journey) & (table.metric == one.metric) & (table.stage == one.stage)
        session.execute(delete(SUPPLIED_METRIC).where(table.project_id == project.key, same))
    if metrics:
        rows = [{"project_id": project.key, "journey": journey, **asdict(one)} for one in metrics]
        session.execute(insert(SUPPLIED_METRIC), rows)


def remove_metric(project: Project, journey: str, metric: str, *, session: Session) -> int:
    """Take a metric of a journey away from all stages; returns from how many.

    Raises
    ------
    NotFound
        If the project has none of that name for the journey.
    """
    known = [one.metric for id_, one in list_metrics(project, session=session) if id_ == journey]
    if metric not in known:
        raise NotFound(f"imported metric of the journey {journey!r} called", metric, tuple(dict.fromkeys(known)))
    table = SUPPLIED_METRIC.c
    same = (table.journey == journey) & (table.metric == metric)
    session.execute(delete(SUPPLIED_METRIC).where(table.project_id == project.key, same))
    return known.count(metric)
