"""A template gives its masters, theme and size and nothing else; the same slides give the same bytes, and name nobody."""

import io
import re
import zipfile

import pytest
from pptx import Presentation
from pptx.util import Pt

from tests.export.drawn import journey_map
from tests.export.test_slides import crowded, deck, lane, words
from vocmine.errors import UsageError
from vocmine.export.slides import to_pptx

SECTIONS = (
    '<p:extLst xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"><p:ext uri="{521415D9-36F7-43E2-AB2F-B90AF26B5E84}">'
    '<p14:sectionLst xmlns:p14="http://schemas.microsoft.com/office/powerpoint/2010/main"/></p:ext></p:extLst>'
)


def template(tmp_path, change=lambda own: None, name="own.pptx"):
    own = Presentation()
    own.slides.add_slide(own.slide_layouts[0]).shapes.title.text = "zyx"
    change(own)
    own.save(tmp_path / name)
    return tmp_path / name


def parts(packed):
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_same_map_gives_the_same_bytes_whose_times_are_fixed():
    first = to_pptx(journey_map())
    assert to_pptx(journey_map()) == first
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert set(re.findall(rb"\d{4}-\d\d-\d\dT[\d:]+Z", parts(first)["docProps/core.xml"])) == {b"2000-01-01T00:00:00Z"}


def test_the_file_names_nobody():
    properties = deck().core_properties
    assert (properties.author, properties.last_modified_by, properties.comments) == ("vocmine", "vocmine", "")
    assert properties.title.startswith("Journey map: ")


def test_a_template_gives_its_size_and_layout_and_none_of_its_slides(tmp_path):
    def change(own):
        from lxml import etree

        own.part._element.append(etree.fromstring(SECTIONS))

    packed = parts(to_pptx(journey_map(), template(tmp_path, change)))
    drawn = deck(template=template(tmp_path, change))
    assert (drawn.slide_width, drawn.slide_height, len(drawn.slides)) == (9_144_000, 6_858_000, 4)
    assert {slide.slide_layout.name for slide in drawn.slides} == {"Title Only"}
    assert not [name for name, content in packed.items() if b"zyx" in content or b"sectionLst" in content]
    assert not {"docProps/thumbnail.jpeg", "docProps/app.xml"} & packed.keys()


def test_a_slide_of_a_custom_show_goes_too(tmp_path):
    def change(own):
        from lxml import etree

        space = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
        relation = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
        sheet = f'<p:sld r:id="{own.slides._sldIdLst[0].rId}"/>'
        show = f'<p:custShowLst {space} {relation}><p:custShow name="a" id="0"><p:sldLst>{sheet}</p:sldLst></p:custShow></p:custShowLst>'
        own.part._element.find("{*}notesSz").addnext(etree.fromstring(show))

    packed = parts(to_pptx(journey_map(), template(tmp_path, change)))
    assert not [name for name, content in packed.items() if b"zyx" in content or b"custShow" in content]


def test_colours_and_fonts_are_the_themes(tmp_path):
    drawn = parts(to_pptx(journey_map(), template(tmp_path)))
    for name, content in drawn.items():
        if name.startswith(("ppt/slides/slide", "ppt/charts/chart")):
            assert b"srgbClr" not in content
            assert b"a:latin" not in content


def test_titles_stand_where_the_template_sets_them_and_the_rest_below(tmp_path):
    def change(own):
        title = own.slide_master.placeholders[0]
        title.left, title.top, title.width, title.height = Pt(50), Pt(60), Pt(600), Pt(70)

    for slide in deck(template=template(tmp_path, change)).slides:
        assert (slide.shapes.title.left, slide.shapes.title.top) == (Pt(50), Pt(60))
        assert min(shape.top for shape in slide.shapes if shape != slide.shapes.title) >= Pt(130)
        assert max(shape.top + shape.height for shape in slide.shapes) <= Pt(501)  # the master's foot begins there


