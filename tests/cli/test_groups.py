"""Groups are named filters: taken wherever filters are, and set side by side."""

import json


def test_a_group_is_named_listed_taken_by_maps_and_removed(vocmine, shop, tmp_path):
    assert vocmine("groups", "list", "-p", shop).out == "No groups.\n"
    assert vocmine("groups", "add", "Happy", "--filter", "sentiment=positive", "-p", shop).code == 0
    assert vocmine("groups", "list", "-p", shop, "--json").summary["groups"] == {"Happy": {"sentiment": "positive"}}
    for name, asked in (("group", "group=Happy"), ("plain", "sentiment=positive")):
        assert vocmine("map", "-p", shop, "--filter", asked, "-o", f"{name}.json").code == 0
    group, plain = (json.loads((tmp_path / f"{name}.json").read_text(encoding="utf-8")) for name in ("group", "plain"))
    assert group["filters"] == [{"field": "group", "value": "Happy"}]
    assert 0 < group["totals"]["segments"] < 60
    assert group["stages"] == plain["stages"]
    assert vocmine("groups", "remove", "Happy", "-p", shop).code == 0
    assert "No group 'Happy'" in vocmine("groups", "remove", "Happy", "-p", shop).sentence


def test_two_groups_stand_side_by_side(vocmine, shop):
    for name, tone in (("Happy", "positive"), ("Cross", "negative")):
        vocmine("groups", "add", name, "--filter", f"sentiment={tone}", "-p", shop)
    ended = vocmine("compare", "group=Happy", "group=Cross", "-p", shop)
    assert ended.code == 0, ended.err
    assert "group=Happy (" in ended.out


def test_a_group_needs_a_name_and_a_filter_and_is_none_of_groups(vocmine, shop):
    assert "one filter at least" in vocmine("groups", "add", "Empty", "-p", shop).sentence
    assert "one filter at least" in vocmine("groups", "add", " ", "--filter", "a=b", "-p", shop).sentence
    assert "not by another group" in vocmine("groups", "add", "Both", "--filter", "group=Happy", "-p", shop).sentence
