"""What members are compared by: their vectors without what all share, and their words.

Guarantees that the same members in the same order give the same numbers; new members are put into the same space.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from vocmine.themes.candidates import to_unit
from vocmine.themes.words import is_content, stem, words

if TYPE_CHECKING:
    from numpy.typing import NDArray

DIMS = 128
WORD_DIMS = 64
WORD_SHARE = 0.12
LEAST_FOR_WORDS = 200


class Features:
    """Centred vectors, reduced by their principal components, beside latent word weights.

    Notes
    -----
    Principal components replace UMAP, whose result follows the order of rows, the number of threads and the processor.
    """

    def fit(self, texts: Sequence[str], vectors: "NDArray[np.float64]") -> "Features":
        """Learn the space from members: vectors of shape (n, dim), unit length."""
        self._mean = vectors.mean(axis=0)
        centred = vectors - self._mean
        _, axes = np.linalg.eigh(centred.T @ centred)
        self._axes = axes[:, ::-1][:, :DIMS]
        self._words = _fit_words(texts) if len(texts) >= LEAST_FOR_WORDS else None
        return self

    def transform(self, texts: Sequence[str], vectors: "NDArray[np.float64]") -> "NDArray[np.float64]":
        """Return features of shape (n, at most 192), unit length."""
        dense = to_unit((vectors - self._mean) @ self._axes)
        if self._words is None:
            return dense
        counter, reducer = self._words
        lexical = to_unit(reducer.transform(counter.transform(texts)))
        return to_unit(np.hstack([dense * np.sqrt(1 - WORD_SHARE), lexical * np.sqrt(WORD_SHARE)]))


def _fit_words(texts: Sequence[str]) -> tuple[Any, Any] | None:
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer

    frequent = _seen_in_three(texts)
    if len(frequent) < 2 * WORD_DIMS:
        return None
    counter = TfidfVectorizer(analyzer=stems, vocabulary=frequent, sublinear_tf=True).fit(texts)
    return counter, TruncatedSVD(WORD_DIMS, random_state=0).fit(counter.transform(texts))


def _seen_in_three(texts: Sequence[str]) -> list[str]:
    counts: dict[str, int] = {}
    for text in texts:
        for one in set(stems(text)):
            counts[one] = counts.get(one, 0) + 1
    return sorted(one for one, count in counts.items() if 3 <= count <= 0.3 * len(texts))


def stems(text: str) -> list[str]:
    """Return the stems of a text's words that have a subject of their own."""
    return [stem(word) for word in words(text) if is_content(word)]
