import random
from statistics import fmean

import numpy as np
import pytest
from scipy import sparse

from tests.made import feedback, scored
from vocmine.journey.effects import leave_out, measure_effects
from vocmine.journey.kpis import gather_scores
from vocmine.journey.regression import fit
from vocmine.journey.shares import population
from vocmine.types import Theme, Themes


def theme(name, members, *, kind="pain_point", severity=0.5):
    return Theme(name, kind, name.title(), (), tuple(f"u{n}#0" for n in members), (), severity, ())


def effects(feedbacks, themes, *, wordless=()):
    told = {f"{one.id}#0": scored(of=one) for one in feedbacks}
    every = [*feedbacks, *wordless]
    return measure_effects(Themes(tuple(themes), ()), told, gather_scores(every, population(every)))


def giving(values, metric="nps", **fields):
    return [feedback(f"u{n}", **{metric: value}, **fields) for n, value in enumerate(values)]


def planted(told, rng, scatter=2.0, truth=(-2.0, -1.0, 0.0, 0.5)):
    return 8 + told @ np.array(truth) + rng.normal(0, scatter, len(told))


def simulate(of, n_runs=400, n_units=400):
    """Return in which fraction of runs the intervals hold the planted effects."""
    rng, held = np.random.default_rng(2), []
    for _ in range(n_runs):
        told = rng.random((n_units, 4)) < (0.3, 0.1, 0.2, 0.08)
        found, truth = of(told, rng)
        held.append(np.abs(found.coefficients[1:] - truth) <= found.half_widths)
    return np.mean(held)


def test_intervals_hold_planted_effects_as_often_as_they_say():
    truth = (-2.0, -1.0, 0.0, 0.5)

    def of(told, rng):
        scatter = 1 + 2 * told[:, 1]
        return fit(sparse.csr_array(told * 1.0), planted(told, rng, scatter), np.ones(len(told))), truth

    assert 0.93 <= simulate(of) <= 0.97


def test_intervals_hold_planted_effects_under_survey_weights():
    truth = (-2.0, -1.0, 0.0, 0.5)

    def of(told, rng):
        weights = rng.uniform(0.3, 2.0, len(told))
        return fit(sparse.csr_array(told * 1.0), planted(told, rng), weights), truth

    assert 0.93 <= simulate(of) <= 0.97


def test_resampled_coefficients_scatter_as_the_errors_say():
    rng = np.random.default_rng(3)
    told = rng.random((500, 4)) < 0.2
    found = fit(sparse.csr_array(told * 1.0), planted(told, rng), np.ones(500))
    counts = np.column_stack([np.ones(500), rng.poisson(1.0, (500, 2000))])
    drawn = found.resampled(found.parts.T @ counts)[1:]
    assert drawn[:, 0] == pytest.approx(found.coefficients[1:])
    assert drawn[:, 1:].std(axis=1) == pytest.approx(found.half_widths / found.quantiles, rel=0.1)


def test_leaving_out_holds_the_planted_gain_as_often_as_it_says():
    rng, held = np.random.default_rng(4), []
    for _ in range(400):
        told = rng.random((400, 1)) < 0.15
        values = 8 - 2.0 * told[:, 0] + rng.normal(0, 2, 400)
        (gain,) = leave_out(sparse.csr_array(told * 1.0), values, rng.uniform(0.5, 2, 400))
        held.append(gain.low <= 0.3 <= gain.high)
    assert 0.93 <= fmean(held) <= 0.97


def test_each_theme_gets_its_own_effect_and_not_that_of_those_beside_it():
    slow, rude = range(0, 120), range(60, 200)
    values = [9 - 3 * (n in slow) + n % 2 for n in range(400)]
    found = effects(giving(values), [theme("slow", slow), theme("rude", rude)])
    assert found.impact["slow"].value == pytest.approx(-3.0, abs=1e-6)
    assert found.impact["rude"].value == pytest.approx(0.0, abs=1e-6)
    assert found.impact["slow"].high < 0 and found.impact["rude"].low < 0 < found.impact["rude"].high
    assert (found.metric, found.impact["slow"].n) == ("nps", 120)


