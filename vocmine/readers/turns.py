"""Conversations as rows of turns: what stands on a conversation's first row holds for all of its turns.

Guarantees: turns are numbered within their conversation; a turn's own text, speaker and times are never carried on;
whether the customer's contact was resolved reads ``yes``, ``no`` or ``unknown``.
"""

from collections import Counter, OrderedDict
from dataclasses import replace

from vocmine.readers.headings import normal
from vocmine.readers.plan import ImportPlan, ReadOptions
from vocmine.readers.rows import RowReader
from vocmine.readers.tables import Broken, Row
from vocmine.types import Feedback, Record, Rejected, Skipped

_OPEN = 10_000
_OF_A_TURN = ("start", "end", "duration", "offset", "is ivr", "begin offset millis", "end offset millis")
_NAMES = {"contact reason": "contact_reason", "resolved": "resolved", "is resolved": "resolved"}
_YES, _NO = ("yes", "true", "1", "y", "resolved"), ("no", "false", "0", "n", "unresolved")
_FIELDS_OF_A_CONVERSATION = (
    "created_at",
    "channel",
    "customer",
    "customer_segment",
    "language",
    "rating",
    "nps",
    "csat",
    "ces",
    "touchpoint_given",
)


class TurnReader:
    """Turn the rows of a table of turns into records, by a plan."""

    def __init__(self, plan: ImportPlan, options: ReadOptions, seen: "Counter[int] | None" = None) -> None:
        self._rows = RowReader(plan, options, seen)
        place = {heading: i for i, heading in enumerate(plan.headings)}
        roles = dict(plan.roles)
        self._conversation = place[roles["conversation"]]
        carried = [place[roles[name]] for name in _FIELDS_OF_A_CONVERSATION if name in roles]
        self._carried = (*carried, *(place[h] for h in plan.attributes if normal(h) not in _OF_A_TURN))
        self._ivr = next((i for h, i in place.items() if normal(h) == "is ivr"), None)
        self._first: OrderedDict[str, tuple[str, ...]] = OrderedDict()
        self._turns: dict[str, int] = {}

    def read(self, row: Row | Broken) -> Record | Rejected | Skipped:
        """Return what one turn is."""
        if isinstance(row, Broken):
            return self._rows.read(row)
        key = row.cells[self._conversation]
        self._turns[key] = self._turns.get(key, 0) + 1
        result = self._rows.read(Row(row.number, self._carry(key, row.cells)))
        if not isinstance(result, Record):
            return result
        system = self._ivr is not None and row.cells[self._ivr].strip().lower() in _YES
        return replace(result, feedbacks=tuple(self._finish(f, self._turns[key], system) for f in result.feedbacks))

    def _carry(self, key: str, cells: tuple[str, ...]) -> tuple[str, ...]:
        """Return the cells, the empty ones of the conversation filled from its first row."""
        first = self._first.get(key)
        if first is None:
            self._first[key] = cells
            if len(self._first) > _OPEN:
                old, _ = self._first.popitem(last=False)
                self._turns.pop(old, None)
            return cells
        filled = list(cells)
        for place in self._carried:
            filled[place] = cells[place] or first[place]
        return tuple(filled)

    def _finish(self, feedback: Feedback, turn: int, system: bool) -> Feedback:
        attributes = tuple(_attribute(heading, value) for heading, value in feedback.attributes)
        role = "system" if system else feedback.role
        return replace(feedback, turn=turn if feedback.turn is None else feedback.turn, role=role, attributes=attributes)


def _attribute(heading: str, value: str) -> tuple[str, str]:
    name = _NAMES.get(normal(heading))
    if name != "resolved":
        return name or heading, value
    word = value.strip().lower()
    return name, "yes" if word in _YES else "no" if word in _NO else "unknown"
