"""``vocmine doctor``: what is installed, and whether models and database are sound."""

import shutil

import pytest

from vocmine.artifacts import shipped


@pytest.fixture
def models(tmp_path, monkeypatch):
    """Point the settings at a copy of the shipped models."""
    shutil.copytree(shipped("models"), tmp_path / "models")
    monkeypatch.setenv("VOCMINE_MODELS", str(tmp_path / "models"))
    return tmp_path / "models"


def test_doctor_finds_the_shipped_models_and_a_new_database_sound(vocmine):
    ended = vocmine("doctor", "--json")
    assert (ended.code, ended.err) == (0, "")
    assert ended.summary["sound"]
    assert {model["state"] for model in ended.summary["models"]} == {"verified"}
    assert ended.summary["database_state"] == "sound"
    assert dict(ended.summary["packages"]).keys() >= {"onnxruntime", "spacy", "scikit-learn", "bertopic", "sqlmodel", "streamlit"}


def test_doctor_tells_of_a_model_that_was_altered(vocmine, models):
    with (models / "encoder" / "heads.json").open("ab") as handle:
        handle.write(b" ")
    ended = vocmine("doctor", "--json")
    assert ended.code == 1
    assert [("was altered" in model["state"]) for model in ended.summary["models"]] == [True, False]


def test_doctor_tells_of_a_model_that_is_not_there(vocmine, models):
    shutil.rmtree(models / "encoder")
    ended = vocmine("doctor", "--json")
    assert ended.code == 1
    assert "No manifest.json" in ended.summary["models"][0]["state"]


def test_doctor_takes_the_shipped_syntax_model_where_models_of_ones_own_lack_it(vocmine, models):
    shutil.rmtree(models / "syntax")
    ended = vocmine("doctor", "--json")
    assert ended.code == 0
    assert ended.summary["models"][1]["path"] == str(shipped("models") / "syntax")


def test_doctor_tells_of_a_database_that_is_none(vocmine, tmp_path):
    (tmp_path / "notes.db").write_text("These are notes. " * 100, encoding="utf-8")
    ended = vocmine("doctor", "--db", "sqlite:///notes.db", "--json")
    assert ended.code == 1
    assert "file is not a database" in ended.summary["database_state"]


def test_doctor_hides_the_password_of_the_database(vocmine):
    ended = vocmine("doctor", "--db", "postgresql://ann:hunter2@127.0.0.1:9/shop", "--json")
    assert ended.code == 1
    assert "hunter2" not in ended.out + ended.err


def test_doctor_of_an_address_that_is_none_ends_in_one_sentence(vocmine):
    ended = vocmine("doctor", "--db", "shop")
    assert ended.code == 1
    assert "'shop' is no address of a database" in " ".join((ended.out + ended.err).split())
