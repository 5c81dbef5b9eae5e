"""Figures of sides that share units: covariances as by hand, intervals that hold the truth."""

import numpy as np
import pytest

from vocmine.journey.differences import Measured, Pair, difference
from vocmine.journey.shares import Population


def weighed(generator, units):
    return Population({int(unit): float(weight) for unit, weight in zip(units, generator.choice([0.5, 1.0, 3.0], len(units)), strict=True)})


def chosen(generator, units, share):
    return {int(unit) for unit in units if generator.random() < share}


def test_covariance_is_the_sum_over_the_units_on_both_sides():
    generator = np.random.default_rng(1)
    sides = (range(60), range(40, 110))
    pair = Pair((weighed(generator, sides[0]), weighed(generator, sides[1])))
    ups = [chosen(generator, units, 0.4) for units in sides]
    downs = [chosen(generator, units, 0.4) - up for units, up in zip(sides, ups, strict=True)]
    counts = [{unit: (unit in up) - (unit in down) for unit in units} for units, up, down in zip(sides, ups, downs, strict=True)]
    weights = [people.weights for people in pair.people]
    by_hand = sum(weights[0][u] * weights[1][u] * (counts[0][u] - 0.1) * (counts[1][u] + 0.2) for u in range(40, 60))
    found = pair.covariance(pair.nets(list(zip(ups, downs, strict=True))), (0.1, -0.2))
    assert found == pytest.approx(by_hand / sum(weights[0].values()) / sum(weights[1].values()))
    assert found != 0


@pytest.mark.parametrize("n_both", [0, 100, 200])
def test_intervals_cover_no_difference_where_units_are_on_both_sides(n_both):
    generator, covered, sure = np.random.default_rng(2), [], []
    first, second = np.arange(200), np.arange(200 - n_both, 400 - n_both)
    pair = Pair(tuple(Population(dict.fromkeys(units.tolist(), 1.0)) for units in (first, second)))
    for _ in range(1000):
        told = generator.random(400 - n_both) < 0.2
        again = np.where(generator.random(told.size) < 0.7, told, generator.random(told.size) < 0.2)
        p, gap = difference(pair, pair.shares([set(first[told[first]].tolist()), set(second[again[second]].tolist())]))
        covered.append(gap.low <= 0 <= gap.high)
        sure.append(p <= 0.05)
    assert 0.93 <= np.mean(covered) <= 0.97
    assert 0.03 <= np.mean(sure) <= 0.07


def test_a_side_of_nobody_has_no_difference():
    pair = Pair((Population({}), Population({"a": 1.0})))
    assert difference(pair, pair.shares([set(), {"a"}])) is None
    assert Measured(pair.people[0], set()).rate is None
