"""A file as rows of strings under headings, whatever its format.

Guarantees: ``rows()`` may be called again and yields the same; row numbers count records from 1 without
header and title lines; a row that cannot be taken comes out as ``Broken``, never vanishes.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

Layout = Literal["plain", "qualtrics", "surveymonkey", "turns", "captions"]
MAX_COLUMNS = 1000
_SHOWN = 80


class Row(NamedTuple):
    """One record: its number and as many cells as there are headings."""

    number: int
    cells: tuple[str, ...]


class Broken(NamedTuple):
    """A record that cannot be taken, and why."""

    number: int
    code: str
    message: str
    column: str | None = None


Rows = Iterator[Row | Broken]


@dataclass(frozen=True, slots=True)
class Table:
    """Headings, the way to the rows, and what was found out on the way.

    ``questions`` holds the wording asked under each heading, or None; it is empty where no file row gives any.
    """

    headings: tuple[str, ...]
    rows: Callable[[], Rows]
    format: str
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    header_rows: int = 1
    skipped_lines: int = 0
    questions: tuple[str | None, ...] = ()
    layout: Layout = "plain"
    notes: tuple[str, ...] = ()


_BLANK = frozenset(("", "nan", "null", "<na>"))


def is_blank(value: str) -> bool:
    """Tell whether a cell holds nothing: white space, or the word that a program wrote for nothing."""
    return value.strip().lower() in _BLANK


def shown(value: str) -> str:
    """Return a value quoted for a message, cut to 80 characters, without control characters."""
    cut = value if len(value) <= _SHOWN else value[: _SHOWN - 1] + "…"
    return repr(cut)
