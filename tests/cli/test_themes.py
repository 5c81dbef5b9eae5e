"""``vocmine themes``: people change themes, and every change can be taken back."""

import json

import pytest

pytestmark = pytest.mark.slow


def listed(vocmine, shop):
    return {theme["label"]: theme for theme in vocmine("themes", "list", "-p", shop, "--json").summary["themes"]}


def test_themes_are_listed_named_merged_and_brought_back(vocmine, shop):
    before = listed(vocmine, shop)
    one, other = [theme["label"] for theme in before.values() if theme["kind"] == "pain_point"][:2]
    ended = vocmine("themes", "rename", one, "Parcels come late", "-p", shop)
    assert (ended.code, ended.out.split(":")[0]) == (0, "Change 1")
    vocmine("themes", "merge", other, "Parcels come late", "-p", shop)
    merged = listed(vocmine, shop)
    assert set(merged) == {*before, "Parcels come late"} - {one, other}
    assert merged["Parcels come late"]["segments"] == before[one]["segments"] + before[other]["segments"]
    assert vocmine("themes", "undo", "2", "-p", shop).code == 0
    assert set(listed(vocmine, shop)) == {*before, "Parcels come late"} - {one}
    assert "Parcels come late" in vocmine("themes", "history", "-p", shop).out


def test_a_theme_that_nobody_knows_is_named(vocmine, shop):
    ended = vocmine("themes", "delete", "no such thing", "-p", shop)
    assert ended.code == 2
    assert ended.sentence.startswith("Error: No theme 'no such thing'; there are ")


def test_a_name_that_is_none_or_anothers_is_refused(vocmine, shop):
    one, other = [theme["label"] for theme in listed(vocmine, shop).values() if theme["kind"] == "pain_point"][:2]
    for name in ("  ", "x" * 81, "tab\x07bell", other.upper()):
        ended = vocmine("themes", "rename", one, name, "-p", shop)
        assert ended.code == 2, name
    assert f"Another theme is called '{other}'" in ended.sentence


def test_a_codebook_goes_out_and_comes_in_again(vocmine, shop, tmp_path):
    before = listed(vocmine, shop)
    vocmine("themes", "export", "-p", shop, "-o", "book.json")
    book = json.loads((tmp_path / "book.json").read_text(encoding="utf-8"))
    assert {theme["id"] for theme in book} == {theme["id"] for theme in before.values()}
    (tmp_path / "own.csv").write_text("name,kind\nParcel came late,pain_point\n", encoding="utf-8")
    assert vocmine("themes", "import", "own.csv", "-p", shop).out.startswith("1 theme of your own. Run ")
    assert "Parcel came late" in listed(vocmine, shop)
