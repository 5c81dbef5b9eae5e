"""Feedback to scored units, batch by batch.

Guarantees: units come out in the order of the feedback given; what is the same to the reader is scored once, as long as
it is remembered, and the remembered numbers are those of a fresh reading; nothing depends on where a batch begins, save
that feedbacks of one conversation are each other's context only within a batch.
"""

from collections import OrderedDict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Literal

from vocmine.protocols import Encoder, Reader, Redactor, Segmenter
from vocmine.types import Feedback, Reading, Scored, Segment

Unit = Literal["segment", "feedback"]
REMEMBERED = 4096
_SEEN_BY_READERS = ("kind", "language", "question", "stage_asked", "touchpoint_given", "channel", "rating", "nps", "csat", "ces", "role")


@dataclass(frozen=True, slots=True)
class ScoreSteps:
    """The steps of scoring."""

    redactor: Redactor
    segmenter: Segmenter
    encoder: Encoder
    reader: Reader

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the steps, which say whether two runs give the same."""
        return self.redactor.name, self.segmenter.name, self.encoder.name, self.reader.name


@dataclass(slots=True)
class Outcome:
    """Segments that are read together, and then their readings; all who share them read them here."""

    segments: tuple[Segment, ...]
    readings: tuple[Reading, ...] = ()


@dataclass(frozen=True, slots=True)
class _Place:
    """A unit to write, and where its reading stands."""

    segment: Segment
    outcome: Outcome
    index: int

    def scored(self) -> Scored:
        read, reading = self.outcome.segments[self.index], self.outcome.readings[self.index]
        if read.feedback.text != self.segment.feedback.text:
            reading = _moved(reading, read.start - self.segment.start, len(self.segment.feedback.text))
        return Scored(self.segment, reading)


@dataclass(frozen=True, slots=True)
class Planned:
    """A batch whose segments are cut: what must be read for it, and what is then written in which order."""

    places: tuple[_Place, ...]
    unread: tuple[Outcome, ...]

    def scored(self) -> Iterator[Scored]:
        """Yield the scored units in order, once this batch and those planned before it were read."""
        return (place.scored() for place in self.places)


class Planner:
    """Redact and cut batches, remembering what was met before.

    Parameters
    ----------
    unit : with ``feedback`` the rows of a conversation are each other's context.
    """

    def __init__(self, steps: ScoreSteps, *, unit: Unit) -> None:
        self._steps = steps
        self._unit = unit
        self._known: OrderedDict[Hashable, Outcome] = OrderedDict()

    def plan(self, feedbacks: Iterable[Feedback]) -> Planned:
        """Cut a batch; what it shares with earlier batches is read there."""
        masked = [self._steps.redactor.redact(feedback) for feedback in feedbacks]
        row_of = {id(feedback): row for row, feedback in enumerate(masked)}
        cut: list[list[Segment]] = [[] for _ in masked]
        for segment in self._steps.segmenter.segment(masked):
            cut[row_of[id(segment.feedback)]].append(segment)
        unread: list[Outcome] = []
        places: list[list[_Place]] = [[] for _ in masked]
        for rows in self._groups(masked):
            segments = [segment for row in rows for segment in cut[row]]
            if not segments:
                continue
            outcome = self._outcome(segments, unread)
            for index, segment in enumerate(segments):
                places[row_of[id(segment.feedback)]].append(_Place(segment, outcome, index))
        return Planned(tuple(place for row in places for place in row), tuple(unread))

    def _groups(self, feedbacks: Sequence[Feedback]) -> Iterable[list[int]]:
        """Return the rows that are each other's context."""
        groups: dict[Hashable, list[int]] = {}
        for row, feedback in enumerate(feedbacks):
            shared = feedback.conversation if self._unit == "feedback" else None
            groups.setdefault((feedback.source_file, shared) if shared else row, []).append(row)
        return groups.values()

    def _outcome(self, segments: Sequence[Segment], unread: list[Outcome]) -> Outcome:
        key = tuple((segment.start, segment.end, *_seen(segment.feedback)) for segment in segments)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = Outcome(_joined(segments))
            unread.append(known)
        self._known.move_to_end(key)
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return known


def read(outcomes: Sequence[Outcome], steps: ScoreSteps) -> None:
    """Encode and read the segments, and leave the readings with them."""
    segments = [segment for outcome in outcomes for segment in outcome.segments]
    if not segments:
        return
    readings = steps.reader.read(segments, steps.encoder.encode(segments))
    first = 0
    for outcome in outcomes:
        outcome.readings = readings[first : first + len(outcome.segments)]
        first += len(outcome.segments)


def _seen(feedback: Feedback) -> tuple[Hashable, ...]:
    return feedback.text, *(getattr(feedback, name) for name in _SEEN_BY_READERS)


def _joined(segments: Sequence[Segment]) -> tuple[Segment, ...]:
    """Return the segments as those of one feedback: theirs, or one made of the texts of all, a line each."""
    feedbacks = list({id(segment.feedback): segment.feedback for segment in segments}.values())
    if len(feedbacks) == 1:
        return tuple(segments)
    whole = replace(feedbacks[0], text="\n".join(feedback.text for feedback in feedbacks), redactions=())
    starts = dict(zip(map(id, feedbacks), accumulate((len(feedback.text) + 1 for feedback in feedbacks), initial=0), strict=False))
    moved = ((starts[id(segment.feedback)] + segment.start, starts[id(segment.feedback)] + segment.end) for segment in segments)
    return tuple(Segment(whole, index, start, end) for index, (start, end) in enumerate(moved))


def _moved(reading: Reading, shift: int, length: int) -> Reading:
    """Return the reading with its cause placed in the unit's own text; a cause told elsewhere is left out."""
    if reading.cause_start is None or reading.cause_end is None:
        return reading
    start, end = reading.cause_start - shift, reading.cause_end - shift
    if 0 <= start < end <= length:
        return replace(reading, cause_start=start, cause_end=end)
    return replace(reading, cause=None, cause_start=None, cause_end=None, cause_stage=None)
