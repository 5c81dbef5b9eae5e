"""Moments of truth on planted stages: each kind is found where it was planted, and nothing where stages do not differ."""

import numpy as np
import pytest

from vocmine.journey.moments import Voices, find_moments, holm
from vocmine.journey.shares import Population
from vocmine.review_types import Importance
from vocmine.types import Rate

K = 6


def voices(seed, shifts=(0.0,) * K, leave=(0.05,) * K, *, n=600, told=0.3):
    """Return what units with a mood of their own say, one to five statements at each stage that they speak of."""
    chance = np.random.default_rng(seed)
    mood, speaks = chance.normal(size=n), chance.random((n, len(shifts))) < told
    leans, leaving = {}, {}
    for j, (shift, rate) in enumerate(zip(shifts, leave, strict=True)):
        units = np.flatnonzero(speaks[:, j])
        said = {f"u{i}": np.sign(mood[i] + shift + chance.normal() + 0.4 * chance.normal(size=chance.integers(1, 6))) for i in units}
        leans[f"s{j}"] = {unit: int(signs.sum()) for unit, signs in said.items()}
        leaving[f"s{j}"] = {f"u{i}" for i in units if chance.random() < rate}
    return Voices(leans, leaving, Population({f"u{i}": 1.0 for i in range(n)}))


def kinds(found):
    return {stage: [moment.kind for moment in moments] for stage, moments in found.items()}


def effect(value, p=0.0001):
    rate = Rate(0.5, 0.4, 0.6, 100)
    return Importance(value, value - 0.5, value + 0.5, 100, "nps", "", rate, rate, Rate(value - 1, value - 1.5, value - 0.5, 100), p)


def test_a_low_point_is_the_steepest_fall_and_says_so_with_figures():
    found = find_moments(voices(1, (0, 0, 0.2, -1.2, 0, 0)), {}, {("s3", "peak"): ("a#0",)})
    assert kinds(found) == {"s3": ["peak", "fall"]}
    peak, fall = found["s3"]
    assert (peak.evidence, fall.evidence) == (("a#0",), ())
    assert peak.gap.value == pytest.approx(peak.figure.value - peak.beside.value)
    assert peak.gap.high < 0
    assert max(peak.q, fall.q) <= 0.05


def test_first_and_last_stage_count_where_they_differ_from_the_rest():
    found = kinds(find_moments(voices(2, (1.2, 0, 0, 0, 0, 1.1)), {}, {}))
    assert found["s0"] == ["first"]
    assert found["s5"] == ["end"]


def test_stages_where_customers_leave_are_found_and_four_who_leave_are_not_enough():
    assert kinds(find_moments(voices(3, leave=(0.05,) * 4 + (0.35, 0.05)), {}, {})) == {"s4": ["leaving"]}
    some = voices(3, leave=(0.0,) * K)
    few = Voices(some.leans, some.leaving | {"s4": set(list(some.leans["s4"])[:4])}, some.everyone)
    assert find_moments(few, {}, {}) == {}


def test_the_stage_that_matters_most_counts_where_feelings_are_clear():
    clear = voices(4, (-0.6,) * K)
    assert kinds(find_moments(clear, {"s1": effect(3.0), "s2": effect(0.1)}, {})) == {"s1": ["importance"]}
    even = voices(4, (0.0,) * K)
    found = kinds(find_moments(even, {"s1": effect(3.0)}, {}))
    assert not any("importance" in some for some in found.values())


def test_fewer_than_twenty_make_no_moment():
    assert find_moments(voices(5, (0, 0, 0, -2, 0, 0), n=40, told=0.3), {}, {}) == {}


@pytest.mark.slow
@pytest.mark.parametrize("setting", [{"n": 150}, {"n": 400}, {"n": 3000, "leave": (0.005,) * K}], ids=["few", "some", "many"])
def test_of_twenty_maps_whose_stages_do_not_differ_at_most_one_shows_any(setting):
    assert sum(bool(find_moments(voices(seed, **setting), {}, {})) for seed in range(200)) <= 10


def test_chances_are_adjusted_together_and_keep_their_order():
    assert holm((0.04, 0.001, 0.03)) == pytest.approx((0.06, 0.003, 0.06))
    assert holm(()) == ()
