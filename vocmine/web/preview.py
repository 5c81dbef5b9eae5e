"""Uploaded files as they will be read: what was detected, what is corrected, and the first feedback as it will be stored.

Guarantees: nothing is stored; what is returned was redacted; a correction is only what differs from what was detected.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from vocmine import compose
from vocmine.errors import InputError
from vocmine.readers import open as reading
from vocmine.readers.plan import ImportPlan
from vocmine.types import Feedback, Record

FIRST = 5
# The roles that can be corrected on screen, and what they are called.
ROLES = {
    "created_at": "Date",
    "rating": "Stars or rating",
    "nps": "NPS (0 to 10)",
    "csat": "CSAT",
    "ces": "CES",
    "channel": "Channel",
    "customer_segment": "Group",
    "customer": "Customer (kept as a keyed hash)",
    "conversation": "Conversation",
    "speaker": "Speaker",
    "stage_asked": "Stage asked about",
}
Options = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Preview:
    """The plans of the files and the first feedback; ``error`` says in a sentence why there are none."""

    plans: tuple[ImportPlan, ...] = ()
    first: tuple[Feedback, ...] = ()
    error: str = ""
    headings: tuple[str, ...] = ()


def look(paths: Sequence[Path], options: Options) -> Preview:
    """Return how files are understood under the options of ``compose.read_options``."""
    asked = compose.read_options(**options)
    try:
        plans = compose.inspect(paths, asked)
        redactor = compose.redactor()
        found: list[Feedback] = []
        for path, plan in zip(paths, plans, strict=True):
            records = (row for row in reading.read(path, asked, plan) if isinstance(row, Record))
            told = (redactor.redact(feedback) for record in records for feedback in record.feedbacks if feedback.text)
            found.extend(islice(told, FIRST - len(found)))
    except InputError as error:
        return Preview(error=str(error), headings=tuple(getattr(error, "available", ())))
    return Preview(plans, tuple(found), headings=tuple(dict.fromkeys(name for plan in plans for name in plan.headings)))


def corrections(plan: ImportPlan | None, chosen: Options) -> dict[str, Any]:
    """Return the options that turn what was detected into what was chosen.

    Parameters
    ----------
    plan : what was detected, None where nothing was.
    chosen : ``kind``, ``texts`` (headings), ``id`` and the fields of ``ROLES`` (a heading or None).
    """
    options: dict[str, Any] = {}
    if plan is None or chosen["kind"] != plan.kind:
        options["kind"] = chosen["kind"]
    if plan is None or tuple(chosen["texts"]) != tuple(text.heading for text in plan.texts):
        options["text"] = ",".join(chosen["texts"]) or None
    if chosen["id"] and (plan is None or chosen["id"] != plan.role("id")):
        options["id"] = chosen["id"]
    changed = tuple((role, chosen[role]) for role in ROLES if chosen.get(role) and (plan is None or chosen[role] != plan.role(role)))
    if changed:
        options["mapping"] = changed
    return {name: value for name, value in options.items() if value}
