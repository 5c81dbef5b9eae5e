"""Fit linear heads: logistic regression on vectors and words; offsets, temperature and thresholds from unseen folds.

Guarantees: folds never part a group; the figures reported are on rows that the fit had not seen.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize_scalar
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, f1_score
from sklearn.model_selection import GroupKFold

from vocmine.score.heads import CONTEXT_WORD_SCALE, WORD_SCALE, logistic, softmax
from vocmine.score.words import Sparse

FOLDS = 5
STRENGTH = 3.0
MAX_ITERATIONS = 300
OFFSETS = (0.0, -1.0, -0.6, -0.3, 0.3, 0.6, 1.0, 1.5)
THRESHOLDS = np.arange(0.06, 0.7, 0.02)
FEWEST_FOR_F1 = 10
NEVER = -20.0


@dataclass(frozen=True)
class Examples:
    """Features of n texts: vectors (n, dim), words, and the same of their context where there is one; rows of a group stay together."""

    vectors: NDArray[np.float32]
    words: Sequence[Sparse]
    n_words: int
    groups: Sequence[str]
    contexts: NDArray[np.float32] | None = None
    context_words: Sequence[Sparse] = ()

    def matrix(self) -> Any:
        """Return all features side by side, (n, columns), words scaled as at scoring time."""
        blocks = [sparse.csr_matrix(self.vectors), _rows(self.words, self.n_words) * WORD_SCALE]
        if self.contexts is not None:
            blocks += [sparse.csr_matrix(self.contexts), _rows(self.context_words, self.n_words) * CONTEXT_WORD_SCALE]
        return sparse.hstack(blocks).tocsr()


@dataclass(frozen=True)
class Fitted:
    """A head: weights (2 × dim, k), words and context words (vocabulary, k), bias (k,), and how it is read."""

    labels: tuple[str, ...]
    weights: NDArray[np.float64]
    words: NDArray[np.float64]
    context_words: NDArray[np.float64]
    bias: NDArray[np.float64]
    exclusive: bool
    temperature: float
    thresholds: tuple[float, ...] = ()
    measured: dict[str, Any] = field(default_factory=dict)

    def described(self) -> dict[str, Any]:
        """Return what a reader must know besides the weights."""
        return {
            "labels": self.labels,
            "exclusive": self.exclusive,
            "temperature": round(self.temperature, 4),
            "thresholds": [round(t, 4) for t in self.thresholds],
        }


Weights = tuple[NDArray[np.float64], NDArray[np.float64]]


@dataclass(frozen=True)
class Besides:
    """Texts of another kind, without context, that help a head at a lower ``weight``; never tested on."""

    examples: Examples
    labels: Sequence[str]
    weight: float


def fit_exclusive(
    examples: Examples, labels: Sequence[str], *, strength: float = STRENGTH, offset: bool = True, besides: Besides | None = None
) -> Fitted:
    """Fit a head that gives one label.

    Parameters
    ----------
    strength : inverse strength of the penalty on weights.
    offset : whether labels get offsets that make accuracy and macro-F1 together largest on unseen folds, so that rare ones are
        read too. The temperature then makes the same folds likeliest.
    """
    matrix, truth = examples.matrix(), np.array(labels)
    names = tuple(sorted(set(labels)))

    def fit(train: NDArray[np.int64]) -> Weights:
        return _one_of(*_joined(matrix[train], truth[train], besides), names, strength=strength)

    logits = _unseen_logits(matrix, examples.groups, fit, n_columns=len(names))
    gold = np.array([names.index(label) for label in labels])
    offsets = _best_offsets(logits, gold) if offset else np.zeros(len(names))
    logits = logits + offsets
    found = minimize_scalar(
        lambda t: -np.log(softmax(logits, t)[np.arange(len(gold)), gold] + 1e-12).mean(), bounds=(0.3, 5.0), method="bounded"
    )
    said = np.array(names)[logits.argmax(axis=1)]
    often = [name for name in names if (truth == name).sum() >= FEWEST_FOR_F1] or list(names)
    measured = {
        "n": len(labels),
        "accuracy": round(float(accuracy_score(truth, said)), 4),
        "macro_f1": round(float(f1_score(truth, said, labels=often, average="macro")), 4),
        "on": f"{FOLDS} unseen folds by feedback",
    }
    coefficients, bias = fit(np.arange(len(truth)))
    return _split(examples, names, (coefficients, bias + offsets), exclusive=True, temperature=float(found.x), measured=measured)


def fit_several(
    examples: Examples, labels: Sequence[Sequence[str]], *, unseen: tuple[Examples, Sequence[Sequence[str]]] | None = None
) -> Fitted:
    """Fit a head that gives several labels; thresholds make the F1 of each label largest on unseen rows."""
    matrix = examples.matrix()
    names = tuple(sorted({label for some in labels for label in some}))
    truth = _table(labels, names)
    fitted = _each(matrix, truth)
    if unseen:
        logits, gold = unseen[0].matrix() @ fitted[0] + fitted[1], _table(unseen[1], names)
    else:
        logits, gold = (
            _unseen_logits(matrix, examples.groups, lambda train: _each(matrix[train], truth[train]), n_columns=len(names)),
            truth,
        )
    chances = logistic(logits, 1.0)
    thresholds = tuple(_best_threshold(chances[:, column], gold[:, column]) for column in range(len(names)))
    said = chances >= np.array(thresholds)
    measured = {
        "n": len(gold),
        "macro_f1": round(float(f1_score(gold, said, average="macro", zero_division=0)), 4),
        "micro_f1": round(float(f1_score(gold, said, average="micro", zero_division=0)), 4),
        "on": "dev split (thresholds chosen on it)" if unseen else f"{FOLDS} unseen folds by feedback (thresholds chosen on them)",
    }
    return _split(examples, names, fitted, exclusive=False, temperature=1.0, thresholds=thresholds, measured=measured)


def _joined(matrix: Any, truth: NDArray[np.str_], besides: Besides | None) -> tuple[Any, NDArray[np.str_], NDArray[np.float64]]:
    """Return rows, labels and weights of both kinds; what has no context has zeros in its columns."""
    if besides is None:
        return matrix, truth, np.ones(len(truth))
    more = besides.examples.matrix()
    missing = sparse.csr_matrix((more.shape[0], matrix.shape[1] - more.shape[1]))
    weights = np.concatenate([np.ones(len(truth)), np.full(more.shape[0], besides.weight)])
    rows = sparse.vstack([matrix, sparse.hstack([more, missing])]).tocsr()
    return rows, np.concatenate([truth, np.array(besides.labels)]), weights


def _one_of(matrix: Any, truth: NDArray[np.str_], weights: NDArray[np.float64], names: Sequence[str], *, strength: float) -> Weights:
    model = LogisticRegression(C=strength, max_iter=MAX_ITERATIONS).fit(matrix, truth, sample_weight=weights)
    coefficients = np.full((matrix.shape[1], len(names)), 0.0)
    bias = np.full(len(names), NEVER)
    binary = len(model.classes_) == 2
    for row, name in enumerate(model.classes_):
        column = names.index(name)
        if binary:  # scikit-learn keeps one row of weights for two classes: that of the second
            coefficients[:, column], bias[column] = model.coef_[0] * row, model.intercept_[0] * row
        else:
            coefficients[:, column], bias[column] = model.coef_[row], model.intercept_[row]
    return coefficients, bias


def _each(matrix: Any, truth: NDArray[np.bool_]) -> Weights:
    fitted = [_yes_or_no(matrix, truth[:, column]) for column in range(truth.shape[1])]
    return np.stack([weights for weights, _ in fitted], axis=1), np.array([bias for _, bias in fitted])


def _yes_or_no(matrix: Any, truth: NDArray[np.bool_]) -> tuple[NDArray[np.float64], float]:
    if truth.all() or not truth.any():
        return np.zeros(matrix.shape[1]), NEVER if not truth.any() else -NEVER
    model = LogisticRegression(C=STRENGTH / 2, max_iter=MAX_ITERATIONS).fit(matrix, truth)
    return model.coef_[0], float(model.intercept_[0])


def _best_offsets(logits: NDArray[np.float64], gold: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return what to add to each column, found one label after another, twice round."""
    offsets = np.zeros(logits.shape[1])
    for column in [*range(logits.shape[1])] * 2:
        tried = [offsets + step * np.eye(logits.shape[1])[column] for step in OFFSETS]
        offsets = max(tried, key=lambda some: _quality(gold, (logits + some).argmax(axis=1)))
    return offsets


