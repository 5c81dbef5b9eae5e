"""Tables as files: ``.jsonl .csv .xlsx .parquet .sav``; the name's ending chooses.

Guarantees: rows are streamed, at most ``CHUNK`` of them in memory (Parquet, XLSX); the file appears whole or not at all;
JSONL and Parquet are exact; CSV and XLSX carry text made safe by ``formula_safe`` and no formula, link or control sign acts;
what a spreadsheet cannot hold is cut visibly (a cell) or refused (rows).
"""

import csv
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from vocmine.errors import UsageError
from vocmine.export.score_rows import Row, arrow_schema, arrow_table, cell, json_line
from vocmine.export.sheets import write_sheets
from vocmine.export.spss import write_sav
from vocmine.export.tables import Kind, Table

if TYPE_CHECKING:
    import pyarrow as pa

CHUNK = 10_000


def write_table(table: Table, path: Path) -> int:
    """Write a table to ``path`` and return how many rows it has.

    Raises
    ------
    UsageError
        If the ending is none of these, the file cannot be written, or an XLSX file would need more rows than it can hold.
    """
    writer = _WRITERS.get(path.suffix.lower())
    if writer is None:
        raise UsageError(f"Cannot write {path.name}: the name must end in one of {', '.join(_WRITERS)}.")
    partial = path.with_name(f".{path.name}.partial")
    try:
        partial.touch()  # XlsxWriter would notice only at its end, and leave its own files behind
        rows = writer(table, partial)
        partial.replace(path)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror or error}.") from error
    finally:
        partial.unlink(missing_ok=True)
    return rows


def _jsonl(table: Table, path: Path) -> int:
    rows = 0
    with path.open("w", encoding="utf-8", newline="\n") as handle:
        for row in table.rows:
            handle.write(json_line(row) + "\n")
            rows += 1
    return rows


def _csv(table: Table, path: Path) -> int:
    rows = 0
    with path.open("w", encoding="utf-8-sig", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\r\n")
        writer.writerow([cell(name) for name in table.names])
        for row in table.rows:
            writer.writerow([cell(row[name]) for name in table.names])
            rows += 1
    return rows


def _xlsx(table: Table, path: Path) -> int:
    return write_sheets((table,), path)


def _parquet(table: Table, path: Path) -> int:
    import pyarrow.parquet

    rows = 0
    schema = _schema(table.columns)
    with pyarrow.parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        for chunk in _chunks(iter(table.rows)):
            writer.write_table(_arrow(chunk, table, schema))
            rows += len(chunk)
    return rows


def _schema(columns: tuple[tuple[str, Kind], ...]) -> "pa.Schema":
    import pyarrow as pa

    plain: dict[Kind, pa.DataType] = {"text": pa.string(), "lines": pa.string(), "count": pa.int64(), "number": pa.float64()}
    plain |= {"given": pa.string(), "flag": pa.int64()}
    kinds = plain | {"share": pa.float64(), "time": pa.timestamp("us", tz="UTC")}
    return pa.schema([arrow_schema([name]).field(0) if kind == "score" else (name, kinds[kind]) for name, kind in columns])


def _arrow(rows: list[Row], table: Table, schema: "pa.Schema") -> "pa.Table":
    import pyarrow as pa

    scored = arrow_table(rows, [name for name, kind in table.columns if kind == "score"])
    plain = {name: pa.array([row[name] for row in rows], type=schema.field(name).type) for name, kind in table.columns if kind != "score"}
    return pa.Table.from_arrays([plain[name] if name in plain else scored.column(name) for name in table.names], schema=schema)


def _chunks(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


_WRITERS: Mapping[str, Callable[[Table, Path], int]] = {
    ".jsonl": _jsonl,
    ".csv": _csv,
    ".xlsx": _xlsx,
    ".parquet": _parquet,
    ".sav": write_sav,
}
