"""Words and word pairs as sparse features beside the vectors.

Guarantees: the features of a text follow from it alone; a row is of unit length, or empty where no word is known.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

FEWEST_ROWS = 2
MOST_TERMS = 50_000
WORD = r"[^\W\d_]+(?:['’][^\W\d_]+)*|[!?]"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words and word pairs that several texts hold, and the inverse document frequency of each."""

    terms: tuple[str, ...]
    frequencies: NDArray[np.float64]

    def rows(self, texts: Sequence[str]) -> Any:
        """Return the features of texts as a sparse matrix (n, terms)."""
        if not (texts and self.terms):
            return sparse.csr_matrix((len(texts), len(self.terms)))
        vectorizer = _vectorizer(self.terms)
        vectorizer.idf_ = self.frequencies
        return vectorizer.transform(texts)


def learn_words(texts: Sequence[str]) -> Vocabulary:
    """Return what at least two texts hold, the commonest ``MOST_TERMS`` of it."""
    terms_of = _vectorizer(None).build_analyzer()
    counts = Counter(term for text in texts for term in set(terms_of(text)))
    common = sorted((term for term, n in counts.items() if n >= FEWEST_ROWS), key=lambda term: (-counts[term], term))
    terms = tuple(sorted(common[:MOST_TERMS]))
    return Vocabulary(terms, np.log((1 + len(texts)) / (1 + np.array([counts[term] for term in terms], dtype=np.float64))) + 1)


def _vectorizer(terms: tuple[str, ...] | None) -> TfidfVectorizer:
    return TfidfVectorizer(vocabulary=terms, ngram_range=(1, 2), sublinear_tf=True, token_pattern=WORD)
