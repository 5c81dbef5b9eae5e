"""Time cut into periods, and who spoke in each.

Guarantees: periods follow one another without a hole; days are UTC; feedback without a date stands in no period;
a unit counts once in a period, and in each period in which it spoke.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from vocmine.journey.shares import Population
from vocmine.map_types import Subject
from vocmine.types import Scored

MOST = 26
_WEEK = 7
_MONTHS = (1, 3, 12)
Days = Mapping[date, Set[str]]


@dataclass(frozen=True)
class Followed:
    """A stage or theme that is followed through time, and the segments that tell of it, the most telling first."""

    kind: Subject
    id: str
    label: str
    segments: Sequence[Scored]

    @cached_property
    def days(self) -> Days:
        """The units that told of it on each day."""
        return by_day(self.segments)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The first days of periods, in order, and the last day of the last one."""

    starts: tuple[date, ...]
    last: date

    def place(self, day: date) -> int | None:
        """Return which period a day falls in, from 0; None where it falls in none."""
        return bisect_right(self.starts, day) - 1 if self.starts[0] <= day <= self.last else None


@dataclass(frozen=True, slots=True)
class Spoken:
    """The units that were read in each period of a calendar."""

    calendar: Calendar
    people: tuple[Population, ...]

    def among(self, days: Days) -> tuple[frozenset[str], ...]:
        """Return the units that told something, period by period."""
        return _by_period(days, self.calendar)

    def counts(self, units: Sequence[frozenset[str]]) -> tuple[list[float], list[float]]:
        """Return how many told and how many spoke, period by period; with survey weights in units weighed alike."""
        n = [people.effective_n for people in self.people]
        return [people.fraction(some) * size for people, some, size in zip(self.people, units, n, strict=True)], n


def by_day(segments: Iterable[Scored]) -> Days:
    """Return the units of the segments, day by day; those without a date are left out."""
    days: dict[date, set[str]] = defaultdict(set)
    for one in segments:
        feedback = one.segment.feedback
        if feedback.created_at is not None:
            days[feedback.created_at.date()].add(feedback.unit)
    return days


def spoken(read: Days, everyone: Population, calendar: Calendar) -> Spoken:
    """Return who of all units that were read spoke when."""
    return Spoken(calendar, tuple(everyone.among(units) for units in _by_period(read, calendar)))


def regular(first: date, last: date) -> Calendar:
    """Return days, weeks from Monday, months, quarters or years: the shortest that are at most 26, or the last 26 years.

    Examples
    --------
    >>> regular(date(2026, 3, 4), date(2026, 4, 20)).starts[1].isoformat()
    '2026-03-09'
    """
    for starts in (_days(first, last), _weeks(first, last), *(_months(first, last, months) for months in _MONTHS)):
        if len(starts) <= MOST:
            break
    return Calendar(tuple(starts[-MOST:]), last)


def fine(first: date, last: date) -> Calendar:
    """Return the days of up to 26, else the weeks from Monday, however many."""
    return Calendar(tuple(_days(first, last) if (last - first).days < MOST else _weeks(first, last)), last)


def trailing(first: date, last: date, days: int) -> Calendar | None:
    """Return stretches of so many days, the last of which ends on ``last``: whole ones, at most 27; None where not one fits."""
    n = min(MOST + 1, ((last - first).days + 1) // days)
    starts = tuple(last - timedelta(days=days * back - 1) for back in range(n, 0, -1))
    return Calendar(starts, last) if starts else None


def _by_period(days: Days, calendar: Calendar) -> tuple[frozenset[str], ...]:
    units: list[set[str]] = [set() for _ in calendar.starts]
    for day, told in days.items():
        place = calendar.place(day)
        if place is not None:
            units[place] |= told
    return tuple(map(frozenset, units))


def _days(first: date, last: date, step: int = 1) -> list[date]:
    return [first + timedelta(days=ahead) for ahead in range(0, (last - first).days + 1, step)]


def _weeks(first: date, last: date) -> list[date]:
    return _days(first - timedelta(days=first.weekday()), last, _WEEK)


def _months(first: date, last: date, months: int) -> list[date]:
    begin, end = ((day.year * 12 + day.month - 1) // months for day in (first, last))
    return [date(count * months // 12, count * months % 12 + 1, 1) for count in range(begin, end + 1)]
