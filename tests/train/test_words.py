"""Words as features: known ones alone, of unit length, the same when they are read again."""

import numpy as np
import pytest

from vocmine.train.words import Vocabulary, learn_words

TEXTS = ["The app crashes, crashes and crashes!", "great staff", "it’s great", "crashes the app?", "Größe it’s"]


def test_learn_words_keeps_what_several_texts_hold():
    vocabulary = learn_words(TEXTS)
    assert vocabulary.terms == ("app", "crashes", "great", "it’s", "the", "the app")
    assert vocabulary.frequencies == pytest.approx(np.full(6, np.log(6 / 3) + 1))


def test_rows_are_of_unit_length_and_repeated_words_count_little_more():
    rows = learn_words(TEXTS).rows(TEXTS[:1]).toarray()[0]
    assert np.linalg.norm(rows) == pytest.approx(1.0)
    assert rows[1] / rows[0] == pytest.approx(1.0 + np.log(3))


def test_rows_of_a_vocabulary_that_was_read_again_are_the_same():
    learnt = learn_words(TEXTS)
    again = Vocabulary(tuple(list(learnt.terms)), learnt.frequencies.astype(np.float32))
    assert again.rows(TEXTS).toarray() == pytest.approx(learnt.rows(TEXTS).toarray())


def test_unknown_words_have_no_features():
    assert learn_words(TEXTS).rows(["nothing known"]).nnz == 0


def test_learn_words_takes_texts_that_share_no_word():
    assert learn_words(["one", "two"]).rows(["one"]).shape == (1, 0)
