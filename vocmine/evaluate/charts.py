"""Where the points of the reliability and the risk-coverage chart stand.

Guarantees: every place is a number of pixels within a chart ``WIDTH`` by ``HEIGHT``; nothing of a user's table is in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from vocmine.evaluate.confidence import Calibration
from vocmine.evaluate.table import Decided
from vocmine.types import Rate

WIDTH, HEIGHT = 450, 284
LEFT, RIGHT, TOP, BOTTOM = 46, 428, 12, 240
_ERROR_ENDS = (0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0)
_PARTS = 4


@dataclass(frozen=True, slots=True)
class Dot:
    """A figure and its interval; ``y_low`` lies below ``y_high`` on the page."""

    x: float
    y: float
    y_low: float
    y_high: float
    says: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Dots joined by ``line``, their intervals as ``band``, the ticks of both axes, and ``marked`` ones that stand apart."""

    dots: tuple[Dot, ...]
    line: str
    band: str
    x_ticks: tuple[tuple[float, str], ...]
    y_ticks: tuple[tuple[float, str], ...]
    marked: tuple[Dot, ...] = ()


def reliability(calibration: Calibration) -> Chart:
    """Return the fraction right against confidence, both from 0 to 1."""
    dots = tuple(
        _dot(one.confidence, one.right, 1.0, f"confidence {one.confidence:.2f}, right {one.right.value:.2f}, {one.right.n:,} rows")
        for one in calibration.bins
    )
    return _chart(dots, 1.0)


def risk(calibration: Calibration, decided: Decided | None) -> Chart:
    """Return the error against coverage, and where the reader itself abstains; the axis of errors ends above the highest."""
    highest = max((one.error.high for one in calibration.curve), default=1.0)
    end = next(end for end in _ERROR_ENDS if highest <= end)
    dots = tuple(
        _dot(one.coverage, one.error, end, f"coverage {one.coverage:.0%}, error {one.error.value:.2f}") for one in calibration.curve
    )
    own: tuple[Dot, ...] = ()
    if decided and decided.error:
        says = f"the reader's own abstaining: coverage {decided.coverage:.0%}, error {decided.error.value:.2f}"
        own = (_dot(decided.coverage, decided.error, end, says),)
    return _chart(dots, end, marked=own)


def _dot(x: float, rate: Rate, end: float, says: str) -> Dot:
    return Dot(_x(x), _y(rate.value, end), _y(rate.low, end), _y(rate.high, end), says)


def _chart(dots: Sequence[Dot], end: float, *, marked: tuple[Dot, ...] = ()) -> Chart:
    parts = [part / _PARTS for part in range(_PARTS + 1)]
    band = [f"{dot.x},{dot.y_high}" for dot in dots] + [f"{dot.x},{dot.y_low}" for dot in reversed(dots)]
    return Chart(
        tuple(dots),
        " ".join(f"{dot.x},{dot.y}" for dot in dots),
        " ".join(band),
        tuple((_x(part), f"{part:.0%}") for part in parts),
        tuple((_y(part * end, end), f"{part * end:.1%}" if end < 0.2 else f"{part * end:.0%}") for part in parts),
        marked,
    )


def _x(share: float) -> float:
    return round(LEFT + (RIGHT - LEFT) * share, 1)


def _y(value: float, end: float) -> float:
    return round(BOTTOM - (BOTTOM - TOP) * min(value / end, 1.0), 1)
