"""Where a table's header is, how deep it is, and what its columns are called.

Guarantees: title lines above the header are skipped with a note; every column has a heading of its own;
a row with too many or too few cells is rejected with both counts, empty cells at its end not counted.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import islice
from typing import NamedTuple

from vocmine.errors import InputError
from vocmine.readers.dates import looks_like_date
from vocmine.readers.headings import is_known, normal
from vocmine.readers.scores import parse_number
from vocmine.readers.tables import MAX_COLUMNS, Broken, Layout, Row, Rows, Table

_LOOK = 40
_MAX_TITLES = 10
_IMPORT_ID = re.compile(r"\{\s*[\"']ImportId[\"']")
_OPEN_ENDED = ("", "response", "open ended response")
_QUALTRICS = {"response id", "response set", "start date", "end date", "finished", "status", "recipient email", "ip address"}


class _Header(NamedTuple):
    headings: tuple[str, ...]
    questions: tuple[str | None, ...]
    depth: int
    layout: Layout
    notes: tuple[str, ...]


def as_table(file: str, raw: Callable[[], Rows], format_name: str, *, sheet: str | None = None) -> Table:
    """Find the header among raw records and give the rows below it.

    Parameters
    ----------
    raw : yields all records of the file or sheet, numbered from 1, header and titles among them.

    Raises
    ------
    InputError
        If there is nothing, a header alone, or more than 1,000 columns.
    """
    top = [record for record in islice(raw(), _LOOK) if isinstance(record, Row)]
    if not top or not any(any(cell.strip() for cell in row.cells) for row in top):
        raise InputError(f"{file} holds no rows.", file=file, sheet=sheet)
    titles = _title_lines(top)
    body = top[titles:]
    if len(body[0].cells) > MAX_COLUMNS:
        raise InputError(f"{file} has {len(body[0].cells)} columns; at most {MAX_COLUMNS} are read.", file=file, sheet=sheet)
    header = _header([row.cells for row in body])
    notes = header.notes
    if titles:
        notes = (f"{titles} title line{'s' if titles > 1 else ''} above the header skipped.", *notes)
    skip = (body[0].number - 1) + header.depth
    return Table(
        headings=header.headings,
        rows=lambda: _body(raw(), skip, len(header.headings)),
        format=format_name,
        sheet=sheet,
        header_rows=header.depth,
        skipped_lines=titles,
        questions=header.questions,
        layout=header.layout,
        notes=notes,
    )


def unique_headings(cells: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return headings that differ from one another, and notes on those that had to be changed."""
    unnamed: list[str] = []
    repeated: dict[str, list[str]] = {}
    taken: set[str] = set()
    out: list[str] = []
    for place, cell in enumerate(cells, start=1):
        heading = " ".join(cell.replace("\ufeff", "").split())
        name = heading or f"column {place}"
        suffix = 2
        while name in taken:
            name, suffix = f"{heading or f'column {place}'} ({suffix})", suffix + 1
        if not heading:
            unnamed.append(name)
        elif name != heading:
            repeated.setdefault(heading, []).append(name)
        taken.add(name)
        out.append(name)
    notes = [f"Without a heading, called by place: {_listed(unnamed)}."] if unnamed else []
    if repeated:
        later = [name for names in repeated.values() for name in names]
        notes.append(f"Headings that occur more than once: {_listed(list(repeated))}; the later columns are called {_listed(later)}.")
    return tuple(out), tuple(notes)


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - 6} more" if len(names) > 6 else ""
    return ", ".join(map(repr, names[:6])) + more


def _title_lines(top: Sequence[Row]) -> int:
    widths = [_width(row.cells) for row in top]
    common = Counter(w for w in widths if w > 1).most_common(1)
    if not common or widths[0] > 1:
        return 0
    start = next((i for i, width in enumerate(widths[: _MAX_TITLES + 1]) if width > 1), 0)
    steady = sum(width > 1 for width in widths[start:]) / len(widths[start:])
    headingish = all(len(cell) <= 300 for cell in top[start].cells)
    return start if steady >= 0.9 and headingish else 0


