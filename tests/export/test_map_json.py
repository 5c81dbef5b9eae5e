import json
from pathlib import Path

import jsonschema
import pytest

import vocmine.journey
from tests.export.drawn import HOSTILE, column, journey_map
from vocmine.export.json import to_json

SCHEMA = json.loads((Path(vocmine.journey.__file__).parent / "map.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker())


def read(drawn):
    return json.loads(to_json(drawn))


def test_schema_is_itself_valid():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize(
    "drawn", [journey_map(), journey_map(column("Use", 0), period=None, kpis=(), filters=(), segments=())], ids=["full", "empty"]
)
def test_json_follows_the_published_schema(drawn):
    VALIDATOR.validate(read(drawn))


def test_schema_refuses_a_map_that_lacks_a_key():
    plain = read(journey_map())
    del plain["stages"][0]["pain_points"][0]["low"]
    with pytest.raises(jsonschema.ValidationError, match="'low' is a required property"):
        VALIDATOR.validate(plain)


def test_every_key_is_known_to_the_schema():
    plain = read(journey_map())
    assert set(plain) == set(SCHEMA["properties"])
    assert set(plain["stages"][0]) == set(SCHEMA["$defs"]["stage"]["properties"])
    assert set(plain["stages"][0]["actions"][0]) == set(SCHEMA["$defs"]["activity"]["properties"])
    assert set(plain["stages"][0]["pain_points"][0]) == set(SCHEMA["$defs"]["theme"]["properties"])
    assert set(plain["alerts"][0]) == set(SCHEMA["$defs"]["alert"]["properties"])
    assert set(plain["stages"][0]["trend"][0]) == set(SCHEMA["$defs"]["trend"]["items"]["properties"])
    assert set(plain["stages"][0]["pain_points"][0]["causes"][0]) == set(SCHEMA["$defs"]["cause"]["properties"])
    assert set(plain["chains"][0]) == set(SCHEMA["$defs"]["chain"]["properties"])
    assert set(plain["systemic_themes"][0]) | {"cause_id"} == set(SCHEMA["$defs"]["systemic"]["properties"])


def test_figures_and_texts_are_exact():
    plain = read(journey_map())
    assert plain["schema_version"] == 1
    assert (plain["project"], plain["journey"], plain["segments"]["a#0"]) == (HOSTILE, "small", HOSTILE)
    assert plain["period"] == {"from": "2026-01-05T00:00:00+00:00", "to": "2026-09-28T00:00:00+00:00"}
    assert plain["stages"][0]["effort"] == {"value": 0.25, "low": 0.2, "high": 0.3, "n": 100, "covers": "sampling"}
    slow = plain["stages"][0]["pain_points"][0]
    assert slow["causes"] == [{"cause_id": "c1", "label": "old hub", "told": 3, "evidence": ["a#0"], "cause_stage": "help"}]
    assert slow["cause_stages"] == [{"stage": "help", "told": 3}, {"stage": "use", "told": 2}, {"stage": "leave", "told": 1}]
    assert plain["stages"][2]["share"] is None


def test_chains_stand_root_first_and_what_stands_behind_much_has_its_pain_points():
    plain = read(journey_map())
    (chain,), (systemic,) = plain["chains"], plain["systemic_themes"]
    root, cause, pain = chain["links"]
    assert root == {"cause_id": "c2", "label": f"lost {HOSTILE}", "stage": None, "told": 2, "evidence": ["b#0"]}
    assert (cause["cause_id"], pain["theme_id"], pain["told"]) == ("c1", "slow", None)
    assert (chain["told"], chain["evidence"]) == (2, ["b#0", "a#0"])
    assert (systemic["theme_id"], systemic["told"], systemic["evidence"]) == ("hold", 4, ["b#0"])
    assert systemic["pain_points"] == [{"theme_id": "slow", "label": "label of slow", "told": 4}]
    assert systemic["stages"] == [{"stage": "use", "told": 3}, {"stage": "help", "told": 1}]


def test_ranks_and_effects_carry_their_intervals_and_metric():
    plain = read(journey_map())
    slow, other = plain["stages"][0]["pain_points"][:2]
    assert slow["rank"] == {"value": 2, "low": 1, "high": 4}
    assert slow["impact"] == {"value": -1.2, "low": -1.6, "high": -0.8, "n": 140, "covers": "sampling", "metric": "nps"}
    assert (slow["leave_one_out"]["value"], slow["leave_one_out"]["metric"]) == (3.04, "nps")
    assert (other["rank"], other["impact"], other["leave_one_out"]) == (None, None, None)
    assert plain["ranking"] == {"share": 1.0, "severity": 1.0, "effect": 1.0, "metric": "nps"}


def test_trends_and_alerts_carry_their_days_figures_and_words():
    plain = read(journey_map())
    for told in (plain["stages"][0], plain["stages"][0]["pain_points"][0]):
        assert [(one["period"], one["volume"]) for one in told["trend"]][1:3] == [("2026-02-01", 4), ("2026-03-01", 0)]
        assert (told["trend"][2]["share"], told["trend_direction"], told["trend_q"]) == (None, "grew", 0.004)
    slow, new = plain["alerts"]
    assert (slow["id"], slow["since"], slow["until"], slow["volume"], slow["evidence"]) == ("slow", "2026-09-22", "2026-09-28", 15, ["a#0"])
    assert slow["ratio"] == {"value": 3.0, "low": 1.7, "high": 5.2, "n": 350, "covers": "sampling"}
    assert (new["kind"], new["ratio"]) == ("stage", None)
    assert new["sentence"].endswith("; nobody told it before.")


def test_tasks_stand_under_their_touchpoint_and_told_goals_beside_the_definitions():
    use = read(journey_map())["stages"][0]
    assert [(point["name"], [task["label"] for task in point["tasks"]]) for point in use["touchpoints"]] == [("App", ["set schedule"])]
    assert (use["goals"], [goal["label"] for goal in use["told_goals"]]) == (["Be warm"], ["get refund"])
    assert use["actions"][1]["who"] == "company"


def test_the_same_map_gives_the_same_bytes():
    assert to_json(journey_map()) == to_json(journey_map())


def test_a_proposed_name_stands_beside_the_found_one():
    plain = read(journey_map())
    slow, other = plain["stages"][0]["pain_points"][:2]
    assert slow["proposal"] == {"model": "small", "found": "hub is slow"}
    assert other["proposal"] is None
