"""What slides are made of: text that fits, tables, native charts with intervals; and the file, the same bytes for the same slides.

Guarantees: text is cut visibly where it would not fit, at a stated size; signs that XML has no place for are left out; text that runs
from right to left is set so; everything that means something says in words what it shows.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from vocmine.errors import UsageError
from vocmine.export.lettering import Face, runs_left

POINT = 12_700
WIDTH, HEIGHT = 960, 540
LONGEST_NAME = 200
FIXED = datetime(2000, 1, 1)
NO_GRID = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
_ZIPPED = (1980, 1, 1, 0, 0, 0)
_STAMP = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Area:
    """A place on a slide, in points of a sheet of 960 × 540."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph: its words, size in points, colour (``1769AA``, None for the theme's own) and the lines that it may take."""

    text: str
    size: float = 11
    bold: bool = False
    colour: str | None = None
    most: int = 1


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a chart: its name, its value and interval."""

    name: str
    value: float
    low: float
    high: float


def open_deck(template: Path | None) -> Any:
    """Return an empty presentation, on the masters and in the size of a template where one is given.

    Raises
    ------
    UsageError
        If the template is no presentation, or has no layout with a title.
    """
    from pptx import Presentation
    from pptx.exc import PackageNotFoundError

    try:
        deck = Presentation(str(template)) if template else Presentation()
    except (PackageNotFoundError, KeyError, ValueError, zipfile.BadZipFile, OSError) as error:
        raise UsageError(f"{template} is no PowerPoint presentation (.pptx).") from error
    if template is None:
        deck.slide_width, deck.slide_height = WIDTH * POINT, HEIGHT * POINT
    elif not [layout for layout in deck.slide_layouts if layout.placeholders and _title_of(layout) is not None]:
        raise UsageError(f"{template.name} has no slide layout with a title; add one to its master.")
    for slide in list(deck.slides._sldIdLst):
        deck.part.drop_rel(slide.rId)
        deck.slides._sldIdLst.remove(slide)
    return deck


def to_bytes(deck: Any) -> bytes:
    """Return the file, without the time at which it was made."""
    deck.core_properties.created = deck.core_properties.modified = FIXED
    written = io.BytesIO()
    deck.save(written)
    return _timeless(written.getvalue())


class Slide:
    """A slide with a title, onto which things are put at places of a sheet of 960 × 540 points."""

    def __init__(self, deck: Any, title: str) -> None:
        layouts = [layout for layout in deck.slide_layouts if _title_of(layout) is not None]
        layout = min(layouts, key=lambda one: len(one.placeholders))
        self._slide = deck.slides.add_slide(layout)
        self._x, self._y = deck.slide_width / WIDTH, deck.slide_height / HEIGHT
        for shape in list(self._slide.placeholders):
            if shape.placeholder_format.idx != 0:
                shape.element.getparent().remove(shape.element)
        place = Area(30, 14, 900, 44)
        self._set(self._slide.shapes.title, place)
        self._fill(self._slide.shapes.title.text_frame, [Line(title, 22, bold=True, most=1)], place)

    def text(self, lines: Sequence[Line], place: Area, *, told: str = "") -> None:
        """Put a box of text; ``told`` describes it where its words do not."""
        shape = self._slide.shapes.add_textbox(*self._emu(place))
        self._fill(shape.text_frame, lines, place)
        self._describe(shape, told)

    def table(self, rows: Sequence[Sequence[Sequence[Line]]], place: Area, *, first: float, fills: Sequence[str] = (), told: str) -> None:
        """Put a table; its first column is ``first`` points wide, the others share the rest; ``fills`` colour the first row's cells."""
        n_columns = len(rows[0])
        shape = self._slide.shapes.add_table(len(rows), n_columns, *self._emu(place))
        shape.table._tbl.tblPr.find(_name("a", "tableStyleId")).text = NO_GRID
        widths = [first, *([(place.width - first) / max(1, n_columns - 1)] * (n_columns - 1))]
        for column, width in zip(shape.table.columns, widths, strict=True):
            column.width = round(width * self._x)
        for cells, row in zip(rows, shape.table.rows, strict=True):
            row.height = round(
                self._y
                * max(
                    6 + sum(line.size * 1.2 * len(_lines(line, width - 8)) for line in cell)
                    for cell, width in zip(cells, widths, strict=True)
                )
            )
            for cell, lines, width in zip(row.cells, cells, widths, strict=True):
                cell.margin_left = cell.margin_right = round(4 * self._x)
                cell.margin_top = cell.margin_bottom = round(3 * self._y)
                self._fill(cell.text_frame, lines, Area(0, 0, width - 8, 0))
        for cell, colour in zip(shape.table.rows[0].cells, fills, strict=False):
            if colour:
                cell.fill.solid()
                cell.fill.fore_color.rgb = _rgb(colour)
        self._describe(shape, told)

    def bars(self, bars: Sequence[Bar], place: Area, colour: str, *, percent: bool, told: str) -> None:
        """Put a native bar chart, the first bar on top, with the intervals as error bars."""
        from pptx.chart.data import CategoryChartData
        from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION

        data = CategoryChartData(number_format="0%" if percent else "0")
        data.categories = [Face(10).cut(_plain(bar.name), LONGEST_NAME) for bar in bars]
        data.add_series("share" if percent else "count", [bar.value for bar in bars])
        shape = self._slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *self._emu(place), data)
        chart = shape.chart
        chart.has_legend = chart.has_title = False
        chart.font.size = round(10 * POINT)
        series = chart.plots[0].series[0]
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = _rgb(colour)
        chart.plots[0].gap_width = 60
        chart.plots[0].has_data_labels = True
        labels = chart.plots[0].data_labels
        labels.number_format, labels.number_format_is_linked = ("0%" if percent else "0"), False
        labels.position, labels.font.size = XL_LABEL_POSITION.INSIDE_BASE, round(10 * POINT)
        labels.font.color.rgb = _rgb("FFFFFF")
        chart.category_axis.reverse_order = True
        chart.category_axis.format.line.fill.background()
        chart.value_axis.visible = chart.value_axis.has_major_gridlines = False
        chart.value_axis.minimum_scale = 0
        if percent:
            _add_intervals(series, bars)
        self._describe(shape, told)

    def curve(self, points: Sequence[Bar | None], place: Area, *, told: str) -> None:
        """Put a native line chart from −100 to +100 with intervals; a gap where there is no point."""
        from pptx.chart.data import CategoryChartData
        from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION

        data = CategoryChartData(number_format='+0;"−"0;0')
        data.categories = [_plain(point.name) if point else " " for point in points]
        data.add_series("net sentiment", [point.value if point else None for point in points])
        shape = self._slide.shapes.add_chart(XL_CHART_TYPE.LINE_MARKERS, *self._emu(place), data)
        chart = shape.chart
        chart.has_legend = chart.has_title = False
        chart.font.size = round(9 * POINT)
        series = chart.plots[0].series[0]
        series.format.line.color.rgb = _rgb("69747F")
        series.marker.style, series.marker.size = XL_MARKER_STYLE.CIRCLE, 8
        for place_, point in enumerate(points):
            if point:
                side = "1769AA" if point.low > 0 else "BF5600" if point.high < 0 else "69747F"
                dot = series.points[place_].marker.format.fill
                dot.solid()
                dot.fore_color.rgb = _rgb(side)
        chart.plots[0].has_data_labels = True
        labels = chart.plots[0].data_labels
        labels.number_format, labels.number_format_is_linked = '+0;"−"0;0', False
        labels.position, labels.font.size, labels.font.bold = XL_LABEL_POSITION.ABOVE, round(11 * POINT), True
        chart.value_axis.minimum_scale, chart.value_axis.maximum_scale, chart.value_axis.major_unit = -100, 100, 50
        chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.NONE
        _add_intervals(series, [point or Bar("", 0, 0, 0) for point in points])
        self._describe(shape, told)

    def _emu(self, place: Area) -> tuple[int, int, int, int]:
        x, y = self._x, self._y
        return round(place.left * x), round(place.top * y), round(place.width * x), round(place.height * y)

    def _set(self, shape: Any, place: Area) -> None:
        shape.left, shape.top, shape.width, shape.height = self._emu(place)

    def _fill(self, frame: Any, lines: Sequence[Line], place: Area) -> None:
        from pptx.enum.text import MSO_AUTO_SIZE, PP_ALIGN

        frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
        if place.height:
            frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        for number, line in enumerate(lines):
            paragraph = frame.paragraphs[0] if not number else frame.add_paragraph()
            run = paragraph.add_run()
            run.text = " ".join(_lines(line, place.width))
            run.font.size, run.font.bold = round(line.size * min(self._x, self._y)), line.bold
            if line.colour:
                run.font.color.rgb = _rgb(line.colour)
            if runs_left(run.text):
                paragraph._p.get_or_add_pPr().set("rtl", "1")
                paragraph.alignment = PP_ALIGN.RIGHT

    def _describe(self, shape: Any, told: str) -> None:
        if told:
            shape._element.xpath(".//p:cNvPr")[0].set("descr", _plain(told))


