"""A presentation to put slides into, plain or on a template of the user's own, and the file that it becomes.

Guarantees: of a template its masters, layouts, theme and size are used and nothing that its slides told is left; what is no presentation,
or has no layout with a title at its top, is refused in a sentence; the same slides give the same bytes, which name nobody.
"""

import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from vocmine.errors import UsageError
from vocmine.export.picture import COLOURS, GROUNDS, HEAD, INK

POINT = 12_700
FONT = "Arial"
SIZE = (960, 540)
TITLE_SIZE = 22
# What a page of this height and width holds is drawn point for point; a larger page is a larger print of it.
_HIGH, _WIDE = 540.0, 720.0
_FIXED = datetime(2000, 1, 1)
_ZIPPED = (1980, 1, 1, 0, 0, 0)
_TITLE_ENDS, _TITLE_SPANS, _FOOT_BEGINS, _EDGE = 0.4, 0.5, 0.8, 0.03
_THEME = {
    **{"dk1": INK, "lt1": "#ffffff", "dk2": HEAD, "lt2": GROUNDS["none"][0], "accent1": COLOURS["good-3"], "accent2": COLOURS["bad-3"]},
    **{"accent3": COLOURS["grey-2"], "accent4": COLOURS["bad-4"], "accent5": COLOURS["good-2"], "accent6": COLOURS["bad-2"]},
}
# What reading a file with broken parts may raise.
_BROKEN = (KeyError, ValueError, AttributeError, SyntaxError, NotImplementedError, TypeError, zipfile.error, zlib.error, OSError)
_LEFT_OVER = ("thumbnail", "extended-properties")
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TITLES = ("TITLE", "CENTER_TITLE")
_AT_FOOT = ("DATE", "FOOTER", "SLIDE_NUMBER")


@dataclass(frozen=True, slots=True)
class Area:
    """A place on a slide, in points of a page that is 540 high, or 720 wide where that is narrower."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Deck:
    """A presentation without slides, the layout that they stand on, and the scale of a point.

    ``title`` and ``body`` are where the layout's title and everything else stand; ``own`` tells that the layout is the user's.
    """

    presentation: Any
    layout: Any
    scale: float
    title: Area
    body: Area
    own: bool


def open_deck(template: Path | None = None) -> Deck:
    """Return an empty presentation, on the masters and in the size of a template where one is given.

    Raises
    ------
    UsageError
        If the template is no presentation, or has no layout with a title at its top.
    """
    presentation = _opened(template) if template else _plain()
    _empty(presentation)
    size = presentation.slide_width / POINT, presentation.slide_height / POINT
    layouts = [layout for layout in presentation.slide_layouts if _is_usable(layout, size)]
    if not layouts:
        name = template.name if template else "The plain presentation"
        raise UsageError(f"{name} has no slide layout with a title at its top; add one to its master.")
    layout = min(layouts, key=lambda one: (one._element.get("type") != "titleOnly", len(one.placeholders)))
    scale = min(size[1] / _HIGH, size[0] / _WIDE)
    title, body = (_scaled(area, scale) for area in _places(layout, size, own=template is not None))
    return Deck(presentation, layout, scale, title, body, template is not None)


def to_bytes(deck: Deck, title: str) -> bytes:
    """Return the file, without the time at which it was made and without anyone's name."""
    properties = deck.presentation.core_properties
    properties.created = properties.modified = _FIXED
    properties.title, properties.author, properties.last_modified_by, properties.comments = plain(title)[:255], "vocmine", "vocmine", ""
    written = io.BytesIO()
    deck.presentation.save(written)
    return _timeless(written.getvalue())


def title_size(deck: Deck) -> float:
    """Return the size of titles in points of ``Area``, as the layout or its master sets it."""
    for element in (_title_of(deck.layout)._element, deck.layout.slide_master._element.find(".//{*}titleStyle")):
        found = element.find(".//{*}lvl1pPr/{*}defRPr[@sz]") if element is not None else None
        if found is not None:
            return int(found.get("sz")) / 100 / deck.scale
    return 44 / deck.scale


def plain(text: str) -> str:
    """Return a text without the signs that XML has no place for."""
    return _NO_XML.sub("", text)


def _opened(template: Path) -> Any:
    from pptx import Presentation
    from pptx.exc import PythonPptxError

    try:
        presentation = Presentation(str(template))
        _ = [(shape.placeholder_format.type.name, shape.left) for layout in presentation.slide_layouts for shape in layout.placeholders]
    except (PythonPptxError, *_BROKEN) as error:
        raise UsageError(f"{template} is no PowerPoint presentation (.pptx).") from error
    return presentation


