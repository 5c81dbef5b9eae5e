"""Evidence that only a whole column gives: whether ids name rows, in which order dates are written, on which scale scores lie.

Guarantees: memory grows by eight bytes a row and id column; nothing is guessed where the column allows two readings.
"""

from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from vocmine.readers.dates import Order, Parts, from_parts, split
from vocmine.readers.scores import parse_nps, parse_number
from vocmine.readers.tables import Row, Table, is_blank

ENOUGH = 0.95
_MIN_SWAPS = 3
_SWAP_SHARE = 0.05
_NEARLY_ALL = 0.995
_WIDE = (0.0, 100.0)
_SCALES: dict[str, tuple[tuple[float, float], ...]] = {
    "rating": ((1, 5), (0, 5), (1, 10), (0, 10), _WIDE),
    "nps": ((0, 10),),
    "csat": ((1, 5), (1, 7), (1, 10), (0, 10), _WIDE),
    "ces": ((1, 7), (1, 10)),
}


class IdEvidence:
    """Whether a column gives every row a value of its own."""

    def __init__(self) -> None:
        self._hashes = array("q")
        self.rounded = 0

    def add(self, cell: str) -> None:
        """Take in one cell."""
        if not is_blank(cell):
            self._hashes.append(hash(cell))
            self.rounded += "E+" in cell and cell[:1].isdigit()

    def unique(self, rows: int) -> bool:
        """Tell whether all of ``rows`` cells are filled and differ."""
        return 0 < len(self._hashes) == rows == len(np.unique(np.frombuffer(self._hashes, dtype=np.int64)))


@dataclass
class DateEvidence:
    """How the dates of a column are written."""

    filled: int = 0
    formed: int = 0
    numbers: int = 0
    first_high: int = 0
    second_high: int = 0
    year_first: int = 0
    year_first_high: int = 0
    days: Counter[tuple[int, int]] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)

    def add(self, cell: str) -> Parts | None:
        """Take in one cell and return its parts."""
        if is_blank(cell):
            return None
        self.filled += 1
        parts = split(cell, epoch=True)
        if parts is None:
            return None
        self.formed += 1
        if len(self.examples) < 3 and parts.value not in self.examples:
            self.examples.append(parts.value)
        if parts.shape == "numbers":
            self.numbers += 1
            self.first_high += parts.first > 12
            self.second_high += parts.second > 12
        elif parts.shape == "year first":
            self.year_first += 1
            self.year_first_high += parts.second > 12
        moment = from_parts(parts, "dmy" if parts.first > 12 else None)
        if moment:
            self.days[moment.month, moment.day] += 1
        return parts

    @property
    def order(self) -> Order | None:
        """The order of day and month that the whole column shows, if one is needed and shown."""
        if self.first_high and not self.second_high:
            return "dmy"
        return "mdy" if self.second_high and not self.first_high else None

    @property
    def trouble(self) -> str | None:
        """Why the column cannot be trusted, or None."""
        if self.numbers and self.first_high and self.second_high:
            return "mixes day-month and month-day"
        if self.numbers and not (self.first_high or self.second_high):
            return "does not tell which number is the day and which the month"
        if self.numbers and self.year_first and self.first_high == self.numbers and not self.year_first_high:
            return "is written in two ways, as if day and month had been swapped in some rows"
        return (
            "has days after the 12th in a few months only, as if day and month had been swapped in the other rows"
            if self._swapped()
            else None
        )

    def _swapped(self) -> bool:
        """Tell whether the months without late days hold no other days than the numbers of the months that have them."""
        late = {month for month, day in self.days if day > 12}
        rest = [(month, day, n) for (month, day), n in self.days.items() if month not in late]
        several = len({month for month, _, _ in rest}) >= 3 and sum(n for _, _, n in rest) >= 20
        return several and all(day in late for _, day, _ in rest)


@dataclass
class ScoreEvidence:
    """Which scale the numbers of a column lie on."""

    name: str
    filled: int = 0
    values: Counter[float] = field(default_factory=Counter)

    def add(self, cell: str) -> None:
        """Take in one cell."""
        if is_blank(cell):
            return
        self.filled += 1
        number = (parse_nps if self.name == "nps" else parse_number)(cell)
        if number is not None and (len(self.values) < 2000 or number in self.values):
            self.values[number] += 1

    def scale(self, field_name: str | None = None) -> tuple[float, float] | None:
        """Return the narrowest usual scale that holds nearly all cells, or None; of a few strays none makes a scale wide."""
        scales = _SCALES[field_name or self.name] if any(self.values.keys()) else ()
        narrow = [scale for scale in scales if scale != _WIDE]
        fitting = [scale for share in (_NEARLY_ALL, ENOUGH) for scale in narrow if self._share(*scale) >= share]
        if not fitting and _WIDE in scales and self._share(*_WIDE) >= ENOUGH:
            return _WIDE
        return fitting[0] if fitting else None

    def _share(self, low: float, high: float) -> float:
        return sum(n for v, n in self.values.items() if low <= v <= high) / self.filled if self.filled else 0.0


@dataclass
class Evidence:
    """What one pass over the whole table showed of the columns asked about, by place."""

    ids: dict[int, IdEvidence]
    dates: dict[int, DateEvidence]
    scores: dict[int, ScoreEvidence]
    rows: int = 0
    swaps: Counter[tuple[int, int]] = field(default_factory=Counter)
    pairs: Counter[tuple[int, int]] = field(default_factory=Counter)

    def disagreeing(self) -> tuple[int, int] | None:
        """Return two date columns of which one has day and month swapped, if there are such."""
        found = (pair for pair, n in self.swaps.items() if n >= _MIN_SWAPS and n >= _SWAP_SHARE * self.pairs[pair])
        return next(found, None)


def gather(table: Table, ids: Sequence[int], dates: Sequence[int], scores: dict[int, str]) -> Evidence:
    """Read a table once and gather evidence on the columns at the places given."""
    evidence = Evidence(
        {place: IdEvidence() for place in ids},
        {place: DateEvidence() for place in dates},
        {place: ScoreEvidence(f) for place, f in scores.items()},
    )
    for record in table.rows():
        if not isinstance(record, Row):
            continue
        evidence.rows += 1
        for place, id_evidence in evidence.ids.items():
            id_evidence.add(record.cells[place])
        for place, score in evidence.scores.items():
            score.add(record.cells[place])
        _add_dates(evidence, record.cells)
    return evidence


def _add_dates(evidence: Evidence, cells: tuple[str, ...]) -> None:
    days = {place: _day(parts) for place, found in evidence.dates.items() if (parts := found.add(cells[place]))}
    places = [place for place, day in days.items() if day]
    for i, one in enumerate(places):
        for other in places[i + 1 :]:
            a, b = days[one], days[other]
            if a and b:
                evidence.pairs[one, other] += 1
                evidence.swaps[one, other] += a != b and (a.year, a.month, a.day) == (b.year, b.day, b.month)


def _day(parts: Parts) -> date | None:
    """Return the day of a cell that tells it by itself, whatever the rest of its column shows."""
    order: Order | None = "dmy" if parts.first > 12 else "mdy" if parts.second > 12 else None
    moment = from_parts(parts, order)
    return moment.date() if moment else None
