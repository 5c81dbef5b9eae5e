"""Words as features: those that scikit-learn would give, and what was asked."""

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from vocmine.score.words import ASKS_FAULTS, ASKS_MERITS, Vocabulary, asked_for, terms

TEXTS = ["The app crashes, crashes and crashes!", "great staff", "it's great", "crashes the app?"]


def test_sparse_weights_are_those_of_tfidf():
    words = {"token_pattern": r"[a-z']+|[!?]"}
    tfidf = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, **words).fit(TEXTS)
    vocabulary = Vocabulary({term: int(place) for term, place in tfidf.vocabulary_.items()}, tfidf.idf_.astype(np.float32))
    for text in TEXTS:
        sparse = vocabulary.sparse(text)
        dense = np.zeros(len(vocabulary.places))
        dense[sparse.places] = sparse.weights
        assert dense == pytest.approx(tfidf.transform([text]).toarray()[0], abs=1e-6)


def test_unknown_words_have_no_features():
    sparse = Vocabulary({"app": 0}, np.ones(1, dtype=np.float32)).sparse("nothing known")
    assert (len(sparse.places), len(sparse.weights)) == (0, 0)


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("What should we improve?", ASKS_FAULTS),
        ("What do you like least?", ASKS_FAULTS),
        ("What did you like best about your stay?", ASKS_MERITS),
        ("Please explain your score.", None),
        (None, None),
    ],
)
def test_asked_for_tells_questions_for_faults_from_questions_for_merits(question, asked):
    assert asked_for(question) == asked


def test_terms_mark_short_answers_to_a_question_for_faults():
    assert list(terms("price", "What should we improve?")) == ["price", ASKS_FAULTS, f"{ASKS_FAULTS} short"]
