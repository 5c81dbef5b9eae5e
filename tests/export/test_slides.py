"""Slides say what the map says, in native parts that can be edited, and nothing leaves its place."""

import io
import zipfile
from dataclasses import replace

import pytest
from pptx import Presentation
from python_calamine import CalamineWorkbook

from tests.export.drawn import HOSTILE, column, journey_map, theme
from vocmine.export.deck import POINT
from vocmine.export.lettering import Face
from vocmine.export.slides import to_pptx
from vocmine.formulas import formula_safe
from vocmine.map_types import Corrected, Kpi, SuppliedMetric, Totals
from vocmine.types import Rate

LONG = "Getting the equipment installed, connected and explained at home " * 3
BAND = 5  # a freeform, which stands behind its chart
HEBREW = "התקנה הייתה איטית מאוד "


def deck(drawn=None, template=None):
    return Presentation(io.BytesIO(to_pptx(drawn or journey_map(), template)))


def shapes(drawn, number):
    return list(drawn.slides[number].shapes)


def cells(slide):
    return [cell for shape in slide.shapes if shape.has_table for row in shape.table.rows for cell in row.cells]


def words(slide):
    return "\n".join((*(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame), *(cell.text for cell in cells(slide))))


def paragraphs(slide):
    frames = [shape.text_frame for shape in slide.shapes if shape.has_text_frame] + [cell.text_frame for cell in cells(slide)]
    return [paragraph for frame in frames for paragraph in frame.paragraphs]


def charts(slide):
    return [shape.chart for shape in slide.shapes if shape.has_chart]


def lane(slide, name):
    rows = [row for shape in slide.shapes if shape.has_table for row in shape.table.rows]
    return next([cell.text for cell in row.cells][1:] for row in rows if row.cells[0].text == name)


def crowded(n, n_pains=40):
    pains = tuple(replace(theme(f"p{k}"), label=f"{LONG} {k}") for k in range(n_pains))
    kpis = (Kpi("nps", -32.0, -45.0, -19.0, 80, "spoke"),) if n_pains else ()
    columns = [column(LONG if k % 2 else "x" * 90, 100, 20, 60, pain_points=pains, gains=pains, quotes=("q",), kpis=kpis) for k in range(n)]
    columns = [replace(one, id=f"s{k}") for k, one in enumerate(columns)]
    return journey_map(*columns, segments=(("a#0", "It"), ("q", HEBREW * 30)), alerts=(), chains=(), systemic=())


def test_one_slide_tells_the_whole_map_and_one_each_stage():
    titles = [slide.shapes.title.text for slide in deck().slides]
    assert titles == [
        "Enough people to tell speak of Use alone: 100 of 150 people, net −40 (−48 to −32)",
        "Use hurts more than it helps: 100 of 150 people, net −40 (−48 to −32); first among what hurts: label of slow",
        "Help: too few to tell, 3 favourable, 7 unfavourable of 12",
        "Nobody speaks of Leave",
    ]


def test_each_slide_tells_what_it_rests_on():
    for slide in deck().slides:
        for said in (
            "Shows what people wrote about, not how often it happens.",
            "5 January 2026 – 28 September 2026 · only region = North · 150 of 200 feedbacks read · n = 150 people",
            "50 of 200 feedbacks are in German, which is not read.",
            "Read by encoder.v1 · run r1",
        ):
            assert said in words(slide)


def test_the_map_has_stages_as_columns_and_lanes_as_rows():
    whole = deck().slides[0]
    assert [one.split("\n")[0] for one in lane(whole, "")] == ["Use", "Help", "Leave"]
    assert lane(whole, "On balance") == ["−40 (−48 to −32)", "3 favourable, 7 unfavourable of 12", "nothing told"]
    assert lane(whole, "Pain points")[0].split("\n") == [
        "Label of slow", "30% (22–38%)", "Label of pain0", "5% (0–13%)", "Label of pain1", "5% (0–13%)", "and 3 more",
    ]  # fmt: skip
    assert lane(whole, "Pain points")[1:] == ["Label of hold\n4 of 12 people", "none told"]
    assert lane(whole, "Gain")[0] == "Label of warm\n12% (4–20%)"
    assert lane(whole, "Scores")[0] == "NPS −32\nCSAT 9 of 15"
    assert lane(whole, "Evidence") == ["solid", "thin", "too few to tell"]


