"""The stage at which a told cause happened, beside the stage at which the trouble is felt.

Guarantees: a stage is told where it is sure, and None else; it follows from the segment and its feedback, not from the batch.
"""

from collections.abc import Sequence
from dataclasses import replace

from vocmine.score.spans import SpanReading
from vocmine.score.stage import StageReader, StageReading
from vocmine.types import NO_STAGE, Segment, alone, feedback_runs

SURE = 0.5


def find_cause_stages(
    segments: Sequence[Segment], stages: Sequence[StageReading], spans: Sequence[SpanReading], reader: StageReader
) -> tuple[str | None, ...]:
    """Return at which stage the cause of each segment happened, None where it tells none or that is not sure.

    A cause that stands in another segment happened at the stage of that one. One within its segment is read twice, alone and behind what
    stands before it: what it stands with may colour it, and alone it may be too short to tell. Both must tell one stage.
    """
    found: list[str | None] = [None] * len(segments)
    inside: list[int] = []
    for rows in feedback_runs(segments):
        for row in (row for row in rows if spans[row].cause is not None):
            holder = next(other for other in rows if segments[other].start <= (spans[row].cause_start or 0) < segments[other].end)
            found[row] = _sure(stages[holder])
            inside += [row] if holder == row else []
    clauses = [alone(spans[row].cause or "") for row in inside]
    behind = [_parted(segments[row], spans[row].cause_start or 0, spans[row].cause_end or 0) for row in inside]
    by_itself = reader.read_others(clauses)
    in_company = iter(reader.read_others([part for parts in behind for part in parts]))
    for row, own, parts in zip(inside, by_itself, behind, strict=True):
        *_, read = (next(in_company) for _ in parts)
        found[row] = _sure(own) if _sure(own) == _sure(read) else None
    return tuple(found)


def _parted(segment: Segment, start: int, end: int) -> list[Segment]:
    """Return a stretch of a segment as one of its own, behind what stands before it."""
    # Segments of one feedback that stand together are read together: each segment's parts belong to a copy.
    copy = replace(segment.feedback)
    before = [Segment(copy, 0, segment.start, start)] if start > segment.start else []
    return [*before, Segment(copy, len(before), start, end)]


def _sure(read: StageReading) -> str | None:
    return read.stage if read.stage != NO_STAGE and read.confidence >= SURE else None
