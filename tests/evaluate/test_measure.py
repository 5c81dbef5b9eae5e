"""Figures worked out by hand, and intervals that cover them."""

import pytest

from vocmine.evaluate.measure import measure, measure_several

GOLD = ["a"] * 6 + ["b"] * 4
SAID = ["a", "a", "a", "b", "b", "c", "b", "b", "b", "a"]


def by_label(measured):
    return {label.label: label for label in measured.labels}


def test_measure_gives_the_figures_of_the_confusion():
    measured = measure(GOLD, SAID)
    assert measured.confusion == ((3, 2, 1), (1, 3, 0), (0, 0, 0))
    assert measured.accuracy.value == 0.6
    a = by_label(measured)["a"]
    assert (a.precision.value, a.recall.value, a.f1.value, a.support) == (0.75, 0.5, 0.6, 6)


def test_measure_takes_the_macro_over_labels_that_are_true():
    measured = measure(GOLD, SAID)
    assert measured.macro_f1.value == pytest.approx((0.6 + 6 / 9) / 2, abs=1e-4)
    assert by_label(measured)["c"].precision.value == 0.0


def test_measure_takes_the_macro_over_frequent_labels_where_there_are_any():
    measured = measure(["a"] * 10 + ["b"], ["a"] * 11)
    assert measured.macro_f1.value == by_label(measured)["a"].f1.value == pytest.approx(20 / 21, abs=1e-4)


def test_measure_gives_intervals_as_wide_as_theory_has_them():
    gold, said = ["a"] * 400, ["a"] * 300 + ["b"] * 100
    accuracy = measure(gold, said).accuracy
    half = 1.96 * (0.75 * 0.25 / 400) ** 0.5
    assert (accuracy.value, accuracy.n) == (0.75, 400)
    assert accuracy.low == pytest.approx(0.75 - half, abs=0.01)
    assert accuracy.high == pytest.approx(0.75 + half, abs=0.01)


def test_measure_leaves_draws_without_a_label_out_of_its_interval():
    rare = by_label(measure(["a"] * 40 + ["b"], ["a"] * 40 + ["b"]))["b"]
    assert (rare.recall.low, rare.recall.high, rare.support) == (1.0, 1.0, 1)


def test_measure_is_repeatable_and_its_intervals_follow_the_seed():
    assert measure(GOLD, SAID, seed=1) == measure(GOLD, SAID, seed=1)
    assert measure(GOLD * 20, SAID * 20, seed=1).accuracy != measure(GOLD * 20, SAID * 20, seed=2).accuracy


def test_measure_several_counts_each_label_and_whole_rows():
    measured = measure_several([("a", "b"), ("a",), (), ("b",)], [("a",), ("a",), ("b",), ("b", "a")])
    assert measured.accuracy.value == 0.25
    assert by_label(measured)["a"].precision.value == pytest.approx(2 / 3, abs=1e-4)
    assert by_label(measured)["b"].recall.value == 0.5
    assert measured.micro_f1.value == pytest.approx(6 / 9, abs=1e-4)
    assert measured.confusion == ()


def test_measure_refuses_rows_that_do_not_pair():
    with pytest.raises(ValueError, match="There are 2 true and 1 said rows; give equally many"):
        measure(["a", "b"], ["a"])


def test_measure_refuses_no_rows():
    with pytest.raises(ValueError, match="There are no rows to measure; give at least one"):
        measure([], [])
