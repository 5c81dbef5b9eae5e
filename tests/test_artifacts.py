"""A model folder is used only as its manifest describes it."""

import json

import pytest

from vocmine.artifacts import open_model, sha256
from vocmine.errors import ModelInvalid


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "heads.json").write_text("{}")
    (tmp_path / "manifest.json").write_text(json.dumps({"id": "m.v1", "files": {"heads.json": sha256(tmp_path / "heads.json")}}))
    return tmp_path


def test_open_model_gives_the_listed_files(folder):
    model = open_model(folder)
    assert model.id == "m.v1"
    assert model.file("heads.json") == folder / "heads.json"


def test_open_model_refuses_an_altered_file(folder):
    (folder / "heads.json").write_text("{ }")
    with pytest.raises(ModelInvalid, match=r"heads\.json was altered: SHA-256 is"):
        open_model(folder)


def test_open_model_refuses_a_missing_file(folder):
    (folder / "heads.json").unlink()
    with pytest.raises(ModelInvalid, match=r"heads\.json is missing; expected SHA-256"):
        open_model(folder)


def test_open_model_refuses_a_pickle(folder):
    (folder / "heads.pkl").write_bytes(b"\x80\x04N.")
    (folder / "manifest.json").write_text(json.dumps({"id": "m.v1", "files": {"heads.pkl": sha256(folder / "heads.pkl")}}))
    with pytest.raises(ModelInvalid, match=r"heads.pkl is refused: a model folder holds \.onnx"):
        open_model(folder)


def test_open_model_refuses_a_folder_without_manifest(tmp_path):
    with pytest.raises(ModelInvalid, match="this is not a model folder of vocmine"):
        open_model(tmp_path)


def test_file_refuses_what_the_manifest_does_not_list(folder):
    with pytest.raises(ModelInvalid, match=r"does not list 'other\.json' in its manifest"):
        open_model(folder).file("other.json")
