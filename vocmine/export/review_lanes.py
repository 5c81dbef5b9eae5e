"""The stage review as lanes of the map: what stands in each cell, in words, with the words of customers that it rests on.

Guarantees: a cell holds a note for each stage, in the map's order; lanes in which no stage has anything are left out; below 20 counts stand
in place of percentages.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from vocmine.export.figures import MIN_UNITS, figure, rank_text, unit_noun
from vocmine.export.review_text import (
    duration_text,
    effect_text,
    flag_text,
    handoff_text,
    importance_text,
    moment_text,
    opportunity_text,
    quarter_text,
    stated_text,
    weight_text,
    won_text,
)
from vocmine.map_types import JourneyMap, MapTheme, Rank, StageColumn
from vocmine.review_types import FlagShare

_GAP = "expectation_gap"


@dataclass(frozen=True, slots=True)
class Note:
    """What a cell says: in bold and in brief, in sentences for who wants to know more, and the words that it rests on."""

    label: str
    said: str = ""
    more: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReviewLane:
    """A lane of the stage review: its id, its name, what it means, and for each stage the notes in its cell."""

    id: str
    name: str
    detail: str
    cells: tuple[tuple[Note, ...], ...]


def review_lanes(journey_map: JourneyMap) -> tuple[ReviewLane, ...]:
    """Return the lanes of the stage review in which any stage has something."""
    writer = _Writer(journey_map)
    lanes: tuple[tuple[str, str, str, Callable[[StageColumn], Iterator[Note]]], ...] = (
        ("moments", "Moments of truth", "where it is decided, and why", writer.moments),
        ("importance", "Importance × satisfaction", "what sentiment there goes together with in the score", writer.importance),
        ("opportunities", "Opportunities", "where something can be won, most first", writer.opportunities),
        ("barriers", "Barriers", "pain points that kept people from going on", writer.barriers),
        ("enablers", "Enablers", "gains that made it easy", writer.enablers),
        ("durations", "How long it takes", "the longest time that each tells", writer.durations),
        ("gaps", "Expectation gaps", "promised or expected otherwise", writer.gaps),
        ("flags", "Ways astray", "giving up, getting in touch again, no answer and the like", writer.flags),
        ("handoffs", "Hand-offs", "passed on, from here to the stage told next", writer.handoffs),
    )
    found = (ReviewLane(id_, name, detail, tuple(tuple(write(one)) for one in journey_map.stages)) for id_, name, detail, write in lanes)
    return tuple(lane for lane in found if any(lane.cells))


class _Writer:
    """Writes cells, knowing the words, names and places of the whole map."""

    def __init__(self, journey_map: JourneyMap) -> None:
        self.map, self.noun = journey_map, unit_noun(journey_map)
        self.texts = dict(journey_map.segments)
        self.names = {stage.id: stage.name for stage in journey_map.stages}

    def moments(self, stage: StageColumn) -> Iterator[Note]:
        for one in stage.moments:
            label, _, said = moment_text(one, self.noun).partition(": ")
            yield Note(label, said[:1].upper() + said[1:], quotes=self._quotes(one.evidence))

    def importance(self, stage: StageColumn) -> Iterator[Note]:
        label, meaning = quarter_text(stage)
        more = [meaning[:1].upper() + meaning[1:] + "."] if meaning else []
        if stage.importance:
            more += [importance_text(stage.importance), weight_text(stage.importance)]
        if stage.stated:
            more.append(stated_text(stage.stated, self.noun))
        if more:
            brief = effect_text(stage.importance) if stage.importance else ""
            quotes = self._quotes(stage.stated.evidence if stage.stated else ())
            yield Note(label or "As people say it", brief, tuple(more), quotes)

    def opportunities(self, stage: StageColumn) -> Iterator[Note]:
        for one in self.map.opportunities:
            if one.stage == stage.id:
                rank = rank_text(Rank(one.place, one.first, one.last))
                said = opportunity_text(one, self.map, self.noun)
                yield Note(rank, won_text(one), (said,), self._quotes(one.evidence))

    def barriers(self, stage: StageColumn) -> Iterator[Note]:
        return (self._theme(theme, stage) for theme in stage.barriers)

    def enablers(self, stage: StageColumn) -> Iterator[Note]:
        return (self._theme(theme, stage) for theme in stage.enablers)

    def durations(self, stage: StageColumn) -> Iterator[Note]:
        if stage.duration:
            label, said = duration_text(stage.duration)
            yield Note(label, said, quotes=self._quotes(stage.duration.evidence))

    def gaps(self, stage: StageColumn) -> Iterator[Note]:
        return (self._flag(flag, stage) for flag in stage.flags if flag.flag == _GAP)

    def flags(self, stage: StageColumn) -> Iterator[Note]:
        return (self._flag(flag, stage) for flag in sorted(stage.flags, key=lambda flag: -flag.volume) if flag.flag != _GAP)

    def handoffs(self, stage: StageColumn) -> Iterator[Note]:
        for one in self.map.handoffs:
            if one.source == stage.id:
                label, _, said = handoff_text(one, self.names, self.noun).partition(": ")
                yield Note(label, said, quotes=self._quotes(one.evidence))

    def _theme(self, theme: MapTheme, stage: StageColumn) -> Note:
        told = figure(theme.volume, stage.volume, self.noun, share=(theme.share, theme.low, theme.high))
        return Note(theme.label, f"{told.text} {told.detail}".rstrip(), quotes=self._quotes(theme.quotes))

    def _flag(self, one: FlagShare, stage: StageColumn) -> Note:
        share = (one.share.value, one.share.low, one.share.high)
        told = figure(one.volume, stage.volume, self.noun, share=share)
        said = f"{told.text} {told.detail}".rstrip() if one.volume >= MIN_UNITS else f"{one.volume:,} of {self.noun.count(stage.volume)}"
        return Note(flag_text(one), said, quotes=self._quotes(one.evidence))

    def _quotes(self, ids: Sequence[str]) -> tuple[str, ...]:
        return tuple(self.texts[segment_id] for segment_id in ids)
