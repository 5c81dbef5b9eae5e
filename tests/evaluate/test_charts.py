"""Where planted figures stand in the charts."""

import numpy as np
import pytest

from vocmine.evaluate.charts import BOTTOM, LEFT, RIGHT, TOP, reliability, risk
from vocmine.evaluate.confidence import calibrate
from vocmine.evaluate.table import Decided
from vocmine.types import Rate

RIGHT_ONES = np.arange(1000) % 20 != 0


@pytest.fixture
def calibration():
    return calibrate(np.linspace(0.5, 1.0, 1000), RIGHT_ONES)


def places(points):
    return [tuple(map(float, point.split(","))) for point in points.split()]


def test_reliability_spans_both_axes_from_0_to_1():
    drawn = reliability(calibrate(np.ones(10), np.ones(10, dtype=bool)))
    assert (drawn.dots[0].x, drawn.dots[0].y, drawn.dots[0].y_high) == (RIGHT, TOP, TOP)
    assert [says for _, says in drawn.y_ticks] == ["0%", "25%", "50%", "75%", "100%"]
    assert (drawn.x_ticks[0][0], drawn.y_ticks[0][0]) == (LEFT, BOTTOM)


def test_the_axis_of_errors_ends_just_above_the_highest(calibration):
    drawn = risk(calibration, None)
    highest = max(point.error.high for point in calibration.curve)
    assert 0.05 < highest <= 0.2
    assert drawn.y_ticks[-1][1] == ("10.0%" if highest <= 0.1 else "20%")
    assert drawn.dots[-1].y == pytest.approx(BOTTOM - (BOTTOM - TOP) * 0.05 / (0.1 if highest <= 0.1 else 0.2), abs=0.1)


def test_the_band_holds_the_line(calibration):
    drawn = risk(calibration, None)
    band, line = places(drawn.band), places(drawn.line)
    upper, lower = band[: len(line)], band[len(line) :][::-1]
    assert [x for x, _ in upper] == [x for x, _ in lower] == [x for x, _ in line]
    assert all(high <= middle <= low for (_, high), (_, middle), (_, low) in zip(upper, line, lower, strict=True))


def test_where_the_reader_abstains_is_marked(calibration):
    assert risk(calibration, Decided(0.0, None)).marked == ()
    (own,) = risk(calibration, Decided(0.5, Rate(0.0, 0.0, 0.01, 500))).marked
    assert (own.x, own.y) == ((LEFT + RIGHT) / 2, BOTTOM)