def test_imported_figures_stand_on_the_map_and_say_so():
    cost = SuppliedMetric("use", "Cost per call", 4.5, unit="EUR", source="finance")
    first, *others = journey_map().stages
    drawn = deck(journey_map(replace(first, imported=(cost,)), *others))
    assert lane(drawn.slides[0], "Cost per call (imported)")[0] == "4.5 EUR"
    assert "Cost per call: 4.5 EUR (imported from finance, not mined)" in words(drawn.slides[1])
    assert "Cost per call" not in words(drawn.slides[2])


def test_scores_of_a_stage_stand_beside_the_projects():
    assert "NPS of those who speak of it: −32, −45 to −19, n = 80; of all: −10, −20 to 0, n = 150" in words(deck().slides[1])


def test_what_was_corrected_stands_beside_what_was_read():
    first, *others = journey_map().stages
    reviewed = replace(first, corrected=Corrected(Rate(0.24, 0.15, 0.33, 60), Rate(-30.0, -50.0, -10.0, 40)))
    drawn = deck(journey_map(reviewed, *others))
    said = ["corrected by 60 reviewed: 24% (15–33%) speak of it", "corrected by 40 of them: −30 (−50 to −10)"]
    assert lane(drawn.slides[0], "On balance")[0].split("\n") == ["−40 (−48 to −32)", *said]
    assert all(one in words(drawn.slides[1]) for one in said)
    assert "Corrected ones cover errors of reading too." in words(drawn.slides[0])
    assert "Corrected ones" not in words(deck().slides[0])


def test_customers_words_are_text_and_signs_that_no_file_holds_are_left_out():
    hostile = f"{HOSTILE}\x00\x0b bell\x07 \ud800"
    drawn = replace(journey_map(), segments=(("a#0", hostile), ("b#0", hostile)), project=hostile, filters=(("a\x01", hostile),))
    assert f"“{HOSTILE} bell ”" in words(deck(drawn).slides[1])


@pytest.mark.parametrize("label", ['=HYPERLINK("http://x","y")', "http://example.org", "+1", "@SUM(A1)"])
def test_the_sheets_behind_charts_hold_no_formula_and_no_link(label):
    pains = (replace(theme("a"), label=label),)
    packed = zipfile.ZipFile(io.BytesIO(to_pptx(journey_map(column("Use", 100, 20, 60, pain_points=pains), column(label, 50, 5, 9)))))
    books = [packed.read(name) for name in packed.namelist() if name.endswith(".xlsx")]
    texts = [str(cell) for book in books for row in _rows(book) for cell in row]
    assert formula_safe(label) in texts
    for book in books:
        sheet = zipfile.ZipFile(io.BytesIO(book)).read("xl/worksheets/sheet1.xml")
        assert b"<f>" not in sheet
        assert b"yperlink" not in sheet


def _rows(book):
    return CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()


def test_all_that_means_something_is_told_in_words():
    for slide in deck(crowded(3)).slides:
        for shape in slide.shapes:
            if not (shape.has_text_frame and shape.text_frame.text):
                assert shape._element.xpath(".//p:cNvPr/@descr")[0], shape.name


def test_shapes_are_read_from_the_title_down_to_the_foot():
    for slide in deck().slides:
        first, *_, last = list(slide.shapes)
        assert first == slide.shapes.title
        assert last.text_frame.text.startswith("Shows what people wrote about")
    order = [shape.text_frame.paragraphs[0].text for shape in shapes(deck(), 1) if shape.has_text_frame]
    assert order[1:-1] == ["What hurts", "What helps", "In their words", "What they feel", "How far to trust it"]


@pytest.mark.parametrize("n_pains", [0, 40])
@pytest.mark.parametrize("n", [1, 3, 8, 12, 20])
def test_nothing_leaves_its_place_or_stands_on_another(n, n_pains):
    drawn = deck(crowded(n, n_pains))
    for slide in drawn.slides:
        boxes = [_box(shape) for shape in slide.shapes if shape.shape_type != BAND]
        assert all(0 <= left < right <= drawn.slide_width and 0 <= top < bottom <= drawn.slide_height for left, top, right, bottom in boxes)
        assert not [(a, b) for k, a in enumerate(boxes) for b in boxes[:k] if _overlap(a, b)]


