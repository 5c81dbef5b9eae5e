import re
from xml.etree import ElementTree

from tests.export.drawn import column
from vocmine.export.curve import HEIGHT, TOP, draw_curve

SVG = "{http://www.w3.org/2000/svg}"


def drawn(*stages):
    return ElementTree.fromstring(draw_curve(stages))  # noqa: S314  # our own drawing


def circles(svg):
    return [(circle.get("cx"), float(circle.get("cy"))) for circle in svg.iter(f"{SVG}circle")]


def test_points_stand_in_the_middle_of_their_columns_at_their_height():
    svg = drawn(column("A", 50, 50, 0), column("B", 50, 0, 50), column("C", 50, 10, 10), column("D", 40, 20, 0))
    plot = HEIGHT - 2 * TOP
    assert circles(svg) == [("12.5%", TOP), ("37.5%", TOP + plot), ("62.5%", TOP + plot / 2), ("87.5%", TOP + plot / 4)]


def test_a_stage_of_few_leaves_a_gap():
    svg = drawn(column("A", 50, 30, 10), column("B", 4, 4, 0), column("C", 50, 10, 10), column("D", 50, 10, 10))
    assert len(circles(svg)) == 3
    assert len(list(svg.iter(f"{SVG}path"))) == 2  # one band and one line, between C and D
    assert "too few (4)" in [text.text for text in svg.iter(f"{SVG}text")]


def test_thin_evidence_is_dashed_and_hollow():
    solid = draw_curve((column("A", 50, 30, 10), column("B", 50, 30, 10)))
    thin = draw_curve((column("A", 50, 30, 10), column("B", 25, 15, 5)))
    assert "stroke-dasharray" not in solid and "stroke-dasharray" in thin
    assert len(re.findall('<circle [^>]*fill="#ffffff"', thin)) == 1


def test_labels_are_points_or_honest_counts():
    svg = drawn(column("A", 50, 10, 30), column("B", 10, 7, 2), column("C", 0))
    assert [text.text for text in svg.iter(f"{SVG}text")] == ["nothing told", "−40", "7 good, 2 bad"]


def test_the_band_follows_the_interval():
    svg = drawn(column("A", 50, 25, 25), column("B", 50, 25, 25))
    band = next(svg.iter(f"{SVG}path")).get("d")
    plot = HEIGHT - 2 * TOP
    assert band.startswith(f"M50.0,{round(TOP + plot * 0.46, 2)} ")
    assert f"L150.0,{round(TOP + plot * 0.54, 2)} " in band
