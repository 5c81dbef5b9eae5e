"""Labels of one's own: learnt from few rows, measured on unseen folds, read again from the folder."""

import hashlib

import numpy as np
import pytest

from tests.fakes import make_feedback
from vocmine.artifacts import open_model
from vocmine.errors import UsageError
from vocmine.score.heads import logistic, open_heads, softmax
from vocmine.train.labels import HEAD, labels_of, train_labels
from vocmine.types import Segment

PRICE = [f"far too dear at {n} pounds" for n in range(8)]
STAFF = [f"the waiter was rude on day {n}" for n in range(8)]
ROOM = [f"my room smelt of damp in week {n}" for n in range(8)]


def encode(texts):
    """Return unit vectors that tell nothing of the label."""
    rows = [np.frombuffer(hashlib.sha256(text.encode()).digest()[:8], dtype=np.uint8).astype(np.float32) - 127 for text in texts]
    return np.stack([row / np.linalg.norm(row) for row in rows])


def logits(folder, text):
    """Return labels and logits of a text that the saved head reads."""
    heads = open_heads(open_model(folder))
    segment = Segment(make_feedback("1", text), 0, 0, len(text))
    return heads.heads[HEAD], heads.batch([segment], encode([text])).logits[0]


def test_train_labels_reads_unseen_texts_by_their_words(tmp_path):
    trained = train_labels(
        PRICE + STAFF + ROOM, [("price",)] * 8 + [("staff",)] * 8 + [("room",)] * 8, tmp_path / "m", encode=encode, multi=False
    )
    head, found = logits(tmp_path / "m", "dear oh dear, what a price in pounds")
    assert trained.labels == (("price", 8), ("room", 8), ("staff", 8))
    assert trained.macro_f1 > 0.9
    assert head.labels[int(softmax(found, head.temperature).argmax())] == "price"


def test_train_labels_takes_two_labels(tmp_path):
    trained = train_labels(PRICE + STAFF, [("yes",)] * 8 + [("no",)] * 8, tmp_path, encode=encode, multi=False)
    head, found = logits(tmp_path, "a rude waiter")
    assert trained.micro_f1 > 0.9
    assert head.labels[int(found.argmax())] == "no"


def test_train_labels_gives_several_labels_or_none(tmp_path):
    texts = PRICE + STAFF + [f"{a} and {b}" for a, b in zip(PRICE, STAFF, strict=True)] + ROOM
    train_labels(texts, [("price",)] * 8 + [("staff",)] * 8 + [("price", "staff")] * 8 + [()] * 8, tmp_path, encode=encode, multi=True)
    head, both = logits(tmp_path, "too dear at 90 pounds and the waiter was rude")
    _, neither = logits(tmp_path, "my room smelt of damp in autumn")
    assert (logistic(both, head.temperature) >= np.array(head.thresholds)).all()
    assert not (logistic(neither, head.temperature) >= np.array(head.thresholds)).any()


def test_train_labels_leaves_out_labels_with_too_few_texts(tmp_path):
    labels = [("price",)] * 8 + [("staff",)] * 8 + [("fire",)] * 2
    trained = train_labels([*PRICE, *STAFF, "a fire", "fire again"], labels, tmp_path, encode=encode, multi=False)
    assert trained.left_out == (("fire", 2),)
    assert trained.n == 16


def test_train_labels_refuses_what_cannot_be_learnt(tmp_path):
    with pytest.raises(
        UsageError, match=r"^Too few labelled texts to learn from; found 'price' 8\. Give at least 5 different texts a label\.$"
    ):
        train_labels(PRICE, [("price",)] * 8, tmp_path, encode=encode, multi=False)


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
