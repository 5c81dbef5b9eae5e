"""How long things take: quantiles of units with their intervals."""

import numpy as np
import pytest

from vocmine.journey.lengths import measure_lengths
from vocmine.journey.shares import Population


def people(n, weight=lambda i: 1.0):
    return Population({f"u{i}": weight(i) for i in range(n)})


def test_the_median_is_of_those_who_tell_a_time():
    found = measure_lengths({f"u{i}": float(i + 1) for i in range(41)}, people(100), ["a#0"])
    assert (found.median.value, found.p90.value, found.n, found.evidence) == (21.0, 37.0, 41, ("a#0",))
    assert found.median.low < 21 < found.median.high


def test_weights_move_the_median():
    hours = {f"u{i}": float(i) for i in range(10)}
    assert measure_lengths(hours, people(10, lambda i: 20.0 if i == 9 else 1.0), []).median.value == 9.0


def test_below_thirty_six_no_tail_and_below_five_nothing():
    assert measure_lengths({f"u{i}": 2.0 for i in range(35)}, people(50), []).p90 is None
    assert measure_lengths({f"u{i}": 2.0 for i in range(36)}, people(50), []).p90.value == 2.0
    assert measure_lengths({f"u{i}": 2.0 for i in range(4)}, people(30), []) is None


@pytest.mark.slow
@pytest.mark.parametrize("share", [0.5, 0.9])
def test_intervals_cover(share):
    chance, truth, held = np.random.default_rng(1), float(np.exp(2.0 * {0.5: 0.0, 0.9: 1.2815516}[share])), 0
    everyone = people(60)
    for _ in range(1000):
        found = measure_lengths(dict(zip(everyone.weights, np.exp(2 * chance.normal(size=60)), strict=True)), everyone, [])
        rate = found.median if share == 0.5 else found.p90
        held += rate.low <= truth <= rate.high
    assert held >= 930
