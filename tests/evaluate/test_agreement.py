"""Kappa worked out by hand, and as scikit-learn has it."""

import random

import pytest
from sklearn.metrics import cohen_kappa_score

from vocmine.evaluate.agreement import agree

WORDS = ("a", "b", "c")


def drawn(n, share, seed=5):
    dice = random.Random(seed)
    first = [dice.choice(WORDS) for _ in range(n)]
    return first, [one if dice.random() < share else dice.choice(WORDS) for one in first]


def one_each(labels):
    return [(label,) for label in labels]


def test_agree_takes_off_what_chance_would_have():
    found = agree(one_each("aaab" * 5), one_each("aabb" * 5))
    assert found.same.value == 0.75
    assert found.kappa.value == pytest.approx((0.75 - (0.75 * 0.5 + 0.25 * 0.5)) / 0.5, abs=1e-4)


def test_agree_is_cohens_kappa_and_its_interval_covers_it():
    first, second = drawn(300, 0.7)
    found = agree(one_each(first), one_each(second))
    assert found.kappa.value == pytest.approx(cohen_kappa_score(first, second), abs=1e-4)
    assert found.kappa.low < 0.7 < found.kappa.high
    assert 0.1 < found.kappa.high - found.kappa.low < 0.25


def test_agree_finds_nothing_between_those_who_label_at_random():
    found = agree(*map(one_each, drawn(400, 0.0)))
    assert found.kappa.low < 0.0 < found.kappa.high


def test_agree_has_no_kappa_where_both_always_say_one_thing():
    found = agree(one_each("aaa"), one_each("aaa"))
    assert (found.same.value, found.kappa) == (1.0, None)


def test_agree_on_several_labels_is_the_mean_of_the_labels():
    first = [("a", "b"), ("a",), ("b",), (), ("a", "b"), ("b",)]
    second = [("a",), ("a",), ("b",), ("a",), ("a", "b"), ()]
    kappas = [cohen_kappa_score([label in some for some in first], [label in some for some in second]) for label in "ab"]
    found = agree(first, second, several=True)
    assert found.kappa.value == pytest.approx(sum(kappas) / 2, abs=1e-4)
    assert found.same.value == 0.5


def test_agree_refuses_rows_that_do_not_pair():
    with pytest.raises(ValueError, match="There are 1 rows of the first and 2 of the second; give equally many, at least one"):
        agree(one_each("a"), one_each("ab"))
