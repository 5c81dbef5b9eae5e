"""A user's own figures stay with their project and journey; the newest of a metric at a stage holds."""

import pytest

from vocmine.errors import NotFound, UsageError
from vocmine.map_types import SuppliedMetric
from vocmine.store.projects import delete_project, ensure_project
from vocmine.store.supplied import list_metrics, put_metrics, remove_metric

DROP = SuppliedMetric("help", "Drop-off", 38.5, 36.0, 41.25, 1602, "%", "web analytics")
COST = SuppliedMetric("use", "Cost", 4.0, source="m.csv")


def put(store, *metrics, project="shop", journey="small"):
    with store.write() as session:
        put_metrics(ensure_project(project, session=session), journey, metrics, session=session)


def listed(store, project="shop"):
    with store.write() as session:
        return list_metrics(ensure_project(project, session=session), session=session)


def test_what_is_put_comes_back_equal_and_in_order(store):
    put(store, DROP, COST)
    assert listed(store) == (("small", DROP), ("small", COST))
    assert listed(store, "other") == ()


def test_the_newest_of_a_metric_at_a_stage_holds_and_others_stay(store):
    put(store, DROP, COST)
    newer = SuppliedMetric("help", "Drop-off", 30.0)
    put(store, newer, SuppliedMetric("use", "Drop-off", 2.0))
    put(store, DROP, journey="large")
    found = listed(store)
    assert ("large", DROP) in found and ("small", newer) in found and ("small", COST) in found
    assert len(found) == 4


def test_a_metric_is_removed_from_all_stages_of_its_journey_alone(store):
    put(store, DROP, SuppliedMetric("use", "Drop-off", 2.0), COST)
    put(store, DROP, journey="large")
    with store.write() as session:
        shop = ensure_project("shop", session=session)
        assert remove_metric(shop, "small", "Drop-off", session=session) == 2
        with pytest.raises(NotFound, match=r"^No imported metric of the journey 'small' called 'Drop-off'; there are 'Cost'\.$"):
            remove_metric(shop, "small", "Drop-off", session=session)
    assert listed(store) == (("large", DROP), ("small", COST))


def test_they_go_with_their_project(store):
    put(store, DROP)
    with store.write() as session:
        delete_project("shop", session=session)
    assert listed(store) == ()


def test_what_no_database_takes_is_refused(store):
    with pytest.raises(UsageError, match=r"^A metric cannot hold a NUL character"):
        put(store, SuppliedMetric("use", "a\0b", 1.0))
