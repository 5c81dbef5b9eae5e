"""Fit linear heads on vectors and words; offsets, temperature and thresholds from unseen folds.

Guarantees: folds never part a group; the figures reported are on rows that neither the fit nor its thresholds had seen;
the same rows give the same head.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize, minimize_scalar
from sklearn.metrics import accuracy_score, f1_score
from sklearn.model_selection import GroupKFold

from vocmine.score.heads import logistic, softmax

FOLDS = 5
STRENGTH = 3.0
STEPS = 60
OFFSETS = (0.0, -1.0, -0.6, -0.3, 0.3, 0.6, 1.0, 1.5)
THRESHOLDS = np.arange(0.06, 0.7, 0.02)
FEWEST_FOR_F1 = 10
Array = NDArray[np.float64]
Table = NDArray[np.bool_]
Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Features:
    """Features of n texts: vectors (n, dim) and a sparse matrix of words (n, n_words)."""

    vectors: Array
    words: Any

    def of(self, rows: Rows) -> "Features":
        """Return the features of some rows."""
        return Features(self.vectors[rows], self.words[rows])


@dataclass(frozen=True)
class Weights:
    """Weights of vectors (dim, k) and of words (n_words, k), and bias (k,)."""

    vectors: Array
    words: Array
    bias: Array

    def logits(self, features: Features) -> Array:
        """Return logits (n, k)."""
        return np.asarray(features.vectors @ self.vectors + features.words @ self.words + self.bias)


@dataclass(frozen=True)
class Fitted:
    """A head, and how it is read; ``thresholds`` are empty where one label is given, the largest logit's."""

    labels: tuple[str, ...]
    weights: Weights
    temperature: float = 1.0
    thresholds: tuple[float, ...] = ()
    measured: dict[str, Any] = field(default_factory=dict)


def fit_exclusive(features: Features, labels: Sequence[str], groups: Sequence[str]) -> Fitted:
    """Fit a head that gives one label.

    Labels get offsets that make accuracy and macro-F1 together largest on unseen folds, so that rare ones are read too;
    the temperature then makes the same folds likeliest.

    Parameters
    ----------
    groups : of each row; rows of one group stay in one fold.
    """
    names = tuple(sorted(set(labels)))
    gold = np.array([names.index(label) for label in labels])
    truth = np.eye(len(names), dtype=bool)[gold]
    folds = _folds(groups)
    logits = _unseen_logits(features, truth, folds, exclusive=True)
    said = np.zeros_like(gold)
    for others, fold in folds:
        said[fold] = (logits[fold] + best_offsets(logits[others], gold[others])).argmax(axis=1)
    often = [place for place in range(len(names)) if truth[:, place].sum() >= FEWEST_FOR_F1] or list(range(len(names)))
    measured = {
        "n": len(labels),
        "accuracy": round(float(accuracy_score(gold, said)), 4),
        "macro_f1": round(float(f1_score(gold, said, labels=often, average="macro", zero_division=0)), 4),
    }
    offsets = best_offsets(logits, gold)
    weights = _fit(features, truth, exclusive=True)
    shifted = Weights(weights.vectors, weights.words, weights.bias + offsets)
    return Fitted(names, shifted, best_temperature(logits + offsets, gold), measured=measured)


def fit_several(features: Features, labels: Sequence[Sequence[str]], groups: Sequence[str]) -> Fitted:
    """Fit a head that gives several labels; thresholds make the F1 of each label largest on unseen rows.

    Parameters
    ----------
    groups : of each row; rows of one group stay in one fold.
    """
    names = tuple(sorted({label for some in labels for label in some}))
    truth = np.array([[name in some for name in names] for some in labels], dtype=bool)
    folds = _folds(groups)
    chances = logistic(_unseen_logits(features, truth, folds, exclusive=False), 1.0)
    said = np.zeros_like(truth)
    for others, fold in folds:
        said[fold] = chances[fold] >= _best_thresholds(chances[others], truth[others])
    measured = {
        "n": len(truth),
        "macro_f1": round(float(f1_score(truth, said, average="macro", zero_division=0)), 4),
        "micro_f1": round(float(f1_score(truth, said, average="micro", zero_division=0)), 4),
    }
    weights = _fit(features, truth, exclusive=False)
    return Fitted(names, weights, thresholds=tuple(_best_thresholds(chances, truth)), measured=measured)


