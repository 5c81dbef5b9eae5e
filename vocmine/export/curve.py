"""The curve of net sentiment as SVG: one point a stage on one axis from −100 to +100, with its interval as a band.

Guarantees: stages with fewer than 5 units leave a gap; what rests on thin evidence is dashed and hollow; below 20 units a point
carries counts instead of points; the drawing needs no style sheet, script or font file, and scales to any width.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from vocmine.export.figures import MIN_PERCENT, MIN_UNITS, signed
from vocmine.export.templating import environment
from vocmine.map_types import StageColumn

if TYPE_CHECKING:
    from markupsafe import Markup

HEIGHT, TOP = 232, 22
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
_PLOT = HEIGHT - 2 * TOP
_COLUMN = 100.0


@dataclass(frozen=True, slots=True)
class Point:
    """A stage's place: ``x`` in per cent of the width, ``y``, ``y_low`` and ``y_high`` in pixels; y is None where there is a gap.

    ``moment`` marks a moment of truth.
    """

    x: float
    y: float | None
    y_low: float
    y_high: float
    side: str
    thin: bool
    label: str
    place: float
    moment: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """The way from one point to the next: the line and its band as path data; x in units of a hundredth column."""

    line: str
    band: str
    thin: bool


def draw_curve(stages: Sequence[StageColumn], *, width: str = "100%", font: str = FONT) -> "Markup":
    """Return the curve as an SVG element ``width`` wide and ``HEIGHT`` pixels high, each stage in the middle of its column."""
    points = tuple(_point(index, len(stages), stage) for index, stage in enumerate(stages))
    template = environment().get_template("curve.svg")
    drawing = template.render(
        points=points,
        links=_links(points),
        width=width,
        font=font,
        height=HEIGHT,
        top=TOP,
        plot=_PLOT,
        span=_COLUMN * len(stages),
        n=len(stages),
    )
    from markupsafe import Markup

    return Markup(drawing)  # noqa: S704  # rendered with autoescape on


def _point(index: int, n: int, stage: StageColumn) -> Point:
    sentiment = stage.sentiment
    x = 100 * (index + 0.5) / n
    if sentiment.net is None or sentiment.low is None or sentiment.high is None or sentiment.n < MIN_UNITS:
        return Point(x, None, 0.0, 0.0, "grey", True, "nothing told" if not sentiment.n else f"too few ({sentiment.n})", _y(0) - 8)
    side = "good" if sentiment.low > 0 else "bad" if sentiment.high < 0 else "grey"
    label = signed(sentiment.net)
    if sentiment.n < MIN_PERCENT:
        label = f"{sentiment.favourable} good, {sentiment.unfavourable} bad"
    y = _y(sentiment.net)
    place = y - 14 if y > TOP + 14 else y + 24
    return Point(x, y, _y(sentiment.low), _y(sentiment.high), side, stage.evidence != "solid", label, place, bool(stage.moments))


def _y(points: float) -> float:
    return round(TOP + _PLOT * (100 - points) / 200, 2)


def _links(points: Sequence[Point]) -> tuple[Link, ...]:
    links = []
    for index, (first, second) in enumerate(pairwise(points)):
        if first.y is not None and second.y is not None:
            left, right = _COLUMN * (index + 0.5), _COLUMN * (index + 1.5)
            upper = f"M{left},{first.y_high} {_bend(left, first.y_high, right, second.y_high)}"
            lower = f"L{right},{second.y_low} {_bend(right, second.y_low, left, first.y_low)} Z"
            line = f"M{left},{first.y} {_bend(left, first.y, right, second.y)}"
            links.append(Link(line, f"{upper} {lower}", first.thin or second.thin))
    return tuple(links)


def _bend(x0: float, y0: float, x1: float, y1: float) -> str:
    middle = (x0 + x1) / 2
    return f"C{middle},{y0} {middle},{y1} {x1},{y1}"
