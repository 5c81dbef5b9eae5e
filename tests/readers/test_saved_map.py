"""A saved journey map comes back as it was; what is none is refused with the place where it goes wrong."""

import json
from dataclasses import fields, is_dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.export.any_map import any_map
from tests.export.drawn import column, journey_map
from vocmine.errors import InputError
from vocmine.export.html import to_html
from vocmine.export.json import to_json
from vocmine.readers.saved_map import journey_map_from_json, read_map
from vocmine.types import Journey, Stage, Touchpoint


def changed(**values):
    """Return a map's JSON with other values of some keys, a key ``a__0__b`` standing for ``a[0].b``; ``...`` takes one away."""
    plain = json.loads(to_json(journey_map()))
    for path, value in values.items():
        *way, last = (int(step) if step.isdigit() else step for step in path.split("__"))
        place = plain
        for step in way:
            place = place[step]
        if value is ...:
            del place[last]
        else:
            place[last] = value
    return json.dumps(plain).encode()


def filled(value, path=""):
    """Yield the names of fields that hold something."""
    if is_dataclass(value):
        for field in fields(value):
            inner = getattr(value, field.name)
            if inner not in (None, ()):
                yield f"{type(value).__name__}.{field.name}"
            yield from filled(inner)
    elif isinstance(value, tuple):
        for one in value:
            yield from filled(one)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_any_map_comes_back_equal_and_writes_the_same_bytes(seed):
    drawn = any_map(seed)
    saved = to_json(drawn)
    assert journey_map_from_json(saved) == drawn
    assert to_json(journey_map_from_json(saved)) == saved


def test_the_made_maps_fill_every_field():
    found = {name for seed in range(40) for name in filled(any_map(seed))}
    kinds = {name.split(".")[0] for name in found}
    assert {"Alert", "Association", "ChainLink", "Systemic", "PeriodShare", "Proposal", "Activity", "Touchpoint", "Kpi"} <= kinds
    assert {"StageColumn.tasks", "MapTheme.impact_metric", "JourneyMap.rank_metric", "Stage.examples", "Journey.words"} <= found


@pytest.mark.parametrize(
    "drawn", [journey_map(), journey_map(column("Use", 0), period=None, kpis=(), segments=(), alerts=(), chains=(), systemic=())]
)
def test_a_map_of_few_or_nobody_comes_back_too(drawn):
    assert journey_map_from_json(to_json(drawn)) == drawn


def test_tasks_keep_the_order_in_which_the_definition_names_their_touchpoints():
    task = journey_map().stages[0].tasks[0][1]
    use = column("Use", 100, touchpoints=(("Shop", 9), ("App", 3)), tasks=(("App", task), ("Shop", task)))
    points = (Touchpoint("app", "App"), Touchpoint("shop", "Shop"))
    drawn = journey_map(use, journey=Journey("small", "Small", (Stage("use", "Use", touchpoints=points),)))
    assert journey_map_from_json(to_json(drawn)) == drawn


def test_a_map_that_came_back_draws_the_same_page():
    assert to_html(journey_map_from_json(to_json(journey_map()))) == to_html(journey_map())


def test_what_later_versions_add_is_ignored():
    content = changed(weather="fine", stages__0__mood={"value": 1}, stages__0__pain_points__0__causes__0__colour=None, totals__pages=[1])
    assert journey_map_from_json(content) == journey_map()


def test_a_map_of_before_has_what_it_lacks_from_its_stages():
    found = journey_map_from_json(changed(definition=..., ranking=..., chains=..., alerts=..., journey_name=..., words=...))
    assert [(stage.id, stage.goals) for stage in found.journey.stages] == [("use", ("Be warm",)), ("help", ()), ("leave", ())]
    assert (found.journey.name, found.chains, found.alerts, found.rank_metric) == ("small", (), (), None)


def test_a_byte_order_mark_is_no_hindrance():
    assert journey_map_from_json(b"\xef\xbb\xbf" + to_json(journey_map())) == journey_map()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"PK\x03\x04\xff", r"m\.json is not a journey map: it is no JSON \("),
        (b'{"schema_version": NaN}', r"m\.json is not a journey map: it is no JSON \(NaN is no number\)\."),
        (b"[" * 200_000, r"m\.json is not a journey map: it is no JSON \("),
        (b"[1]", r"m\.json is not a journey map: it is a list, not an object\."),
        (b'{"id": "lifecycle", "stages": []}', r"m\.json is not a journey map: schema_version is missing\."),
        (changed(schema_version=2), r"m\.json is a journey map of version 2; this vocmine reads version 1\."),
        (changed(stages=[]), r"m\.json is not a journey map: stages holds no stage\."),
        (changed(stages__1__name=...), r"m\.json is not a journey map: stages\[1\]\.name is missing\."),
        (changed(stages__1__volume=-1), r"m\.json is not a journey map: stages\[1\]\.volume is -1, not a count\."),
        (changed(stages__1__volume=True), r"stages\[1\]\.volume is true, not a count\."),
        (changed(stages__0__share__value="0.5"), r'stages\[0\]\.share\.value is "0\.5", not a number\.'),
        (changed(stages__0__pain_points__0__causes="x"), r'stages\[0\]\.pain_points\[0\]\.causes is "x", not a list\.'),
        (changed(stages__0__quotes=[1]), r"stages\[0\]\.quotes is not a list of texts\."),
        (changed(stages__0__evidence="sure"), r'stages\[0\]\.evidence is "sure", not one of none, thin, solid\.'),
        (changed(stages__0__pain_points__0__impact__metric="joy"), r'impact\.metric is "joy", not one of nps, csat, rating, ces\.'),
        (changed(chains__0__links=[]), r"chains\[0\]\.links is no chain: two links or more, with evidence of each but the last\."),
        (changed(generated_at="yesterday"), r'generated_at is "yesterday", not a time\.'),
        (changed(generated_at="2026-01-01"), r'generated_at is "2026-01-01", a time without its zone\.'),
        (changed(alerts__0__since="soon"), r'alerts\[0\]\.since is "soon", not a day\.'),
        (changed(stages__0__quotes=["gone#0"]), r'stages\[0\]\.quotes names "gone#0", whose words are not in the file\.'),
        (changed(systemic_themes__0__evidence=["gone#0"]), r'systemic_themes\[0\]\.evidence names "gone#0"'),
    ],
)
def test_what_is_no_map_is_refused_with_the_place(content, sentence):
    with pytest.raises(InputError, match=sentence):
        journey_map_from_json(content, file="m.json")


def test_a_number_that_no_float_holds_is_refused():
    with pytest.raises(InputError, match=r"read_share is Infinity, not a number\."):
        journey_map_from_json(to_json(journey_map()).replace(b'"read_share": 0.75', b'"read_share": 1e999'))


def test_a_file_that_cannot_be_read_is_told(tmp_path):
    with pytest.raises(InputError, match=r"no\.json cannot be read: No such file or directory\."):
        read_map(tmp_path / "no.json")
