"""Heads: planted labels are found, folds never part a group, thresholds and offsets come from unseen rows."""

import numpy as np
import pytest

from vocmine.score.words import Sparse
from vocmine.train.fit import Examples, fit_exclusive, fit_several

NO_WORDS = Sparse(np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.float32))
DIRECTIONS = np.eye(4, dtype=np.float32)


def planted(*places, noise=0.1, seed=0, groups=None, words=None):
    """Return examples whose vectors point to the given directions."""
    rng = np.random.default_rng(seed)
    vectors = (DIRECTIONS[list(places)] + rng.normal(scale=noise, size=(len(places), 4))).astype(np.float32)
    words = words or [NO_WORDS] * len(places)
    return Examples(vectors, words, 2, groups=groups or [str(n) for n in range(len(places))])


def read(fitted, vector):
    """Return the logits of a vector without words."""
    return vector @ fitted.weights[:4] + fitted.bias


def test_fit_exclusive_finds_the_planted_labels():
    fitted = fit_exclusive(planted(*[0, 1, 2] * 12), ["a", "b", "c"] * 12)
    assert fitted.labels == ("a", "b", "c")
    assert [int(read(fitted, DIRECTIONS[place]).argmax()) for place in range(3)] == [0, 1, 2]
    assert fitted.measured["accuracy"] == 1.0


def test_fit_exclusive_takes_two_labels():
    fitted = fit_exclusive(planted(*[0, 1] * 12), ["yes", "no"] * 12)
    assert fitted.labels[int(read(fitted, DIRECTIONS[0]).argmax())] == "yes"
    assert fitted.labels[int(read(fitted, DIRECTIONS[1]).argmax())] == "no"


def test_rows_of_a_group_never_teach_what_they_are_measured_on():
    groups = [str(n % 20) for n in range(80)]
    told = [Sparse(np.array([n % 20], dtype=np.int32), np.full(1, 5.0, dtype=np.float32)) for n in range(80)]
    labels = [("a", "b")[n % 20 % 2] for n in range(80)]
    apart = fit_exclusive(Examples(np.zeros((80, 4), dtype=np.float32), told, 20, groups), labels)
    leaking = fit_exclusive(Examples(np.zeros((80, 4), dtype=np.float32), told, 20, [str(n) for n in range(80)]), labels)
    assert apart.measured["accuracy"] < 0.7
    assert leaking.measured["accuracy"] == 1.0


def test_words_count_beside_vectors():
    told = [Sparse(np.array([n % 2], dtype=np.int32), np.ones(1, dtype=np.float32)) for n in range(40)]
    fitted = fit_exclusive(planted(*[0] * 40, words=told), ["even", "odd"] * 20)
    assert fitted.measured["accuracy"] > 0.9
    assert fitted.words[1, 1] > fitted.words[0, 1]


def test_a_noisy_head_is_less_sure_than_a_clean_one():
    labels = ["a", "b"] * 60
    clean, noisy = (fit_exclusive(planted(*[0, 1] * 60, noise=noise), labels) for noise in (0.1, 2.0))
    assert noisy.temperature > clean.temperature


def test_fit_several_gives_each_label_a_threshold():
    places = [0, 1, 2] * 15
    fitted = fit_several(planted(*places), [("x",) if place == 0 else ("x", "y") if place == 1 else () for place in places])
    assert fitted.labels == ("x", "y")
    chances = 1 / (1 + np.exp(-np.stack([read(fitted, DIRECTIONS[place]) for place in range(3)])))
    assert (chances >= np.array(fitted.thresholds)).tolist() == [[True, False], [True, True], [False, False]]


def test_fit_several_stands_a_label_that_a_fold_lacks():
    labels = [("rare", "x") if n == 0 else ("x",) if n % 2 else () for n in range(30)]
    fitted = fit_several(planted(*[n % 2 for n in range(30)]), labels)
    assert np.isfinite(fitted.weights).all()
    assert fitted.measured["n"] == 30


def test_fit_several_takes_thresholds_from_rows_that_were_not_fitted():
    learnt = planted(*[0, 1] * 10)
    unseen = planted(0, 1, 0, 1, seed=5)
    fitted = fit_several(learnt, [("x",), ()] * 10, unseen=(unseen, [("x",), (), ("x",), ()]))
    assert (fitted.measured["n"], fitted.measured["macro_f1"]) == (4, 1.0)


@pytest.mark.parametrize("with_context", [False, True])
def test_weights_have_the_shape_that_reading_expects(with_context):
    examples = planted(*[0, 1, 2] * 4)
    if with_context:
        examples = Examples(examples.vectors, examples.words, 2, examples.groups, examples.vectors, examples.words)
    fitted = fit_exclusive(examples, ["a", "b", "c"] * 4)
    assert (fitted.weights.shape, fitted.words.shape, fitted.context_words.shape, fitted.bias.shape) == ((8, 3), (2, 3), (2, 3), (3,))
    assert bool(fitted.weights[4:].any()) == with_context
