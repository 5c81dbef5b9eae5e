"""The shipped encoder gives each text its own numbers, close to those of the published weights."""

import random

import numpy as np
import pytest

from vocmine.artifacts import open_model, shipped
from vocmine.encode.onnx import OnnxEncoder

TEXTS = [
    f"{' '.join(words.split()[: 1 + n % 17])} {n}"
    for n in range(60)
    for words in (
        "the courier left my parcel in the rain again and nobody at the depot would pick up the telephone when I rang",
        "lovely staff at the till but the app logged me out twice before it took the voucher I had been promised",
    )
]


@pytest.fixture(scope="module")
def encoder() -> OnnxEncoder:
    head = (np.random.default_rng(0).normal(size=(384, 3)).astype(np.float32), np.zeros(3, dtype=np.float32))
    return OnnxEncoder(open_model(shipped("models/encoder")), span_head=head, threads=2)


def test_encode_gives_a_text_the_same_bytes_alone_and_in_twenty_batches(encoder):
    alone = [encoder.encode([text]) for text in TEXTS]
    for seed in range(20):
        rng = random.Random(seed)
        rows = rng.sample(range(len(TEXTS)), rng.randint(2, len(TEXTS)))
        batch = encoder.encode([TEXTS[row] for row in rows])
        for place, row in enumerate(rows):
            assert np.array_equal(batch.vectors[place], alone[row].vectors[0])
            assert np.array_equal(batch.token_logits[place], alone[row].token_logits[0])


def test_encode_gives_the_same_bytes_on_one_thread(encoder):
    single = OnnxEncoder(open_model(shipped("models/encoder")), threads=1)
    assert np.array_equal(single.encode(TEXTS).vectors, encoder.encode(TEXTS).vectors)


def test_encode_puts_like_beside_like(encoder):
    vectors = encoder.encode(["My refund has not arrived.", "Still waiting for the money back.", "The soup was delicious."]).vectors
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.2
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)


def test_token_offsets_point_at_the_words(encoder):
    text = "Café closed – refund?"
    encoded = encoder.encode([text])
    words = [text[start:end] for start, end in encoded.token_offsets[0]]
    assert words == ["Café", "closed", "–", "ref", "und", "?"]
    assert encoded.token_logits[0].shape == (6, 3)


def test_encode_takes_empty_and_overlong_texts(encoder):
    encoded = encoder.encode(["", "word " * 5000])
    assert np.isfinite(encoded.vectors).all()
    assert encoded.token_logits[1].shape[0] == 254


def test_encode_reads_past_handles_addresses_and_masks(encoder):
    told = encoder.encode(["@AcmeAir my bag is lost https://example.com/x ████", "my bag is lost"])
    assert np.array_equal(told.vectors[0], told.vectors[1])
    assert told.token_offsets[0][0].tolist() == [9, 11]
