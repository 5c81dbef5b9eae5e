"""Figures of stages that a user brings (drop-off, containment, cost, revenue …) from a CSV, XLSX or like table.

Guarantees: figures come out in the file's order, each of a stage of the journey; a row that cannot be taken is named with its file, row and
column, and nothing of the file is taken then.
"""

import math
import re
from collections.abc import Mapping
from pathlib import Path

from vocmine.errors import InputError
from vocmine.map_types import SuppliedMetric
from vocmine.readers.container import members
from vocmine.readers.open import open_tables
from vocmine.readers.tables import Broken, Table, is_blank, shown
from vocmine.types import Journey

NEEDED = ("stage", "metric", "value")
MORE = ("low", "high", "n", "unit", "source")
LONGEST = 80
_NUMBER = re.compile(r"[+\-−]?\d+(?:[.,]\d+)?(?:[eE][+-]?\d+)?")
_THOUSANDS = re.compile(r"[+\-−]?\d{1,3},\d{3}")


def read_metrics(path: Path, journey: Journey) -> tuple[SuppliedMetric, ...]:
    """Return the figures of a file.

    Parameters
    ----------
    journey : the definition whose stages the figures are of; a stage is named by its id or its name.

    Raises
    ------
    InputError
        If the file lacks a column that is needed, or a row breaks the rules: a stage that the journey has not, a value that is no
        number, an interval of one end or without the value, an ``n`` that is no count, or a second figure of one metric at one stage.
    """
    stages = {name.casefold(): stage.id for stage in journey.stages for name in (stage.name, stage.id)}
    found: dict[tuple[str, str], int] = {}
    metrics: list[SuppliedMetric] = []
    for number, cells in _rows(path):
        row = _Row(path.name, number, cells)
        one = _metric(row, stages)
        if (one.stage, one.metric) in found:
            raise row.refuse("metric", f"{one.metric!r} of {one.stage!r} stands in row {found[one.stage, one.metric]} already.")
        found[one.stage, one.metric] = number
        metrics.append(one)
    if not metrics:
        raise InputError(f"{path.name} holds no figure; write a row for each stage and metric.", file=path.name)
    return tuple(metrics)


class _Row:
    """A row whose cells are asked for by the names of their columns."""

    def __init__(self, file: str, number: int, cells: Mapping[str, str]) -> None:
        self.file, self.number, self._cells = file, number, cells

    def refuse(self, column: str, what: str) -> InputError:
        place = f"{self.file}, row {self.number}, column {column!r}"
        return InputError(f"{place}: {what}", file=self.file, row=self.number, column=column)

    def text(self, column: str) -> str:
        text = self._cells.get(column, "").strip()
        if len(text) > LONGEST or not text.isprintable():
            raise self.refuse(column, f"{shown(text)}: at most {LONGEST} printable signs.")
        return "" if is_blank(text) else text

    def number_or_none(self, column: str) -> float | None:
        text = self.text(column)
        if not text:
            return None
        if not _NUMBER.fullmatch(text) or _THOUSANDS.fullmatch(text):
            raise self.refuse(
                column, f"{shown(text)} is no plain number; write 1234.5, without thousands signs, its unit in column 'unit'."
            )
        value = float(text.replace(",", ".").replace("−", "-"))
        if not math.isfinite(value):
            raise self.refuse(column, f"{shown(text)} is too large.")
        return value


def _rows(path: Path) -> list[tuple[int, Mapping[str, str]]]:
    seen: tuple[str, ...] = ()
    for table in (table for member in members(path) for table in open_tables(member)):
        headings = tuple(heading.strip().lower() for heading in table.headings)
        if set(NEEDED) <= set(headings):
            return _filled(path, table, headings)
        seen = seen or headings
    lacking = next(name for name in NEEDED if name not in seen)
    raise InputError(
        f"{path.name} has no column {lacking!r}; a file of metrics has {', '.join(NEEDED)}, and where they are known {', '.join(MORE)}.",
        file=path.name,
        column=lacking,
    )


def _filled(path: Path, table: Table, headings: tuple[str, ...]) -> list[tuple[int, Mapping[str, str]]]:
    rows: list[tuple[int, Mapping[str, str]]] = []
    for row in table.rows():
        if isinstance(row, Broken):
            raise InputError(f"{path.name}, row {row.number}: {row.message}", file=path.name, row=row.number)
        if not all(map(is_blank, row.cells)):
            rows.append((row.number, dict(zip(headings, row.cells, strict=False))))
    return rows


def _metric(row: _Row, stages: Mapping[str, str]) -> SuppliedMetric:
    told, metric, value = row.text("stage"), row.text("metric"), row.number_or_none("value")
    stage = stages.get(told.casefold())
    if stage is None:
        raise row.refuse("stage", f"{told!r} is no stage of the journey; it has {', '.join(dict.fromkeys(stages.values()))}.")
    if not metric:
        raise row.refuse("metric", "it is empty; say what the figure measures.")
    if value is None:
        raise row.refuse("value", "it is empty; leave the row out where there is no figure.")
    low, high = row.number_or_none("low"), row.number_or_none("high")
    if (low is None) != (high is None):
        raise row.refuse("low" if low is None else "high", "it is empty; an interval has both ends, or leave both empty.")
    if low is not None and high is not None and not low <= value <= high:
        raise row.refuse("value", f"{value:g} does not lie between low {low:g} and high {high:g}.")
    n = row.number_or_none("n")
    if n is not None and (n < 1 or n != int(n)):
        raise row.refuse("n", f"{n:g} is no count; write how many the figure rests on, or leave it empty.")
    return SuppliedMetric(stage, metric, value, low, high, None if n is None else int(n), row.text("unit"), row.text("source") or row.file)
