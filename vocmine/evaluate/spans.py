"""How well the stretches of text that were found fit those that were marked.

Guarantees: figures lie in [0, 1]; a marked row in which nothing was found counts 0; case, punctuation and the order of words do not count.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vocmine.evaluate.bootstrap import mean
from vocmine.types import Rate

_WORD = re.compile(r"[\w'’]+")


@dataclass(frozen=True, slots=True)
class SpanFit:
    """Mean token F1 over the rows in which a stretch is marked, and what the whole text would get there."""

    token_f1: Rate
    whole_text: Rate


@dataclass(frozen=True, slots=True)
class Marked:
    """A text, the stretch of it that is marked, and the one that was found."""

    text: str
    gold: str
    said: str | None


def fit_spans(marked: Sequence[Marked], *, seed: int = 0) -> SpanFit:
    """Measure token F1 over rows, at least one, in each of which a stretch is marked."""
    found = np.array([token_f1(row.gold, row.said or "") for row in marked])
    whole = np.array([token_f1(row.gold, row.text) for row in marked])
    return SpanFit(mean(found, seed=seed), mean(whole, seed=seed))


def token_f1(gold: str, said: str) -> float:
    """Return the harmonic mean of the fractions of each one's words that the other has.

    Examples
    --------
    >>> round(token_f1("the app crashes", "app crashes daily"), 3)
    0.667
    """
    a, b = (Counter(_WORD.findall(some.lower())) for some in (gold, said))
    common = (a & b).total()
    return 2 * common / (a.total() + b.total()) if common else 0.0


def stands_in(span: str, text: str) -> bool:
    """Return whether all words of a stretch stand together in a text."""
    words, whole = (" ".join(_WORD.findall(some.lower())) for some in (span, text))
    return bool(words) and f" {words} " in f" {whole} "
