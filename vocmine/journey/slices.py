"""What was scored, cut by month or by a field: how many people, and which way they lean.

Guarantees: people are distinct units; months follow one another without a hole; values stand largest first, then by name.
A person leans as on the map: by whether more of what they said there is positive or negative.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from vocmine.types import Feedback, Scored

_LEAN = {"positive": 1, "negative": -1}
_FIELDS = ("channel", "customer_segment", "kind", "touchpoint_given", "source_file", "stage_asked", "language")


@dataclass(frozen=True, slots=True)
class Slice:
    """A month (``2026-03``) or a value, with its people; the three ways of leaning add up to ``people``."""

    name: str
    people: int
    favourable: int
    neutral: int
    unfavourable: int


def by_month(scored: Iterable[Scored]) -> tuple[Slice, ...]:
    """Return a slice a month, from the first to the last that has a date; undated feedback is left out."""
    found: dict[str, list[Scored]] = defaultdict(list)
    for one in scored:
        if one.segment.feedback.created_at:
            found[f"{one.segment.feedback.created_at:%Y-%m}"].append(one)
    return tuple(_slice(month, found.get(month, [])) for month in _months(min(found), max(found))) if found else ()


def by_field(scored: Iterable[Scored], field: str) -> tuple[Slice, ...]:
    """Return a slice a value of a feedback's field, or of one of its attributes; feedback without a value is left out."""
    found: dict[str, list[Scored]] = defaultdict(list)
    for one in scored:
        value = _value(one.segment.feedback, field)
        if value:
            found[value].append(one)
    slices = (_slice(value, members) for value, members in found.items())
    return tuple(sorted(slices, key=lambda one: (-one.people, one.name)))


def _value(feedback: Feedback, field: str) -> str | None:
    if field in _FIELDS:
        value: str | None = getattr(feedback, field)
        return value
    return dict(feedback.attributes).get(field)


def _slice(name: str, members: Iterable[Scored]) -> Slice:
    leans: dict[str, int] = defaultdict(int)
    for one in members:
        leans[one.segment.feedback.unit] += _LEAN.get(one.reading.sentiment_label or "", 0)
    up, down = sum(lean > 0 for lean in leans.values()), sum(lean < 0 for lean in leans.values())
    return Slice(name, len(leans), up, len(leans) - up - down, down)


def _months(first: str, last: str) -> list[str]:
    start, end = (int(month[:4]) * 12 + int(month[5:]) - 1 for month in (first, last))
    return [f"{month // 12:04d}-{month % 12 + 1:02d}" for month in range(start, end + 1)]
