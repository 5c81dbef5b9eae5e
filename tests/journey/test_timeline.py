"""Planted trends and rises are found, with their days and words; chance, waves and missing dates give none."""

import random
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from tests.made import feedback, reading
from vocmine.export.figures import Noun, alert_text, trend_text
from vocmine.journey.alerts import rise
from vocmine.journey.discoveries import LEVEL, adjusted
from vocmine.journey.periods import Followed, regular, trailing
from vocmine.journey.shares import population
from vocmine.journey.timeline import recall
from vocmine.journey.trends import trend_test
from vocmine.types import Scored, Segment

FIRST = date(2026, 1, 5)
WEEKS = 20


def one(name, day):
    text = f"it broke again for {name}"
    when = datetime(day.year, day.month, day.day, 12, tzinfo=UTC) if day else None
    return Scored(Segment(feedback(name, text, record=name, created_at=when), 0, 0, len(text)), reading())


def project(shares, *, a_week=60, seed=0):
    """Return everything said, and what tells of the theme, whose share of a week is that of ``shares``."""
    rng = random.Random(seed)
    read, told = [], []
    for week, share in enumerate(shares):
        for row in range(a_week):
            read.append(one(f"w{week:02}-{row:03}", FIRST + timedelta(days=7 * week + row % 7)))
            if rng.random() < share:
                told.append(read[-1])
    return read, told


def timeline(read, told):
    followed = [Followed("stage", "usage", "Use", read), Followed("pain_point", "t", "it broke", told)]
    return recall(followed, read, population([scored.segment.feedback for scored in read]))


def rises(rng, *, n_themes=20, spread=0.0, n_weeks=16):
    """Return the q of each of many themes whose shares did not rise; they go up and down by ``spread`` from week to week."""
    p = []
    for _ in range(n_themes):
        shares = rng.uniform(0.01, 0.2) * (1 + spread * rng.standard_normal(n_weeks))
        p.append(rise(rng.binomial(300, shares.clip(0.001, 0.9)), [300] * n_weeks).p)
    return adjusted(p)


def test_a_trend_that_was_planted_is_told_with_its_periods():
    found = timeline(*project(np.linspace(0.05, 0.35, WEEKS))).of("t")
    assert found.direction == "grew"
    assert [period.start for period in found.periods] == [FIRST + timedelta(weeks=week) for week in range(WEEKS)]
    assert all(period.volume == round(period.share.value * period.share.n) for period in found.periods)
    assert trend_text(found).startswith("Told by more and more: ")
    assert timeline(*project(np.linspace(0.35, 0.05, WEEKS))).of("t").direction == "shrank"


def test_what_stays_is_steady_and_what_few_tell_has_no_direction():
    assert timeline(*project([0.2] * WEEKS)).of("t").direction == "steady"
    read, told = project([0.2] * WEEKS)
    assert timeline(read, told[:4]).of("t").direction is None


@pytest.mark.parametrize("spread", [0.0, 0.5])
def test_trends_that_are_none_are_seen_as_seldom_as_their_p_says(spread):
    rng = np.random.default_rng(0)
    waves = (0.2 * (1 + spread * rng.standard_normal((3000, WEEKS)))).clip(0.01, 0.99)
    p = np.array([trend_test(rng.binomial(400, shares), [400] * WEEKS)[0] for shares in waves])
    assert np.mean(p <= 0.05) <= 0.058
    assert np.mean(p <= 0.01) <= 0.0135


def test_a_rise_of_the_last_week_is_told_with_its_days_and_words():
    read, told = project([0.1] * (WEEKS - 1) + [0.4])
    (alert,) = timeline(read, told).alerts
    last = FIRST + timedelta(weeks=WEEKS)
    assert (alert.kind, alert.id, alert.since, alert.until) == ("pain_point", "t", last - timedelta(days=7), last - timedelta(days=1))
    assert alert.volume == round(alert.now.value * alert.now.n) == sum(scored.segment.id.startswith("w19") for scored in told)
    assert alert.ratio.low < 4 < alert.ratio.high
    assert len(alert.evidence) == 3
    assert all(i.startswith("w19") for i in alert.evidence)
    assert alert_text(alert, Noun("person", "people")).startswith(
        f"it broke: {alert.volume} of 60\u00a0people from 18 May to 24 May 2026, "
    )


def test_a_fall_is_no_alert():
    assert timeline(*project([0.4] * (WEEKS - 1) + [0.1])).alerts == ()


@pytest.mark.parametrize(("spread", "n_weeks"), [(0.0, 16), (0.3, 16), (0.3, 27)])
def test_at_most_one_in_twenty_quiet_weeks_raises_an_alarm_also_where_shares_go_up_and_down(spread, n_weeks):
    rng = np.random.default_rng(1)
    alarms = [min(rises(rng, spread=spread, n_weeks=n_weeks)) <= LEVEL for _ in range(100)]
    assert sum(alarms) <= 5


def test_a_fifth_of_texts_of_another_kind_is_seen():
    rng = np.random.default_rng(2)
    seen = 0
    for _ in range(50):
        p = [rise(rng.binomial(300, 0.1, 16), [300] * 16).p for _ in range(19)]
        shifted = [*rng.binomial(300, 0.1, 15), rng.binomial(300, 0.3)]
        seen += adjusted([*p, rise(shifted, [300] * 16).p])[-1] <= LEVEL
    assert seen >= 45


def test_order_does_not_matter_and_what_has_no_date_does_not_count():
    read, told = project([0.1] * (WEEKS - 1) + [0.4])
    undated = [one(f"u{row}", None) for row in range(50)]
    shuffled = [*read, *undated]
    random.Random(1).shuffle(shuffled)
    assert timeline(shuffled, [*told, *undated]) == timeline(read, told)
    bare = timeline(undated, undated)
    assert (bare.alerts, bare.of("t").periods) == ((), ())


def test_little_feedback_raises_no_alarm():
    read, told = project([0.0] * 5 + [0.9], a_week=8)
    assert timeline(read, told).alerts == ()


@pytest.mark.parametrize(("days", "n", "second"), [(20, 20, (2026, 1, 6)), (100, 15, (2026, 1, 12)), (400, 14, (2026, 2, 1))])
def test_periods_are_the_shortest_that_are_few(days, n, second):
    calendar = regular(FIRST, FIRST + timedelta(days=days - 1))
    assert (len(calendar.starts), calendar.starts[1]) == (n, date(*second))


def test_trailing_stretches_end_on_the_last_day_and_are_whole():
    calendar = trailing(FIRST, FIRST + timedelta(days=23), 7)
    assert [start.day for start in calendar.starts] == [8, 15, 22]
    assert trailing(FIRST, FIRST, 7) is None
