"""Heads: planted labels are found, folds never part a group, thresholds and offsets come from unseen rows."""

import numpy as np
import pytest
from scipy import sparse

from vocmine.train.fit import Features, best_offsets, best_temperature, best_threshold, fit_exclusive, fit_several

DIRECTIONS = np.eye(4)
CORNERS = Features(DIRECTIONS, sparse.csr_matrix((4, 0)))


def planted(*places, noise=0.1, seed=0):
    """Return features whose vectors point to the given directions, without words."""
    rng = np.random.default_rng(seed)
    vectors = DIRECTIONS[list(places)] + rng.normal(scale=noise, size=(len(places), 4))
    return Features(vectors, sparse.csr_matrix((len(places), 0)))


def told(*words):
    """Return features that are one word each, without vectors."""
    return Features(np.zeros((len(words), 4)), sparse.csr_matrix(np.eye(max(words) + 1)[list(words)]))


def own(n):
    """Return a group for each row."""
    return [str(row) for row in range(n)]


def test_fit_exclusive_finds_the_planted_labels():
    fitted = fit_exclusive(planted(*[0, 1, 2] * 12), ["a", "b", "c"] * 12, own(36))
    assert fitted.labels == ("a", "b", "c")
    assert fitted.weights.logits(CORNERS)[:3].argmax(axis=1).tolist() == [0, 1, 2]
    assert fitted.measured["accuracy"] == 1.0


def test_fit_exclusive_takes_two_labels():
    fitted = fit_exclusive(planted(*[0, 1] * 12), ["yes", "no"] * 12, own(24))
    assert [fitted.labels[place] for place in fitted.weights.logits(CORNERS)[:2].argmax(axis=1)] == ["yes", "no"]


@pytest.mark.parametrize("fit", [fit_exclusive, fit_several])
def test_rows_of_a_group_never_teach_what_they_are_measured_on(fit):
    words = [n % 20 for n in range(80)]
    labels = ["ab"[word % 2] for word in words]
    apart = fit(told(*words), labels, [str(word) for word in words])
    leaking = fit(told(*words), labels, own(80))
    assert apart.measured["macro_f1"] < 0.7
    assert leaking.measured["macro_f1"] == 1.0


def test_words_count_beside_vectors():
    fitted = fit_exclusive(told(*[0, 1] * 20), ["even", "odd"] * 20, own(40))
    assert fitted.measured["accuracy"] == 1.0
    assert fitted.weights.words[1, 1] > fitted.weights.words[0, 1]


def test_a_noisy_head_is_less_sure_than_a_clean_one():
    labels = ["a", "b"] * 60
    clean, noisy = (fit_exclusive(planted(*[0, 1] * 60, noise=noise), labels, own(120)) for noise in (0.1, 2.0))
    assert noisy.temperature > clean.temperature


def test_fit_several_gives_each_label_a_threshold():
    labels = [("x",), ("x", "y"), ()] * 15
    fitted = fit_several(planted(*[0, 1, 2] * 15), labels, own(45))
    chances = 1 / (1 + np.exp(-fitted.weights.logits(CORNERS)[:3]))
    assert fitted.labels == ("x", "y")
    assert (chances >= np.array(fitted.thresholds)).tolist() == [[True, False], [True, True], [False, False]]
    assert fitted.measured["macro_f1"] > 0.95


def test_fit_several_stands_a_label_that_a_fold_lacks():
    labels = [("rare", "x") if n == 0 else ("x",) if n % 2 else () for n in range(30)]
    fitted = fit_several(planted(*[n % 2 for n in range(30)]), labels, own(30))
    assert np.isfinite(fitted.weights.vectors).all()
    assert fitted.measured["n"] == 30


def test_thresholds_are_not_measured_on_the_rows_they_were_chosen_on():
    by_chance = np.random.default_rng(1).random((100, 20)) < 0.1
    labels = [tuple(f"label {column}" for column in np.flatnonzero(row)) for row in by_chance]
    fitted = fit_several(planted(*[0] * 100, noise=1.0), labels, own(100))
    assert fitted.measured["macro_f1"] < 0.17


def test_a_head_is_the_same_when_it_is_fitted_again():
    one, other = (fit_several(planted(*[0, 1] * 20, noise=0.5), [("x",), ()] * 20, own(40)) for _ in range(2))
    assert np.array_equal(one.weights.vectors, other.weights.vectors)
    assert one.thresholds == other.thresholds


def test_best_threshold_is_where_f1_is_largest():
    chances, gold = np.array([0.1, 0.2, 0.3, 0.5]), np.array([False, False, True, True])
    assert 0.2 < best_threshold(chances, gold) <= 0.3


def test_best_offsets_let_a_rare_label_be_read():
    gold = np.array([0] * 20 + [1] * 4)
    logits = np.stack([np.full(24, 1.0), np.where(gold == 1, 0.8, -1.0)], axis=1)
    assert (logits.argmax(axis=1) == 0).all()
    assert ((logits + best_offsets(logits, gold)).argmax(axis=1) == gold).all()


def test_best_temperature_cools_what_is_too_sure():
    gold = np.array([0, 0, 0, 1])
    logits = np.array([[10.0, 0.0]] * 4)
    assert best_temperature(logits, gold) == pytest.approx(5.0, abs=0.01)
    assert best_temperature(logits / 10, gold) == pytest.approx(1 / np.log(3), abs=0.01)
