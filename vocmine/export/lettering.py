"""How wide text is and where its lines end, in the font that travels with the package.

Guarantees: no line is wider than it may be; a word that is longer than a line is broken; text that is cut ends in ``…``;
the same text gives the same lines on every machine.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

FONTS = Path(__file__).resolve().parent / "fonts"
FAMILY = "DejaVu Sans"
CUT = "…"
_FILES = {False: "DejaVuSansCondensed.ttf", True: "DejaVuSansCondensed-Bold.ttf"}
_MEASURED_AT = 200
_KNOWN = 1 << 16


@dataclass(frozen=True, slots=True)
class Face:
    """A size in pixels, bold or not, and the distance from line to line."""

    size: float
    bold: bool = False
    leading: float = 1.3

    @property
    def line(self) -> float:
        """The height of a line in pixels."""
        return self.size * self.leading

    def width(self, text: str) -> float:
        """Return how wide a text is on one line, in pixels."""
        return _width(text, self.bold) * self.size

    def lines(self, text: str, width: float, most: int) -> tuple[str, ...]:
        """Return the lines of a text, each at most ``width`` pixels wide; of more than ``most`` lines the last ends in ``…``."""
        found: list[str] = []
        for line in self._broken(text, width):
            if len(found) == most:
                return (*found[:-1], self.cut(f"{found[-1]} {line}", width, surely=True))
            found.append(line)
        return tuple(found)

    def fit(self, text: str, width: float, most: int) -> str:
        """Return a text that takes at most ``most`` lines, for others to break; its end cut where it takes more."""
        whole = " ".join(text.split())
        lines = self.lines(whole, width, most)
        kept = sum(len(line.replace(" ", "")) for line in lines)
        if kept == len(whole.replace(" ", "")) and not (lines and lines[-1].endswith(CUT) and not whole.endswith(CUT)):
            return whole
        ends = [place for place, char in enumerate(whole, 1) if char != " "]
        return whole[: ends[kept - 2]] + CUT if kept > 1 else CUT

    def cut(self, text: str, width: float, *, surely: bool = False) -> str:
        """Return a text as one line, its end cut where it is too wide, or where more was said, ``surely``."""
        if not surely and self.width(text) <= width:
            return text
        kept = text
        while kept and self.width(kept.rstrip() + CUT) > width:
            kept = kept[:-1]
        return kept.rstrip() + CUT

    def _broken(self, text: str, width: float) -> Iterator[str]:
        line = ""
        for word in text.split():
            if line and self.width(f"{line} {word}") > width:
                yield line
                line = ""
            line = f"{line} {word}" if line else word
            while self.width(line) > width and len(line) > 1:
                fits = next(n for n in range(len(line) - 1, 0, -1) if n == 1 or self.width(line[:n]) <= width)
                yield line[:fits]
                line = line[fits:]
        if line:
            yield line


def runs_left(text: str) -> bool:
    """Tell whether a text runs from right to left: whether its first letter does."""
    return next((kind in ("R", "AL") for char in text if (kind := unicodedata.bidirectional(char)) in ("L", "R", "AL")), False)


@lru_cache(_KNOWN)
def _width(text: str, bold: bool) -> float:
    return _font(bold).getlength(text) / _MEASURED_AT


@cache
def _font(bold: bool) -> "FreeTypeFont":
    from PIL import ImageFont

    return ImageFont.truetype(str(FONTS / _FILES[bold]), _MEASURED_AT, layout_engine=ImageFont.Layout.BASIC)
