"""One row of cells becomes a record of feedback, a rejected row or a skipped row.

Guarantees: each row gives exactly one of the three; ids follow from content alone, never from the file's name;
a customer's name leaves here only as a keyed hash; nothing that cannot be stored as text passes.
"""

import hashlib
import hmac
import re
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from vocmine.readers.dates import parse_date
from vocmine.readers.headings import normal, party
from vocmine.readers.markup import plain
from vocmine.readers.plan import SCORES, ImportPlan, ReadOptions
from vocmine.readers.scores import parse_nps, parse_number
from vocmine.readers.tables import Broken, Row, is_blank, shown
from vocmine.types import Feedback, Kind, Record, Rejected, Role, Skipped

_UNFIT = re.compile("[\x00\ud800-\udfff]")
_PLAIN = ("channel", "touchpoint_given", "customer_segment", "language", "question", "stage_asked", "speaker", "conversation")
_KINDS = ("survey", "review", "transcript")
_PREVIEWS = ("survey preview", "1")


class _BadCell(Exception):
    """A cell that cannot be taken: its column, code and message."""

    def __init__(self, column: str, code: str, message: str) -> None:
        super().__init__(message)
        self.column, self.code = column, code


class RowReader:
    """Turn the rows of one table into records, by a plan.

    Parameters
    ----------
    plan : the plan of this very table.
    options : gives constants, roles of speakers and the key of the customers' hash.
    seen : how often each content has come, shared by the tables of one file.
    """

    def __init__(self, plan: ImportPlan, options: ReadOptions, seen: "Counter[int] | None" = None) -> None:
        self._plan, self._options = plan, options
        place = {heading: i for i, heading in enumerate(plan.headings)}
        self._roles = {name: place[heading] for name, heading in plan.roles}
        self._heading = dict(plan.roles)
        self._texts = tuple((place[t.heading], t) for t in plan.texts)
        self._attributes = tuple((place[heading], heading) for heading in plan.attributes)
        self._scales = {name: (low, high) for name, low, high in plan.scales}
        self._status = next((i for h, i in place.items() if normal(h) == "status"), None) if plan.layout == "qualtrics" else None
        self._given = dict(options.values)
        self._parties = {name.strip().lower(): cast(Role, role) for name, role in options.roles}
        self._others: Role | None = _role_of_others(options)
        self._seen: Counter[int] = Counter() if seen is None else seen

    def read(self, row: Row | Broken) -> Record | Rejected | Skipped:
        """Return what one row is."""
        if isinstance(row, Broken):
            return self._reject(row.number, row.code, row.message, row.column)
        cells = row.cells
        if found := _UNFIT.search("\x1f".join(cells)):
            return self._unfit(row, found.group())
        if self._status is not None and cells[self._status].strip().lower() in _PREVIEWS:
            return Skipped(self._plan.file, row.number, "preview")
        texts = [(column, plain(cells[i])) for i, column in self._texts if not is_blank(cells[i])]
        try:
            common = self._common(cells)
        except _BadCell as bad:
            return self._reject(row.number, bad.code, str(bad), bad.column)
        texts = [(column, text) for column, text in texts if text.strip()]
        if not texts and all(common.get(name) is None for name in SCORES):
            return Skipped(self._plan.file, row.number, "empty")
        record = self._record_id(cells)
        common |= {"record": record, "source_file": self._plan.file, "source_row": row.number, "source_sheet": self._plan.sheet}
        several = len(self._texts) > 1
        feedbacks = tuple(
            Feedback(
                **(
                    common
                    | {
                        "id": f"{record}:{column.heading}" if several else record,
                        "text": text,
                        "question": common.get("question") or column.question,
                    }
                )
            )
            for column, text in texts
        )
        return Record(self._plan.file, row.number, feedbacks or (Feedback(**(common | {"id": record, "text": ""})),))

    def _common(self, cells: Sequence[str]) -> dict[str, Any]:
        """Return the fields that all feedbacks of a row share."""
        fields: dict[str, Any] = {"kind": self._kind(cells)}
        for name in _PLAIN:
            fields[name] = self._cell(name, cells)
        fields["language"] = fields["language"] or self._plan.language
        fields["created_at"] = self._date(cells)
        for name in SCORES:
            fields[name] = self._score(name, cells)
        fields["weight"] = self._number("weight", cells)
        turn = self._number("turn", cells)
        fields["turn"] = None if turn is None else int(turn)
        customer = self._cell("customer", cells)
        fields["customer"] = customer and hmac.new(self._options.secret, customer.strip().encode(), hashlib.sha256).hexdigest()[:16]
        fields["role"] = self._role(fields["speaker"], self._cell("role", cells))
        fields["attributes"] = tuple((heading, cells[i]) for i, heading in self._attributes if not is_blank(cells[i]))
        return fields

    def _cell(self, name: str, cells: Sequence[str]) -> str | None:
        if name not in self._roles:
            return self._given.get(name)
        cell = cells[self._roles[name]].strip()
        return None if is_blank(cell) else cell

    def _kind(self, cells: Sequence[str]) -> Kind:
        cell = self._cell("kind", cells)
        return cast(Kind, cell) if cell in _KINDS else self._plan.kind

    def _date(self, cells: Sequence[str]) -> datetime | None:
        cell = self._cell("created_at", cells)
        if cell is None:
            return None
        moment = parse_date(cell, self._plan.date_order)
        if moment is None:
            raise _BadCell(self._column("created_at"), "date", f"{shown(cell)} in column {self._column('created_at')!r} is not a date.")
        return moment

    def _score(self, name: str, cells: Sequence[str]) -> float | None:
        number = self._number(name, cells)
        low, high = self._scales.get(name, (None, None))
        if number is not None and low is not None and high is not None and not low <= number <= high:
            column = self._column(name)
            raise _BadCell(column, "range", f"{number:g} in column {column!r} lies outside the scale from {low:g} to {high:g}.")
        return number

    def _number(self, name: str, cells: Sequence[str]) -> float | None:
        cell = self._cell(name, cells)
        if cell is None:
            return None
        number = parse_nps(cell) if name == "nps" else parse_number(cell)
        if number is None:
            raise _BadCell(self._column(name), "number", f"{shown(cell)} in column {self._column(name)!r} is not a number.")
        return number

    def _column(self, name: str) -> str:
        return self._heading.get(name, f"--set {name}")

    def _role(self, speaker: str | None, word: str | None) -> Role | None:
        for name in (speaker, word):
            if name and name.strip().lower() in self._parties:
                return self._parties[name.strip().lower()]
        known = party(word) if word else party(speaker) if speaker else None
        if known or not speaker:
            return known
        return self._others

    def _record_id(self, cells: Sequence[str]) -> str:
        if self._plan.id_unique and "id" in self._roles:
            return cells[self._roles["id"]]
        content = "\x1e".join(f"{h}\x1f{c}" for h, c in zip(self._plan.headings, cells, strict=True) if c)
        digest = hashlib.sha256(content.encode()).digest()
        key = int.from_bytes(digest[:8], "big")
        self._seen[key] += 1
        if self._seen[key] > 1:
            digest = hashlib.sha256(digest + str(self._seen[key]).encode()).digest()
        return digest.hex()[:16]

    def _unfit(self, row: Row, sign: str) -> Rejected:
        heading = next(h for h, c in zip(self._plan.headings, row.cells, strict=True) if sign in c)
        if sign == "\x00":
            return self._reject(row.number, "nul", f"Column {heading!r} holds a NUL character.", heading)
        byte = ord(sign) - 0xDC00
        what = f"the byte 0x{byte:02x}, which is not {self._plan.encoding}" if 0x80 <= byte <= 0xFF else "half of a surrogate pair"
        return self._reject(row.number, "encoding", f"Column {heading!r} holds {what}.", heading)

    def _reject(self, number: int, code: str, message: str, column: str | None) -> Rejected:
        return Rejected(self._plan.file, number, code, message, self._plan.sheet, column)


def _role_of_others(options: ReadOptions) -> Role | None:
    """Return what a speaker is who is named in no ``--role``: the other side of those who are, else a customer."""
    given = {role for _, role in options.roles}
    return "agent" if "customer" in given else "customer"
