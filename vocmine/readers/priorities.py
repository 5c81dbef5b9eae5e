"""What pain points are weighed by, and the values that the user gives them, from a table (CSV, XLSX …) or YAML.

A table has a column ``pain_point`` (or ``theme``) with ids or names, and a column for each criterion; rows that are called ``weight``,
``least``, ``most`` and ``better`` (``more`` or ``less``) say how a criterion counts. Guarantees: an empty cell gives no value; what cannot
be taken is named with its file, row and column, and nothing of the file is taken then.
"""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

from vocmine.decision_types import Criterion
from vocmine.errors import InputError
from vocmine.readers.container import members
from vocmine.readers.open import open_tables
from vocmine.readers.tables import Broken, Table, shown

HEADINGS = ("pain_point", "theme", "theme_id", "pain point")
SETTINGS = ("weight", "least", "most", "better")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_RANGE = re.compile(r"(?:(?P<value>[^()\s]+)\s*\()?(?P<low>[^().\s][^()]*?)\.\.(?P<high>[^().\s][^()]*?)\)?")
_NOT_WORD = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class GivenCell:
    """A value of the pain point of this id or name, and the range that it may lie in; ``row`` and ``column`` are the file's."""

    reference: str
    criterion: str
    value: float
    low: float
    high: float
    row: int
    column: str


@dataclass(frozen=True, slots=True)
class PriorityFile:
    """What a file says: its criteria in its order, and its values; ``stated`` holds pairs of criterion and setting that it states."""

    file: str
    criteria: tuple[Criterion, ...]
    values: tuple[GivenCell, ...]
    stated: frozenset[tuple[str, str]]

    def over(self, known: Iterable[Criterion]) -> tuple[Criterion, ...]:
        """Return the file's criteria, what it does not state of them as it is known."""
        before = {one.id: one for one in known}
        fields = {"weight": "weight", "least": "least", "most": "most", "better": "less"}
        return tuple(
            replace(one, **{field: getattr(before[one.id], field) for name, field in fields.items() if (one.id, name) not in self.stated})
            if one.id in before
            else one
            for one in self.criteria
        )


def read_priorities(path: Path) -> PriorityFile:
    """Return the criteria and values of a file.

    A value is a number, a range ``8..12`` (its middle counts) or both, ``10 (8..12)``.

    Raises
    ------
    InputError
        If the file has no column of pain points, or a cell cannot be taken.
    """
    sheet = _from_yaml(path) if path.suffix.lower() in (".yaml", ".yml") else _from_table(path)
    stated = frozenset((slug(name), setting) for setting, name in sheet.settings)
    return PriorityFile(path.name, tuple(_criterion(name, sheet) for name in sheet.names), tuple(_values(sheet)), stated)


def slug(name: str) -> str:
    """Return the id of a criterion: its name in lower case, anything but letters and digits as ``_``."""
    return _NOT_WORD.sub("_", name.strip().lower()).strip("_")


def parse_value(text: str) -> tuple[float, float, float]:
    """Return value, low and high.

    Raises
    ------
    ValueError
        If it is neither number nor range.

    Examples
    --------
    >>> parse_value("12,000"), parse_value("8..12"), parse_value("9 (8..12)")
    ((12000.0, 12000.0, 12000.0), (10.0, 8.0, 12.0), (9.0, 8.0, 12.0))
    """
    told = _RANGE.fullmatch(text.strip())
    if told is None:
        value = _number(text)
        return value, value, value
    low, high = _number(told["low"]), _number(told["high"])
    value = _number(told["value"]) if told["value"] else (low + high) / 2
    if not low <= value <= high:
        raise ValueError(text)
    return value, low, high


@dataclass(slots=True)
class _Sheet:
    """Cells as text: of each criterion its settings, and rows of pain points with their number."""

    file: str
    names: tuple[str, ...]
    settings: dict[tuple[str, str], tuple[int, str]] = field(default_factory=dict)
    rows: list[tuple[int, str, dict[str, str]]] = field(default_factory=list)

    def refuse(self, row: int, column: str, what: str) -> InputError:
        return InputError(f"{self.file}, row {row}, column {column!r}: {what}", file=self.file, row=row, column=column)


def _from_table(path: Path) -> _Sheet:
    for table in (table for member in members(path) for table in open_tables(member)):
        headings = [heading.strip() for heading in table.headings]
        place = next((at for at, heading in enumerate(headings) if heading.lower() in HEADINGS), None)
        if place is not None:
            return _filled(path.name, table, headings, place)
    raise InputError(
        f"{path.name} has no column 'pain_point'; the first column holds the pain points, the others what they are weighed by.",
        file=path.name,
        column="pain_point",
    )


