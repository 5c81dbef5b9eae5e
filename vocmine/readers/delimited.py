"""CSV and TSV: records by the strict rules of quoting, with recovery after a row that breaks them.

Guarantees: line ends inside quotes belong to the cell; a quote that is never closed costs the row that opened it
and no other; a ragged row is rejected with both counts; a line without end is refused.
"""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal, NamedTuple, TextIO

from vocmine.errors import InputError
from vocmine.readers.container import Member
from vocmine.readers.encodings import Encoding, find_encoding, open_text
from vocmine.readers.header import as_table
from vocmine.readers.tables import Broken, Row, Rows, Table, shown

MAX_LINE = 16 * 1024**2
_SAMPLE = 262_144
_SAMPLE_RECORDS = 200
_ONE_COLUMN = "\x1f"
_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_HALF, _STEADY, _VERY_STEADY = 0.5, 0.9, 0.99


@dataclass(frozen=True, slots=True)
class Dialect:
    """How cells are parted and quoted; ``prefixed`` tells of a first line ``sep=``."""

    delimiter: str
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL
    escape: str | None = None
    prefixed: bool = False

    def reader(self, lines: Iterator[str]) -> "Iterator[list[str]]":
        """Return a strict reader over lines."""
        return csv.reader(
            lines, delimiter=self.delimiter, quoting=self.quoting, escapechar=self.escape, doublequote=self.escape is None, strict=True
        )


class _Lines:
    """Lines of a stream, numbered, of which those of the current record can be given back."""

    def __init__(self, stream: TextIO, name: str) -> None:
        self._stream, self._name = stream, name
        self._back: list[str] = []
        self.taken: list[str] = []
        self.number = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._back.pop() if self._back else self._read()
        if not line:
            raise StopIteration
        self.number += 1
        self.taken.append(line)
        return line

    def keep_first(self) -> None:
        """Give back all lines of the record but its first."""
        self.number -= len(self.taken) - 1
        self._back.extend(reversed(self.taken[1:]))

    def _read(self) -> str:
        line = self._stream.readline(MAX_LINE)
        if len(line) >= MAX_LINE:
            where = self.number + 1
            raise InputError(
                f"Line {where} of {self._name} is longer than 16 Mi characters; this is not a table.", file=self._name, row=where
            )
        return line


def open_delimited(member: Member) -> Table:
    """Open a delimited file: encoding, delimiter and header are found out.

    Raises
    ------
    InputError
        If there is no header or no end of a line.
    """
    csv.field_size_limit(MAX_LINE)
    encoding = find_encoding(member)
    with open_text(member, encoding) as stream:
        sample = stream.read(_SAMPLE)
    dialect = find_dialect(sample, cut=len(sample) == _SAMPLE)
    table = as_table(member.name, _records(member, encoding, dialect), "tsv" if dialect.delimiter == "\t" else "csv")
    return Table(
        headings=table.headings,
        rows=table.rows,
        format=table.format,
        encoding=encoding.name,
        delimiter=_NAMES.get(dialect.delimiter),
        header_rows=table.header_rows,
        skipped_lines=table.skipped_lines + dialect.prefixed,
        questions=table.questions,
        layout=table.layout,
        notes=encoding.notes + table.notes,
    )


def find_dialect(sample: str, *, cut: bool = False) -> Dialect:
    """Find delimiter and quoting from the first characters; one column if no delimiter gives steady rows.

    Parameters
    ----------
    cut : whether the sample ends before the file does.
    """
    first = sample.split("\n", 1)[0].strip().strip('"')
    if first.lower().startswith("sep=") and len(first) == 5:
        return Dialect(first[4], prefixed=True)
    ordinary = _best(sample, [Dialect(d) for d in _NAMES], cut)
    escaped = _best(sample, [Dialect(d, escape="\\") for d in _NAMES], cut) if '\\"' in sample else _NONE
    if escaped.share > ordinary.share:
        return escaped.dialect
    unquoted = _best(sample, [Dialect(d, quoting=csv.QUOTE_NONE) for d in _NAMES], cut)
    if ordinary.share < _STEADY and unquoted.share > _VERY_STEADY:
        return unquoted.dialect
    return ordinary.dialect if ordinary.share >= (_STEADY if ordinary.prose else _HALF) else Dialect(_ONE_COLUMN)


class _Found(NamedTuple):
    """How many records of a sample have the header's width under a dialect, and whether the header reads like prose."""

    share: float
    width: int
    prose: bool
    dialect: Dialect


_NONE = _Found(0.0, 0, True, Dialect(_ONE_COLUMN))


def _best(sample: str, dialects: Sequence[Dialect], cut: bool) -> _Found:
    return max((_steadiness(sample, dialect, cut) for dialect in dialects), key=lambda found: (round(found.share, 2), found.width))


def _steadiness(sample: str, dialect: Dialect, cut: bool) -> _Found:
    if dialect.delimiter not in sample:
        return _NONE
    lines = _Lines(io.StringIO(sample, newline=""), "sample")
    records = [record or ["?"] for record in islice(_parse(lines, dialect), _SAMPLE_RECORDS) if record is None or record]
    if cut and 1 < len(records) < _SAMPLE_RECORDS:
        records.pop()
    start = next((i for i, record in enumerate(records[:10]) if len(record) > 1), None)
    if start is None:
        return _NONE
    header = records[start]
    width = len(header)
    fitting = sum(len(record) == width or (len(record) > width and not any(record[width:])) for record in records[start:])
    prose = start > 0 or any(cell.startswith(" ") for cell in header)
    return _Found(fitting / len(records[start:]), width, prose, dialect)


def _parse(lines: _Lines, dialect: Dialect) -> Iterator[list[str] | None]:
    """Yield records, None for one that breaks the rules; the lines after its first are read anew."""
    reader = dialect.reader(lines)
    while True:
        lines.taken.clear()
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error:
            lines.keep_first()
            yield None


def _records(member: Member, encoding: Encoding, dialect: Dialect) -> Callable[[], Rows]:
    def rows() -> Rows:
        with open_text(member, encoding) as stream:
            lines = _Lines(stream, member.name)
            if dialect.prefixed:
                next(lines)
            number = 0
            for record in _parse(lines, dialect):
                if record is not None and not record and dialect.delimiter != _ONE_COLUMN:
                    continue
                number += 1
                yield Row(number, tuple(record or ("",))) if record is not None else _broken(number, lines)

    return rows


def _broken(number: int, lines: _Lines) -> Broken:
    message = (
        f"The quoting of the row that begins on line {lines.number} is broken: a quote is not closed, "
        f"or text follows a closing quote; the row begins {shown(lines.taken[0].strip())[:40]}."
    )
    return Broken(number, "quote", message)