def _width(cells: Sequence[str]) -> int:
    return max((place for place, cell in enumerate(cells, start=1) if cell.strip()), default=0)


def _header(rows: Sequence[tuple[str, ...]]) -> _Header:
    first = _trimmed(rows[0], rows[1:])
    names = [normal(cell) for cell in first]
    second = rows[1] if len(rows) > 1 else ()
    third = rows[2] if len(rows) > 2 else ()
    if _is_import_ids(third):
        return _with_wording(first, second, 3)
    if _is_import_ids(second) or _repeats(names, second):
        return _with_wording(first, second, 2)
    if {"respondent id", "collector id"} <= set(names) and second and not second[0].strip():
        return _surveymonkey(first, second)
    if _is_data(first, names, second):
        headings, _ = unique_headings([f"column {i}" for i in range(1, len(first) + 1)])
        return _Header(headings, (), 0, "plain", ("The first row holds data, not headings; the columns are numbered.",))
    headings, notes = unique_headings(first)
    return _Header(headings, (), 1, "plain", notes)


def _trimmed(first: tuple[str, ...], others: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the header without columns at its end that are empty in it and in the rows below."""
    width = max(_width(first), max((_width(row) for row in others if len(row) <= len(first)), default=0))
    return first[: max(width, 1)]


def _is_import_ids(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell.strip()]
    return bool(filled) and all(_IMPORT_ID.match(cell.strip()) for cell in filled)


def _repeats(names: Sequence[str], second: Sequence[str]) -> bool:
    """Tell whether row two repeats the metadata headings of row one, as Qualtrics' two-row header does."""
    same = [name for name, cell in zip(names, second, strict=False) if name in _QUALTRICS and normal(cell) == name]
    return len(same) >= 3


def _with_wording(first: tuple[str, ...], second: tuple[str, ...], depth: int) -> _Header:
    headings, notes = unique_headings(first)
    wording = () if _is_import_ids(second) else second
    questions = tuple(_wording(heading, cell) for heading, cell in zip(headings, (*wording, *[""] * len(headings)), strict=False))
    return _Header(headings, questions, depth, "qualtrics", notes)


def _wording(heading: str, cell: str) -> str | None:
    question = " ".join(cell.split())
    return question if question and normal(question) != normal(heading) else None


def _surveymonkey(first: tuple[str, ...], second: tuple[str, ...]) -> _Header:
    names: list[str] = []
    questions: list[str | None] = []
    question = ""
    for cell, choice in zip(first, (*second, *[""] * len(first)), strict=False):
        question = " ".join(cell.split()) or question
        plain = normal(choice) in _OPEN_ENDED
        names.append(question if plain else f"{question} - {' '.join(choice.split())}")
        questions.append(None if is_known(question) else question)
    headings, notes = unique_headings(names)
    return _Header(headings, tuple(questions), 2, "surveymonkey", notes)


def _is_data(first: Sequence[str], names: Sequence[str], second: Sequence[str]) -> bool:
    if any(is_known(name) for name in names):
        return False
    alike = [
        (parse_number(a) is not None and parse_number(b) is not None) or (looks_like_date(a) and looks_like_date(b))
        for a, b in zip(first, second, strict=False)
    ]
    return any(alike)


def _body(raw: Rows, skip: int, width: int) -> Rows:
    for record in islice(raw, skip, None):
        number = record.number - skip
        if isinstance(record, Broken):
            yield record._replace(number=number)
            continue
        cells = record.cells
        if len(cells) > width and not any(cells[width:]):
            cells = cells[:width]
        if len(cells) == width:
            yield Row(number, cells)
        else:
            yield Broken(number, "ragged", f"Row {number} has {len(cells)} cells where the header has {width}.")