def _filled(file: str, table: Table, headings: list[str], place: int) -> _Sheet:
    names = tuple(heading for at, heading in enumerate(headings) if at != place and slug(heading))
    sheet = _Sheet(file, names)
    _check_names(sheet)
    for row in table.rows():
        if isinstance(row, Broken):
            raise InputError(f"{file}, row {row.number}: {row.message}", file=file, row=row.number)
        reference = row.cells[place].strip()
        cells = {name: cell.strip() for name, cell in zip(headings, row.cells, strict=False) if name in names and cell.strip()}
        if reference.lower() in SETTINGS:
            sheet.settings |= {(reference.lower(), name): (row.number, cell) for name, cell in cells.items()}
        elif reference:
            sheet.rows.append((row.number, reference, cells))
        elif cells:
            raise sheet.refuse(row.number, headings[place], "it is empty; name the pain point by its id or name.")
    return sheet


def _check_names(sheet: _Sheet) -> None:
    ids = [slug(name) for name in sheet.names]
    for name, id in zip(sheet.names, ids, strict=True):
        if ids.count(id) > 1:
            raise sheet.refuse(0, name, "two columns are called so; give each criterion one.")


def _from_yaml(path: Path) -> _Sheet:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InputError(f"{path.name} is not YAML: {' '.join(str(error).split())}.", file=path.name) from error
    if (
        not isinstance(content, dict)
        or not isinstance(content.get("pain_points") or {}, dict)
        or not isinstance(content.get("criteria") or {}, dict)
    ):
        raise InputError(f"{path.name} holds no 'criteria' and 'pain_points'; each is a mapping of names.", file=path.name)
    criteria: Mapping[Any, Any] = content.get("criteria") or {}
    points: Mapping[Any, Any] = content.get("pain_points") or {}
    for part, entries in (("criteria", criteria), ("pain_points", points)):
        for row, (name, entry) in enumerate(entries.items(), start=1):
            if not isinstance(entry or {}, dict):
                raise InputError(f"{path.name}, {part} {row} ({name}): write a mapping, got {shown(str(entry))}.", file=path.name, row=row)
    named = dict.fromkeys((*map(str, criteria), *(str(name) for entry in points.values() for name in entry or {})))
    sheet = _Sheet(path.name, tuple(named))
    _check_names(sheet)
    for row, (name, entry) in enumerate(criteria.items(), start=1):
        sheet.settings |= {(str(key).lower(), str(name)): (row, str(value)) for key, value in (entry or {}).items() if value is not None}
    for row, (name, entry) in enumerate(points.items(), start=1):
        sheet.rows.append((row, str(name), {str(key): str(value) for key, value in (entry or {}).items() if value is not None}))
    return sheet


def _criterion(name: str, sheet: _Sheet) -> Criterion:
    weight, least, most = (_setting(sheet, setting, name) for setting in ("weight", "least", "most"))
    row, better = sheet.settings.get(("better", name), (0, "more"))
    if better.lower() not in ("more", "less"):
        raise sheet.refuse(row, name, f"{shown(better)} is neither 'more' nor 'less'; say whether more of it is a reason to fix.")
    if weight is not None and weight < 0:
        raise sheet.refuse(sheet.settings["weight", name][0], name, f"a weight is 0 or more, got {weight:g}.")
    if least is not None and most is not None and least >= most:
        raise sheet.refuse(sheet.settings["most", name][0], name, f"the scale ends at {most:g}, where it begins at {least:g}.")
    return Criterion(slug(name), name, 1.0 if weight is None else weight, least, most, better.lower() == "less")


def _setting(sheet: _Sheet, setting: str, name: str) -> float | None:
    if (setting, name) not in sheet.settings:
        return None
    row, cell = sheet.settings[setting, name]
    try:
        return _number(cell)
    except ValueError as error:
        raise sheet.refuse(row, name, f"{shown(cell)} is no number.") from error


def _values(sheet: _Sheet) -> Iterable[GivenCell]:
    seen: dict[str, int] = {}
    for row, reference, cells in sheet.rows:
        if reference.casefold() in seen:
            raise sheet.refuse(
                row, "pain_point", f"{shown(reference)} stands in row {seen[reference.casefold()]} already. Give each one row."
            )
        seen[reference.casefold()] = row
        for name, cell in cells.items():
            try:
                value, low, high = parse_value(cell)
            except ValueError as error:
                raise sheet.refuse(
                    row, name, f"{shown(cell)} is no number; write 12000, a range as 8..12, or both as 10 (8..12)."
                ) from error
            yield GivenCell(reference, slug(name), value, low, high, row, name)


def _number(text: str) -> float:
    told = text.strip()
    value = float(told.replace(",", "") if _THOUSANDS.fullmatch(told) else told)
    if not math.isfinite(value):
        raise ValueError(text)
    return value
