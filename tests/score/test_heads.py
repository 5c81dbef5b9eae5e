"""Heads: probabilities, rounding, offsets, columns."""

import json

import numpy as np
import pytest

from vocmine.artifacts import ModelFolder
from vocmine.score.heads import Head, logistic, open_heads, rounded, softmax
from vocmine.score.spans import Least


def test_a_head_reads_its_own_columns_with_its_offsets():
    logits = np.array([[9.0, 1.0, 1.0, 9.0]], dtype=np.float32)
    head = Head(("a", "b"), slice(1, 3), 1.0, True, offsets=(0.0, float(np.log(3.0))))
    assert head.probabilities(logits)[0] == pytest.approx([0.25, 0.75])


def test_a_head_of_several_labels_gives_each_its_own_probability():
    head = Head(("a", "b"), slice(0, 2), 1.0, False, (0.5, 0.5))
    assert head.probabilities(np.array([[0.0, 50.0]], dtype=np.float32))[0] == pytest.approx([0.5, 1.0])


def test_rounded_figures_sum_to_one_and_keep_the_likeliest():
    figures = rounded(("a", "b", "c"), np.array([1 / 3, 1 / 3 + 1e-9, 1 / 3]))
    assert sum(figure for _, figure in figures) == pytest.approx(1.0, abs=1e-9)
    assert max(figures, key=lambda pair: pair[1])[0] == "b"


def test_softmax_and_logistic_stand_extreme_logits():
    assert softmax(np.array([1e4, -1e4]), 1.0).tolist() == [1.0, 0.0]
    assert logistic(np.array([-1e6, 0.0, 1e6]), 1.0) == pytest.approx([0.0, 0.5, 1.0])


def test_a_higher_temperature_is_less_sure():
    assert softmax(np.array([2.0, 0.0]), 4.0)[0] < softmax(np.array([2.0, 0.0]), 1.0)[0]


def test_open_heads_lays_columns_side_by_side(tmp_path):
    described = {
        "pain_least": 1.5,
        "cause_least": 0.7,
        "heads": {
            "one": {"labels": ["x", "y"], "temperature": 1.5, "exclusive": True, "thresholds": [], "offsets": [0.5, 0.0]},
            "two": {"labels": ["z"], "temperature": 1.0, "exclusive": False, "thresholds": [0.4], "offsets": [0.0]},
        },
    }
    (tmp_path / "heads.json").write_text(json.dumps(described), encoding="utf-8")
    heads = open_heads(ModelFolder(tmp_path, "m", {"files": {"heads.json": ""}}))
    assert heads.heads["two"].columns == slice(2, 3)
    assert (heads.heads["one"].temperature, heads.heads["two"].thresholds) == (1.5, (0.4,))
    assert (heads.heads["one"].offsets, heads.least) == ((0.5, 0.0), Least(1.5, 0.7))