def _plain() -> Any:
    """Return a presentation in our own colours and size, its titles to the left."""
    from pptx import Presentation

    presentation = Presentation()
    wider = SIZE[0] * POINT / presentation.slide_width
    presentation.slide_width, presentation.slide_height = SIZE[0] * POINT, SIZE[1] * POINT
    master = presentation.slide_master
    for shapes in (master.shapes, *(layout.shapes for layout in presentation.slide_layouts)):
        for shape in shapes:
            if shape._element.find(".//{*}xfrm") is not None:
                shape.left, shape.width = round(shape.left * wider), round(shape.width * wider)
    title = _title_of(master)
    title.left, title.top, title.width, title.height = (round(part * POINT) for part in (23, 12, 914, 50))
    style = master._element.find(".//{*}titleStyle/{*}lvl1pPr")
    style.set("algn", "l")
    for name, value in (("sz", str(TITLE_SIZE * 100)), ("b", "1")):
        style.find("{*}defRPr").set(name, value)
    theme = next(relation.target_part for relation in master.part.rels.values() if relation.reltype.endswith("/theme"))
    theme._blob = _coloured(theme.blob)
    return presentation


def _coloured(theme: bytes) -> bytes:
    """Return a theme in our colours and font."""
    for name, colour in _THEME.items():
        theme = re.sub(
            rb"(<a:%b>).*?(</a:%b>)" % (name.encode(), name.encode()),
            rb'\g<1><a:srgbClr val="%b"/>\g<2>' % colour[1:].upper().encode(),
            theme,
            count=1,
            flags=re.DOTALL,
        )
    return re.sub(rb'(<a:(?:major|minor)Font>\s*<a:latin typeface=")[^"]*', rb"\g<1>" + FONT.encode(), theme)


def _empty(presentation: Any) -> None:
    """Take out the slides and what speaks of them: sections, custom shows, the picture of the first, the list of titles."""
    root = presentation.part._element
    for path in ("custShowLst", "extLst"):
        for element in root.findall(f"{{*}}{path}"):
            root.remove(element)
    for slide in list(presentation.slides._sldIdLst):
        presentation.part.drop_rel(slide.rId)
        presentation.slides._sldIdLst.remove(slide)
    package = presentation.part.package
    for key, relation in list(package._rels.items()):
        if relation.reltype.endswith(_LEFT_OVER):
            package._rels.pop(key)


def _is_usable(layout: Any, size: tuple[float, float]) -> bool:
    title = _title_of(layout)
    if title is None or title.left is None or title.top is None or not title.width or not title.height:
        return False
    ends, spans = (title.top + title.height) / POINT / size[1], title.width / POINT / size[0]
    return bool(title.top >= 0 and title.left >= 0 and ends <= _TITLE_ENDS and spans >= _TITLE_SPANS)


def _title_of(shapes: Any) -> Any:
    return next((shape for shape in shapes.placeholders if shape.placeholder_format.type.name in _TITLES), None)


def _places(layout: Any, size: tuple[float, float], *, own: bool) -> tuple[Area, Area]:
    """Return where the layout's title stands, and the room between it and the foot of a layout of the user's own."""
    title = _title_of(layout)
    left, top, width, height = (part / POINT for part in (title.left, title.top, title.width, title.height))
    foots = [
        shape.top / POINT
        for shape in layout.placeholders
        if own and shape.placeholder_format.type.name in _AT_FOOT and (shape.top or 0) / POINT > _FOOT_BEGINS * size[1]
    ]
    edge = min(max(min(left, size[0] - left - width) + 7.2, _EDGE * size[0]), 3 * _EDGE * size[0])
    begins = top + height + 4
    return Area(left, top, width, height), Area(edge, begins, size[0] - 2 * edge, min((size[1] - 6, *foots)) - begins)


def _scaled(area: Area, scale: float) -> Area:
    return Area(area.left / scale, area.top / scale, area.width / scale, area.height / scale)


def _timeless(packed: bytes) -> bytes:
    """Return a package without the times at which its parts were written."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as found, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as out:
        for name in found.namelist():
            entry = zipfile.ZipInfo(name, _ZIPPED)
            entry.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(entry, found.read(name))
    return written.getvalue()