def _quality(gold: NDArray[np.int64], said: NDArray[np.int64]) -> float:
    return float(accuracy_score(gold, said) + f1_score(gold, said, average="macro", zero_division=0))


def _unseen_logits(
    matrix: Any, groups: Sequence[str], fit: Callable[[NDArray[np.int64]], Weights], *, n_columns: int
) -> NDArray[np.float64]:
    logits = np.zeros((matrix.shape[0], n_columns))
    places = np.unique(np.array(groups), return_inverse=True)[1]
    for train, test in GroupKFold(FOLDS).split(matrix, groups=places):
        coefficients, bias = fit(train)
        logits[test] = matrix[test] @ coefficients + bias
    return logits


def _split(examples: Examples, names: tuple[str, ...], fitted: Weights, **read: Any) -> Fitted:
    coefficients, bias = fitted
    dim, n_words, k = examples.vectors.shape[1], examples.n_words, len(names)
    own, words, rest = coefficients[:dim], coefficients[dim : dim + n_words], coefficients[dim + n_words :]
    context = rest[:dim] if examples.contexts is not None else np.zeros((dim, k))
    context_words = rest[dim:] if examples.contexts is not None else np.zeros((n_words, k))
    return Fitted(names, np.vstack([own, context]), words * WORD_SCALE, context_words * CONTEXT_WORD_SCALE, bias, **read)


def _rows(words: Sequence[Sparse], n_words: int) -> Any:
    starts = np.cumsum([0, *(len(row.places) for row in words)])
    places = np.concatenate([row.places for row in words]) if len(words) else np.zeros(0, dtype=np.int32)
    weights = np.concatenate([row.weights for row in words]) if len(words) else np.zeros(0, dtype=np.float32)
    return sparse.csr_matrix((weights, places, starts), shape=(len(words), n_words))


def _table(labels: Sequence[Sequence[str]], names: Sequence[str]) -> NDArray[np.bool_]:
    return np.array([[name in some for name in names] for some in labels], dtype=bool)


def _best_threshold(chances: NDArray[np.float64], gold: NDArray[np.bool_]) -> float:
    figures = [f1_score(gold, chances >= threshold, zero_division=0) for threshold in THRESHOLDS]
    return float(THRESHOLDS[int(np.argmax(figures))])
