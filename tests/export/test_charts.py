"""Charts are native, their intervals too, and can be held against each other."""

import io
import zipfile

import pytest
from python_calamine import CalamineWorkbook

from tests.export.drawn import column, journey_map, theme
from tests.export.test_slides import charts, deck
from vocmine.export.slides import to_pptx


def reach(chart, side):
    return [float(value) for value in chart._chartSpace.xpath(f".//c:errBars/c:{side}//c:v/text()")]


def test_the_curve_has_intervals_none_below_twenty_and_a_gap_below_five():
    (curve,) = charts(deck().slides[0])
    assert list(curve.plots[0].series[0].values) == [-40.0, pytest.approx(-100 / 3), None]
    assert reach(curve, "plus") == reach(curve, "minus") == [8.0, 0.0, 0.0]
    assert (curve.value_axis.minimum_scale, curve.value_axis.maximum_scale) == (-100, 100)
    assert list(curve.plots[0].categories) == ["Use", "Help", "Leave"]


def test_the_curve_stands_over_its_columns():
    slide = deck().slides[0]
    chart = next(shape for shape in slide.shapes if shape.has_chart)
    heads = next(shape for shape in slide.shapes if shape.has_table)
    x, width = (float(chart.chart._chartSpace.xpath(f".//c:manualLayout/c:{name}/@val")[0]) for name in "xw")
    begins = chart.left + x * chart.width
    assert begins == pytest.approx(heads.left + heads.table.columns[0].width, abs=12_700)
    assert begins + width * chart.width == pytest.approx(heads.left + heads.width, abs=12_700)


def test_a_band_covers_the_intervals_of_stages_that_follow_one_another():
    many = [column(f"S{k}", 0) if k == 2 else column(f"S{k}", 50, 20, 10) for k in range(5)]
    slide = deck(journey_map(*many)).slides[0]
    bands = [shape for shape in slide.shapes if shape.shape_type == 5]
    heads = next(shape for shape in slide.shapes if shape.has_table)
    wide = heads.table.columns[1].width
    assert [band.width for band in bands] == [pytest.approx(wide, rel=0.01)] * 2
    chart = next(shape for shape in slide.shapes if shape.has_chart)
    assert [band.height for band in bands] == [pytest.approx(16 / 200 * 0.92 * chart.height, rel=0.03)] * 2


def test_bars_are_shares_with_intervals_and_counts_where_few_speak():
    drawn = deck()
    hurts, helps, _ = charts(drawn.slides[1])
    assert list(hurts.plots[0].series[0].values)[:2] == [0.3, 0.05]
    assert (reach(hurts, "minus")[0], reach(hurts, "plus")[1]) == (pytest.approx(0.08), pytest.approx(0.08))
    assert hurts.value_axis.maximum_scale == helps.value_axis.maximum_scale == 0.4
    counts = charts(drawn.slides[2])[0]
    assert (list(counts.plots[0].series[0].values), counts.value_axis.maximum_scale) == ([4.0], 12)
    assert not reach(counts, "plus")


def test_below_five_there_are_no_bars():
    few = column("Use", 4, 1, 3, pain_points=(theme("slow", 2, 4),))
    assert not [one for one in charts(deck(journey_map(few)).slides[1]) if "label of slow" in list(one.plots[0].categories)]


def test_the_sheet_behind_a_chart_holds_its_figures_and_the_reach_of_its_intervals():
    packed = zipfile.ZipFile(io.BytesIO(to_pptx(journey_map())))
    book = packed.read("ppt/embeddings/Microsoft_Excel_Sheet1.xlsx")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    assert rows[:2] == [["", "value", "up", "down"], ["Use", -40.0, 8.0, 8.0]]
    curve = charts(deck().slides[0])[0]
    assert curve._chartSpace.xpath(".//c:errBars//c:f/text()") == ["Sheet1!$C$2:$C$4", "Sheet1!$D$2:$D$4"]


def test_bars_stand_line_by_line_beside_their_words():
    slide = deck().slides[1]
    chart = next(shape for shape in slide.shapes if shape.has_chart)
    table = next(shape for shape in slide.shapes if shape.has_table)
    names = [row.cells[0].text.split("\n")[0].lower() for row in table.table.rows]
    assert names == list(chart.chart.plots[0].categories)
    assert (chart.top, chart.height) == (table.top, pytest.approx(sum(row.height for row in table.table.rows), rel=0.01))
    assert len({row.height for row in table.table.rows}) == 1
