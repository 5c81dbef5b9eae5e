"""Fit the head that marks pain points and causes among the encoder's tokens.

Guarantees: folds never part a feedback; the threshold of presence is chosen on rows that the fit had not seen,
for precision before recall.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import fbeta_score
from sklearn.model_selection import GroupKFold

from vocmine.score.spans import TAGS, SpanHead, pain_chances, tells_pain

FOLDS = 4
STRENGTH = 0.03
MAX_ITERATIONS = 150
PRECISION_FIRST = 0.8
TRIED = np.arange(0.5, 4.0, 0.25)
_UNTOLD = -20.0

Row = Mapping[str, Any]


class HiddenStates(Protocol):
    """An encoder that shows its states."""

    def hidden(self, texts: Sequence[str]) -> list[tuple[NDArray[np.float32], NDArray[np.int32]]]:
        """Return for each text states (tokens, dim) and code-point offsets (tokens, 2)."""
        ...


@dataclass(frozen=True, slots=True)
class _Tokens:
    """States (all tokens, dim), tags (all tokens,), and the row of each token."""

    states: NDArray[np.float32]
    tags: NDArray[np.int64]
    rows: NDArray[np.int64]


def fit_span_head(encoder: HiddenStates, rows: Sequence[Row]) -> SpanHead:
    """Fit the head on labelled segments.

    Parameters
    ----------
    rows : records with ``text``, ``segment``, ``sentiment``, ``intent``, ``pain_point`` and ``cause``;
        only those that may have a pain point are learnt from.
    """
    told = [row for row in rows if row["sentiment"] in ("negative", "mixed") or row["intent"] == "suggestion"]
    tokens = _tokens(encoder, told)
    chances = _unseen_chances(tokens, [row["text"] for row in told])
    weights, bias = _fit(tokens.states, tokens.tags)
    least = _least(chances, tokens.rows, [bool(row["pain_point"]) for row in told])
    return SpanHead(weights.astype(np.float32), bias.astype(np.float32), least)


def _tokens(encoder: HiddenStates, rows: Sequence[Row]) -> _Tokens:
    found = encoder.hidden([row["segment"] for row in rows])
    tags = [tags_of(row, offsets) for row, (_, offsets) in zip(rows, found, strict=True)]
    places = np.repeat(np.arange(len(rows)), [len(some) for some in tags])
    return _Tokens(np.concatenate([states for states, _ in found]), np.concatenate(tags), places)


def tags_of(row: Row, offsets: NDArray[np.int32]) -> NDArray[np.int64]:
    """Return the place in ``TAGS`` of each token of a segment, (tokens,)."""
    tags = np.zeros(len(offsets), dtype=np.int64)
    for tag, words in ((TAGS.index("PAIN"), row["pain_point"]), (TAGS.index("CAUSE"), row["cause"])):
        start = row["segment"].find(words) if words else -1
        if start >= 0:
            tags[(offsets[:, 0] < start + len(words)) & (offsets[:, 1] > start)] = tag
    return tags


def _fit(states: NDArray[np.float32], tags: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    model = LogisticRegression(C=STRENGTH, max_iter=MAX_ITERATIONS).fit(states, tags)
    weights, bias = np.zeros((states.shape[1], len(TAGS))), np.full(len(TAGS), _UNTOLD)
    if len(model.classes_) == 2:
        weights[:, model.classes_[1]], bias[model.classes_] = model.coef_[0], (0.0, model.intercept_[0])
        return weights, bias
    weights[:, model.classes_], bias[model.classes_] = model.coef_.T, model.intercept_
    return weights, bias


def _unseen_chances(tokens: _Tokens, texts: Sequence[str]) -> NDArray[np.float64]:
    """Return the chance of PAIN of each token, (all tokens,), by heads that had not seen its feedback."""
    chances = np.zeros(len(tokens.tags))
    groups = np.unique(np.array(texts), return_inverse=True)[1][tokens.rows]
    for train, test in GroupKFold(min(FOLDS, len(np.unique(groups)))).split(tokens.states, groups=groups):
        weights, bias = _fit(tokens.states[train], tokens.tags[train])
        chances[test] = pain_chances((tokens.states[test] @ weights + bias).astype(np.float32))
    return chances


def _least(chances: NDArray[np.float64], places: NDArray[np.int64], has_pain: Sequence[bool]) -> float:
    by_row = [chances[places == row] for row in range(len(has_pain))]
    figures = [
        fbeta_score(has_pain, [tells_pain(some, least) for some in by_row], beta=PRECISION_FIRST, zero_division=0) for least in TRIED
    ]
    return float(TRIED[int(np.argmax(figures))])
