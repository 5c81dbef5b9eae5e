"""The recipe of the syntax model: a treebank of a few sentences in, a verified folder out that parses what it learnt."""

import gzip

import pytest
from safetensors.numpy import load_file

from vocmine.artifacts import open_model
from vocmine.segment.syntax_model import WEIGHTS, known_verbs, open_pipeline, write_pipeline
from vocmine.train import syntax

VERBS = (("called", "call"), ("paid", "pay"), ("cancelled", "cancel"), ("sent", "send"))
SUBJECTS, OBJECTS = ("They", "We", "You"), (("letters", "letter"), ("bills", "bill"), ("orders", "order"))


def sentence(name, subject, verb, thing):
    rows = (
        (subject, subject.lower(), "PRON", 2, "nsubj", "_"),
        (*verb, "VERB", 0, "root", "_"),
        (*thing, "NOUN", 2, "obj", "SpaceAfter=No"),
        (".", ".", "PUNCT", 2, "punct", "_"),
    )
    lines = [
        f"{place}\t{form}\t{lemma}\t{pos}\t_\t_\t{head}\t{role}\t_\t{more}"
        for place, (form, lemma, pos, head, role, more) in enumerate(rows, start=1)
    ]
    return "\n".join([f"# sent_id = {name}", *lines])


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("data") / "ud_english_ewt"
    folder.mkdir()
    told = [(subject, verb, thing) for subject in SUBJECTS for verb in VERBS for thing in OBJECTS]
    with gzip.open(folder / "train.conllu.gz", "wt", encoding="utf-8") as file:
        file.write("\n\n".join(sentence(f"made-{n}", *one) for n, one in enumerate(told)) + "\n\n")
    return folder.parent


@pytest.fixture(scope="module")
def made(data, tmp_path_factory):
    """Return two folders that the recipe wrote, and what it told of the first."""
    folders, told = [tmp_path_factory.mktemp(name) / "syntax" for name in ("one", "two")], []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(syntax, "ROUNDS", 12)
        syntax.train_syntax(data, out=folders[0], tell=lambda *step: told.append(step))
        syntax.train_syntax(data, out=folders[1], tell=lambda *_: None)
    return *folders, told


def test_the_recipe_writes_a_verified_folder_that_parses(made):
    folder = open_model(made[0])
    doc = open_pipeline(folder)("They sent bills.")
    assert [(token.pos_, token.dep_, token.head.i) for token in doc[:3]] == [("PRON", "nsubj", 1), ("VERB", "ROOT", 1), ("NOUN", "obj", 1)]
    assert [token.lemma_ for token in doc[1:3]] == ["send", "bill"]
    assert known_verbs(folder) == dict(VERBS) | {lemma: lemma for _, lemma in VERBS}
    assert folder.manifest["trained_on"][0]["licence"] == "CC BY-SA 4.0"


def test_the_recipe_tells_of_each_round_and_learns(made):
    assert [step[:2] for step in made[2]] == [(done, 12) for done in range(1, 13)]
    assert made[2][-1][2] < made[2][0][2] / 2


def test_the_same_data_give_the_same_weights(made):
    one, two = (load_file(folder / WEIGHTS) for folder in made[:2])
    assert one.keys() == two.keys()
    assert all((one[key] == two[key]).all() for key in one)


def test_a_pipeline_that_is_written_and_opened_again_is_the_same(made, tmp_path):
    write_pipeline(open_pipeline(open_model(made[0])), tmp_path)
    assert {name: (tmp_path / name).read_bytes() for name in ("config.json", "labels.json", WEIGHTS)} == {
        name: (made[0] / name).read_bytes() for name in ("config.json", "labels.json", WEIGHTS)
    }
