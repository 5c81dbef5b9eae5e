"""The recipe: small corpora in, a verified folder out that the reader opens and reads with."""

import gzip
import hashlib
import json
import re

import numpy as np
import pytest

from tests.fakes import FullStopSegmenter, make_feedback
from vocmine.artifacts import open_model
from vocmine.protocols import Encoded
from vocmine.score.reader import open_reader
from vocmine.score.spans import SpanHead
from vocmine.train.readings import train_readings
from vocmine.types import Journey, Segment, Stage

DIM = 8
KINDS = {
    "usage": ("the {} is broken", "negative", ["frustration"], "complaint", "none", "{} is broken"),
    "support": ("I called thrice about the {}", "negative", ["frustration"], "complaint", "high", "called thrice"),
    "none": ("hello to the {}", "neutral", ["neutral"], "inform", "none", None),
    "purchase": ("lovely {} but dear", "mixed", ["frustration", "delight"], "complaint", "none", "dear"),
    "advocacy": ("I recommend the {}", "positive", ["delight"], "praise", "low", None),
}
THINGS = ("app", "phone", "card", "seat", "meal", "room", "train", "bill")
JOURNEY = Journey("j", "J", tuple(Stage(id_, id_.title()) for id_ in KINDS if id_ != "none"))


class DigestStates:
    """Vectors and token states that follow from the words alone and tell nothing by themselves."""

    name, dim = "digest.v1", DIM

    def encode(self, texts):
        return Encoded(np.stack([self._state(text) for text in texts]))

    def hidden(self, texts):
        return [self._hidden(text) for text in texts]

    def _hidden(self, text):
        spans = [match.span() for match in re.finditer(r"\w+", text)]
        return np.stack([self._state(text[a:b]) for a, b in spans]), np.array(spans, dtype=np.int32)

    def _state(self, text):
        raw = np.frombuffer(hashlib.sha256(text.encode()).digest()[:DIM], dtype=np.uint8).astype(np.float32) - 127
        return raw / np.linalg.norm(raw)


def labelled():
    """Yield labelled segments, each a feedback of its own."""
    for thing in THINGS:
        for stage, (text, sentiment, emotions, intent, effort, pain) in KINDS.items():
            said = text.format(thing)
            yield {
                "text": said,
                "segment": said,
                "question": None,
                "stage": stage,
                "sentiment": sentiment,
                "emotions": emotions,
                "intent": intent,
                "effort": effort,
                "pain_point": pain and pain.format(thing),
                "cause": None,
            }


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    folder = tmp_path_factory.mktemp("corpora")
    emotions = [{"text": f"{word} {thing}", "labels": [label]} for thing in THINGS for word, label in (("yay", "joy"), ("grr", "anger"))]
    judged = [{"text": f"fine {thing} but slow", "aspects": [{"polarity": "positive"}, {"polarity": "negative"}]} for thing in THINGS]
    corpora = {"stage_train/train": [], "goemotions/train": emotions, "goemotions/dev": emotions[::3], "mams_acsa/train": judged}
    for name, rows in corpora.items():
        path = folder / f"{name}.jsonl.gz"
        path.parent.mkdir(exist_ok=True)
        with gzip.open(path, "wt", encoding="utf-8") as handle:
            handle.writelines(json.dumps(row) + "\n" for row in rows)
    (folder / "examples").mkdir()
    (folder / "examples" / "one.jsonl").write_text("".join(json.dumps(row) + "\n" for row in labelled()), encoding="utf-8")
    measured = train_readings(DigestStates(), FullStopSegmenter(), data=folder, examples=folder / "examples", out=folder / "out")
    return folder / "out", measured


def read(folder, text):
    encoder, model = DigestStates(), open_model(folder)
    head = SpanHead.load(model)
    states, offsets = encoder.hidden([text])[0]
    encoded = Encoded(encoder.encode([text]).vectors, (states @ head.weights + head.bias,), (offsets,))
    reader = open_reader(model, JOURNEY, embed=lambda texts: encoder.encode(texts).vectors)
    return reader.read([Segment(make_feedback("1", text), 0, 0, len(text))], encoded)[0]


def test_the_folder_is_verified_and_says_what_was_measured(trained):
    folder, measured = trained
    manifest = open_model(folder).manifest
    assert set(measured) == {"stage", "sentiment", "intent", "effort", "group", "emotion"}
    assert manifest["measured"]["stage"]["n"] == len(list(labelled()))
    assert all(corpus["licence"] for corpus in manifest["trained_on"])


@pytest.mark.parametrize(
    ("text", "stage", "sentiment", "effort"),
    [
        ("the lamp is broken", "usage", "negative", "none"),
        ("I called thrice about the lamp", "support", "negative", "high"),
        ("lovely lamp but dear", "purchase", "mixed", "none"),
        ("I recommend the lamp", "advocacy", "positive", "low"),
        ("hello to the lamp", "none", "neutral", "none"),
    ],
)
def test_what_was_learnt_is_read_in_new_words(trained, text, stage, sentiment, effort):
    reading = read(trained[0], text)
    assert max(reading.stage_scores, key=lambda pair: pair[1])[0] == stage
    assert (reading.sentiment_label, reading.effort_label) == (sentiment, effort)


def test_the_same_corpora_give_the_same_bytes(trained, tmp_path):
    folder, _ = trained
    corpora = folder.parent
    train_readings(DigestStates(), FullStopSegmenter(), data=corpora, examples=corpora / "examples", out=tmp_path)
    assert open_model(tmp_path).manifest["files"] == open_model(folder).manifest["files"]
