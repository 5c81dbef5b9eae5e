"""``vocmine metrics``: a user's own figures go onto the map and off it again."""

import json

import pytest

FIGURES = "stage,metric,value,low,high,n,unit,source\nSupport,Drop-off,38.5,36,41,1602,%,web analytics\nusage,Cost,4.35,,,,EUR,\n"


@pytest.fixture
def figures(tmp_path):
    (tmp_path / "figures.csv").write_text(FIGURES, encoding="utf-8")
    return "figures.csv"


def imported(vocmine, tmp_path, *options):
    assert vocmine("map", "-p", "shop", "-o", "m.json", *options).code == 0
    found = json.loads((tmp_path / "m.json").read_text(encoding="utf-8"))
    return {stage["id"]: [one["value"] for one in stage["imported"]] for stage in found["stages"] if stage["imported"]}, found["notes"]


def test_figures_are_imported_shown_on_the_map_and_removed(vocmine, shop, figures, tmp_path):
    ended = vocmine("metrics", "import", figures, "-p", shop, "--json")
    assert (ended.code, ended.err, ended.summary) == (0, "", {"project": "shop", "imported": 2, "metrics": ["Drop-off", "Cost"]})
    assert imported(vocmine, tmp_path)[0] == {"support": [38.5], "usage": [4.35]}
    assert vocmine("metrics", "remove", "Drop-off", "-p", shop, "--json").summary["removed"] == 1
    assert imported(vocmine, tmp_path)[0] == {"usage": [4.35]}


def test_list_shows_them_on_eighty_columns(vocmine, shop, figures):
    vocmine("metrics", "import", figures, "-p", shop)
    ended = vocmine("metrics", "list", "-p", shop, "--json")
    assert [line.split() for line in ended.lines][1] == ["Drop-off", "support", "38.5", "%", "36", "to", "41", "1602", "web", "analytics"]
    assert max(map(len, ended.lines)) <= 80
    assert ended.summary["metrics"][1] == {
        "journey": "lifecycle", "stage": "usage", "metric": "Cost", "value": 4.35, "low": None, "high": None, "n": None, "unit": "EUR",
        "source": "figures.csv",
    }  # fmt: skip


def test_a_map_of_a_part_shows_none_and_says_why(vocmine, shop, figures, tmp_path):
    vocmine("metrics", "import", figures, "-p", shop)
    shown, notes = imported(vocmine, tmp_path, "--filter", "channel=app")
    assert (shown, notes[-1]) == ({}, "Imported metrics are of all customers; a map of a part does not show them.")


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("import", "figures.csv", "-p", "shoe"), 2, "No project 'shoe'; there are 'shop'."),
        (("import", "bad.csv", "-p", "shop"), 1, "bad.csv, row 1, column 'stage': 'moon' is no stage of the journey; it has awareness,"),
        (("remove", "Joy", "-p", "shop"), 2, "No imported metric of the journey 'lifecycle' called 'Joy'."),
    ],
)
def test_what_cannot_be_done_is_told_in_one_sentence(vocmine, shop, figures, tmp_path, arguments, code, sentence):
    (tmp_path / "bad.csv").write_text("stage,metric,value\nmoon,Cost,1\n", encoding="utf-8")
    ended = vocmine("metrics", *arguments)
    assert (ended.code, ended.out) == (code, "")
    assert ended.sentence.startswith(f"Error: {sentence}")
    assert vocmine("metrics", "list", "-p", shop, "--json").summary["metrics"] == []
