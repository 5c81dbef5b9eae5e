"""Heads: probabilities, rounding, contexts, and numbers that do not depend on the batch."""

import json

import numpy as np
import pytest
from safetensors.numpy import save_file

from tests.score.made import DIM, embed, make_batch, make_heads, make_segments
from vocmine.artifacts import ModelFolder
from vocmine.score.heads import groups, logistic, mean_vector, open_heads, rounded, softmax


def test_own_logits_tell_of_the_segment_and_the_rest_of_its_feedback():
    batch = make_batch("battery", "hello")
    assert batch.own[0, :DIM] == pytest.approx([6.0, 0.0, 0.0])
    assert batch.logits[0, :DIM] - batch.own[0, :DIM] == pytest.approx(2 * np.array([1.0, 0.0, 1.0]) / np.sqrt(2), abs=1e-6)


def test_numbers_do_not_depend_on_the_other_feedbacks_of_a_batch():
    heads, rng = make_heads(), np.random.default_rng(0)
    feedbacks = [make_segments(*[f"great text {n} {k}" for k in range(1 + n % 3)]) for n in range(40)]
    vectors = [rng.normal(size=(len(segments), DIM)).astype(np.float32) for segments in feedbacks]
    together = heads.batch([segment for segments in feedbacks for segment in segments], np.concatenate(vectors)).logits
    alone = [heads.batch(segments, own).logits for segments, own in zip(feedbacks, vectors, strict=True)]
    assert np.array_equal(together, np.concatenate(alone))


def test_groups_parts_feedbacks_that_stand_side_by_side():
    segments = [*make_segments("a", "b"), *make_segments("c")]
    assert groups(segments) == [range(2), range(2, 3)]


def test_rounded_figures_sum_to_one_and_keep_the_likeliest():
    figures = rounded(("a", "b", "c"), np.array([1 / 3, 1 / 3 + 1e-9, 1 / 3]))
    assert sum(figure for _, figure in figures) == pytest.approx(1.0, abs=1e-9)
    assert max(figures, key=lambda pair: pair[1])[0] == "b"


def test_softmax_and_logistic_stand_extreme_logits():
    assert softmax(np.array([1e4, -1e4]), 1.0).tolist() == [1.0, 0.0]
    assert logistic(np.array([-1e6, 0.0, 1e6]), 1.0) == pytest.approx([0.0, 0.5, 1.0])


def test_a_higher_temperature_is_less_sure():
    assert softmax(np.array([2.0, 0.0]), 4.0)[0] < softmax(np.array([2.0, 0.0]), 1.0)[0]


def test_mean_vector_has_unit_length_and_stands_zeros():
    assert np.linalg.norm(mean_vector(embed(["screen", "hotline"]))) == pytest.approx(1.0)
    assert mean_vector(np.zeros((2, DIM), dtype=np.float32)).tolist() == [0.0] * DIM


def test_open_heads_lays_columns_side_by_side(tmp_path):
    described = {
        "vocabulary": ["bad"],
        "heads": {
            "one": {"labels": ["x", "y"], "temperature": 1.5, "exclusive": True, "thresholds": []},
            "two": {"labels": ["z"], "temperature": 1.0, "exclusive": False, "thresholds": [0.4]},
        },
    }
    arrays = {"weights": np.zeros((4, 3)), "words": np.ones((1, 3)), "context_words": np.zeros((1, 3)), "bias": np.zeros(3)}
    (tmp_path / "heads.json").write_text(json.dumps(described), encoding="utf-8")
    save_file(
        {name: array.astype(np.float32) for name, array in {**arrays, "frequencies": np.ones(1)}.items()}, tmp_path / "heads.safetensors"
    )
    heads = open_heads(ModelFolder(tmp_path, "m", {"files": {"heads.json": "", "heads.safetensors": ""}}))
    assert heads.heads["two"].columns == slice(2, 3)
    assert (heads.heads["one"].temperature, heads.heads["two"].thresholds) == (1.5, (0.4,))
