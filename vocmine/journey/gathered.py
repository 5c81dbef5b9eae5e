"""What was told of a stage, as units and what they tell, and which stages are told one after another.

Guarantees: ids name segments of different people and wordings, the easiest to read first; the same segments in any order give the same.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from vocmine.journey.handoffs import Passage
from vocmine.journey.quotes import distinct, readable
from vocmine.journey.stages import Told
from vocmine.review_types import FlagShare
from vocmine.types import Scored

FLAGS = (
    "abandonment",
    "churn",
    "failed_self_service",
    "handoff",
    "repeat_contact",
    "channel_switch",
    "expectation_gap",
    "no_reply",
)
_LEAN = {"positive": 1, "negative": -1}


@dataclass(frozen=True)
class Gathered:
    """What was told of one stage, as units and what they tell."""

    told: Told

    @cached_property
    def leans(self) -> dict[str, int]:
        """How many more favourable than unfavourable segments each unit tells."""
        leans = Counter[str]()
        for one in self.told.segments:
            leans[one.segment.feedback.unit] += _LEAN.get(one.reading.sentiment_label or "", 0)
        return dict(leans)

    @property
    def unfavourable(self) -> set[str]:
        """The units that are unfavourable."""
        return {unit for unit, lean in self.leans.items() if lean < 0}

    @property
    def hours(self) -> dict[str, float]:
        """The longest time that each unit tells, in hours."""
        longest: dict[str, float] = {}
        for one in self.told.segments:
            if one.reading.duration_hours is not None:
                unit = one.segment.feedback.unit
                longest[unit] = max(longest.get(unit, 0.0), one.reading.duration_hours)
        return longest

    def saying(self, tells: Callable[[Scored], bool]) -> list[Scored]:
        """Return the segments that tell something."""
        return [one for one in self.told.segments if tells(one)]

    def units(self, tells: Callable[[Scored], bool]) -> set[str]:
        """Return the units that tell something."""
        return units_of(self.saying(tells))

    def flags(self) -> Iterator[FlagShare]:
        """Yield the flags that anybody tells of, with their shares of the stage's units."""
        for flag in FLAGS:
            segments = [one for one in self.told.segments if flag in one.reading.flags]
            share = self.told.people.rate(units_of(segments)) if segments else None
            if share:
                yield FlagShare(flag, len(units_of(segments)), share, quotable(segments))


class Passages:
    """Which stages are told one after another within an answer or conversation, by whom, and who tells of a hand-off there.

    ``passed`` holds for each passage the units that tell of it.
    """

    def __init__(self, segments: Iterable[Scored]) -> None:
        self.passed: dict[Passage, set[str]] = defaultdict(set)
        self._handing: dict[Passage, list[Scored]] = defaultdict(list)
        whole: dict[str, list[Scored]] = defaultdict(list)
        for one in segments:
            whole[one.segment.feedback.conversation or one.segment.feedback.record].append(one)
        for told in whole.values():
            self._follow(sorted(told, key=_order))

    def _follow(self, told: Sequence[Scored]) -> None:
        for one in told:
            self._pass(one.reading.stage, one.reading.stage, one)
        for before, after in pairwise(told):
            if before.reading.stage != after.reading.stage:
                self._pass(before.reading.stage, after.reading.stage, before, after)

    def _pass(self, source: str, target: str, *told: Scored) -> None:
        self.passed[source, target].add(told[0].segment.feedback.unit)
        self._handing[source, target] += [one for one in told if "handoff" in one.reading.flags]

    @property
    def handed(self) -> dict[Passage, set[str]]:
        """The units that tell of a hand-off at a passage."""
        return {passage: units_of(segments) for passage, segments in self._handing.items()}

    @property
    def evidence(self) -> dict[Passage, tuple[str, ...]]:
        """Segments that tell of a hand-off at a passage."""
        return {passage: quotable(segments) for passage, segments in self._handing.items()}


def _order(one: Scored) -> tuple[int, int, str, int]:
    feedback = one.segment.feedback
    return feedback.turn or 0, feedback.source_row, feedback.id, one.segment.start


def units_of(segments: Iterable[Scored]) -> set[str]:
    """Return the units that said the segments."""
    return {one.segment.feedback.unit for one in segments}


def quotable(segments: Sequence[Scored]) -> tuple[str, ...]:
    """Return the ids of up to three of the segments that can be quoted."""
    return tuple(one.segment.id for one in distinct(readable(segments)))
