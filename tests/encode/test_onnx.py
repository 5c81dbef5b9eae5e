"""The shipped encoder gives each feedback its own numbers, whatever stands beside it."""

import random
from itertools import pairwise

import numpy as np
import pytest

from tests.fakes import make_feedback
from vocmine.artifacts import open_model, shipped
from vocmine.encode.onnx import OnnxEncoder
from vocmine.types import Segment, alone

CLAUSES = (
    "the courier left my parcel in the rain again and nobody at the depot would pick up the telephone when I rang",
    "lovely staff at the till but the app logged me out twice before it took the voucher I had been promised",
    "refund",
)


def feedback(n):
    """Return the segments of a feedback of one to four segments of many lengths."""
    texts = [f"{' '.join(CLAUSES[(n + k) % 3].split()[: 1 + (n * 7 + k) % 17])} {n}" for k in range(1 + n % 4)]
    whole = make_feedback(str(n), " ".join(texts), question="What went wrong?" if n % 5 == 0 else None)
    edges = [0]
    for text in texts:
        edges.append(edges[-1] + len(text) + 1)
    return [Segment(whole, k, first, end - 1) for k, (first, end) in enumerate(pairwise(edges))]


FEEDBACKS = [feedback(n) for n in range(60)]


@pytest.fixture(scope="module")
def encoder():
    return OnnxEncoder(open_model(shipped("models/encoder")), threads=2)


def same(one, other, row, place):
    """Return whether two rows are alike to the byte."""
    return (
        np.array_equal(one.vectors[row], other.vectors[place])
        and np.array_equal(one.logits[row], other.logits[place])
        and np.array_equal(one.token_logits[row], other.token_logits[place])
    )


def test_encode_gives_a_feedback_the_same_bytes_alone_and_in_twenty_batches(encoder):
    by_itself = [encoder.encode(segments) for segments in FEEDBACKS]
    for seed in range(20):
        rng = random.Random(seed)
        chosen = rng.sample(range(len(FEEDBACKS)), rng.randint(2, len(FEEDBACKS)))
        batch = encoder.encode([segment for n in chosen for segment in FEEDBACKS[n]])
        place = 0
        for n in chosen:
            for row in range(len(FEEDBACKS[n])):
                assert same(by_itself[n], batch, row, place)
                place += 1


def test_encode_gives_the_same_bytes_on_one_thread(encoder):
    single = OnnxEncoder(open_model(shipped("models/encoder")), threads=1)
    segments = [segment for some in FEEDBACKS for segment in some]
    one, two = single.encode(segments), encoder.encode(segments)
    assert all(same(one, two, row, row) for row in range(len(segments)))


def test_encode_puts_like_beside_like(encoder):
    texts = ("My refund has not arrived.", "Still waiting for the money back.", "The soup was delicious.")
    vectors = encoder.encode([alone(text) for text in texts]).vectors
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.2
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)


def test_the_context_counts(encoder):
    ends = ("The flight was five hours late. Terrible.", "The hotline kept me on hold for an hour. Terrible.")
    told = [Segment(make_feedback("1", text), 0, text.index("Terrible"), len(text)) for text in ends]
    firsts = [Segment(segment.feedback, 0, 0, segment.start - 1) for segment in told]
    logits = [encoder.encode([first, last]).logits[1] for first, last in zip(firsts, told, strict=True)]
    assert np.abs(logits[0] - logits[1]).max() > 0.5


def test_encode_takes_no_segments_and_empty_and_overlong_ones(encoder):
    assert encoder.encode([]).logits.shape[0] == 0
    encoded = encoder.encode([alone(""), alone("word " * 5000)])
    assert np.isfinite(encoded.vectors).all()
    assert encoded.token_logits[0].shape == (0, 3)
    assert encoded.token_logits[1].shape == (256, 3)
