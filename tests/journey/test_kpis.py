from datetime import UTC, datetime

import pytest

from tests.made import feedback
from vocmine.journey.intervals import net, wilson
from vocmine.journey.kpis import gather_scores
from vocmine.journey.shares import population


def kpis(feedbacks, units=None):
    scores = gather_scores(feedbacks, population(feedbacks))
    return {kpi.metric: kpi for kpi in scores.kpis(scores.people.weights if units is None else units, "project")}


def given(metric, values):
    return [feedback(f"{metric}{n}", "", **{metric: value}) for n, value in enumerate(values)]


def test_nps_is_promoters_minus_detractors_with_its_interval():
    nps = kpis(given("nps", [10, 9, 8, 7, 6, 0, 10, 9, 9, 5]))["nps"]
    assert (nps.value, nps.n) == (pytest.approx(20.0), 10)
    assert (nps.low, nps.high) == pytest.approx(tuple(100 * bound for bound in net(0.5, 0.3, 10)))


@pytest.mark.parametrize(
    ("metric", "values", "share"),
    [
        ("csat", [1, 3, 4, 5], 0.5),
        ("csat", [5, 6, 7, 7], 0.75),
        ("csat", [7, 8, 10, 2], 0.5),
        ("csat", [0, 1], 0.5),
        ("ces", [4, 5, 7, 1], 0.5),
    ],
)
def test_satisfied_and_easy_follow_the_scale(metric, values, share):
    kpi = kpis(given(metric, values))[metric]
    assert kpi.value == pytest.approx(100 * share)
    assert (kpi.low, kpi.high) == pytest.approx(tuple(100 * bound for bound in wilson(share, len(values))))


def test_each_customer_counts_once_with_the_latest_score():
    days = [datetime(2026, 2, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)]
    twice = [feedback(f"f{n}", "", customer="ann", nps=nps, created_at=day) for n, (nps, day) in enumerate(zip([10, 0], days, strict=True))]
    nps = kpis([*twice, feedback("g", "", nps=0)])["nps"]
    assert (nps.value, nps.n) == (0.0, 2)


def test_kpi_of_some_is_theirs_alone_on_the_projects_scale():
    feedbacks = given("csat", [5, 5, 7, 1])
    found = kpis(feedbacks, units=["csat0", "csat1", "never seen"])
    assert (found["csat"].value, found["csat"].n) == (0.0, 2)


def test_scores_that_nobody_gave_are_left_out():
    assert kpis([feedback("a")]) == {}
    assert kpis(given("nps", [11, -5])) == {}


def test_weights_count_in_kpis():
    feedbacks = [feedback("a", "", nps=10, weight=3.0), feedback("b", "", nps=0, weight=1.0)]
    assert kpis(feedbacks)["nps"].value == pytest.approx(50.0)
