"""Named columns of a table in any format that is read, as text and nothing more: for labelled data.

Guarantees: cells come out in the order asked, rows in the file's; no column is guessed; a row that cannot be
taken comes out as ``Broken``.
"""

from collections.abc import Sequence
from pathlib import Path

from vocmine.errors import ColumnMissing
from vocmine.readers.container import members
from vocmine.readers.open import open_tables
from vocmine.readers.tables import Broken, Row, Rows


def read_columns(path: Path, headings: Sequence[str]) -> Rows:
    """Yield the cells under some headings, from the first table that has them all.

    Raises
    ------
    ColumnMissing
        If no table of the file has one of the headings.
    InputError
        If the file cannot be read.
    """
    tables = [table for member in members(path) for table in open_tables(member)]
    for table in tables:
        if set(headings) <= set(table.headings):
            places = [table.headings.index(heading) for heading in headings]
            return (row if isinstance(row, Broken) else Row(row.number, tuple(row.cells[i] for i in places)) for row in table.rows())
    available = [heading for table in tables for heading in table.headings]
    missing = next((heading for heading in headings if heading not in available), headings[0])
    raise ColumnMissing(missing, available, file=path.name, option="the heading as the file has it")
