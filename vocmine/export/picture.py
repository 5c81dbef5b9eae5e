"""The journey map as a picture to hang on the wall: ``.svg``, ``.png``, ``.pdf``, drawn here, on an A3 sheet, landscape.

Guarantees: what stands on it is what ``board`` lays out, nine lanes; no text is clipped, overlaps another or leaves its cell, and what is
cut ends in ``…``; customers' words are text and never markup; nothing is loaded from anywhere; the same map gives the same SVG
and PNG, byte for byte, and the same page of PDF, whose parts the rasteriser writes in an order of chance.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from xml.sax.saxutils import escape

from vocmine.export.board import TONES, Block, Board, Claim, Column, lay_out
from vocmine.export.curve import HEIGHT, draw_curve
from vocmine.export.figures import Figure, period_text, read_text
from vocmine.export.lettering import FAMILY, FONTS, Face, runs_left
from vocmine.map_types import JourneyMap

Place = tuple[float, float]
A3 = (420, 297)
SHEET, MARGIN, LANE, LEAST_COLUMN, PAD = 1587.0, 36.0, 118.0, 158.0, 9.0
SHARPNESS = 2.0
# The rasteriser takes a pixel for a point, of which 72 make an inch.
POINTS = 72 / 25.4
INK, SOFT, FAINT, LINE, HEAD = "#18222c", "#4d5963", "#69747f", "#dfe5ea", "#26333f"
COLOURS = {
    **{"good-1": "#a9cbe6", "good-2": "#5b9dcf", "good-3": "#1769aa", "grey-1": "#cdd4da", "grey-2": "#a2acb5"},
    **{"bad-1": "#f8d3b0", "bad-2": "#f0ab6b", "bad-3": "#dc7a26", "bad-4": "#a84b00"},
}
GROUNDS = {"solid": (HEAD, "#ffffff"), "thin": ("#c3ccd4", INK), "none": ("#eef1f4", SOFT)}
TITLE, NAME, STRONG, PLAIN, SMALL, FIGURE = (
    Face(25, bold=True),
    Face(14, bold=True, leading=1.18),
    Face(11.5, bold=True),
    Face(11),
    Face(10),
    Face(17, bold=True),
)
N_NOTES, N_NAME, N_LABEL, N_QUOTE, N_CLAIMS = 3, 4, 2, 6, 3


@dataclass
class Cell:
    """What is drawn in one place, downwards from the top; ``height`` grows with it."""

    width: float
    height: float = 0.0
    drawn: list[str] = field(default_factory=list)

    def text(self, text: str, face: Face, *, colour: str = INK, most: int = 1, indent: float = 0.0) -> None:
        """Write a text on as many lines as it needs, at most ``most``."""
        for line in face.lines(text, self.width - indent, most):
            self.height += face.line
            self.drawn.append(lettered(line, (indent, self.height - 0.27 * face.size), face, colour=colour, right=self.width))

    def pair(self, left: str, right: str, face: Face, *, indent: float = 0.0) -> None:
        """Write two texts on one line, one at either end."""
        room = self.width - indent - face.width(right) - 6
        self.height += face.line
        y = self.height - 0.27 * face.size
        self.drawn.append(lettered(face.cut(left, room), (indent, y), face))
        self.drawn.append(lettered(right, (self.width - face.width(right), y), face, colour=SOFT))

    def gap(self, pixels: float) -> None:
        """Leave room."""
        self.height += pixels

    def strip(self, blocks: Iterable[Block], height: float) -> None:
        """Draw a stacked bar."""
        for block in blocks:
            x, width = self.width * block.start / 100, self.width * block.width / 100
            self.drawn.append(box((x, self.height), (width, height), COLOURS[block.tone]))
        self.height += height

    def bar(self, figure: Figure, tone: str, scale: float) -> None:
        """Draw a share as a bar with its interval."""
        if figure.value is None:
            return
        y, (value, low, high) = self.height + 3, (self.width * min(1.0, part / scale) for part in (figure.value, figure.low, figure.high))
        self.drawn.append(box((0, y), (self.width, 6), "#edf1f4"))
        self.drawn.append(box((0, y), (value, 6), COLOURS[tone], opacity=0.45 if figure.faint else 1.0))
        dashes = ' stroke-dasharray="2 2"' if figure.faint else ""
        self.drawn.append(f'<path d="M{low:.1f} {y + 3:.1f}H{high:.1f}" stroke="{INK}" stroke-width="1.3"{dashes}/>')
        self.height += 11

    def nothing(self, said: str) -> None:
        """Say that there is nothing."""
        self.text(said, SMALL, colour=FAINT)


def to_svg(journey_map: JourneyMap) -> bytes:
    """Return the map as one SVG file."""
    return _Sheet(journey_map).svg().encode()


def to_png(journey_map: JourneyMap) -> bytes:
    """Return the map as PNG, two pixels for one."""
    picture: bytes = _rasteriser().svg_to_png(_Sheet(journey_map).svg(), scale=SHARPNESS)
    return picture


def to_pdf(journey_map: JourneyMap) -> bytes:
    """Return the map as PDF, one page, vectors and text that can be marked."""
    page: bytes = _rasteriser().svg_to_pdf(_Sheet(journey_map).svg(POINTS))
    return page


@cache
def _rasteriser() -> Any:
    import vl_convert

    vl_convert.register_font_directory(str(FONTS))
    return vl_convert


def lettered(line: str, start: Place, face: Face, *, colour: str = INK, right: float | None = None) -> str:
    """Return one line of text that begins at ``start``; one that runs from right to left does at ``right``."""
    x, anchor = (right, ' text-anchor="end"') if right is not None and runs_left(line) else (start[0], "")
    weight = ' font-weight="bold"' if face.bold else ""
    return f'<text x="{x:.1f}" y="{start[1]:.1f}" font-size="{face.size:g}" fill="{colour}"{weight}{anchor}>{_safe(line)}</text>'


def box(corner: Place, size: Place, colour: str, *, opacity: float = 1.0) -> str:
    """Return a filled rectangle."""
    (x, y), (width, height) = corner, size
    faint = f' fill-opacity="{opacity:g}"' if opacity < 1 else ""
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(0.0, width):.1f}" height="{height:.1f}" fill="{colour}"{faint}/>'


class _Sheet:
    """A map on its sheet: head, columns, lanes and foot, from top to bottom."""

    def __init__(self, journey_map: JourneyMap) -> None:
        self._map, self._board = journey_map, lay_out(journey_map)
        n = max(1, len(self._board.columns))
        self._width = max(SHEET, 2 * MARGIN + LANE + LEAST_COLUMN * n)
        self._column = (self._width - 2 * MARGIN - LANE) / n
        self._drawn: list[str] = []
        self._y = MARGIN

    def svg(self, pixels: float | None = None) -> str:
        """Return the sheet as SVG, its size in millimetres, or with so many pixels for each."""
        self._head()
        top = self._y
        self._stages()
        self._curve()
        for name, more, cell in _lanes(self._board, self._map):
            self._lane(name, more, [cell(column, self._cell()) for column in self._board.columns])
        self._lines(top)
        self._foot()
        width = max(self._width, (self._y + MARGIN) * A3[0] / A3[1])
        height = width * A3[1] / A3[0]
        wide, high = (f"{side * pixels:.2f}" if pixels else f"{side}mm" for side in A3)
        size = f'width="{wide}" height="{high}" viewBox="{(self._width - width) / 2:.1f} 0 {width:.1f} {height:.1f}"'
        title = f"<title>Journey map: {_safe(self._map.project)}</title><desc>{_safe(self._spoken())}</desc>"
        family = f"font-family=\"'{FAMILY} Condensed', '{FAMILY}', 'Arial Narrow', sans-serif\" font-stretch=\"condensed\""
        ground = box(((self._width - width) / 2, 0), (width, height), "#ffffff")
        return f'<svg xmlns="http://www.w3.org/2000/svg" role="img" {size} {family}>{title}{ground}{"".join(self._drawn)}</svg>\n'

    def _cell(self) -> Cell:
        return Cell(self._column - 2 * PAD)

    def _put(self, cell: Cell, x: float, y: float) -> None:
        self._drawn.append(f'<g transform="translate({x:.1f} {y:.1f})">{"".join(cell.drawn)}</g>')

    def _x(self, column: int) -> float:
        return MARGIN + LANE + column * self._column

    def _head(self) -> None:
        scores = [(what, value, rests) for what, value, rests in self._board.kpis]
        head = Cell(self._width - 2 * MARGIN - 190 * len(scores) - 20)
        head.text(f"Journey map · {self._map.journey.name}", SMALL, colour=SOFT)
        head.text(self._map.project, TITLE, most=2)
        only = "".join(f" · only {name} = {value}" for name, value in self._map.filters)
        head.text(f"{period_text(self._map.period)} · {read_text(self._map)}{only}", PLAIN, colour=SOFT, most=2)
        for note in self._map.notes[:N_NOTES]:
            head.text(note, SMALL, colour=SOFT, most=2)
        if len(self._map.notes) > N_NOTES:
            head.text(f"{len(self._map.notes) - N_NOTES} more notes stand in the HTML map.", SMALL, colour=SOFT)
        self._put(head, MARGIN, self._y)
        for place, (what, value, rests) in enumerate(scores):
            score = Cell(170)
            score.text(what, SMALL, colour=SOFT)
            score.text(value, TITLE)
            score.text(rests, SMALL, colour=SOFT, most=2)
            self._put(score, self._width - MARGIN - 190 * (len(scores) - place) + 20, self._y)
        self._y += head.height + 12

    def _stages(self) -> None:
        cells = []
        for column in self._board.columns:
            cell = Cell(self._column - 40)
            _, colour = GROUNDS[column.evidence]
            cell.text(column.name, NAME, colour=colour, most=N_NAME)
            cell.text(column.people, PLAIN, colour=colour)
            cell.text(column.share, PLAIN, colour=colour)
            cells.append(cell)
        height = max((cell.height for cell in cells), default=0.0) + 18
        for place, (column, cell) in enumerate(zip(self._board.columns, cells, strict=True)):
            x, ground = self._x(place), GROUNDS[column.evidence][0]
            self._drawn.append(f'<path d="{_arrow(x, self._y, self._column, height, first=not place)}" fill="{ground}"/>')
            self._put(cell, x + 20, self._y + (height - cell.height) / 2)
        self._y += height

    def _curve(self) -> None:
        if not self._board.columns:
            return
        side = Cell(LANE - 40)
        side.text("The curve", STRONG)
        side.text("net sentiment: % favourable − % unfavourable, with 95% interval", SMALL, colour=FAINT, most=7)
        self._put(side, MARGIN, self._y + 14)
        curve = draw_curve(self._map.stages, width=f"{self._width - 2 * MARGIN - LANE:.1f}", font=f"'{FAMILY} Condensed', '{FAMILY}'")
        self._drawn.append(f'<g transform="translate({self._x(0):.1f} {self._y:.1f})">{curve}</g>')
        for value, part in ((100, 0.0), (50, 0.25), (0, 0.5), (-50, 0.75), (-100, 1.0)):
            shown = f"{value:+d}".replace("-", "−") if value else "0"
            y = self._y + 22 + 4 + (HEIGHT - 44) * part
            self._drawn.append(lettered(shown, (self._x(0) - 6 - SMALL.width(shown), y), SMALL, colour=FAINT))
        self._y += HEIGHT

    def _lane(self, name: str, more: str, cells: Sequence[Cell]) -> None:
        side = Cell(LANE - 12)
        side.text(name, STRONG, most=2)
        side.text(more, SMALL, colour=FAINT, most=6)
        height = max(side.height, *(cell.height for cell in cells), 0.0) + 2 * PAD
        self._drawn.append(f'<path d="M{MARGIN:.1f} {self._y:.1f}H{self._width - MARGIN:.1f}" stroke="{LINE}"/>')
        self._put(side, MARGIN, self._y + PAD)
        for place, cell in enumerate(cells):
            self._put(cell, self._x(place) + PAD, self._y + PAD)
        self._y += height

    def _lines(self, top: float) -> None:
        for place in range(1, len(self._board.columns)):
            path = f"M{self._x(place):.1f} {top + 90:.1f}V{self._y:.1f}"
            self._drawn.append(f'<path d="{path}" stroke="{LINE}" stroke-dasharray="3 3"/>')
        self._drawn.append(f'<path d="M{MARGIN:.1f} {self._y:.1f}H{self._width - MARGIN:.1f}" stroke="{LINE}"/>')

    def _foot(self) -> None:
        board, found = self._board, self._map
        foot = Cell(self._width - 2 * MARGIN)
        foot.gap(8)
        foot.text("Shows what people wrote about, not how often it happens.", STRONG)
        foot.text(
            f"Shares are of distinct {board.noun.many}; intervals cover sampling at 95%. Below 20 {board.noun.many} counts stand instead "
            f"of percentages. Blue: favourable; orange: unfavourable; grey: neither, or not clear. Dark heads: solid evidence; grey: thin; "
            f"light: too few to tell. Ringed: a moment of truth.",
            SMALL,
            colour=SOFT,
            most=3,
        )
        n = board.noun.count(found.totals.units)
        foot.text(f"{period_text(found.period)} · {read_text(found)} · n = {n} · run {found.run}", SMALL, colour=SOFT, most=2)
        foot.text(
            f"Read by {', '.join(found.models) or 'models unknown'} · {found.generated_at:%Y-%m-%d %H:%M %Z}", SMALL, colour=SOFT, most=2
        )
        self._put(foot, MARGIN, self._y)
        self._y += foot.height

    def _spoken(self) -> str:
        stages = (f"{column.name}: {column.people}, net sentiment {column.net[0] or column.net[1]}" for column in self._board.columns)
        return "; ".join(stages)


def _lanes(board: Board, journey_map: JourneyMap) -> list[tuple[str, str, Callable[[Column, Cell], Cell]]]:
    """Return the lanes under the curve: their name, what it means, and what draws the cell of a column."""
    ranked = f"ranked by {journey_map.ranked_by}; bars end at {board.scale:.0%} of the stage"
    lanes: list[tuple[str, str, str, Callable[[Column, Cell], Cell]]] = [
        ("", "On balance", "", _balance),
        ("felt", "Feelings", f"share of the {board.noun.many} at the stage", _feelings),
        ("pain_points", "Pain points", ranked, lambda column, cell: _claims(column.pain_points, "bad-3", N_CLAIMS, board.scale, cell)),
        ("gains", "Gains", "what they value", lambda column, cell: _claims(column.gains, "good-3", 1, board.scale, cell)),
        ("kpis", "Scores", "of those who speak of the stage", _scores),
        ("quotes", "In their words", "", _quote),
        ("", "Evidence", "how far to trust it", _evidence),
    ]
    return [(name, more, cell) for lane, name, more, cell in lanes if not lane or lane in board.lanes]


def _balance(column: Column, cell: Cell) -> Cell:
    if not column.split:
        cell.nothing("nothing told")
        return cell
    cell.strip(column.split, 8)
    cell.gap(3)
    if column.net[0]:
        cell.text(column.net[0], STRONG)
    cell.text(column.net[1], SMALL, colour=SOFT, most=2)
    for said in column.corrected:
        cell.text(said, SMALL, colour=SOFT, most=3)
    return cell


def _feelings(column: Column, cell: Cell) -> Cell:
    if not column.felt:
        cell.nothing("none shown")
        return cell
    cell.strip(column.feelings, 12)
    cell.gap(3)
    for name, figure in column.felt:
        cell.drawn.append(box((0, cell.height + 4), (8, 8), COLOURS[TONES[name]]))
        cell.pair(name, figure.short, SMALL, indent=13)
    return cell


def _claims(claims: Sequence[Claim], tone: str, shown: int, scale: float, cell: Cell) -> Cell:
    if not claims:
        cell.nothing("none told")
    for claim in claims[:shown]:
        cell.text(claim.label[:1].upper() + claim.label[1:], STRONG, most=N_LABEL)
        cell.bar(claim.figure, tone, scale)
        cell.text(f"{claim.figure.text} {claim.figure.detail}".strip(), SMALL, colour=SOFT, most=2)
        cell.gap(6)
    if len(claims) > shown:
        cell.text(f"{len(claims) - shown} more", SMALL, colour=FAINT)
    return cell


def _scores(column: Column, cell: Cell) -> Cell:
    if not column.kpis:
        cell.nothing("none given")
    for what, value, rests in column.kpis:
        cell.text(f"{what} {value}", FIGURE)
        cell.text(rests, SMALL, colour=SOFT, most=2)
    return cell


def _quote(column: Column, cell: Cell) -> Cell:
    if not column.quotes:
        cell.nothing("nothing to quote")
    for quote in column.quotes[:1]:
        cell.text(f"“{quote}”", PLAIN, colour=SOFT, most=N_QUOTE)
    return cell


def _evidence(column: Column, cell: Cell) -> Cell:
    cell.text(column.evidence_text, SMALL, colour=SOFT, most=3)
    return cell


def _arrow(x: float, y: float, width: float, height: float, *, first: bool) -> str:
    """Return the outline of a stage's head, pointing to the next."""
    end, middle, foot = x + width - 2, y + height / 2, y + height
    notch = "" if first else f"L{x + 11:.1f} {middle:.1f}"
    return f"M{x:.1f} {y:.1f}H{end:.1f}L{end + 11:.1f} {middle:.1f}L{end:.1f} {foot:.1f}H{x:.1f}{notch}Z"


def _safe(text: str) -> str:
    return escape("".join(char if char.isprintable() else " " for char in text))
