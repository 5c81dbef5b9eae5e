import random
from datetime import UTC, datetime

import numpy as np
import pytest

from tests.journey.test_effects import effects, theme
from tests.made import feedback, scored
from vocmine.journey.map import Heading, build_map
from vocmine.journey.ranks import Standing, rank_standings
from vocmine.journey.shares import Population
from vocmine.map_types import EQUAL_WEIGHTS, Rank, RankWeights
from vocmine.types import Journey, Stage, Themes

JOURNEY = Journey("one", "One", (Stage("usage", "Use"),))
NOW = datetime(2026, 10, 1, tzinfo=UTC)


def ranks(n_units, themes, *, found=None, weights=EQUAL_WEIGHTS):
    people = Population({f"u{n}": 1.0 for n in range(n_units)})
    standings = [Standing("usage", one, frozenset(i.removesuffix("#0") for i in one.segment_ids)) for one in themes]
    return {name: one.rank for name, one in rank_standings(standings, {"usage": people}, found, weights)["usage"].items()}


def drawn_map(feedbacks, themes, weights=EQUAL_WEIGHTS):
    heading = Heading("shop", "r1", NOW, rank_weights=weights)
    return build_map(heading, JOURNEY, [scored(of=one) for one in feedbacks], Themes(tuple(themes), ()))


def given(n_units=300, metric="nps"):
    """Sixty tell of a grave theme, ninety of a light one, ninety others of one that costs nothing."""
    score = {0: 3.0, 1: 7.0, 2: 9.0}
    return [feedback(f"u{n}", **{metric: score[0 if n < 60 else 1 if n < 150 else 2] + n % 2}) for n in range(n_units)]


THEMES = [theme("grave", range(60)), theme("light", range(60, 150)), theme("harmless", range(150, 240))]


def test_ranks_go_by_share_severity_and_effect():
    pains = drawn_map(given(), THEMES).stages[0].pain_points
    assert [pain.theme_id for pain in pains] == ["grave", "light", "harmless"]
    assert [pain.rank.value for pain in pains] == [1, 2, 3]
    assert [round(pain.impact.value) for pain in pains] == [-6, -2, 0]
    assert {pain.impact_metric for pain in pains} == {"nps"}


def test_without_a_score_ranks_go_by_share_and_severity_and_the_map_says_so():
    drawn = drawn_map([feedback(f"u{n}") for n in range(300)], THEMES)
    assert [pain.theme_id for pain in drawn.stages[0].pain_points] == ["harmless", "light", "grave"]
    assert "Themes are ranked by share × severity: too few scores stand beside the words to tell their effects." in drawn.notes


def test_the_map_says_which_score_ranks_go_by():
    drawn = drawn_map(given(metric="rating"), THEMES, RankWeights(effect=2.0))
    assert drawn.ranked_by == "share × severity × effect on the rating^2"
    assert any(note.startswith(f"Themes are ranked by {drawn.ranked_by} per mention;") for note in drawn.notes)


def test_weights_may_leave_the_effect_out_and_the_map_says_so():
    assert "Themes are ranked by severity^2, as the weights are set." in drawn_map(given(), THEMES, RankWeights(0.0, 2.0, 0.0)).notes


def test_weights_change_the_order():
    assert list(ranks(300, THEMES)) == ["harmless", "light", "grave"]
    graver = [theme("grave", range(60), severity=0.8), *THEMES[1:]]
    assert next(iter(ranks(300, graver, weights=RankWeights(severity=3.0)))) == "grave"
    assert next(iter(ranks(300, graver, weights=RankWeights(severity=0.0)))) == "harmless"
    assert next(iter(ranks(300, THEMES, found=effects(given(), THEMES), weights=RankWeights(effect=0.0)))) == "harmless"


def test_a_rank_is_sure_where_shares_lie_far_apart_and_open_where_they_do_not():
    found = ranks(400, [theme("much", range(200)), theme("little", range(22)), theme("less", range(100, 120))])
    assert found == {"much": Rank(1, 1, 1), "little": Rank(2, 2, 3), "less": Rank(3, 2, 3)}


