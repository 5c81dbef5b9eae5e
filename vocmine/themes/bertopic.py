"""The one adapter round BERTopic: our vectors and our parts in, labels and keywords out.

Guarantees that BERTopic loads no encoder and that nothing of torch is imported with it.
"""

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from vocmine.lazy import kept_out
from vocmine.themes.words import fold, is_content, words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from vocmine.themes.clusterers import GraphClusterer, StrictClusterer

N_TERMS = 30


@dataclass(frozen=True, slots=True)
class Topics:
    """The label of each text (−1 for none, 0 … largest first), and for each label its terms by c-TF-IDF, strongest first."""

    labels: tuple[int, ...]
    terms: tuple[tuple[str, ...], ...]


class TopicModel:
    """BERTopic over features that were made before, with a clusterer of ours.

    Parameters
    ----------
    clusterer : finds the groups; has scikit-learn's shape.
    """

    def __init__(self, clusterer: "GraphClusterer | StrictClusterer") -> None:
        self._clusterer = clusterer

    def fit(self, texts: Sequence[str], features: "NDArray[np.float64]") -> Topics:
        """Group texts by their features of shape (n, dims); both in canonical order."""
        vocabulary = {term for text in texts for term in _terms(text)}
        if not vocabulary:
            return Topics((-1,) * len(texts), ())
        self._model = _bertopic(self._clusterer, _terms if len(vocabulary) > 1 else _terms_and_filler)
        labels, _ = self._model.fit_transform(list(texts), features)
        named = range(max(labels) + 1)
        terms = (tuple(term for term, weight in self._model.get_topic(label) if term and weight > 0) for label in named)
        return Topics(tuple(labels), tuple(terms))

    def assign(self, texts: Sequence[str], features: "NDArray[np.float64]") -> tuple[int, ...]:
        """Return the labels of further texts by the clusterer's own rule."""
        labels, _ = self._model.transform(list(texts), features)
        return tuple(int(label) for label in labels)


def _bertopic(clusterer: "GraphClusterer | StrictClusterer", analyzer: Callable[[str], list[str]]) -> Any:
    import networkx  # noqa: F401 - loaded whole before torch is kept out
    import scipy.stats  # noqa: F401 - as above: it asks at import which array libraries are loaded
    from sklearn.feature_extraction.text import CountVectorizer

    with warnings.catch_warnings(), kept_out("torch", "transformers", "sentence_transformers", "spacy", "umap", "numba"):
        warnings.simplefilter("ignore")
        from bertopic import BERTopic
        from bertopic.dimensionality import BaseDimensionalityReduction
        from bertopic.vectorizers import ClassTfidfTransformer
    return BERTopic(
        language="multilingual",  # else BERTopic strips every sign that is not an English letter
        top_n_words=N_TERMS,
        umap_model=BaseDimensionalityReduction(),
        hdbscan_model=clusterer,
        vectorizer_model=CountVectorizer(analyzer=analyzer),
        ctfidf_model=ClassTfidfTransformer(reduce_frequent_words=True),
    )


def _terms(text: str) -> list[str]:
    """Return the words of a text that have a subject, and pairs of such words that stand side by side."""
    told = [fold(word) for word in words(text)]
    single = [word for word in told if is_content(word)]
    pairs = [f"{one} {two}" for one, two in pairwise(told) if is_content(one) and is_content(two)]
    return single + pairs


def _terms_and_filler(text: str) -> list[str]:
    """Return the terms of a text and an empty one, as BERTopic cannot weigh a vocabulary of a single term."""
    return [*_terms(text), ""]
