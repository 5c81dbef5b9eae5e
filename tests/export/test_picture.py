"""The picture of a map: what stands on it stays in its cell, is text, and is the same each time."""

import re
import zlib
from dataclasses import replace
from itertools import pairwise

import pytest
from lxml import etree

from tests.export.drawn import column, journey_map, theme
from vocmine.export.lettering import Face, runs_left
from vocmine.export.picture import to_pdf, to_png, to_svg

SVG = "{http://www.w3.org/2000/svg}"
PLAIN = Face(11)


def root(drawn=None):
    return etree.fromstring(to_svg(drawn or journey_map()))


def said(drawn=None):
    return [one.text or "" for one in root(drawn).iter(f"{SVG}text")]


def crowded(n):
    """Return a map of so many stages with long names, long words and quotes from right to left."""
    long = "Getting the equipment installed, connected and explained at home " * 3
    pains = tuple(replace(theme(f"p{k}"), label=f"{long} {k}") for k in range(40))
    columns = [column(long if k % 2 else "x" * 90, 100, 20, 60, pain_points=pains, quotes=(f"q{k % 2}",)) for k in range(n)]
    columns = [replace(one, id=f"s{k}") for k, one in enumerate(columns)]
    quotes = (("a#0", "It"), ("q0", "x" * 400), ("q1", "התקנה הייתה איטית מאוד והטכנאי לא הגיע " * 9))
    return journey_map(*columns, segments=quotes, alerts=(), chains=(), systemic=())


def boxes(cell):
    """Return left, right, top and bottom of each line of a cell."""
    for text in cell.iter(f"{SVG}text"):
        size = float(text.get("font-size"))
        width = Face(size, bold=text.get("font-weight") == "bold").width(text.text or "")
        x, y = float(text.get("x")), float(text.get("y"))
        left = x - width if text.get("text-anchor") == "end" else x
        yield left, left + width, y - 0.75 * size, y + 0.2 * size


@pytest.mark.parametrize("n", [1, 3, 8, 12])
def test_no_line_leaves_its_column_or_lies_over_another(n):
    picture = root(crowded(n))
    left, _, width, height = map(float, picture.get("viewBox").split())
    cells = [group for group in picture.iter(f"{SVG}g") if group.find(f"{SVG}svg") is None]
    pitch = max((width - 190) / n, 158)
    for cell in cells:
        x, y = map(float, re.findall(r"[\d.]+", cell.get("transform")))
        lines = sorted(boxes(cell), key=lambda box: box[2])
        for box in lines:
            assert box[0] >= -0.1
            assert left <= x + box[1] <= left + width
            assert y + box[3] <= height
            if x > 154 and y > 150 and y + box[3] < height - 120:
                assert box[1] <= pitch
        for one, other in pairwise(lines):
            assert one[3] <= other[2] + 0.5 or one[1] <= other[0] + 0.5 or other[1] <= one[0] + 0.5


def test_customers_words_are_text():
    assert not list(root().iter(f"{SVG}script"))
    assert any("<script>alert(1)</script>" in line for line in said())


def test_what_stands_on_the_picture_is_what_the_board_says():
    drawn = journey_map()
    words = " ".join(said(drawn))
    for stage in drawn.stages:
        assert stage.name.split()[0] in words
    assert "Shows what people wrote about, not how often it happens." in said(drawn)
    assert drawn.run in words


def test_the_sheet_is_a3_and_tells_its_story_without_eyes():
    picture = root()
    assert (picture.get("width"), picture.get("height")) == ("420mm", "297mm")
    assert picture.find(f"{SVG}title").text.startswith("Journey map: ")
    assert "net sentiment" in picture.find(f"{SVG}desc").text


def test_the_same_map_gives_the_same_bytes():
    assert to_svg(journey_map()) == to_svg(journey_map())
    assert to_png(journey_map()) == to_png(journey_map())
    assert len(to_pdf(journey_map())) == len(to_pdf(journey_map()))


def test_png_is_sharp_and_pdf_is_one_page_of_a3_with_letters_in_it():
    png, pdf = to_png(journey_map()), to_pdf(journey_map())
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(png[16:20]) == 2 * 1587
    assert re.findall(rb"/MediaBox ?\[0 0 ([\d.]+) ([\d.]+)\]", pdf) == [(b"1190.55", b"841.89")]
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    assert any(b"BT" in _inflated(stream) for stream in streams)


def _inflated(stream):
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return stream


def test_lines_are_no_wider_than_they_may_be_and_a_cut_shows():
    lines = PLAIN.lines("a word and " + "x" * 200, 90, 3)
    assert len(lines) == 3
    assert all(PLAIN.width(line) <= 90 for line in lines)
    assert lines[-1].endswith("…")
    assert PLAIN.lines("short", 90, 3) == ("short",)


def test_the_first_letter_tells_which_way_a_text_runs():
    assert runs_left("12 שלום hello")
    assert not runs_left("hello שלום")
    assert not runs_left("12 …")
