"""Root causes told by customers, gathered within a theme by the words that they share.

Guarantees: only what a customer tells is a cause; ``told`` counts units; every cause carries its segments.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from vocmine.themes.words import fold, key, stems, visible, word_lines, word_list, words
from vocmine.types import Cause, Scored

if TYPE_CHECKING:
    from numpy.typing import NDArray

UNLIKE = 0.6
LABEL_WORDS = (4, 8)
_SIGNS = re.compile(r"[.,;:!?()\[\]\"“”…/|#\n\r]+|\s[-–—]+\s")


def gather_causes(scored: Sequence[Scored]) -> tuple[Cause, ...]:
    """Return the causes told in a theme's segments (in canonical order), those told by most units first."""
    told = [(one, _opened(one)) for one in scored if one.reading.cause is not None]
    told = [(one, text) for one, text in told if stems(text)]
    groups: dict[int, list[tuple[Scored, str]]] = {}
    for pair, group in zip(told, _grouped([text for _, text in told]), strict=True):
        groups.setdefault(group, []).append(pair)
    causes = [_cause(group) for group in groups.values()]
    return tuple(sorted(causes, key=lambda cause: (-cause.told, cause.label, cause.evidence)))


def _opened(scored: Scored) -> str:
    """Return the reason clause of a told cause, without what introduces it, redactions blanked out."""
    reading, segment = scored.reading, scored.segment
    text = reading.cause or ""
    start = segment.text.find(text)
    shown = visible(segment)[start : start + len(text)] if start >= 0 else text
    least, _ = LABEL_WORDS
    told: list[str] = []
    for piece in _SIGNS.split(shown):
        told += [fold(word) for word in words(piece)]
        told = _without_openers(told)
        if len(told) >= least:
            break
    return " ".join(told)


def _without_openers(told: list[str]) -> list[str]:
    """Return the words after 'apparently because of' and the like."""
    for opener in (opener.split() for opener in word_lines("openers")):
        if told[: len(opener)] == opener:
            return _without_openers(told[len(opener) :])
    return told


def _grouped(texts: Sequence[str]) -> list[int]:
    if len(texts) < 2:
        return [0] * len(texts)
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    vectors = _weighted(texts)
    distances = np.clip(np.round(1 - vectors @ vectors.T, 6), 0, 1)
    np.fill_diagonal(distances, 0)
    found: list[int] = fcluster(linkage(squareform(distances, checks=False), "average"), UNLIKE, "distance").tolist()
    return found


def _weighted(texts: Sequence[str]) -> "NDArray[np.float64]":
    """Return a row of unit length for each text: its stems, rarer ones weighing more."""
    counts = Counter(one for text in texts for one in set(stems(text)))
    columns = {one: column for column, one in enumerate(sorted(counts))}
    weights = np.zeros((len(texts), len(columns)))
    for row, text in enumerate(texts):
        for one in stems(text):
            weights[row, columns[one]] = 1 + np.log(len(texts) / counts[one])
    return np.asarray(weights / np.linalg.norm(weights, axis=1, keepdims=True))


def _cause(group: Sequence[tuple[Scored, str]]) -> Cause:
    shared = Counter(one for _, text in group for one in set(stems(text)))
    texts = sorted({text for _, text in group}, key=lambda text: (-_typical(text, shared), len(text), key(text)))
    stages = Counter(scored.reading.cause_stage for scored, _ in group if scored.reading.cause_stage is not None)
    return Cause(
        label=_label(texts[0]),
        told=len({scored.segment.feedback.unit for scored, _ in group}),
        evidence=tuple(scored.segment.id for scored, _ in group),
        cause_stage=min(stages, key=lambda stage: (-stages[stage], stage)) if stages else None,
    )


def _label(text: str) -> str:
    """Return the first words of a reason, up to where another clause begins, without a loose end."""
    least, most = LABEL_WORDS
    told = text.split()
    end = next((place for place in range(least, len(told)) if told[place] in word_list("joints")), len(told))
    kept = told[: min(end, most)]
    while len(kept) > 1 and len(kept) < len(told) and kept[-1] in word_list("loose_ends"):
        kept.pop()
    return " ".join(kept)


def _typical(text: str, shared: Counter[str]) -> float:
    told = set(stems(text))
    return sum(shared[one] for one in told) / math.sqrt(len(told))
