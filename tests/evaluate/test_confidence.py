"""Calibration and risk-coverage of rows whose truth is planted."""

import numpy as np
import pytest

from vocmine.evaluate.confidence import calibrate


def test_calibrate_finds_overconfidence_and_forgives_what_chance_does():
    confidence = np.linspace(0.5, 0.99, 1000)
    drawn = np.random.default_rng(3).random(1000) < confidence
    sure = calibrate(np.full(1000, 0.9), np.arange(1000) % 2 == 0)
    assert sure.ece == pytest.approx(0.4, abs=0.05)
    assert calibrate(confidence, drawn).ece_debiased < 0.02 < sure.ece_debiased


def test_calibrate_leaves_out_the_least_confident_fifth():
    right = np.array([False] * 20 + [True] * 80)
    found = calibrate(np.linspace(0.01, 1.0, 100), right)
    assert (found.error, found.error_at_80) == (0.2, 0.0)


def test_bins_hold_equally_many_rows_and_what_was_right_in_them():
    right = np.arange(100) % 10 < np.arange(100) // 10
    found = calibrate((np.arange(100) + 0.5) / 100, right)
    assert [one.right.n for one in found.bins] == [10] * 10
    assert [one.confidence for one in found.bins] == pytest.approx([0.05 + 0.1 * k for k in range(10)])
    assert [one.right.value for one in found.bins] == pytest.approx([0.1 * k for k in range(10)])
    assert found.ece == pytest.approx(0.05, abs=1e-4)


def test_a_bin_without_errors_still_has_an_interval():
    found = calibrate(np.full(20, 0.9), np.ones(20, dtype=bool))
    assert found.bins[0].right.low < 0.5 < found.bins[0].right.high == 1.0


def test_the_curve_ranks_by_confidence_and_ends_at_the_error_of_all():
    right = np.array([True] * 50 + [False] * 50)
    curve = {point.coverage: point for point in calibrate(np.linspace(1.0, 0.01, 100), right).curve}
    assert [curve[share].error.value for share in (0.25, 0.5, 0.75, 1.0)] == [0.0, 0.0, pytest.approx(1 / 3, abs=1e-4), 0.5]
    assert (curve[0.5].least, curve[1.0].least) == (0.51, 0.01)
    assert curve[1.0].error.low == pytest.approx(0.5 - 0.098, abs=0.02)


def test_the_area_is_the_mean_error_over_all_coverages():
    assert calibrate(np.array([0.9, 0.8]), np.array([True, False])).area == 0.25
    assert calibrate(np.array([0.9, 0.8]), np.array([False, True])).area == 0.75


def test_rows_of_one_confidence_are_not_told_apart():
    right = np.array([True] * 60 + [False] * 40)
    found = calibrate(np.full(100, 0.6), right)
    assert found == calibrate(np.full(100, 0.6), right[::-1])
    assert (found.ece, found.area) == (0.0, 0.4)
    assert {point.error.value for point in found.curve} == {0.4}


def test_one_row_is_enough():
    found = calibrate(np.array([0.5]), np.array([True]))
    assert (len(found.bins), found.error_at_80, found.curve[0].error.n) == (1, 0.0, 1)
