"""Stretches of text counted by hand."""

import pytest

from vocmine.evaluate.spans import Marked, fit_spans, stands_in, token_f1


@pytest.mark.parametrize(
    ("gold", "said", "figure"),
    [
        ("The app broke", "the app broke!", 1.0),
        ("the app broke", "app broke twice today", 4 / 7),
        ("no no no", "no", 0.5),
        ("the app", "a parcel", 0.0),
        ("the app", "", 0.0),
    ],
)
def test_token_f1_counts_common_words(gold, said, figure):
    assert token_f1(gold, said) == pytest.approx(figure)


def test_fit_spans_counts_a_row_without_a_find_as_nothing():
    found = fit_spans([Marked("it was the app", "the app", "the app"), Marked("so slow", "so slow", None)])
    assert (found.token_f1.value, found.token_f1.n) == (0.5, 2)
    assert found.whole_text.value == pytest.approx((4 / 6 + 1) / 2, abs=1e-4)
    assert (found.token_f1.low, found.token_f1.high) == (0.0, 1.0)


def test_stands_in_asks_for_whole_words_in_their_order():
    assert stands_in("App broke", "My app  broke.")
    assert not stands_in("app broke", "The broke app")
    assert not stands_in("art", "A part")
    assert not stands_in("--", "A part -- of it")
