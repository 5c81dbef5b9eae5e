"""``vocmine decide``, ``decisions`` and ``priorities``: what people decide stands on the map, and can be taken back."""

import json

import pytest

pytestmark = pytest.mark.slow


@pytest.fixture
def pains(vocmine, shop):
    """Return the names of the pain points of the shop by their ids."""
    listed = vocmine("themes", "list", "-p", shop, "--json").summary["themes"]
    return {theme["id"]: theme["label"] for theme in listed if theme["kind"] == "pain_point"}


def on_map(vocmine, shop, tmp_path, theme):
    vocmine("map", "-p", shop, "-o", "map.json")
    drawn = json.loads((tmp_path / "map.json").read_text(encoding="utf-8"))
    return next(pain for stage in drawn["stages"] for pain in stage["pain_points"] if pain["theme_id"] == theme)


def test_a_decision_stands_on_the_map_until_it_is_taken_back(vocmine, shop, pains, tmp_path):
    theme, label = next(iter(pains.items()))
    ended = vocmine("decide", label, "-p", shop, "--owner", "Kim", "--fixed", "2026-02-01")
    assert (ended.code, ended.out.split(" can")[0]) == (0, "Recorded; decisions 1, 2, 3")
    pain = on_map(vocmine, shop, tmp_path, theme)
    assert (pain["owner"], pain["status"], pain["fix"]["fixed_on"]) == ("Kim", "fixed", "2026-02-01")
    (decided,) = vocmine("decisions", "list", "-p", shop, "--json").summary["decisions"]
    assert (decided["label"], decided["owner"], decided["fix"]["verdict"]) == (label, "Kim", pain["fix"]["verdict"])
    assert vocmine("decisions", "undo", "3", "-p", shop).code == 0
    assert on_map(vocmine, shop, tmp_path, theme)["fix"] is None
    assert "takes back 3" in vocmine("decisions", "history", "-p", shop).out


def test_a_decision_follows_a_merge_and_comes_back(vocmine, shop, pains, tmp_path):
    one, other = list(pains)[:2]
    vocmine("decide", one, "-p", shop, "--status", "planned")
    vocmine("themes", "merge", one, other, "-p", shop)
    assert on_map(vocmine, shop, tmp_path, other)["status"] == "planned"
    vocmine("themes", "undo", "2", "-p", shop)
    assert on_map(vocmine, shop, tmp_path, other)["status"] is None
    assert on_map(vocmine, shop, tmp_path, one)["status"] == "planned"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "Say what is decided: --owner, --status or --fixed."),
        (("--status", "done"), "A status is one of open, planned, in progress, fixed, will not fix; got 'done'."),
        (("--fixed", "last week"), "--fixed takes a day as YYYY-MM-DD, got 'last week'."),
        (("--owner", "x" * 81), "An owner is one line of at most 80 printable signs."),
    ],
)
def test_what_cannot_be_decided_is_refused(vocmine, shop, pains, arguments, message):
    ended = vocmine("decide", next(iter(pains)), "-p", shop, *arguments)
    assert (ended.code, ended.sentence) == (2, f"Error: {message}")


def test_a_change_of_themes_is_no_decision(vocmine, shop, pains):
    one = next(iter(pains))
    vocmine("themes", "rename", one, "Another name", "-p", shop)
    assert vocmine("decisions", "undo", "1", "-p", shop).sentence == "Error: No decision '1'."
    vocmine("decide", one, "-p", shop, "--owner", "Kim")
    assert vocmine("themes", "undo", "2", "-p", shop).code == 2


def test_values_from_a_file_and_typed_ones_are_weighed(vocmine, shop, pains, tmp_path):
    one, other = list(pains)[:2]
    rows = ["pain_point,Cost,Delivery effort", "weight,50,", "most,,10", "least,,0", f"{one},900,2", f'"{pains[other]}",100,']
    (tmp_path / "values.csv").write_text("\n".join(rows), encoding="utf-8")
    assert vocmine("priorities", "import", "values.csv", "-p", shop).out.startswith("3 values of 2 criteria")
    assert vocmine("priorities", "set", other, "delivery_effort=8..9", "-p", shop).out == "1 value recorded.\n"
    ended = vocmine("priorities", "-p", shop, "-o", "out.json", "--json")
    first = ended.summary["priorities"][0]
    assert (first["theme_id"], first["quadrant"]) == (one, "quick win")
    written = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    origins = {item["theme_id"]: {cell["criterion"]: cell["origin"] for cell in item["values"]} for item in written["items"]}
    assert (origins[one]["cost"], origins[one]["share"]) == ("imported", "mined")
    efforts = {item["theme_id"]: item["delivery_effort"] for item in written["items"]}
    assert (efforts[other]["value"], efforts[other]["origin"], efforts[one]["origin"]) == (8.5, "typed", "imported")
    vocmine("priorities", "set", other, "delivery_effort=", "-p", shop)
    assert "Delivery effort is given for 1 of" in vocmine("priorities", "-p", shop).out.replace("\n", " ")


def test_other_weights_hold_for_once(vocmine, shop):
    def top(*more):
        return vocmine("priorities", "-p", shop, "--json", *more).summary["priorities"]

    severity_alone = top("--weights", "share=0,trend=0,effect=0")
    assert severity_alone != top()
    ended = vocmine("priorities", "-p", shop, "--weights", "beauty=2")
    assert ended.sentence == "Error: --weights takes weights of 0 or more for share, severity, effect, trend; got beauty=2."


def test_a_file_that_names_no_pain_point_is_refused_whole(vocmine, shop, pains, tmp_path):
    one = next(iter(pains))
    (tmp_path / "values.csv").write_text(f"pain_point,Cost\n{one},1\nno such thing,2\n", encoding="utf-8")
    ended = vocmine("priorities", "import", "values.csv", "-p", shop)
    assert ended.code == 1
    assert ended.sentence.startswith("Error: values.csv, row 2, column 'pain_point': No theme 'no such thing'")
    assert "cost" not in vocmine("priorities", "-p", shop, "-o", "out.csv").out.lower()


def test_priorities_fit_eighty_columns(vocmine, shop):
    assert max(map(len, vocmine("priorities", "-p", shop).lines)) <= 80


def test_without_a_project_it_says_so(vocmine):
    assert vocmine("priorities").sentence == "Error: Name the project: vocmine priorities --project NAME."