def test_lanes_that_find_no_room_on_a_template_are_named_and_evidence_stays(tmp_path):
    def change(own):
        own.slide_master.placeholders[0].height = Pt(180)

    slide = deck(crowded(8), template(tmp_path, change)).slides[0]
    assert "Not on this slide for want of room: " in words(slide)
    assert lane(slide, "Evidence") == ["solid"] * 8
    lanes = [row.cells[0].text for shape in slide.shapes if shape.has_table for row in shape.table.rows]
    assert "In their words" not in lanes
    assert "In their words" in words(slide)


def test_slides_of_our_own_reach_down_to_the_edge():
    assert max(shape.top + shape.height for shape in deck().slides[0].shapes) > Pt(530)


def test_a_template_whose_packing_is_broken_is_refused(tmp_path):
    path = template(tmp_path)
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        begins = archive.getinfo("ppt/slideLayouts/slideLayout6.xml").header_offset + 30 + len("ppt/slideLayouts/slideLayout6.xml")
    content[begins : begins + 20] = b"\xff" * 20
    path.write_bytes(content)
    with pytest.raises(UsageError, match=r"own\.pptx is no PowerPoint presentation"):
        to_pptx(journey_map(), path)


def test_what_is_no_presentation_is_refused(tmp_path):
    whole = template(tmp_path).read_bytes()
    broken = re.sub(rb"x", b"y", whole)
    for number, content in enumerate((b"no", b"", whole[:2000], broken, _zip({"a.txt": b"a"}), _zip({"[Content_Types].xml": b"<a"}))):
        path = tmp_path / f"{number}.pptx"
        path.write_bytes(content)
        with pytest.raises(UsageError, match=rf"{number}\.pptx is no PowerPoint presentation \(\.pptx\)\.$"):
            to_pptx(journey_map(), path)
    with pytest.raises(UsageError, match=r"gone\.pptx is no PowerPoint presentation"):
        to_pptx(journey_map(), tmp_path / "gone.pptx")


def test_a_template_whose_parts_are_broken_is_refused(tmp_path):
    good = parts(template(tmp_path).read_bytes())
    for name in ("ppt/presentation.xml", "ppt/slideLayouts/slideLayout6.xml", "[Content_Types].xml", "ppt/slideMasters/slideMaster1.xml"):
        path = tmp_path / "broken.pptx"
        path.write_bytes(_zip(good | {name: b"<not xml"}))
        with pytest.raises(UsageError, match=r"broken\.pptx is no PowerPoint presentation"):
            to_pptx(journey_map(), path)


def test_a_template_without_a_title_at_the_top_is_refused(tmp_path):
    def lower(own):
        own.slide_master.placeholders[0].top = Pt(300)
        for layout in own.slide_layouts:
            for shape in list(layout.placeholders):
                if shape.placeholder_format.idx == 0 and shape._element.find(".//{*}xfrm") is not None:
                    shape._element.getparent().remove(shape._element)

    with pytest.raises(UsageError, match=r"own\.pptx has no slide layout with a title at its top; add one to its master\.$"):
        to_pptx(journey_map(), template(tmp_path, lower))


@pytest.mark.parametrize("size", [(720, 540), (1440, 810), (720, 405), (540, 780)])
def test_slides_of_any_size_hold_what_stands_on_them(size, tmp_path):
    def change(own):
        wide, high = Pt(size[0]) / own.slide_width, Pt(size[1]) / own.slide_height
        own.slide_width, own.slide_height = Pt(size[0]), Pt(size[1])
        for shape in own.slide_master.placeholders:
            shape.left, shape.width, shape.top, shape.height = (
                round(part * by) for part, by in ((shape.left, wide), (shape.width, wide), (shape.top, high), (shape.height, high))
            )

    drawn = deck(template=template(tmp_path, change))
    for slide in drawn.slides:
        for shape in slide.shapes:
            bottom = shape.top + (sum(row.height for row in shape.table.rows) if shape.has_table else shape.height)
            assert 0 <= shape.left < shape.left + shape.width <= drawn.slide_width
            assert bottom <= drawn.slide_height
        assert "Shows what people wrote about" in words(slide)


def _zip(content):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return packed.getvalue()
