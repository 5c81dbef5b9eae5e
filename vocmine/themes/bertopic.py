"""The one adapter round BERTopic: our groups in, the terms that tell them apart out.

Guarantees that BERTopic loads no encoder and that nothing of torch is imported with it.
"""

import warnings
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from vocmine.lazy import kept_out
from vocmine.themes.words import fold, is_content, words

N_TERMS = 30
_END = " ¶ "  # BERTopic joins the texts of a topic: no pair of words reaches from one into the next


def telling_terms(texts: Sequence[str], labels: Sequence[int]) -> tuple[tuple[str, ...], ...]:
    """Return for each label, counted from 0, its terms by BERTopic's c-TF-IDF, strongest first.

    Parameters
    ----------
    texts : at least one of each label.
    labels : the label of each text, BERTopic's topics being given and not found.
    """
    n_labels = max(labels, default=-1) + 1
    vocabulary = {term for text in texts for term in _terms(text)}
    if not vocabulary:
        return ((),) * n_labels
    model = _bertopic(_terms if len(vocabulary) > 1 else _terms_and_filler)
    topics, _ = model.fit_transform([text + _END for text in texts], np.zeros((len(texts), 1)), y=list(labels))
    topic_of = dict(zip(labels, topics, strict=True))
    return tuple(tuple(term for term, weight in model.get_topic(topic_of[label]) if term and weight > 0) for label in range(n_labels))


def _bertopic(analyzer: Callable[[str], list[str]]) -> Any:
    import scipy.stats  # noqa: F401 - it asks at import which array libraries are loaded: before torch is kept out
    from sklearn.feature_extraction.text import CountVectorizer

    with warnings.catch_warnings(), kept_out("torch", "transformers", "sentence_transformers", "spacy", "umap", "numba"):
        warnings.simplefilter("ignore")
        from bertopic import BERTopic
        from bertopic.cluster import BaseCluster
        from bertopic.dimensionality import BaseDimensionalityReduction
        from bertopic.vectorizers import ClassTfidfTransformer
    return BERTopic(
        language="multilingual",  # else BERTopic strips every sign that is not an English letter
        top_n_words=N_TERMS,
        umap_model=BaseDimensionalityReduction(),
        hdbscan_model=BaseCluster(),
        vectorizer_model=CountVectorizer(analyzer=analyzer),
        ctfidf_model=ClassTfidfTransformer(reduce_frequent_words=True),
    )


def _terms(text: str) -> list[str]:
    """Return the words of a text that have a subject, and pairs of such words that stand side by side."""
    told = [[fold(word) for word in words(piece)] for piece in text.split(_END.strip())]
    single = [word for piece in told for word in piece if is_content(word)]
    pairs = [f"{one} {two}" for piece in told for one, two in pairwise(piece) if is_content(one) and is_content(two)]
    return single + pairs


def _terms_and_filler(text: str) -> list[str]:
    """Return the terms of a text and an empty one, as BERTopic cannot weigh a vocabulary of a single term."""
    return [*_terms(text), ""]
