"""What people reviewed corrects shares, and the intervals hold what is true although the reader errs."""

from datetime import UTC, datetime

import numpy as np
import pytest

from tests.made import feedback, reading
from vocmine.journey.map import Heading, build_map
from vocmine.journey.reviewed import LEAST, add_reviews, draw, in_order, powered
from vocmine.types import Journey, Review, Scored, Segment, Stage, Themes

JOURNEY = Journey("short", "Short", (Stage("buy", "Buy"), Stage("use", "Use")))
N, REVIEWED, ERR = 500, 100, 0.2


def said(name, stage="use", sentiment="negative", n=1, **fields):
    text = "it broke. " * n
    whole = feedback(name, text, record=name, **fields)
    return [Scored(Segment(whole, k, 10 * k, 10 * k + 9), reading(stage, sentiment)) for k in range(n)]


def drawn_map(scored, reviews):
    heading = Heading("shop", "r1", datetime(2026, 10, 1, tzinfo=UTC))
    return add_reviews(build_map(heading, JOURNEY, scored, Themes((), ())), scored, reviews)


def project(n=200):
    """Return statements that are all read as ``use`` and negative, two a unit."""
    return [one for k in range(n) for one in said(f"f{k:03}", n=2)]


def first(scored, n):
    return set(in_order(one.segment.feedback.unit for one in scored)[:n])


def test_a_share_is_what_the_reader_says_less_what_it_is_off_by():
    scored = project()
    units = sorted(first(scored, 60))
    truth = {unit: "buy" if place < 15 else "use" for place, unit in enumerate(units)}
    reviews = [Review(one.segment.id, truth[u], "negative") for one in scored if (u := one.segment.feedback.unit) in truth]
    buy, use = drawn_map(scored, reviews).stages
    assert (use.share.value, use.corrected.share.value, use.corrected.share.n) == (1.0, pytest.approx(0.75), 60)
    assert use.corrected.share.low < 0.75 < use.corrected.share.high
    assert use.corrected.share.covers == "sampling and reading"
    assert (buy.corrected.share.value, buy.corrected.net) == (pytest.approx(0.25), None)
    assert use.corrected.net.value == pytest.approx(-100)


def test_below_fifty_nothing_is_corrected_and_the_map_says_how_far_it_is():
    scored = project()
    reviews = [Review(one.segment.id, "use", "negative") for one in scored if one.segment.feedback.unit in first(scored, LEAST - 1)]
    drawn = drawn_map(scored, reviews)
    assert (drawn.totals.reviewed, drawn.stages[1].corrected) == (LEAST - 1, None)
    assert "49 drawn at random were reviewed by people; from 50 on shares are corrected by them." in drawn.notes
    assert drawn_map(scored, []).totals.reviewed == 0


def test_only_those_before_the_first_that_was_not_reviewed_whole_count():
    scored = project()
    units = in_order(one.segment.feedback.unit for one in scored)
    reviews = [Review(one.segment.id, "use", "negative") for one in scored if one.segment.feedback.unit in units[:70]]
    reviews = [one for one in reviews if one.segment_id != f"{units[55]}#1"]
    assert drawn_map(scored, reviews).totals.reviewed == 55


def test_a_draw_is_the_same_in_any_order_and_goes_on_where_it_ended():
    scored = project(30)
    sample = draw(scored, 10)
    assert sample == draw(scored[::-1], 10)
    assert len({one.segment.feedback.unit for one in sample}) == 10
    known = frozenset(one.segment.id for one in sample)
    assert {one.segment.feedback.unit for one in draw(scored, 12, known)} == set(in_order(f"f{k:03}" for k in range(30))[10:12])


def test_all_reviewed_gives_the_truth():
    true = np.array([1.0] * 30 + [0.0] * 70)
    value, low, high = powered((true, np.ones(100)), (np.zeros(100), np.ones(100)), np.ones(100))
    assert value == pytest.approx(0.3)
    assert low < 0.3 < high


@pytest.mark.parametrize("weighed", [False, True])
@pytest.mark.parametrize("stage", [0.1, 0.4])
def test_nominal_intervals_cover_the_truth_though_the_reader_errs_one_time_in_five(stage, weighed):
    rng = np.random.default_rng(7)
    true, read, weights = world(rng, 20_000, stage)
    weights = weights if weighed else np.ones(len(weights))
    share = (weights * true[1]).sum() / weights.sum()
    net = (weights * true[0]).sum() / (weights * true[1]).sum()
    hits = np.zeros((1000, 2))
    ones = np.ones(N)
    for trial in range(1000):
        rows = rng.choice(len(weights), N, replace=False)
        (lean, speak), (said_lean, said_speak) = ([part[rows] for part in side] for side in (true, read))
        k = REVIEWED
        for place, (pair, sure, truth) in enumerate(
            (
                ((speak[:k], ones[:k]), (said_speak, ones), share),
                ((lean[:k], speak[:k]), (said_lean, said_speak), net),
            )
        ):
            _, low, high = powered(pair, sure, weights[rows])
            hits[trial, place] = low <= truth <= high
    assert 0.93 <= hits[:, 0].mean() <= 0.985
    assert 0.92 <= hits[:, 1].mean() <= 0.985


def world(rng, n, stage):
    """Return leaning and speaking of units as they are and as the reader says; of 1 to 10 statements that depend on each other."""
    sizes = rng.integers(1, 11, n)
    owner = np.repeat(np.arange(n), sizes)
    base, tone = rng.beta(3 * stage, 3 * (1 - stage), n), rng.beta(1.2, 1.5, n)
    at = rng.random(len(owner)) < base[owner]
    lean = np.where(rng.random(len(owner)) < tone[owner], 1, -1)
    told = np.where(at, rng.random(len(owner)) >= ERR, rng.random(len(owner)) < ERR / 4)
    turned = rng.random(len(owner)) < np.where(lean > 0, 1.5 * ERR, 0.5 * ERR)
    sums = [(lean * at, at), (np.where(turned, -lean, lean) * told, told)]
    sides = [(np.sign(np.bincount(owner, s, n)), (np.bincount(owner, t, n) > 0).astype(float)) for s, t in sums]
    return sides[0], sides[1], rng.gamma(4, 0.25, n)
