"""Words and word pairs as sparse features beside the vectors, and what was asked as one word more.

Guarantees: the features of a text follow from it alone; weights are sublinear term frequency times
inverse document frequency, scaled to unit length (as scikit-learn's TfidfVectorizer has them).
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

_WORD = re.compile(r"[a-z']+|[!?]")
_ASKS_FAULTS = re.compile(r"\b(improve|better|dislike|least|worst|problem|frustrat|wrong|change|concern|missing|difficult)", re.IGNORECASE)
_ASKS_MERITS = re.compile(r"\b(best|like most|like best|love|do well|did well|good about|enjoy|praise|most satisf)", re.IGNORECASE)
ASKS_FAULTS, ASKS_MERITS = "<asks-faults>", "<asks-merits>"
SHORT_ANSWER = 4


@dataclass(frozen=True, slots=True)
class Sparse:
    """The non-zero features of one text: places (k,) and weights (k,)."""

    places: NDArray[np.int32]
    weights: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Places and inverse document frequencies of the known words and word pairs."""

    places: Mapping[str, int]
    frequencies: NDArray[np.float32]

    def sparse(self, text: str, question: str | None = None) -> Sparse:
        """Return the features of a text, answered to a question where there was one."""
        counts = Counter(place for term in terms(text, question) if (place := self.places.get(term)) is not None)
        if not counts:
            return _NOTHING
        places = np.fromiter(sorted(counts), dtype=np.int32, count=len(counts))
        weights = np.array([1.0 + math.log(counts[int(place)]) for place in places], dtype=np.float32) * self.frequencies[places]
        return Sparse(places, weights / np.linalg.norm(weights))


_NOTHING = Sparse(np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.float32))


def terms(text: str, question: str | None = None) -> Iterator[str]:
    """Yield words, word pairs, and marks of what was asked."""
    words = _WORD.findall(text.lower().replace("’", "'"))
    yield from words
    for first, second in pairwise(words):
        yield f"{first} {second}"
    mark = asked_for(question)
    if mark:
        yield mark
        yield f"{mark} {'short' if len(words) <= SHORT_ANSWER else 'long'}"


def asked_for(question: str | None) -> str | None:
    """Return whether a question asks for faults, for merits, or for neither."""
    if not question:
        return None
    if _ASKS_FAULTS.search(question):
        return ASKS_FAULTS
    return ASKS_MERITS if _ASKS_MERITS.search(question) else None