@pytest.mark.parametrize("n_pains", [0, 40])
@pytest.mark.parametrize("n", [1, 3, 8, 12])
def test_text_needs_no_more_room_than_its_box_or_row_has(n, n_pains):
    for slide in deck(crowded(n, n_pains)).slides:
        for shape in slide.shapes:
            if shape.has_text_frame and shape != slide.shapes.title and shape.text_frame.text:
                assert _height(shape.text_frame, shape.width) <= shape.height + POINT
        for needed, high in _cell_heights(slide):
            assert needed <= high + POINT


def _cell_heights(slide):
    for table in (shape.table for shape in slide.shapes if shape.has_table):
        for row in table.rows:
            for cell, its in zip(row.cells, table.columns, strict=True):
                yield _height(cell.text_frame, its.width - 8 * POINT) + 8 * POINT, row.height


def _box(shape):
    high = sum(row.height for row in shape.table.rows) if shape.has_table else shape.height
    return shape.left, shape.top, shape.left + shape.width, shape.top + high


def _overlap(one, other):
    spare = 2 * POINT
    across = min(one[2], other[2]) - max(one[0], other[0]) > spare
    return across and min(one[3], other[3]) - max(one[1], other[1]) > spare


def _height(frame, width):
    return sum(_lines(paragraph, width) * paragraph.line_spacing for paragraph in frame.paragraphs)


def _lines(paragraph, width):
    (run,) = paragraph.runs
    return max(1, len(Face(run.font.size / POINT, bold=bool(run.font.bold)).lines(run.text, width / POINT, 99)))


@pytest.mark.parametrize("n", [3, 8, 12])
def test_no_type_is_smaller_than_eight_points_but_the_curves_legend(n):
    sizes = {p.runs[0].font.size / POINT for p in paragraphs(deck(crowded(n)).slides[0]) if p.runs and p.runs[0].font.size}
    assert min(sizes - {7.5}) >= 7.5


def test_many_stages_stand_on_several_slides_in_order():
    titles = [slide.shapes.title.text for slide in deck(journey_map(*(column(f"Stage{k}", 50, 20, 10) for k in range(20)))).slides]
    assert [title[-25:] for title in titles[:2]] == [" +28) (stages 1 to 10 of 20)"[-25:], "28) (stages 11 to 20 of 20)"[-25:]]
    assert len(titles) == 22


def test_text_from_right_to_left_is_set_so():
    found = [p for p in paragraphs(deck(crowded(1)).slides[1]) if "התקנה" in p.text]
    assert found
    assert all(paragraph._p.pPr.get("rtl") == "1" for paragraph in found)
    assert not [p for p in paragraphs(deck().slides[0]) if p._p.pPr is not None and p._p.pPr.get("rtl") == "1"]


def test_what_is_cut_keeps_its_words_and_says_so():
    said = "Antidisestablishmentarianism" * 30
    quotes = [p.text for p in paragraphs(deck(replace(journey_map(), segments=(("a#0", said), ("b#0", "b")))).slides[1])]
    cut = next(one for one in quotes if one.startswith("“Anti"))
    assert cut.endswith("…")
    assert f"“{said}".startswith(cut[:-1])


def test_what_finds_no_room_is_counted():
    first, *others = journey_map().stages
    many = tuple(SuppliedMetric("use", f"Metric {k} of the quarter's report", k, source="finance") for k in range(20))
    told = words(deck(journey_map(replace(first, imported=many), *others)).slides[1])
    shown = [k for k in range(20) if f"Metric {k} of" in told]
    assert shown == list(range(len(shown)))
    assert f"\nand {20 - len(shown)} more\n" in told


def test_a_map_of_nobody_says_why():
    totals = Totals(31, 0, 0, 90, 0.0, (("la", 31),), 0, 0)
    drawn = deck(journey_map(column("Use", 0), totals=totals, notes=("31 of 31 feedbacks are in Latin, which is not read.",)))
    assert "31 of 31 feedbacks are in Latin, which is not read." in words(drawn.slides[0])
    assert "No curve: too few speak of each stage." in words(drawn.slides[0])
    assert not charts(drawn.slides[0])


def test_a_journey_without_stages_is_one_slide_that_says_why():
    drawn = replace(journey_map(), stages=(), notes=("Nothing was read.",))
    (slide,) = deck(drawn).slides
    assert "Nothing was read." in words(slide)
