"""How logits become decisions: offsets, temperatures and thresholds, from segments that the network had not learnt from.

Guarantees: figures reported are of the exported model on those segments.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import accuracy_score, f1_score, fbeta_score

from vocmine.protocols import Encoded
from vocmine.score.heads import logistic
from vocmine.score.spans import Least, cause_tokens, pain_chances, tells_pain
from vocmine.train.examples import EXCLUSIVE, LABELS, Labels
from vocmine.train.fit import FEWEST_FOR_F1, best_offsets, best_temperature, best_threshold

UNTOUCHED = ("stage", "sentiment")
RECALL_FIRST = 2.0
TRIED = np.arange(0.5, 4.0, 0.25)
TRIED_FOR_CAUSE = np.arange(0.5, 0.96, 0.05)
RIGHT_CAUSES = 0.9
Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Calibrated:
    """What a reader must know of each head besides its weights, and what was measured."""

    heads: dict[str, dict[str, Any]]
    least: Least
    measured: dict[str, dict[str, Any]]


def calibrate(encoded: Encoded, labels: Sequence[Labels], comments: Encoded, comment_labels: Sequence[Labels]) -> Calibrated:
    """Fit offsets, temperatures and thresholds.

    Parameters
    ----------
    encoded, labels : held-out segments labelled by the codebook.
    comments, comment_labels : the development split of GoEmotions.
    """
    heads: dict[str, dict[str, Any]] = {}
    measured: dict[str, dict[str, Any]] = {}
    first = 0
    for name, names in LABELS.items():
        columns, first = slice(first, first + len(names)), first + len(names)
        found, known = (comments, comment_labels) if name == "emotion" else (encoded, labels)
        logits = found.logits[:, columns].astype(np.float64)
        truth = [some.of[name] for some in known]
        heads[name], measured[name] = (_exclusive if name in EXCLUSIVE else _several)(name, logits, truth)
    return Calibrated(heads, Least(_pain_least(encoded, labels), _cause_least(encoded, labels)), measured)


def _exclusive(name: str, logits: Array, truth: Sequence[tuple[str, ...]]) -> tuple[dict[str, Any], dict[str, Any]]:
    names = LABELS[name]
    gold = np.array([names.index(some[0]) for some in truth])
    offsets = np.zeros(len(names)) if name in UNTOUCHED else best_offsets(logits, gold)
    shifted = logits + offsets
    said = shifted.argmax(axis=1)
    often = [place for place in range(len(names)) if (gold == place).sum() >= FEWEST_FOR_F1] or sorted(set(gold.tolist()))
    described = _described(names, exclusive=True, temperature=best_temperature(shifted, gold), offsets=offsets)
    return described, {
        "n": len(gold),
        "accuracy": round(float(accuracy_score(gold, said)), 4),
        "macro_f1": round(float(f1_score(gold, said, labels=often, average="macro", zero_division=0)), 4),
    }


def _several(name: str, logits: Array, truth: Sequence[tuple[str, ...]]) -> tuple[dict[str, Any], dict[str, Any]]:
    names = LABELS[name]
    gold = np.array([[label in some for label in names] for some in truth])
    chances = logistic(logits, 1.0)
    thresholds = [best_threshold(chances[:, column], gold[:, column]) for column in range(len(names))]
    said = chances >= np.array(thresholds)
    described = _described(names, exclusive=False, temperature=1.0, offsets=np.zeros(len(names)))
    return described | {"thresholds": [round(t, 4) for t in thresholds]}, {
        "n": len(gold),
        "macro_f1": round(float(f1_score(gold, said, average="macro", zero_division=0)), 4),
        "micro_f1": round(float(f1_score(gold, said, average="micro", zero_division=0)), 4),
    }


def _described(names: Sequence[str], *, exclusive: bool, temperature: float, offsets: Array) -> dict[str, Any]:
    return {
        "labels": list(names),
        "exclusive": exclusive,
        "temperature": round(temperature, 4),
        "thresholds": [],
        "offsets": [round(float(offset), 4) for offset in offsets],
    }


def _pain_least(encoded: Encoded, labels: Sequence[Labels]) -> float:
    """Return how many tokens of a pain point must be expected for one to be told: one that is missed weighs more than one too many."""
    may = [
        row for row, some in enumerate(labels) if some.of["sentiment"][0] in ("negative", "mixed") or some.of["intent"][0] == "suggestion"
    ]
    told = [labels[row].pain is not None for row in may]
    chances = [pain_chances(encoded.token_logits[row]) for row in may]
    figures = [fbeta_score(told, [tells_pain(some, least) for some in chances], beta=RECALL_FIRST, zero_division=0) for least in TRIED]
    return float(TRIED[int(np.argmax(figures))])


def _cause_least(encoded: Encoded, labels: Sequence[Labels]) -> float:
    """Return from which mean probability on nine causes in ten are right: their middle lies in the one that is told."""
    for least in TRIED_FOR_CAUSE:
        found = [(some.cause, span) for row, some in enumerate(labels) if (span := cause_tokens(encoded, row, float(least)))]
        right = [told is not None and told[0] <= (first + end) // 2 <= told[1] for told, (first, end) in found]
        if found and np.mean(right) >= RIGHT_CAUSES:
            return round(float(least), 2)
    return float(TRIED_FOR_CAUSE[-1])
