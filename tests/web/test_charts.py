"""Figures: order of the stages, colours with one meaning, intervals drawn, names never taken for markup."""

from dataclasses import replace

import pytest

from tests.made import feedback, reading
from vocmine.export.figures import Noun
from vocmine.journey.definitions import load
from vocmine.journey.map import Heading, build_map
from vocmine.journey.slices import Slice
from vocmine.types import Rate, Scored, Segment, Themes
from vocmine.web import charts

PEOPLE = Noun("person", "people")


@pytest.fixture(scope="module")
def journey_map():
    told = [("usage", "positive")] * 40 + [("support", "negative")] * 40 + [("purchase", "negative")] * 3 + [("retention", "neutral")] * 10
    scored = []
    for number, (stage, label) in enumerate(told):
        one = feedback(f"f{number}", customer=f"c{number}", record=f"f{number}")
        scored.append(Scored(Segment(one, 0, 0, len(one.text)), reading(stage, label)))
    from datetime import UTC, datetime

    return build_map(Heading("p", "r", datetime(2026, 1, 1, tzinfo=UTC)), load("lifecycle"), scored, Themes((), ()))


def curve(figure):
    return next(trace for trace in figure.data if trace.type == "scatter" and trace.mode == "lines+markers+text")


def test_journey_keeps_the_order_of_the_stages(journey_map):
    figure = charts.journey(journey_map, PEOPLE)
    ids = tuple(stage.id for stage in journey_map.stages)
    assert tuple(figure.data[0].customdata) == tuple(curve(figure).customdata) == ids


def test_journey_leaves_a_gap_where_too_few_speak(journey_map):
    nets = dict(zip(curve(charts.journey(journey_map, PEOPLE)).customdata, curve(charts.journey(journey_map, PEOPLE)).y, strict=True))
    assert nets["purchase"] is None
    assert (nets["usage"], nets["support"]) == (100.0, -100.0)


def test_journey_colours_only_what_the_interval_bears_out(journey_map):
    drawn = curve(charts.journey(journey_map, PEOPLE))
    colours = dict(zip(drawn.customdata, drawn.marker.color, strict=True))
    assert (colours["usage"], colours["support"], colours["retention"]) == (charts.GOOD, charts.BAD, charts.NEUTRAL)


def test_journey_shows_counts_below_twenty(journey_map):
    drawn = curve(charts.journey(journey_map, PEOPLE))
    texts = dict(zip(drawn.customdata, drawn.text, strict=True))
    assert "0 good, 0 bad" in texts["retention"]
    assert texts["support"] == "<b>−100</b>"


def test_journey_heads_are_lighter_where_evidence_is_thin(journey_map):
    heads = charts.journey(journey_map, PEOPLE).data[0]
    colours = dict(zip(heads.customdata, heads.marker.color, strict=True))
    assert (colours["usage"], colours["purchase"]) == (charts.HEAD["solid"], charts.HEAD["none"])


def test_journey_escapes_the_names_of_stages(journey_map):
    stages = (replace(journey_map.stages[0], name="<b onload=x>"), *journey_map.stages[1:])
    drawn = charts.journey(replace(journey_map, stages=stages), PEOPLE).to_json()
    assert "<b onload" not in drawn.replace("\\u003c", "<")


def test_ranked_draws_each_interval_around_its_share():
    figure = charts.ranked([charts.Bar("a", "Late", 30, Rate(0.3, 0.2, 0.45, 100))], colour=charts.BAD)
    bar = figure.data[0]
    assert bar.x[0] + bar.error_x.array[0] == pytest.approx(0.45)
    assert bar.x[0] - bar.error_x.arrayminus[0] == pytest.approx(0.2)


def test_ranked_keeps_bars_of_one_label_apart():
    bars = [charts.Bar(name, "Late", 30, Rate(0.3, 0.2, 0.45, 100)) for name in "ab"]
    assert len(set(charts.ranked(bars, colour=charts.BAD).data[0].y)) == 2


def test_feelings_leave_out_what_nobody_shows():
    shown = charts.feelings([("delight", Rate(0.4, 0.3, 0.5, 50)), ("disgust", Rate(0.0, 0.0, 0.1, 50))])
    assert [trace.name for trace in shown.data] == ["delight"]


def test_over_time_stacks_bad_neutral_good():
    figure = charts.over_time([Slice("2026-01", 6, 3, 2, 1)])
    assert [(trace.name, trace.y[0]) for trace in figure.data] == [("bad", 1), ("neutral", 2), ("good", 3)]


def test_along_journey_keeps_stages_without_people():
    figure = charts.along_journey([("buy", "Buy", 3), ("use", "Use", 0)], colour=charts.BAD)
    assert (list(figure.data[0].customdata), list(figure.data[0].y)) == (["buy", "use"], [3, 0])