def _lines(line: Line, width: float) -> tuple[str, ...]:
    return Face(line.size, bold=line.bold).lines(_plain(line.text), width, line.most) or ("",)


def _plain(text: str) -> str:
    return _NO_XML.sub("", text)


def _title_of(layout: Any) -> Any:
    return next((shape for shape in layout.placeholders if shape.placeholder_format.idx == 0), None)


def _rgb(colour: str) -> Any:
    from pptx.dml.color import RGBColor

    return RGBColor.from_string(colour)


def _name(prefix: str, tag: str) -> str:
    from pptx.oxml.ns import qn

    return str(qn(f"{prefix}:{tag}"))


def _add_intervals(series: Any, bars: Iterable[Bar]) -> None:
    """Add error bars of a width of their own at each point, which the library has no call for."""
    from lxml import etree

    bars = tuple(bars)
    sides = (("plus", [bar.high - bar.value for bar in bars]), ("minus", [bar.value - bar.low for bar in bars]))
    found = etree.SubElement(series._element, _name("c", "errBars"))
    for tag, value in (("errBarType", "both"), ("errValType", "cust"), ("noEndCap", "1")):
        etree.SubElement(found, _name("c", tag)).set("val", value)
    for side, values in sides:
        literal = etree.SubElement(etree.SubElement(found, _name("c", side)), _name("c", "numLit"))
        etree.SubElement(literal, _name("c", "formatCode")).text = "General"
        etree.SubElement(literal, _name("c", "ptCount")).set("val", str(len(values)))
        for place, width in enumerate(values):
            point = etree.SubElement(literal, _name("c", "pt"))
            point.set("idx", str(place))
            etree.SubElement(point, _name("c", "v")).text = repr(round(float(width), 6))
    before = next(series._element.iterchildren(_name("c", "cat")), None)
    if before is not None:
        before.addprevious(found)


def _timeless(packed: bytes) -> bytes:
    """Return a package, and those inside it, without the times at which their parts were written."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as found, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as out:
        for name in found.namelist():
            content = found.read(name)
            content = _timeless(content) if name.endswith(".xlsx") else _STAMP.sub(rb"\g<1>2000-01-01T00:00:00Z", content)
            entry = zipfile.ZipInfo(name, _ZIPPED)
            entry.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(entry, content)
    return written.getvalue()
