"""Tables as the sheets of one ``.xlsx`` file.

Guarantees: numbers are numbers, text is made safe by ``formula_safe`` and stays text; no formula, link or control sign acts; headings
stay in sight; what a cell cannot hold is cut visibly, what a sheet cannot hold is refused; the same tables give the same file.
"""

import math
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from vocmine.errors import UsageError
from vocmine.export.score_rows import cell
from vocmine.export.tables import Kind, Table

XLSX_ROWS = 1_048_575
XLSX_CELL = 32_767
_CUT = " … [cut; whole in .csv, .jsonl or .parquet]"
_SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_FORMATS: dict[Kind, dict[str, Any]] = {"share": {"num_format": "0.0%"}, "number": {"num_format": "0.00"}, "lines": {"text_wrap": True}}
_NARROWEST, _WIDEST = 8, 60


def write_sheets(tables: Sequence[Table], target: Path | BytesIO) -> int:
    """Write each table as a sheet of its name, and return how many rows they have together.

    Raises
    ------
    UsageError
        If a table has more rows than a sheet holds.
    """
    import xlsxwriter

    memory = "in_memory" if isinstance(target, BytesIO) else "constant_memory"
    with xlsxwriter.Workbook(target if isinstance(target, BytesIO) else str(target), {memory: True, **_SAFE}) as workbook:
        workbook.set_properties({"created": datetime(2000, 1, 1)})  # a fixed one, so that the same table gives the same file
        return sum(_add(workbook, table) for table in tables)


def _add(workbook: Any, table: Table) -> int:
    sheet = workbook.add_worksheet(table.name)
    sheet.freeze_panes(1, 0)
    bold = workbook.add_format({"bold": True, "valign": "top"})
    kinds: dict[Kind, Any] = {kind: workbook.add_format(_FORMATS.get(kind, {}) | {"valign": "top"}) for _, kind in table.columns}
    formats = [kinds[kind] for _, kind in table.columns]
    widths = [len(name) for name in table.names]
    for column, name in enumerate(table.names):
        sheet.write_string(0, column, _fitting(cell(name)), bold)
    rows = 0
    for row in table.rows:
        rows += 1
        if rows > XLSX_ROWS:
            raise UsageError(f"A spreadsheet holds {XLSX_ROWS:,} rows at most; pass a name that ends in .csv, .jsonl or .parquet.")
        for column, name in enumerate(table.names):
            widths[column] = max(widths[column], _write(sheet, (rows, column), row[name], formats[column]))
    for column, width in enumerate(widths):
        sheet.set_column(column, column, min(max(width + 1, _NARROWEST), _WIDEST))
    return rows


def _write(sheet: Any, place: tuple[int, int], value: Any, form: Any) -> int:
    """Write a value and return how wide it is, in signs; figures are never wider than their headings."""
    if isinstance(value, bool):
        sheet.write_boolean(*place, value, form)
    elif isinstance(value, int | float) and math.isfinite(value):
        sheet.write_number(*place, value, form)
    elif value is not None:
        text = _fitting(cell(value))
        sheet.write_string(*place, text, form)
        return max(map(len, text[: 10 * _WIDEST].split("\n")))
    return 0


def _fitting(text: str) -> str:
    """Return text that fits a cell, which is measured in UTF-16 units."""
    units = text.encode("utf-16-le", errors="surrogatepass")
    if len(units) <= 2 * XLSX_CELL:
        return text
    return units[: 2 * (XLSX_CELL - len(_CUT))].decode("utf-16-le", errors="ignore") + _CUT
