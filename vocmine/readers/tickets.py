"""Which tickets of an issue tracker are of which themes, from the tracker's own export (CSV, XLSX …).

Guarantees: a ticket is known by its label ``vocmine-theme-…`` wherever in its row that stands; of two of one theme the first counts.
"""

import re
from pathlib import Path
from urllib.parse import unquote

from vocmine.errors import InputError
from vocmine.readers.container import members
from vocmine.readers.open import open_tables
from vocmine.readers.tables import Broken

KEYS = ("issue key", "key", "id")
_MARK = re.compile(r"vocmine-theme-([\w.%~-]+)")


def read_known_tickets(path: Path) -> dict[str, str]:
    """Return the tracker's key of the ticket of each theme id.

    Raises
    ------
    InputError
        If the file has no column of keys, or no ticket in it is of a theme.
    """
    known: dict[str, str] = {}
    headings: tuple[str, ...] = ()
    for table in (table for member in members(path) for table in open_tables(member)):
        headings = tuple(heading.strip().lower() for heading in table.headings)
        place = next((headings.index(key) for key in KEYS if key in headings), None)
        if place is None:
            continue
        for row in table.rows():
            if not isinstance(row, Broken) and row.cells[place].strip():
                for mark in _MARK.findall("\n".join(row.cells)):
                    known.setdefault(unquote(mark), row.cells[place].strip())
    if not known:
        raise InputError(
            f"{path.name} holds no ticket of a theme: it needs a column 'Issue Key' or 'ID', and the labels or tags of the tickets.",
            file=path.name,
        )
    return known
