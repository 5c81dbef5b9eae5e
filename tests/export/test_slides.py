"""Slides say what the map says, in native parts that can be edited, and nothing leaves its place."""

import io
import zipfile
from dataclasses import replace

import pytest
from pptx import Presentation

from tests.export.drawn import HOSTILE, column, journey_map, theme
from vocmine.errors import UsageError
from vocmine.export.lettering import Face
from vocmine.export.slides import to_pptx

LONG = "Getting the equipment installed, connected and explained at home " * 3


def deck(drawn=None, template=None):
    return Presentation(io.BytesIO(to_pptx(drawn or journey_map(), template)))


def words(slide):
    texts = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    cells = [cell.text for shape in slide.shapes if shape.has_table for row in shape.table.rows for cell in row.cells]
    return "\n".join((*texts, *cells))


def charts(slide):
    return [shape.chart for shape in slide.shapes if shape.has_chart]


def crowded(n):
    pains = tuple(replace(theme(f"p{k}"), label=f"{LONG} {k}") for k in range(40))
    columns = [column(LONG if k % 2 else "x" * 90, 100, 20, 60, pain_points=pains, gains=pains, quotes=("q",)) for k in range(n)]
    columns = [replace(one, id=f"s{k}") for k, one in enumerate(columns)]
    return journey_map(*columns, segments=(("a#0", "It"), ("q", "התקנה הייתה איטית מאוד " * 30)), alerts=(), chains=(), systemic=())


def test_one_slide_tells_the_whole_map_and_one_each_stage():
    slides = list(deck().slides)
    assert len(slides) == 4
    assert slides[0].shapes.title.text == "Use stands lowest: net sentiment −40 (−48 to −32), 100 people"
    assert slides[1].shapes.title.text.startswith("Use: 100 people, net −40 (−48 to −32), ")
    assert slides[3].shapes.title.text == "Leave: nobody speaks of it"


def test_each_slide_tells_what_it_rests_on():
    for slide in deck().slides:
        assert "Shows what people wrote about, not how often it happens." in words(slide)
        assert "5 January 2026" in words(slide)
        assert "run r1" in words(slide)


def test_the_curve_is_a_native_chart_with_intervals_and_a_gap_where_too_few_speak():
    (curve,) = charts(next(iter(deck().slides)))
    assert list(curve.plots[0].series[0].values) == [-40.0, pytest.approx(-100 / 3), None]
    plus = curve._chartSpace.xpath(".//c:errBars/c:plus//c:v/text()")
    assert [float(value) for value in plus] == [8.0, 8.0, 0.0]


def test_bars_are_shares_with_intervals_and_counts_where_few_speak():
    _, many, few, _ = deck().slides
    hurts = charts(many)[0]
    assert list(hurts.plots[0].series[0].values)[:2] == [0.3, 0.05]
    assert float(hurts._chartSpace.xpath(".//c:errBars/c:minus//c:v/text()")[0]) == pytest.approx(0.08)
    counts = charts(few)[0]
    assert list(counts.plots[0].series[0].values) == [4.0]
    assert not counts._chartSpace.xpath(".//c:errBars")
    assert "counts, too few for percentages" in words(few)


def test_customers_words_are_text_and_signs_that_no_file_holds_are_left_out():
    hostile = f"{HOSTILE}\x00\x0b bell\x07"
    drawn = replace(journey_map(), segments=(("a#0", hostile), ("b#0", hostile)))
    assert HOSTILE in words(list(deck(drawn).slides)[1])


def test_charts_and_tables_are_told_in_words():
    for slide in deck().slides:
        for shape in slide.shapes:
            if shape.has_chart or shape.has_table:
                assert shape._element.xpath(".//p:cNvPr/@descr")[0]


@pytest.mark.parametrize("n", [1, 3, 8, 12])
def test_no_table_or_text_grows_out_of_its_place(n):
    drawn = deck(crowded(n))
    for slide in drawn.slides:
        for shape in slide.shapes:
            bottom = shape.top + (sum(row.height for row in shape.table.rows) if shape.has_table else shape.height)
            assert 0 <= shape.left < shape.left + shape.width <= drawn.slide_width
            assert bottom <= drawn.slide_height
            if shape.has_text_frame and shape.has_text_frame:
                assert sum(_height(paragraph, shape.width) for paragraph in shape.text_frame.paragraphs) <= shape.height * 1.02


def _height(paragraph, width):
    size = paragraph.runs[0].font.size / 12_700
    face = Face(size, bold=bool(paragraph.runs[0].font.bold), leading=1.2)
    return len(face.lines(paragraph.text, width / 12_700 + 0.5, 99)) * face.line * 12_700


def test_text_from_right_to_left_is_set_so():
    slide = list(deck(crowded(1)).slides)[1]
    quotes = [p for shape in slide.shapes if shape.has_text_frame for p in shape.text_frame.paragraphs if "התקנה" in p.text]
    assert quotes
    assert all(paragraph._p.pPr.get("rtl") == "1" for paragraph in quotes)


def test_the_same_map_gives_the_same_bytes():
    assert to_pptx(journey_map()) == to_pptx(journey_map())


def test_a_template_gives_its_size_and_masters_and_none_of_its_slides(tmp_path):
    own = Presentation()
    own.slide_width, own.slide_height = 9_144_000, 6_858_000
    own.slides.add_slide(own.slide_layouts[0]).shapes.title.text = "zyx"
    own.save(tmp_path / "own.pptx")
    drawn = deck(template=tmp_path / "own.pptx")
    assert (drawn.slide_width, len(drawn.slides)) == (9_144_000, 4)
    assert not any("zyx" in words(slide) for slide in drawn.slides)
    for shape in next(iter(drawn.slides)).shapes:
        assert shape.left + shape.width <= drawn.slide_width


def test_what_is_no_presentation_is_refused(tmp_path):
    for name, content in (("a.pptx", b"no"), ("b.pptx", _zip())):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(UsageError, match=rf"{name} is no PowerPoint presentation \(\.pptx\)\.$"):
            to_pptx(journey_map(), tmp_path / name)


def _zip():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.txt", "a")
    return packed.getvalue()