def best_offsets(logits: Array, gold: Rows) -> Array:
    """Return what to add to each column, found one label after another, twice round."""
    offsets = np.zeros(logits.shape[1])
    for column in [*range(logits.shape[1])] * 2:
        tried = [offsets + step * np.eye(logits.shape[1])[column] for step in OFFSETS]
        offsets = max(tried, key=lambda some: _quality(gold, (logits + some).argmax(axis=1)))
    return offsets


def best_temperature(logits: Array, gold: Rows) -> float:
    """Return the temperature that makes the true columns likeliest (Guo et al. 2017), between 0.3 and 5."""
    places = np.arange(len(gold))
    found = minimize_scalar(lambda t: -np.log(softmax(logits, t)[places, gold] + 1e-12).mean(), bounds=(0.3, 5.0), method="bounded")
    return float(found.x)


def best_threshold(chances: Array, gold: Table) -> float:
    """Return the threshold that makes F1 largest."""
    said = chances[:, None] >= THRESHOLDS
    hits = (said & gold[:, None]).sum(axis=0)
    return float(THRESHOLDS[int(np.argmax(2 * hits / np.maximum(said.sum(axis=0) + gold.sum(), 1)))])


def _best_thresholds(chances: Array, truth: Table) -> list[float]:
    return [best_threshold(chances[:, column], truth[:, column]) for column in range(truth.shape[1])]


def _quality(gold: Rows, said: Rows) -> float:
    """Return accuracy and macro-F1 together."""
    k = int(max(gold.max(), said.max())) + 1
    hits, told = np.bincount(gold[gold == said], minlength=k), np.bincount(gold, minlength=k) + np.bincount(said, minlength=k)
    return float(hits.sum() / len(gold) + (2 * hits[told > 0] / told[told > 0]).mean())


def _folds(groups: Sequence[str]) -> list[tuple[Rows, Rows]]:
    places = np.unique(np.array(groups), return_inverse=True)[1]
    return list(GroupKFold(FOLDS).split(places, groups=places))


def _unseen_logits(features: Features, truth: Table, folds: Sequence[tuple[Rows, Rows]], *, exclusive: bool) -> Array:
    logits = np.zeros(truth.shape)
    for others, fold in folds:
        logits[fold] = _fit(features.of(others), truth[others], exclusive=exclusive).logits(features.of(fold))
    return logits


def _fit(features: Features, truth: Table, *, exclusive: bool) -> Weights:
    """Fit logistic regressions of all labels at once, so that one product of the sparse words serves them all.

    With ``exclusive`` the labels share one softmax, else each has a logistic function of its own.
    """
    (n, k), dim = truth.shape, features.vectors.shape[1]
    transposed = features.words.T.tocsr()
    chances_of = softmax if exclusive else logistic

    def unfold(flat: Array) -> Weights:
        table = flat.reshape(-1, k)
        return Weights(table[:dim], table[dim:-1], table[-1])

    def loss(flat: Array) -> tuple[float, Array]:
        weights = unfold(flat)
        logits = weights.logits(features)
        chances = chances_of(logits, 1.0)
        likely = np.where(truth, chances, 1.0 if exclusive else 1.0 - chances)
        wrong = STRENGTH * (chances - truth)
        slope = [features.vectors.T @ wrong + weights.vectors, transposed @ wrong + weights.words, wrong.sum(axis=0)[None]]
        penalty = (weights.vectors**2).sum() + (weights.words**2).sum()
        return float(penalty / 2 - STRENGTH * np.log(likely + 1e-15).sum()), np.concatenate(slope).ravel()

    start = np.zeros((dim + transposed.shape[0] + 1, k))
    share = (truth.sum(axis=0) + 0.5) / (n + 1)
    start[-1] = np.log(share) if exclusive else np.log(share / (1 - share))
    return unfold(minimize(loss, start.ravel(), jac=True, method="L-BFGS-B", options={"maxiter": STEPS}).x)
