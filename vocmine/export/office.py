"""What slides are made of: a title, text and tables that fit their places.

Guarantees: text is cut visibly where it would not fit; signs that XML has no place for are left out; text that runs from right to left is
set so; lines are as high as they were reckoned, whatever the font; colours and fonts are the theme's.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vocmine.export.deck import POINT, Area, Deck, plain, title_size
from vocmine.export.lettering import Face, runs_left

if TYPE_CHECKING:
    from pptx.util import Emu

LEADING = 1.2
PAD = 4.0
_LEAST_TITLE = 14.0
_NO_GRID = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
# How much of a line we fill, as fonts differ: ours is known; a template's may be absent, and then a wider one takes its place.
_FILLED = {False: 0.94, True: 0.86}
# And how much where a program takes another font for a script than the one by which we measure.
_SCRIPTS = {"latin": 1.0, "other": 0.8, "wide": 0.5}
_LATIN_ENDS, _SIGNS = 0x590, range(0x2000, 0x2C00)


@dataclass(frozen=True, slots=True)
class Ink:
    """A colour of the theme, made lighter or darker (per cent of its luminance kept and added) or clear (per cent left)."""

    name: str
    kept: int = 100
    added: int = 0
    left: int = 100


INK, PAPER, DARK, PALE = Ink("tx1"), Ink("bg1"), Ink("tx2"), Ink("bg2")
SOFT = Ink("tx1", 75, 25)
RULE = Ink("bg2", 85)


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph: its words, size in points, colour and the lines that it may take."""

    text: str
    size: float = 11
    bold: bool = False
    ink: Ink = INK
    most: int = 1


Cell = Sequence[Line]


