"""Labels of one's own: learnt from few rows, measured on unseen folds, read again from the folder."""

import pytest

from tests.fakes import HashEncoder
from vocmine.errors import ModelInvalid, UsageError
from vocmine.train.labels import labels_of, read_labels, train_labels

PRICE = [f"far too dear at {n} pounds" for n in range(8)]
STAFF = [f"the waiter was rude on day {n}" for n in range(8)]
ROOM = [f"my room smelt of damp in week {n}" for n in range(8)]


def own(texts, labels, folder, *, multi=False):
    """Train on texts that stand in runs of eight, a run for each entry of the labels."""
    return train_labels(texts, [some for some in labels for _ in range(8)], folder, encoder=HashEncoder(), multi=multi)


def read(folder, *texts):
    """Return what the saved head says of texts."""
    return read_labels(folder, texts, encoder=HashEncoder())


def test_read_labels_gives_unseen_texts_the_label_of_their_words(tmp_path):
    trained = own(PRICE + STAFF + ROOM, [("price",), ("staff",), ("room",)], tmp_path / "m")
    dear, rude = read(tmp_path / "m", "dear oh dear, what a price in pounds", "a rude waiter")
    assert trained.labels == (("price", 8), ("room", 8), ("staff", 8))
    assert trained.macro_f1 > 0.9
    assert (dear.labels, rude.labels) == (("price",), ("staff",))
    assert max(dict(dear.scores), key=dict(dear.scores).get) == "price"
    assert sum(dict(dear.scores).values()) == pytest.approx(1.0, abs=0.001)


def test_train_labels_takes_two_labels(tmp_path):
    trained = own(PRICE + STAFF, [("yes",), ("no",)], tmp_path)
    assert trained.micro_f1 > 0.9
    assert read(tmp_path, "a rude waiter")[0].labels == ("no",)


def test_train_labels_gives_several_labels_or_none(tmp_path):
    both = [f"{a} and {b}" for a, b in zip(PRICE, STAFF, strict=True)]
    own(PRICE + STAFF + both + ROOM, [("price",), ("staff",), ("price", "staff"), ()], tmp_path, multi=True)
    found = read(tmp_path, "too dear at 90 pounds and the waiter was rude", "my room smelt of damp in autumn")
    assert [some.labels for some in found] == [("price", "staff"), ()]


def test_read_labels_reads_a_text_alike_alone_and_among_others(tmp_path):
    own(PRICE + STAFF, [("yes",), ("no",)], tmp_path)
    assert read(tmp_path, "rude", "far too dear", "")[1] == read(tmp_path, "far too dear")[0]
    assert read(tmp_path) == ()


def test_read_labels_refuses_another_encoder(tmp_path):
    own(PRICE + STAFF, [("yes",), ("no",)], tmp_path)
    other = HashEncoder()
    other.name = "hash.v2"
    with pytest.raises(ModelInvalid, match=r"was fitted with the encoder hash\.v1; this one is hash\.v2\. Train it anew\.$"):
        read_labels(tmp_path, ["a"], encoder=other)


def test_read_labels_refuses_an_altered_head(tmp_path):
    own(PRICE + STAFF, [("yes",), ("no",)], tmp_path)
    described = tmp_path / "labels.json"
    described.write_text(described.read_text(encoding="utf-8").replace("yes", "yet"), encoding="utf-8")
    with pytest.raises(ModelInvalid, match=r"labels\.json was altered: SHA-256 is \w+, the manifest says \w+\.$"):
        read(tmp_path, "a")


def test_what_is_written_is_weights_and_json(tmp_path):
    own(PRICE + STAFF, [("yes",), ("no",)], tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["labels.json", "labels.safetensors", "manifest.json"]


def test_train_labels_leaves_out_labels_with_too_few_texts(tmp_path):
    labels = [("price",)] * 8 + [("staff",)] * 8 + [("fire",)] * 2
    trained = train_labels([*PRICE, *STAFF, "a fire", "fire again"], labels, tmp_path, encoder=HashEncoder(), multi=False)
    assert trained.left_out == (("fire", 2),)
    assert trained.n == 16


def test_train_labels_refuses_what_cannot_be_learnt(tmp_path):
    with pytest.raises(
        UsageError, match=r"^Too few labelled texts to learn from; found 'price' 8\. Give at least 5 different texts a label\.$"
    ):
        train_labels(PRICE, [("price",)] * 8, tmp_path, encoder=HashEncoder(), multi=False)


@pytest.mark.parametrize(
    ("cell", "multi", "labels"),
    [
        (" Price ", False, ("Price",)),
        ("a|b", False, ("a|b",)),
        ("", False, ()),
        ("a| b |a|", True, ("a", "b")),
        ('["a|b", "c"]', True, ("a|b", "c")),
        ("", True, ()),
    ],
)
def test_labels_of_reads_cells(cell, multi, labels):
    assert labels_of(cell, multi=multi) == labels


def test_labels_of_refuses_a_broken_list():
    with pytest.raises(
        UsageError, match=r"^The labels '\[\"a\", ' are no JSON list: Expecting value\. Write them as a list or part them by '\|'\.$"
    ):
        labels_of('["a", ', multi=True)
