"""What the user asked of a file, and what was decided about it.

Guarantees: both are frozen and comparable; a plan holds headings and counts, never a value of a personal column.
"""

import json
from dataclasses import asdict, dataclass, fields

from vocmine.readers.dates import Order
from vocmine.readers.tables import Layout
from vocmine.types import Feedback, Kind

_OWN = ("id", "text")
_NOT_GIVEN = ("record", "source_file", "source_row", "source_sheet", "attributes", "redactions")
FIELDS: tuple[str, ...] = tuple(_OWN + tuple(f.name for f in fields(Feedback) if f.name not in (*_OWN, *_NOT_GIVEN)))
SCORES = ("rating", "nps", "csat", "ces")


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What overrules detection.

    Parameters
    ----------
    text : a heading, or several parted by commas.
    id : the heading of the column that names a row.
    mapping : pairs of canonical field and heading (``--map``).
    values : pairs of canonical field and value for every row (``--set``).
    roles : pairs of speaker and ``customer``, ``agent`` or ``system`` (``--role``).
    secret : key of the hash that stands for a customer.
    """

    kind: Kind | None = None
    text: str | None = None
    id: str | None = None
    mapping: tuple[tuple[str, str], ...] = ()
    values: tuple[tuple[str, str], ...] = ()
    roles: tuple[tuple[str, str], ...] = ()
    secret: bytes = b""


@dataclass(frozen=True, slots=True)
class TextColumn:
    """A column that is read as text, and the question that it answers."""

    heading: str
    question: str | None = None


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What was decided about a file: shown before anything is stored, kept with the import.

    ``rows`` counts the records that were seen, header excluded; ``skipped_lines`` the title lines above the header.
    ``roles`` pairs canonical field and heading; ``date_order`` is ``dmy`` or ``mdy`` where the column needs one.
    ``id_unique`` tells whether the id column names rows (else a content hash does).
    ``scales`` holds (field, low, high); ``dropped`` (heading, reason) of the columns that are not kept.
    ``speakers`` names those of captions, at most 20, so that the user can say who is the customer.
    ``language`` is the code (ISO 639-1) of what most texts are written in, where that is not English: what a row without a code of
    its own gets, so that a text too short to show its language has that of its file.
    ``unread`` pairs the members of an archive that cannot be read with the reason.
    ``parts`` lists the plans of an archive's members, or of a workbook's sheets, where there is more than one.
    """

    file: str
    container: str | None
    format: str
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    header_rows: int = 1
    skipped_lines: int = 0
    rows: int = 0
    kind: Kind = "review"
    headings: tuple[str, ...] = ()
    roles: tuple[tuple[str, str], ...] = ()
    texts: tuple[TextColumn, ...] = ()
    dropped: tuple[tuple[str, str], ...] = ()
    attributes: tuple[str, ...] = ()
    scales: tuple[tuple[str, float, float], ...] = ()
    notes: tuple[str, ...] = ()
    id_unique: bool = False
    date_order: Order | None = None
    layout: Layout = "plain"
    speakers: tuple[str, ...] = ()
    language: str | None = None
    unread: tuple[tuple[str, str], ...] = ()
    parts: tuple["ImportPlan", ...] = ()

    def role(self, field: str) -> str | None:
        """Return the heading that plays a canonical field, if any."""
        return next((heading for name, heading in self.roles if name == field), None)

    def to_json(self) -> str:
        """Return the plan as one JSON object."""
        return json.dumps(asdict(self), ensure_ascii=False)
