"""Figures that the user brought, put on a journey map beside what was mined.

Guarantees: nothing mined changes; what cannot be shown is told in a note.
"""

from collections.abc import Sequence
from dataclasses import replace

from vocmine.map_types import JourneyMap, SuppliedMetric

_OF_ALL = "Imported metrics are of all customers; a map of a part does not show them."


def add_supplied(journey_map: JourneyMap, metrics: Sequence[SuppliedMetric]) -> JourneyMap:
    """Return a map with the user's own figures at its stages, in the order in which they are given.

    Parameters
    ----------
    metrics : figures of stages of the map's journey; a map with filters shows none of them, since they are of all customers.
    """
    if not metrics:
        return journey_map
    if journey_map.filters:
        return replace(journey_map, notes=(*journey_map.notes, _OF_ALL))
    stages = tuple(replace(stage, imported=tuple(one for one in metrics if one.stage == stage.id)) for stage in journey_map.stages)
    known = {stage.id for stage in stages}
    lost = tuple(dict.fromkeys(one.stage for one in metrics if one.stage not in known))
    notes = (f"Imported metrics of stages that the journey does not have are not shown: {', '.join(lost)}.",) if lost else ()
    return replace(journey_map, stages=stages, notes=(*journey_map.notes, *notes))
