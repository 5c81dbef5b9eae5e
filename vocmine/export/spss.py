"""A table as an SPSS file (``.sav``): one variable a column, its heading as the label.

Guarantees: names of variables are valid and differ, whatever the headings; codes have value labels; text is text and nothing of it acts;
text that a variable cannot hold is cut visibly; the same table gives the same file. The whole table is held in memory.

What SPSS allows (IBM SPSS Statistics, "Variable names"): 64 bytes, a letter first, then letters, digits and ``_``, no reserved word, no two
names that differ in case alone; labels of variables have 256 bytes, those of values 120, text 32,767 bytes.
"""

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from vocmine.errors import PackageMissing, UsageError
from vocmine.export.score_rows import json_text
from vocmine.export.tables import Kind, Table

if TYPE_CHECKING:
    import pandas as pd

Measure = Literal["nominal", "scale"]
NAME, LABEL, VALUE_LABEL, TEXT = 56, 250, 118, 32_000
_RESERVED = frozenset(("all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with"))
_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?")
_CREATED, _FIXED = slice(92, 109), b"01 Jan 0000:00:00"
_CUT = " … [cut; whole in .csv, .jsonl or .parquet]"


@dataclass(frozen=True, slots=True)
class _Variable:
    label: str
    values: Any
    measure: Measure
    format: str | None = None
    value_labels: Mapping[float, str] = field(default_factory=dict)


def write_sav(table: Table, path: Path) -> int:
    """Write a table and return how many rows it has.

    Raises
    ------
    PackageMissing
        If pyreadstat is not installed.
    UsageError
        If the table has no row: a file of SPSS tells the widths of its text by its rows.
    """
    try:
        import pyreadstat
    except ImportError as error:
        raise PackageMissing("pyreadstat", "A file for SPSS", "'vocmine[spss]'") from error
    import pandas as pd

    rows = list(table.rows)
    if not rows:
        raise UsageError(f"There is no row of {table.name} to write; an SPSS file cannot be empty.")
    codes = dict(table.codes)
    variables = dict(
        zip(
            variable_names(table.names),
            (_variable(name, kind, [row[name] for row in rows], codes.get(name)) for name, kind in table.columns),
            strict=True,
        )
    )
    pyreadstat.write_sav(
        pd.DataFrame({name: one.values for name, one in variables.items()}),
        str(path),
        column_labels={name: one.label for name, one in variables.items()},
        variable_value_labels={name: dict(one.value_labels) for name, one in variables.items() if one.value_labels},
        variable_measure={name: one.measure for name, one in variables.items()},
        variable_format={name: one.format for name, one in variables.items() if one.format},
        row_compress=True,
    )
    _fix_creation(path)
    return len(rows)


def variable_names(headings: Sequence[str]) -> tuple[str, ...]:
    """Return a valid name for each heading, none like another.

    Examples
    --------
    >>> variable_names(("Größe (cm)", "grosse cm", "with", "2 Jahre", "名前"))
    ('Groe_cm', 'grosse_cm', 'with_', 'v_2_Jahre', 'v_5')
    """
    taken: set[str] = set()
    names = []
    for place, heading in enumerate(headings, start=1):
        plain = unicodedata.normalize("NFKD", heading).encode("ascii", errors="ignore").decode()
        base = re.sub(r"[^A-Za-z0-9]+", "_", plain).strip("_")[:NAME] or str(place)
        base = base if base[0].isalpha() else f"v_{base}"
        base = f"{base}_" if base.lower() in _RESERVED else base
        name, again = base, 2
        while name.lower() in taken:
            name, again = f"{base}_{again}", again + 1
        taken.add(name.lower())
        names.append(name)
    return tuple(names)


def _variable(heading: str, kind: Kind, values: Sequence[Any], codes: tuple[tuple[str, str], ...] | None) -> _Variable:
    label = _fitting(heading, LABEL, "…")
    if codes is not None:
        numbers = {value: float(number) for number, (value, _) in enumerate(codes, start=1)}
        labels = {float(number): _fitting(name, VALUE_LABEL, "…") for number, (_, name) in enumerate(codes, start=1)}
        return _Variable(label, [numbers.get(value, math.nan) for value in values], "nominal", "F2.0", labels)
    if kind == "flag":
        return _Variable(label, _floats(values), "nominal", "F2.0", {0.0: "no", 1.0: "yes"})
    if kind == "time":
        return _Variable(f"{label} (UTC)", _times(values), "scale")
    if kind in ("count", "number", "share") or (kind == "given" and _all_numbers(values)):
        return _Variable(label, _floats(values), "scale", "F8.0" if kind == "count" else None)
    return _Variable(label, [_text(value) for value in values], "nominal")


def _all_numbers(values: Sequence[str | None]) -> bool:
    """Tell whether values are numbers that lose nothing by becoming one: ``007`` and ``1e3`` are text."""
    told = [value for value in values if value]
    return bool(told) and all(_NUMBER.fullmatch(value) for value in told)


def _floats(values: Sequence[Any]) -> list[float]:
    return [math.nan if value is None or value == "" else float(value) for value in values]


def _times(values: Sequence[Any]) -> "pd.Series[pd.Timestamp]":
    import pandas as pd

    return pd.Series(pd.to_datetime(pd.Series(list(values), dtype="object"), utc=True)).dt.tz_localize(None)


def _text(value: Any) -> str:
    plain = "" if value is None else value if isinstance(value, str) else json_text(value)
    return _fitting(plain.replace("\0", "").encode("utf-8", errors="replace").decode(), TEXT, _CUT)


def _fitting(text: str, most: int, cut: str) -> str:
    """Return text of at most so many bytes of UTF-8, what is left out marked by ``cut``."""
    content = text.encode("utf-8", errors="replace")
    if len(content) <= most:
        return text
    return content[: most - len(cut.encode())].decode(errors="ignore") + cut


def _fix_creation(path: Path) -> None:
    """Put a fixed time in the place of that of writing, so that the same table gives the same file."""
    with path.open("r+b") as handle:
        handle.seek(_CREATED.start)
        handle.write(_FIXED)