def test_an_effect_is_per_person_however_many_tell_of_it():
    few, many = (effects(giving([4.0 + n % 2 if n < k else 8.0 + n % 2 for n in range(400)]), [theme("slow", range(k))]) for k in (20, 200))
    assert few.impact["slow"].value == many.impact["slow"].value == pytest.approx(-4.0)
    assert few.leave_one_out["slow"].value < many.leave_one_out["slow"].value


def test_leaving_out_is_of_all_scores_and_of_nps_in_its_points():
    wordless = [feedback(f"w{n}", "", nps=10.0) for n in range(100)]
    found = effects(giving([0.0] * 50 + [9.0, 10.0] * 25), [theme("slow", range(50))], wordless=wordless)
    gain = found.leave_one_out["slow"]
    assert gain.value == pytest.approx(100 - 50)
    assert gain.low < 50 < gain.high and gain.n == 50


@pytest.mark.parametrize("n_tellers", [19, 381])
def test_too_few_scores_on_either_side_give_no_effect(n_tellers):
    values = [5.0 + n % 3 for n in range(400)]
    found = effects(giving(values), [theme("slow", range(n_tellers)), theme("rude", range(20))])
    assert found.impact.keys() == found.leave_one_out.keys() == {"rude"}


def test_themes_of_the_same_people_cannot_be_told_apart():
    values = [5.0 + n % 3 - 2 * (n < 60) for n in range(400)]
    themes = [theme("slow", range(60)), theme("late", range(60)), theme("rude", range(30, 130))]
    found = effects(giving(values), themes)
    assert found.impact.keys() == {"rude"}
    assert found.leave_one_out.keys() == {"slow", "late", "rude"}


def test_there_are_ten_units_to_a_theme_and_the_most_told_come_first():
    values = [5.0 + n % 3 for n in range(50)]
    themes = [theme(f"t{k}", random.Random(k).sample(range(50), 20 + k)) for k in range(8)]
    assert effects(giving(values), themes).themes == ("t7", "t6", "t5", "t4", "t3")


def test_the_score_that_most_gave_is_taken_and_nps_among_equals():
    slow = theme("slow", range(40))
    both = [feedback(f"u{n}", nps=float(n % 11), rating=float(n % 5)) for n in range(100)]
    more = [feedback(f"u{n}", nps=float(n % 11) if n < 90 else None, rating=float(n % 5)) for n in range(100)]
    assert (effects(both, [slow]).metric, effects(more, [slow]).metric) == ("nps", "rating")


def test_without_scores_or_without_scatter_there_is_no_effect():
    slow = theme("slow", range(40))
    assert effects(giving([None] * 100), [slow]) is None
    assert effects(giving([7.0] * 100), [slow]) is None


def test_survey_weights_move_the_effect():
    feedbacks = [feedback(f"u{n}", nps=2.0 if n % 2 else 6.0, weight=3.0 if n % 2 else 1.0) for n in range(40)]
    feedbacks += [feedback(f"u{n}", nps=8.0 + n % 2) for n in range(40, 100)]
    assert effects(feedbacks, [theme("slow", range(40))]).impact["slow"].value == pytest.approx(3.0 - 8.5)


def test_the_order_of_rows_and_themes_makes_no_difference():
    rng = random.Random(1)
    feedbacks = giving([float(rng.randrange(11)) for _ in range(200)])
    themes = [theme(f"t{k}", rng.sample(range(200), 40)) for k in range(4)]
    one, other = effects(feedbacks, themes), effects(rng.sample(feedbacks, 200), themes[::-1])
    assert (one.impact, one.leave_one_out) == (other.impact, other.leave_one_out)
