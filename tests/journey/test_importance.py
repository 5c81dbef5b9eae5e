"""Importance on planted truths: what drives the score comes out in order, what does not covers zero, intervals cover."""

import numpy as np
import pytest

from vocmine.journey.importance import measure_importance
from vocmine.journey.kpis import SCORES, Scores
from vocmine.journey.shares import Population


def world(seed, effects, *, n=400, told=0.3, weighted=False, order=None):
    """Return leans, scores and people: each speaks of few stages, feelings go together, only those that are told drive the score."""
    chance = np.random.default_rng(seed)
    mood = chance.normal(size=(n, 1))
    feels = 0.7 * mood + 0.7 * chance.normal(size=(n, len(effects)))
    leans = np.where(feels > 0.4, 1, np.where(feels < -0.4, -1, 0))
    speaks = chance.random((n, len(effects))) < told
    score = np.round((leans * speaks) @ np.array(effects) / 2 + chance.normal(size=n) * (1 + 0.5 * speaks[:, 0]))
    weights = chance.uniform(0.3, 3, n) if weighted else np.ones(n)
    units = order if order is not None else range(n)
    people = Population({f"u{i}": float(weights[i]) for i in units})
    told_by = {f"s{j}": {f"u{i}": int(leans[i, j]) for i in units if speaks[i, j]} for j in range(len(effects))}
    return told_by, given({f"u{i}": float(score[i]) for i in units}, people), people


def given(values, people, metric="rating"):
    return Scores(people, {name: values if name == metric else {} for name in SCORES})


def test_planted_drivers_come_out_in_order_and_what_drives_nothing_covers_zero():
    found = measure_importance(*world(1, (0.0, 1.0, 2.0, 4.0), n=6000))
    assert [found[f"s{j}"].value for j in range(4)] == pytest.approx([0, 1, 2, 4], abs=0.25)
    assert found["s0"].low < 0 < found["s0"].high
    assert found["s1"].low > 0
    weights = [found[f"s{j}"].weight.value for j in range(4)]
    assert weights == sorted(weights)
    assert sum(weights) == pytest.approx(1)


@pytest.mark.slow
@pytest.mark.parametrize("setting", [{"n": 150}, {"n": 400, "weighted": True}, {"n": 1500, "told": 0.15}], ids=["few", "weighed", "many"])
def test_intervals_cover_effects_and_zero(setting):
    effects, runs = (2.0, 0.0), 1000
    held = np.zeros(2)
    for seed in range(runs):
        found = measure_importance(*world(seed, effects, **setting))
        held += [found[f"s{j}"].low <= effect <= found[f"s{j}"].high for j, effect in enumerate(effects)]
    assert all(0.93 <= share <= 0.97 for share in held / runs)


def test_the_same_units_in_any_order_give_the_same_figures():
    order = np.random.default_rng(5).permutation(400)
    assert measure_importance(*world(3, (1.0, 0.0))) == measure_importance(*world(3, (1.0, 0.0), order=order))


def test_gain_is_the_effect_times_those_who_are_unfavourable():
    leans, scores, people = world(4, (2.0, 0.0))
    one = measure_importance(leans, scores, people)["s0"]
    unfavourable = sum(lean < 0 for lean in leans["s0"].values()) / 400
    assert one.gain.value == pytest.approx(one.value * unfavourable)
    assert one.gain.low < one.gain.value < one.gain.high


def test_survey_weights_decide_whose_scores_count():
    people = Population({f"u{i}": 9.0 if i < 100 else 1.0 for i in range(200)})
    leans = {"s0": {f"u{i}": 1 if i % 2 else -1 for i in range(200)}}
    heavy = given({f"u{i}": float(5 + 2 * (i % 2)) if i < 100 else 5.0 for i in range(200)}, people)
    assert measure_importance(leans, heavy, people)["s0"].value == pytest.approx(2 * 9 / 10)


@pytest.mark.parametrize(
    "leans",
    [{f"u{i}": 1 if i % 2 else -1 for i in range(19)}, {f"u{i}": -1 if i > 8 else 1 for i in range(100)}],
    ids=["19 speak", "9 differ"],
)
def test_too_few_give_no_figure(leans):
    people = Population({f"u{i}": 1.0 for i in range(200)})
    scores = given({f"u{i}": float(i % 5) for i in range(200)}, people)
    assert measure_importance({"s0": leans}, scores, people) == {}


def test_stages_of_which_the_same_people_say_the_same_cannot_be_told_apart():
    leans, scores, people = world(6, (2.0,))
    assert measure_importance({"s0": leans["s0"], "twin": leans["s0"]}, scores, people) == {}
    assert measure_importance(leans, scores, people).keys() == {"s0"}


def test_one_stage_alone_is_beyond_no_other():
    one = measure_importance(*world(7, (2.0,)))["s0"]
    assert (one.beyond, one.p) == (None, None)


def test_one_score_for_all_tells_nothing():
    leans, _, people = world(8, (2.0,))
    assert measure_importance(leans, given(dict.fromkeys(people.weights, 5.0), people), people) == {}
