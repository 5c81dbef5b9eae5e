"""What the cells of each column look like: shares of numbers, dates and personal data, length, distinctness.

Guarantees: up to 500 filled cells of every column are looked at, however sparse the column is.
"""

import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from vocmine.readers.dates import looks_like_date
from vocmine.readers.scores import parse_number
from vocmine.readers.tables import Row, Table, is_blank

SAMPLE = 500
_CELL = 2000
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[A-Za-z]{2,24}")
_PHONE = re.compile(r"(?:\+\d|\(\d|\d{2,5}[-. /)]\d)[\d\-. /()]{6,18}\d")
_POSITION = re.compile(r"[\[(]?\s*-?\d{1,3}\.\d{3,}\s*[,;]\s*-?\d{1,3}\.\d{3,}\s*[\])]?")
_LINK = re.compile(r"(?:https?://|www\.|/)\S+")


@dataclass(frozen=True)
class Column:
    """One column: its heading, question and place, the count of filled cells, and a sample of them."""

    heading: str
    question: str | None
    place: int
    filled: int
    sample: tuple[str, ...]

    @cached_property
    def numeric(self) -> float:
        """Fraction of cells that state a number."""
        return self._share(lambda cell: parse_number(cell) is not None)

    @cached_property
    def dated(self) -> float:
        """Fraction of cells that have the form of a date."""
        return self._share(looks_like_date)

    @cached_property
    def linked(self) -> float:
        """Fraction of cells that are an address of the web or a path."""
        return self._share(lambda cell: _LINK.fullmatch(cell) is not None)

    @cached_property
    def words(self) -> float:
        """Mean count of words of a cell."""
        return sum(len(cell.split()) for cell in self.sample) / len(self.sample) if self.sample else 0.0

    @cached_property
    def length(self) -> float:
        """Mean count of characters of a cell."""
        return sum(map(len, self.sample)) / len(self.sample) if self.sample else 0.0

    @cached_property
    def distinct(self) -> float:
        """Fraction of cells that differ from one another."""
        return len(set(self.sample)) / len(self.sample) if self.sample else 0.0

    @cached_property
    def personal(self) -> str | None:
        """What kind of personal data most cells are, if any."""
        if self._share(lambda cell: _EMAIL.fullmatch(cell) is not None) > 0.3:
            return "e-mail address"
        if self._share(_is_ip) > 0.5:
            return "IP address"
        if self._share(lambda cell: _POSITION.fullmatch(cell) is not None) > 0.5:
            return "position"
        if self._share(lambda cell: _PHONE.fullmatch(cell) is not None) > 0.5 and self.dated < 0.5 and self.numeric < 0.5:
            return "telephone number"
        return None

    def _share(self, test: Callable[[str], bool]) -> float:
        return sum(1 for cell in self.sample if test(cell.strip())) / len(self.sample) if self.sample else 0.0


@dataclass(frozen=True, slots=True)
class Profile:
    """The columns of a table and the count of its records, broken ones among them."""

    columns: tuple[Column, ...]
    rows: int

    def column(self, heading: str) -> Column:
        """Return the column of a heading that exists."""
        return next(column for column in self.columns if column.heading == heading)


def profile(table: Table) -> Profile:
    """Read a table once and describe its columns."""
    width = len(table.headings)
    filled = [0] * width
    samples: list[list[str]] = [[] for _ in range(width)]
    rows = 0
    for record in table.rows():
        rows += 1
        if not isinstance(record, Row):
            continue
        for place, cell in enumerate(record.cells):
            if cell and not is_blank(cell):
                filled[place] += 1
                if len(samples[place]) < SAMPLE:
                    samples[place].append(cell[:_CELL])
    questions = table.questions or (None,) * width
    columns = (
        Column(heading, question, place, filled[place], tuple(samples[place]))
        for place, (heading, question) in enumerate(zip(table.headings, questions, strict=True))
    )
    return Profile(tuple(columns), rows)


def _is_ip(cell: str) -> bool:
    if cell.count(".") != 3 and cell.count(":") < 2:
        return False
    try:
        ipaddress.ip_address(cell)
    except ValueError:
        return False
    return True
