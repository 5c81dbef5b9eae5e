"""Rows of an Arrow table as records, for whoever scores tables instead of files."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from vocmine.readers.header import unique_headings
from vocmine.readers.parquet import table_rows
from vocmine.readers.plan import ReadOptions
from vocmine.readers.roles import decide
from vocmine.readers.rows import RowReader
from vocmine.readers.tables import Table
from vocmine.types import Record, Rejected, Skipped

if TYPE_CHECKING:
    import pyarrow as pa

_NOTHING = ReadOptions()


def read_table(table: "pa.Table", options: ReadOptions = _NOTHING) -> Iterator[Record | Rejected | Skipped]:
    """Yield the rows of a table, in its order, as ``open.read`` does those of a file; their file is called ``table``.

    A table may be a slice of anything, so that no text takes the language of those beside it.

    Raises
    ------
    InputError
        If no column holds text or a score.
    """
    headings, notes = unique_headings(table.column_names)
    source = Table(headings=headings, rows=lambda: table_rows(table.to_batches(4096)), format="arrow", notes=notes)
    reader = RowReader(replace(decide("table", None, source, options), language=None), options)
    yield from map(reader.read, source.rows())
