"""Texts read alone: each has its own vector, like beside like, and the graph is opened when it is first needed."""

import random

import numpy as np
import pytest

from vocmine import Scorer
from vocmine.artifacts import open_model, shipped
from vocmine.encode import vectors
from vocmine.encode.onnx import OnnxEncoder
from vocmine.encode.vectors import OnnxVectors
from vocmine.types import alone

SAID = "the courier left my parcel in the rain again and nobody at the depot would pick up the telephone when I rang twice"
TEXTS = [f"{SAID[n % 7 : 10 + n * 2]} {n}" for n in range(60)]


@pytest.fixture(scope="module")
def compared():
    return OnnxVectors(open_model(shipped("models/encoder")), threads=2)


def test_a_text_has_the_same_bytes_alone_in_any_batch_and_on_one_thread(compared):
    whole = compared.of(TEXTS)
    single = OnnxVectors(open_model(shipped("models/encoder")), threads=1)
    assert np.array_equal(single.of(TEXTS), whole)
    for seed in range(20):
        chosen = random.Random(seed).sample(range(len(TEXTS)), 1 + seed)
        assert np.array_equal(compared.of([TEXTS[n] for n in chosen]), whole[chosen])


def test_like_stands_beside_like(compared):
    refund, back, soup = compared.of(["My refund has not arrived.", "Still waiting for the money back.", "The soup was delicious."])
    assert refund @ back > refund @ soup + 0.2


def test_what_is_asked_for_is_nearest_its_name_where_the_vectors_of_the_readings_err(compared):
    told = ["Tell my bank that I go abroad", "travel notification", "direct deposit", "exchange rate"]
    text, *names = compared.of(told)
    assert max(range(3), key=lambda place: float(text @ names[place])) == 0
    text, *names = OnnxEncoder(open_model(shipped("models/encoder"))).encode([alone(one) for one in told]).vectors
    assert max(range(3), key=lambda place: float(text @ names[place])) == 1


def test_vectors_are_of_unit_length_also_for_no_texts_empty_and_overlong_ones(compared):
    assert compared.of([]).shape == (0, 384)
    assert np.linalg.norm(compared.of(["", "word " * 5000]), axis=1) == pytest.approx([1.0, 1.0], abs=1e-5)


def test_the_built_in_journey_is_read_without_them(monkeypatch):
    def unwanted(*_args, **_options):
        raise AssertionError

    monkeypatch.setattr(vectors, "Graph", unwanted)
    assert Scorer().score_texts(["The courier never came."])[0].sentiment_label == "negative"
