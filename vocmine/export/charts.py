"""Native charts of slides: bars of shares and the curve, each with its intervals and with a sheet of its figures to edit.

Guarantees: bars end at a stated value, so that charts can be held against each other; an interval is never cut off by the axis; moving a
figure in the sheet moves the chart; in the sheet nothing of customers' words is a formula or a link; the same figures give the same bytes.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from vocmine.export.deck import Area, plain
from vocmine.export.lettering import Face
from vocmine.export.office import DARK, INK, RULE, Ink, Slide, describe, filled, tag
from vocmine.formulas import formula_safe

NET = '+0;"−"0;0'
_LONGEST_NAME = 200
_BAND = Ink("tx2", left=25)
_ROUND = 0.04


@dataclass(frozen=True, slots=True)
class Point:
    """A figure of a chart: what of, its value, None where there is none; its interval, None where there is none to show; its colour."""

    name: str
    value: float | None
    low: float | None = None
    high: float | None = None
    ink: Ink = DARK


def put_bars(slide: Slide, points: Sequence[Point], place: Area, *, ends: float, told: str) -> None:
    """Put bars, the first on top, each in an even share of the place; they end at ``ends``, and are shares where that is 1 at most."""
    from pptx.enum.chart import XL_CHART_TYPE

    shape = _chart(slide, XL_CHART_TYPE.BAR_CLUSTERED, points, place, "0%" if ends <= 1 else "0")
    chart = shape.chart
    series = chart.plots[0].series[0]
    for number, point in enumerate(points):
        fill = series.points[number].format.fill
        fill.solid()
        _swap(fill._xPr, filled(point.ink))
    chart.plots[0].gap_width = 120
    chart.category_axis.reverse_order = True
    chart.category_axis.visible = chart.value_axis.visible = chart.value_axis.has_major_gridlines = False
    chart.value_axis.minimum_scale, chart.value_axis.maximum_scale = 0, ends
    _lay_out(chart, (0.0, 0.0, 1.0, 1.0))
    _add_intervals(slide, series, points, INK, 1.25)
    describe(shape, told)


def put_curve(slide: Slide, points: Sequence[Point], place: Area, *, axis: float, told: str) -> None:
    """Put a line from −100 to +100 with a band over each interval, a gap where there is no value; the axis is ``axis`` points wide."""
    from pptx.enum.chart import XL_CHART_TYPE, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION, XL_TICK_MARK

    inner = Area(place.left + axis, place.top + _ROUND * place.height, place.width - axis, (1 - 2 * _ROUND) * place.height)
    for run in _runs(points):
        _put_band(slide, run, len(points), inner)
    shape = _chart(slide, XL_CHART_TYPE.LINE_MARKERS, points, place, NET)
    chart = shape.chart
    series = chart.plots[0].series[0]
    series.smooth = False
    series.format.line.width = slide.emu(Area(2, 0, 0, 0))[0]
    series.format.line.fill.solid()
    _swap(series._element.find(tag("c:spPr")).find(tag("a:ln")), filled(DARK))
    series.marker.style, series.marker.size = XL_MARKER_STYLE.CIRCLE, 8
    for part in (series.marker.format.fill, series.marker.format.line.fill):
        part.solid()
    _swap(series.marker._element.find(f"{tag('c:marker')}/{tag('c:spPr')}"), filled(DARK))
    value = chart.value_axis
    value.minimum_scale, value.maximum_scale, value.major_unit = -100, 100, 50
    value.tick_labels.number_format, value.tick_labels.number_format_is_linked = NET, False
    value.tick_labels.font.size = slide.emu(Area(8, 0, 0, 0))[0]
    for line in (value.major_gridlines.format.line, value.format.line, chart.category_axis.format.line):
        line.fill.solid()
        _swap(line._get_or_add_ln(), filled(RULE))
    chart.category_axis.tick_label_position, chart.category_axis.major_tick_mark = XL_TICK_LABEL_POSITION.NONE, XL_TICK_MARK.NONE
    _lay_out(chart, (axis / place.width, _ROUND, 1 - axis / place.width, 1 - 2 * _ROUND))
    _add_intervals(slide, series, points, INK, 1.25)
    describe(shape, told)


def _runs(points: Sequence[Point]) -> list[list[tuple[int, float, float]]]:
    """Return the places, lows and highs of points with an interval, those that follow one another together."""
    runs: list[list[tuple[int, float, float]]] = [[]]
    for place, point in enumerate(points):
        if point.low is None or point.high is None:
            runs.append([])
        else:
            runs[-1].append((place, point.low, point.high))
    return [run for run in runs if len(run) > 1]


def _put_band(slide: Slide, run: Sequence[tuple[int, float, float]], n: int, inner: Area) -> None:
    """Draw the band over intervals from −100 to +100, behind the chart that is put next."""

    def spot(place: int, net: float) -> tuple[int, int]:
        left, top, *_ = slide.emu(Area(inner.left + inner.width * (place + 0.5) / n, inner.top + inner.height * (100 - net) / 200, 0, 0))
        return left, top

    outline = [spot(place, high) for place, _, high in run] + [spot(place, low) for place, low, _ in reversed(run)]
    builder = slide.shapes.build_freeform(*outline[0])
    builder.add_line_segments(outline[1:], close=True)
    shape = builder.convert_to_shape()
    shape.fill.solid()
    _swap(shape._element.spPr, filled(_BAND))
    shape.line.fill.background()
    shape._element.remove(shape._element.find(tag("p:style")))
    describe(shape, "Band over the 95% intervals of the curve.")


def _chart(slide: Slide, kind: Any, points: Sequence[Point], place: Area, form: str) -> Any:
    from pptx.chart.data import CategoryChartData
    from pptx.enum.dml import MSO_THEME_COLOR

    names = [Face(10).cut(formula_safe(plain(point.name)), _LONGEST_NAME) or " " for point in points]
    data = CategoryChartData(number_format=form)
    data.categories = names
    data.add_series("value", [point.value for point in points])
    shape = slide.shapes.add_chart(kind, *slide.emu(place), data)
    chart = shape.chart
    chart.part.chart_workbook.update_from_xlsx_blob(_sheet(names, points))
    chart.has_legend = chart.has_title = False
    chart.font.color.theme_color = MSO_THEME_COLOR.TEXT_1
    return shape


def _sheet(names: Sequence[str], points: Sequence[Point]) -> bytes:
    """Return the sheet behind a chart: names, values, and how far each interval reaches up and down."""
    import xlsxwriter

    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as workbook:
        workbook.set_properties({"created": datetime(2000, 1, 1)})
        sheet = workbook.add_worksheet("Sheet1")
        sheet.write_row(0, 1, ["value", "up", "down"])
        for row, (name, point) in enumerate(zip(names, points, strict=True), 1):
            sheet.write_string(row, 0, name)
            if point.value is not None:
                sheet.write_row(row, 1, [point.value, *_reach(point)])
    return written.getvalue()


def _reach(point: Point) -> tuple[float, float]:
    if point.value is None or point.low is None or point.high is None:
        return 0.0, 0.0
    return round(max(0.0, point.high - point.value), 6), round(max(0.0, point.value - point.low), 6)


def _lay_out(chart: Any, inner: tuple[float, float, float, float]) -> None:
    """Set where the plot itself stands in its chart, as fractions: left, top, width, height."""
    from lxml import etree

    area = chart._chartSpace.find(f"{tag('c:chart')}/{tag('c:plotArea')}")
    for old in area.findall(tag("c:layout")):
        area.remove(old)
    layout = etree.Element(tag("c:layout"))
    manual = etree.SubElement(layout, tag("c:manualLayout"))
    parts = (("layoutTarget", "inner"), ("xMode", "edge"), ("yMode", "edge"), *zip("xywh", inner, strict=True))
    for name, value in parts:
        etree.SubElement(manual, tag(f"c:{name}"), val=value if isinstance(value, str) else f"{value:.5f}")
    area.insert(0, layout)


def _add_intervals(slide: Slide, series: Any, points: Sequence[Point], ink: Ink, width: float) -> None:
    """Add error bars of a reach of their own at each point, which the library has no call for; the columns of the sheet hold them."""
    from lxml import etree

    if not any(any(_reach(point)) for point in points):
        return
    bars = etree.Element(tag("c:errBars"))
    if series._element.getparent().tag == tag("c:lineChart"):
        etree.SubElement(bars, tag("c:errDir"), val="y")
    for name, value in (("errBarType", "both"), ("errValType", "cust"), ("noEndCap", "1")):
        etree.SubElement(bars, tag(f"c:{name}"), val=value)
    for side, (name, column) in enumerate((("plus", "C"), ("minus", "D"))):
        found = etree.SubElement(etree.SubElement(bars, tag(f"c:{name}")), tag("c:numRef"))
        etree.SubElement(found, tag("c:f")).text = f"Sheet1!${column}$2:${column}${len(points) + 1}"
        cache = etree.SubElement(found, tag("c:numCache"))
        etree.SubElement(cache, tag("c:formatCode")).text = "General"
        etree.SubElement(cache, tag("c:ptCount"), val=str(len(points)))
        for place, point in enumerate(points):
            value = etree.SubElement(cache, tag("c:pt"), idx=str(place))
            etree.SubElement(value, tag("c:v")).text = repr(_reach(point)[side])
    line = etree.SubElement(etree.SubElement(bars, tag("c:spPr")), tag("a:ln"), w=str(slide.emu(Area(width, 0, 0, 0))[0]), cap="flat")
    line.append(filled(ink))
    series._element.find(tag("c:cat")).addprevious(bars)


def _swap(holder: Any, fill: Any) -> None:
    """Put a fill in the place of the one that is there."""
    old = holder.find(tag("a:solidFill"))
    holder.replace(old, fill)
