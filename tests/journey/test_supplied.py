from dataclasses import replace

from tests.export.drawn import journey_map
from vocmine.journey.supplied import add_supplied
from vocmine.map_types import SuppliedMetric

DROP, COST = SuppliedMetric("help", "Drop-off", 38.5), SuppliedMetric("help", "Cost", 4.0)


def test_figures_stand_at_their_stages_and_nothing_mined_changes():
    drawn = journey_map(filters=())
    found = add_supplied(drawn, [DROP, COST])
    assert [stage.imported for stage in found.stages] == [(), (DROP, COST), ()]
    assert replace(found, stages=tuple(replace(stage, imported=()) for stage in found.stages)) == drawn


def test_a_map_of_a_part_says_why_it_shows_none():
    found = add_supplied(journey_map(), [DROP])
    assert not any(stage.imported for stage in found.stages)
    assert found.notes[-1] == "Imported metrics are of all customers; a map of a part does not show them."


def test_stages_that_the_journey_has_no_more_are_told():
    found = add_supplied(journey_map(filters=()), [replace(DROP, stage="gone"), COST])
    assert found.notes[-1] == "Imported metrics of stages that the journey does not have are not shown: gone."
    assert add_supplied(journey_map(), []) == journey_map()
