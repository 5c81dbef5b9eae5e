"""A language model of one's own names the shop's themes: told wherever they are shown, kept by later runs, and never above a person."""

import json

import pytest

from tests.themes.answering import answering, named

pytestmark = pytest.mark.slow
KEY = "sk-never-shown"


def listed(vocmine, shop):
    return {theme["id"]: theme["label"] for theme in vocmine("themes", "list", "-p", shop, "--json").summary["themes"]}


def words_of(data):
    """Return a name that is told and differs from theme to theme: the found name, its words the other way round."""
    return " ".join(reversed(data["names found"][0].split()))


@pytest.fixture
def served(shop, monkeypatch):
    """Serve a model that proposes names, and point the settings at it."""
    with answering(lambda _, data: named(words_of(data))) as model:
        monkeypatch.setenv("VOCMINE_NAMER", model.url)
        monkeypatch.setenv("VOCMINE_NAMER_MODEL", "small")
        monkeypatch.setenv("VOCMINE_NAMER_KEY", KEY)
        yield model


def test_names_are_proposed_told_kept_and_overruled(vocmine, shop, served, tmp_path):
    before = listed(vocmine, shop)
    ended = vocmine("mine", "-p", shop, "--json")
    told = " ".join(" ".join(ended.lines).split())
    after = listed(vocmine, shop)
    n_named = sum(after[one] != before[one] for one in before)
    assert (ended.code, ended.summary["new"], set(after), len(served.asked)) == (0, True, set(before), len(before))
    assert n_named > 0
    assert f"Names proposed by the language model small: {n_named} of {len(before)};" in told
    theme = next(one for one in before if after[one] != before[one])

    assert vocmine("mine", "-p", shop, "--json").summary["run"] == ended.summary["run"]
    assert len(served.asked) == len(before)

    vocmine("themes", "rename", theme, "Parcels of mine", "-p", shop)
    assert listed(vocmine, shop) == after | {theme: "Parcels of mine"}
    proposed = f"{after[theme]} {before[theme]} small"
    assert proposed not in " ".join(vocmine("themes", "history", "-p", shop).out.split())
    vocmine("themes", "undo", "1", "-p", shop)
    assert listed(vocmine, shop) == after
    assert proposed in " ".join(vocmine("themes", "history", "-p", shop).out.split())
    assert len(served.asked) == len(before)

    vocmine("map", "-p", shop, "-o", "map.html")
    page = (tmp_path / "map.html").read_text(encoding="utf-8")
    assert f"small at {served.host} for names" in page
    vocmine("export", "themes", "-p", shop, "-o", "themes.jsonl")
    rows = [json.loads(line) for line in (tmp_path / "themes.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {row["theme_id"]: (row["named_by"], row["found_label"]) for row in rows}[theme] == ("small", before[theme])
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert KEY.encode() not in written


def test_names_stay_without_the_model(vocmine, shop, served, csv_file, monkeypatch):
    vocmine("mine", "-p", shop)
    after = listed(vocmine, shop)
    monkeypatch.delenv("VOCMINE_NAMER")
    ended = vocmine("mine", csv_file(2), "-p", shop, "--json")
    assert ended.summary["new"]
    assert set(after.items()) <= set(listed(vocmine, shop).items())
    assert "Names proposed by the language model small: " in " ".join(" ".join(ended.lines).split())


def test_address_that_fails_is_told_and_asked_again(vocmine, shop, served, monkeypatch):
    before = listed(vocmine, shop)
    monkeypatch.setenv("VOCMINE_NAMER", "http://127.0.0.1:1/v1")
    ended = vocmine("mine", "-p", shop, "--json")
    assert ended.code == 0
    assert "cannot be reached" in ended.out
    assert listed(vocmine, shop) == before
    again = vocmine("mine", "-p", shop, "--json")
    assert (again.summary["new"], again.summary["run"]) == (False, ended.summary["run"])
    monkeypatch.setenv("VOCMINE_NAMER", served.url)
    assert vocmine("mine", "-p", shop, "--json").summary["new"]
    assert listed(vocmine, shop) != before