@pytest.mark.parametrize(("n_units", "ranked"), [(19, False), (20, True)])
def test_nothing_is_ranked_below_twenty_units(n_units, ranked):
    found = ranks(n_units, [theme("some", range(4)), theme("many", range(9))])
    assert list(found) == ["many", "some"]
    assert [rank is not None for rank in found.values()] == [ranked] * 2


def test_a_theme_without_an_effect_takes_the_shrunken_mean_of_its_kind_and_is_less_sure():
    """Effects of −6, −2, 0 and the zero have the mean −2: 19 · 1 · 2 lies below 90 · 0.25 · 2; unshrunken it would lie above."""
    rare = theme("rare", range(240, 259), severity=1.0)
    themes = [THEMES[0], theme("light", range(60, 150), severity=0.25), THEMES[2], rare]
    found = effects(given(), themes)
    assert "rare" not in found.impact
    placed = ranks(300, themes, found=found)
    assert list(placed) == ["grave", "light", "rare", "harmless"]
    assert (placed["rare"].low, placed["rare"].high) == (2, 4)


def test_praise_that_lifts_the_score_ranks_as_a_gain():
    feedbacks = [feedback(f"u{n}", nps=(9.0 if n < 50 else 7.0) + n % 2) for n in range(300)]
    gains = [theme("lifts", range(50), kind="gain"), theme("idle", range(100, 220), kind="gain")]
    assert [one.theme_id for one in drawn_map(feedbacks, gains).stages[0].gains] == ["lifts", "idle"]


def test_an_unsure_effect_leaves_the_rank_open():
    """All tell of the same share of severity; what the scores scatter by decides whether −1 and −2 can be told apart."""
    themes = [theme("grave", range(100)), theme("light", range(100, 200))]
    found = {}
    for scatter in (0.5, 6.0):
        values = [20 - 2 * (n < 100) - (100 <= n < 200) + scatter * (-1) ** n for n in range(300)]
        measured = effects([feedback(f"u{n}", csat=float(value)) for n, value in enumerate(values)], themes)
        found[scatter] = ranks(300, themes, found=measured)["grave"]
    assert found == {0.5: Rank(1, 1, 1), 6.0: Rank(1, 1, 2)}


def test_equal_themes_share_an_interval_and_stand_by_name():
    found = ranks(100, [theme("b", range(30)), theme("a", range(30))])
    assert found == {"a": Rank(1, 1, 2), "b": Rank(2, 1, 2)}


def test_the_order_of_rows_and_themes_makes_no_difference():
    rng = random.Random(5)
    feedbacks = [feedback(f"u{n}", nps=float(rng.randrange(11))) for n in range(150)]
    themes = [theme(f"t{k}", rng.sample(range(150), 10 + 8 * k)) for k in range(6)]
    assert drawn_map(feedbacks, themes) == drawn_map(rng.sample(feedbacks, 150), themes[::-1])


@pytest.mark.parametrize("shares", [(0.3, 0.2, 0.12, 0.1, 0.02), (0.2, 0.2, 0.2, 0.2, 0.2)], ids=["apart", "equal"])
def test_intervals_hold_the_true_rank(shares):
    rng, harm, held = np.random.default_rng(6), np.array([3.0, 1.5, 1.0, 2.0, 1.0]), []
    merits = np.array(shares) * harm
    for _ in range(40):
        told = rng.random((250, 5)) < shares
        values = (9 - told @ harm + rng.normal(0, 1.5, 250)).tolist()
        themes = [theme(f"t{k}", np.flatnonzero(told[:, k]).tolist()) for k in range(5)]
        found = ranks(250, themes, found=effects([feedback(f"u{n}", csat=value) for n, value in enumerate(values)], themes))
        for k, merit in enumerate(merits):
            first, last = 1 + (merits > merit + 1e-9).sum(), 5 - (merits < merit - 1e-9).sum()
            held.append(found[f"t{k}"].low <= last and first <= found[f"t{k}"].high)
    assert np.mean(held) >= 0.95


def test_intervals_of_ranks_narrow_with_more_people():
    widths = []
    for n_units in (100, 2000):
        ends = [int(n_units * share) for share in (0, 0.4, 0.7, 0.9)]
        themes = [theme(f"t{k}", range(ends[k], ends[k + 1])) for k in range(3)]
        widths.append(sum(rank.high - rank.low for rank in ranks(n_units, themes).values()))
    assert widths[0] > widths[1] == 0
