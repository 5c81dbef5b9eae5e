"""Ways through the journey: which stages known customers speak of one after another, and where they stop.

Guarantees: only customers who are known and spoke on two days or more count; a stage that follows itself counts once; shares are of these
customers; the same feedback in any order gives the same ways.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from vocmine.journey.shares import Population
from vocmine.map_types import JourneyPath, Stop
from vocmine.types import NO_STAGE, Scored

LISTED, LONGEST, EVIDENCE = 10, 8, 5
LEAST = 2


def find_paths(read: Iterable[Scored], everyone: Population) -> tuple[tuple[JourneyPath, ...], tuple[Stop, ...]]:
    """Return the commonest ways, those of two customers or more, and for each stage how many spoke of it last.

    Notes
    -----
    On a day the stage that most of a customer's statements tell of counts, the first by its id among equals; a way of more than eight
    stages is cut after the eighth. Stopping means that nothing was told afterwards, not that the customer left.
    """
    ways = {unit: _way(days) for unit, days in _days(read).items() if len(days) > 1}
    people = everyone.among(ways)
    if not people.n:
        return (), ()
    walked: dict[tuple[str, ...], list[str]] = defaultdict(list)
    last: dict[str, list[str]] = defaultdict(list)
    for unit, (stages, _) in sorted(ways.items()):
        walked[stages[:LONGEST]].append(unit)
        last[stages[-1]].append(unit)
    told = {unit: evidence for unit, (_, evidence) in ways.items()}
    common = sorted(((way, units) for way, units in walked.items() if len(units) >= LEAST), key=lambda pair: (-len(pair[1]), pair[0]))
    paths = (JourneyPath(way, len(units), rate, _some(units, told)) for way, units in common[:LISTED] if (rate := people.rate(units)))
    ends = sorted(last.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    stops = (Stop(stage, len(units), rate, _some(units, told)) for stage, units in ends if (rate := people.rate(units)))
    return tuple(paths), tuple(stops)


def _days(read: Iterable[Scored]) -> dict[str, dict[date, list[Scored]]]:
    days: dict[str, dict[date, list[Scored]]] = defaultdict(lambda: defaultdict(list))
    for one in read:
        feedback = one.segment.feedback
        if feedback.customer and feedback.created_at and one.reading.stage != NO_STAGE:
            days[feedback.unit][feedback.created_at.date()].append(one)
    return days


def _way(days: dict[date, list[Scored]]) -> tuple[tuple[str, ...], str]:
    """Return the stages in the order of the days, one at least, and the statement that tells the last of them."""
    way: list[str] = []
    evidence = ""
    for _, told in sorted(days.items()):
        counts = Counter(one.reading.stage for one in told)
        stage = min(counts, key=lambda stage: (-counts[stage], stage))
        evidence = min(one.segment.id for one in told if one.reading.stage == stage)
        if not way or way[-1] != stage:
            way.append(stage)
    return tuple(way), evidence


def _some(units: Sequence[str], told: dict[str, str]) -> tuple[str, ...]:
    return tuple(told[unit] for unit in units[:EVIDENCE])
