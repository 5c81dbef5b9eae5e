"""The user's own figures as lanes: what stands in each cell, in words; never without saying that they were imported.

Guarantees: one lane a metric, in the order in which the stages first show them; an empty cell is an empty pair of texts.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from vocmine.export.score_rows import Row
from vocmine.map_types import JourneyMap, StageColumn, SuppliedMetric


@dataclass(frozen=True, slots=True)
class SuppliedLane:
    """A metric with its figure at each stage and what that rests on; ``detail`` says that it was imported, and from where."""

    name: str
    detail: str
    cells: tuple[tuple[str, str], ...]


def supplied_lanes(journey_map: JourneyMap) -> tuple[SuppliedLane, ...]:
    """Return the lanes of the figures that were imported."""
    return tuple(_lane(journey_map, name) for name in metric_names(journey_map))


def metric_names(journey_map: JourneyMap) -> tuple[str, ...]:
    """Return what the imported figures measure, each once."""
    return tuple(dict.fromkeys(one.metric for stage in journey_map.stages for one in stage.imported))


def supplied_cells(stage: StageColumn, names: tuple[str, ...]) -> Row:
    """Return the figures of a stage as cells, four a metric, whose columns say that they were imported."""
    found = {one.metric: one for one in stage.imported}
    return {
        f"imported: {name}{end}": getattr(found.get(name), field, None)
        for name in names
        for end, field in (("", "value"), ("_low", "low"), ("_high", "high"), ("_n", "n"))
    }


def supplied_rows(journey_map: JourneyMap) -> Iterator[Row]:
    """Return one row an imported figure."""
    for stage in journey_map.stages:
        for one in stage.imported:
            row: Row = {"stage": stage.id, "name": stage.name, "metric": one.metric, "unit": one.unit, "source": one.source}
            yield row | {"value": one.value, "value_low": one.low, "value_high": one.high, "value_n": one.n, "origin": "imported"}


def _lane(journey_map: JourneyMap, name: str) -> SuppliedLane:
    found = [{one.metric: one for one in stage.imported}.get(name) for stage in journey_map.stages]
    sources = dict.fromkeys(one.source for one in found if one and one.source)
    detail = f"imported{' from ' if sources else ''}{', '.join(sources)}, not mined"
    return SuppliedLane(name, detail, tuple(_cell(one) if one else ("", "") for one in found))


def _cell(one: SuppliedMetric) -> tuple[str, str]:
    interval = f"{_shown(one.low)} to {_shown(one.high)}" if one.low is not None and one.high is not None else ""
    rests = ", ".join(part for part in (interval, f"n = {one.n:,}" if one.n is not None else "") if part)
    return f"{_shown(one.value)}{'' if one.unit == '%' else ' '}{one.unit}".rstrip(), rests


def _shown(value: float) -> str:
    """Return a number with two decimals at most, or three digits where it is smaller than that."""
    text = f"{value:,.2f}" if abs(value) >= 1 or not value else f"{value:.3g}"
    text = text.rstrip("0").rstrip(".") if "." in text and "e" not in text else text
    return text.replace("-", "−")