class Slide:
    """A slide with a title, onto which things are put at places of ``Deck.body``'s page."""

    def __init__(self, deck: Deck, title: str) -> None:
        self.deck = deck
        self._slide = deck.presentation.slides.add_slide(deck.layout)
        for shape in list(self._slide.placeholders):
            if shape.placeholder_format.idx != 0:
                shape.element.getparent().remove(shape.element)
        self._entitle(title)

    @property
    def shapes(self) -> Any:
        """The shapes of the slide, in the order in which they are read."""
        return self._slide.shapes

    def text(self, lines: Cell, place: Area) -> None:
        """Put a box of text; paragraphs that find no room in it are left out from the end, and counted."""
        shape = self.shapes.add_textbox(*self.emu(place))
        frame = shape.text_frame
        frame.word_wrap = True
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        self._fill(frame, self._with_room(lines, place), place.width)

    def height(self, lines: Cell, width: float) -> float:
        """Return how high lines stand in a box of a width."""
        return sum(len(self._lines(line, width)) * line.size * LEADING for line in lines)

    def row_heights(self, rows: Sequence[Sequence[Cell]], widths: Sequence[float]) -> list[float]:
        """Return how high the rows of a table with columns of these widths are."""
        return [2 * PAD + max(self.height(cell, width - 2 * PAD) for cell, width in zip(row, widths, strict=True)) for row in rows]

    def table(
        self, rows: Sequence[Sequence[Cell]], place: Area, widths: Sequence[float], *, fills: Sequence[Ink | None] = (), told: str
    ) -> None:
        """Put a table, its rows as high as they need; ``fills`` colour the cells of the first row, which is then a heading."""
        self._table(rows, place, widths, self.row_heights(rows, widths), told)
        for cell, ink in zip(self.shapes[-1].table.rows[0].cells, fills, strict=False):
            self.shapes[-1].table.first_row = True
            if ink:
                cell._tc.get_or_add_tcPr().append(filled(ink))

    def listing(self, cells: Sequence[Cell], place: Area, *, told: str) -> None:
        """Put a table of one column, each row an even share of the place, its words in the middle of it."""
        from pptx.enum.text import MSO_ANCHOR

        self._table([[cell] for cell in cells], place, [place.width], [place.height / len(cells)] * len(cells), told)
        for row in self.shapes[-1].table.rows:
            row.cells[0].vertical_anchor = MSO_ANCHOR.MIDDLE

    def _table(self, rows: Sequence[Sequence[Cell]], place: Area, widths: Sequence[float], heights: Sequence[float], told: str) -> None:
        shape = self.shapes.add_table(len(rows), len(widths), *self.emu(place))
        table = shape.table
        table._tbl.tblPr.find("{*}tableStyleId").text = _NO_GRID
        table.first_row, table.first_col, table.horz_banding = False, len(widths) > 1, False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = self._length(width)
        for cells, row, height in zip(rows, table.rows, heights, strict=True):
            row.height = self._length(height)
            for cell, lines, width in zip(row.cells, cells, widths, strict=True):
                self._set_cell(cell, lines, width)
        describe(shape, told)

    def emu(self, place: Area) -> tuple["Emu", "Emu", "Emu", "Emu"]:
        """Return a place in the file's own units."""
        return self._length(place.left), self._length(place.top), self._length(place.width), self._length(place.height)

    def _entitle(self, title: str) -> None:
        """Write the title in the layout's own type, smaller where it would not fit; of our own it fits on one line or two."""
        place, own, told = self.deck.title, self.deck.own, " ".join(plain(title).split())
        width = (place.width - 15) * _FILLED[own]
        size = usual = title_size(self.deck)
        measured = told.upper() if own else told
        while size > _LEAST_TITLE and len(Face(size, bold=True).lines(measured, width, 9)) * size * LEADING > place.height - 7:
            size -= 1
        face = Face(size, bold=True)
        fitting = face.fit(measured, width, max(1, int((place.height - 7) / (size * LEADING))))
        frame = self.shapes.title.text_frame
        run = frame.paragraphs[0].add_run()
        run.text = told if fitting == measured else told[: len(fitting) - 1] + "…"
        if size < usual:
            run.font.size = self._length(size)

    def _with_room(self, lines: Cell, place: Area) -> list[Line]:
        for left_out in range(len(lines)):
            more = [Line(f"and {left_out} more", lines[-1].size, ink=SOFT)] if left_out else []
            kept = [*lines[: len(lines) - left_out], *more]
            if self.height(kept, place.width) <= place.height:
                return kept
        return list(lines[:1])

    def _set_cell(self, cell: Any, lines: Cell, width: float) -> None:
        cell.margin_left = cell.margin_right = cell.margin_top = cell.margin_bottom = self._length(PAD)
        self._fill(cell.text_frame, lines, width - 2 * PAD)
        cell._tc.get_or_add_tcPr().append(_ruled("lnB", self._length(0.75)))

    def _fill(self, frame: Any, lines: Cell, width: float) -> None:
        for number, line in enumerate(lines):
            paragraph = frame.paragraphs[0] if not number else frame.add_paragraph()
            paragraph.line_spacing = self._length(line.size * LEADING)
            paragraph.space_before = paragraph.space_after = 0
            run = paragraph.add_run()
            run.text = Face(line.size, bold=line.bold).fit(plain(line.text), self._filled(line.text, width), line.most)
            run.font.size, run.font.bold = self._length(line.size), line.bold
            run._r.get_or_add_rPr().append(filled(line.ink))
            _turn(paragraph, run.text)

    def _lines(self, line: Line, width: float) -> tuple[str, ...]:
        return Face(line.size, bold=line.bold).lines(plain(line.text), self._filled(line.text, width), line.most) or ("",)

    def _filled(self, text: str, width: float) -> float:
        return width * _FILLED[self.deck.own] * min((_SCRIPTS[kind] for kind in map(_script, text)), default=1.0)

    def _length(self, points: float) -> "Emu":
        from pptx.util import Emu

        return Emu(round(points * self.deck.scale * 20) * POINT // 20)


def describe(shape: Any, told: str) -> None:
    """Say in words what a shape shows, for those who cannot see it."""
    shape._element.xpath(".//p:cNvPr")[0].set("descr", plain(told))


def filled(ink: Ink) -> Any:
    """Return the element that fills something with a colour."""
    from lxml import etree

    fill = etree.Element(tag("a:solidFill"))
    colour = etree.SubElement(fill, tag("a:schemeClr"), val=ink.name)
    for name, value, usual in (("lumMod", ink.kept, 100), ("lumOff", ink.added, 0), ("alpha", ink.left, 100)):
        if value != usual:
            etree.SubElement(colour, tag(f"a:{name}"), val=str(value * 1000))
    return fill


def tag(name: str) -> str:
    """Return a prefixed name with its name space written out."""
    from pptx.oxml.ns import qn

    return str(qn(name))


def _script(char: str) -> str:
    if ord(char) < _LATIN_ENDS or ord(char) in _SIGNS:
        return "latin"
    return "wide" if unicodedata.east_asian_width(char) in "WF" else "other"


def _ruled(name: str, width: int) -> Any:
    from lxml import etree

    line = etree.Element(tag(f"a:{name}"), w=str(width))
    line.append(filled(RULE))
    return line


def _turn(paragraph: Any, text: str) -> None:
    """Set a paragraph from right to left where its text runs so."""
    from pptx.enum.text import PP_ALIGN

    if runs_left(text):
        paragraph._p.get_or_add_pPr().set("rtl", "1")
        paragraph.alignment = PP_ALIGN.RIGHT
