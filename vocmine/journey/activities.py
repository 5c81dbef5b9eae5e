"""What customers do, what the company does and what customers want, as they tell it, stage by stage.

Guarantees: phrases of the same verb and object are one, whatever their form; every share is of distinct units, of those that were read
at the stage; where a stage has more than ``READ`` segments, units drawn by a hash of their names are read, at most ``OF_ONE`` segments of
each, the same for the same segments in any order; a phrase of one unit alone is left out where a stage has ``FEW`` segments or more.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from vocmine.journey.quotes import distinct, readable
from vocmine.journey.shares import Population, population
from vocmine.map_types import Activity, JourneyMap, StageColumn
from vocmine.protocols import PhraseReader, VerbPhrase
from vocmine.types import Scored, Stage

READ = 1000
OF_ONE = 20
FEW = 50
LISTED = 8
TASKS = 5


@dataclass(frozen=True, slots=True)
class _Said:
    """A verb phrase and the segment that holds it."""

    phrase: VerbPhrase
    scored: Scored

    @property
    def unit(self) -> str:
        return self.scored.segment.feedback.unit


@dataclass(frozen=True, slots=True)
class _Heard:
    """What was read at a stage: its segments, the units that told them, and the phrases found."""

    segments: tuple[Scored, ...]
    people: Population
    said: tuple[_Said, ...]
    least: int

    def tell(self, fits: Callable[[VerbPhrase], bool], listed: int) -> tuple[Activity, ...]:
        """Return the commonest of the phrases that fit, each with the share of the units that tell it."""
        clusters: dict[tuple[object, ...], list[_Said]] = defaultdict(list)
        for one in self.said:
            if fits(phrase := one.phrase):
                clusters[phrase.who, phrase.verb, phrase.target, phrase.manner, phrase.negated].append(one)
        told = [self._activity(some) for some in clusters.values() if len({one.unit for one in some}) >= self.least]
        return tuple(sorted(told, key=lambda activity: (-activity.volume, activity.label, activity.who))[:listed])

    def of_touchpoint(self, id_: str) -> "_Heard":
        """Return what was read in the segments of one touchpoint."""
        segments = tuple(one for one in self.segments if one.reading.touchpoint == id_)
        said = tuple(one for one in self.said if one.scored.reading.touchpoint == id_)
        return _Heard(segments, self.people.among(one.segment.feedback.unit for one in segments), said, self.least)

    def _activity(self, said: Sequence[_Said]) -> Activity:
        phrase = said[0].phrase
        forms = Counter(one.phrase.said for one in said)
        label = min(forms, key=lambda form: (-forms[form], form))
        units = {one.unit for one in said}
        rate = self.people.rate(units)
        share, low, high = (rate.value, rate.low, rate.high) if rate else (0.0, 0.0, 1.0)
        members = tuple({one.scored.segment.id: one.scored for one in said}.values())
        first = [scored.segment.id for scored in distinct(readable(members))]
        evidence = tuple(dict.fromkeys([*first, *(scored.segment.id for scored in members)]))
        label = f"not {label}" if phrase.negated else label
        return Activity(phrase.who, label, len(units), share, low, high, self.people.n, evidence)


def add_activities(journey_map: JourneyMap, scored: Iterable[Scored], reader: PhraseReader) -> JourneyMap:
    """Return a map with actions, goals and tasks at its stages.

    Parameters
    ----------
    scored : the segments that the map was built of, in any order.
    reader : finds verb phrases; its name joins the map's models.
    """
    read = sorted((one for one in scored if one.reading.sentiment is not None), key=lambda one: one.segment.id)
    at_stage = {stage.id: [one for one in read if one.reading.stage == stage.id] for stage in journey_map.stages}
    drawn = {id_: _drawn(segments) for id_, segments in at_stage.items()}
    everyone = population({one.segment.feedback.id: one.segment.feedback for one in read}.values())
    texts = sorted({one.segment.text for segments in drawn.values() for one in segments})
    if not texts:
        return journey_map
    phrases = dict(zip(texts, reader.read(texts), strict=True))
    definitions = {stage.id: stage for stage in journey_map.journey.stages}
    stages = tuple(
        _told(stage, definitions[stage.id], _heard(drawn[stage.id], phrases, everyone, len(at_stage[stage.id])))
        for stage in journey_map.stages
    )
    evidence = _evidence(stages)
    quoted = dict(journey_map.segments) | {one.segment.id: one.segment.text for one in read if one.segment.id in evidence}
    notes = (*journey_map.notes, *_note(sum(map(len, drawn.values())), sum(map(len, at_stage.values()))))
    models = (*journey_map.models, reader.name)
    return replace(journey_map, stages=stages, segments=tuple(sorted(quoted.items())), notes=notes, models=models)


def _drawn(segments: Sequence[Scored]) -> tuple[Scored, ...]:
    """Return all segments, or where they are too many those of units drawn by a hash of their names, about ``READ`` in all."""
    if len(segments) <= READ:
        return tuple(segments)
    by_unit: dict[str, list[Scored]] = defaultdict(list)
    for scored in segments:
        by_unit[scored.segment.feedback.unit].append(scored)
    chosen: list[Scored] = []
    for unit in sorted(by_unit, key=lambda unit: hashlib.sha256(unit.encode()).digest()):
        if len(chosen) >= READ:
            break
        chosen += by_unit[unit][:OF_ONE]
    return tuple(chosen)


def _heard(segments: Sequence[Scored], phrases: Mapping[str, Sequence[VerbPhrase]], everyone: Population, n_at_stage: int) -> _Heard:
    said = tuple(_Said(phrase, scored) for scored in segments for phrase in phrases[scored.segment.text])
    people = everyone.among(scored.segment.feedback.unit for scored in segments)
    return _Heard(tuple(segments), people, said, least=1 if n_at_stage < FEW else 2)


def _told(column: StageColumn, stage: Stage, heard: _Heard) -> StageColumn:
    actions = [heard.tell(partial(_is_deed, who), LISTED) for who in ("customer", "company")]
    tasks = ((point.name, heard.of_touchpoint(point.id).tell(_is_task, TASKS)) for point in stage.touchpoints)
    return replace(
        column,
        actions=(*actions[0], *actions[1]),
        told_goals=heard.tell(lambda phrase: phrase.wished, LISTED),
        tasks=tuple((name, found) for name, found in tasks if found),
    )


def _is_deed(who: str, phrase: VerbPhrase) -> bool:
    return phrase.who == who and not phrase.wished


def _is_task(phrase: VerbPhrase) -> bool:
    return _is_deed("customer", phrase) and bool(phrase.target) and not phrase.negated


def _evidence(stages: Iterable[StageColumn]) -> set[str]:
    told = [activity for stage in stages for activity in (*stage.actions, *stage.told_goals)]
    tasks = [activity for stage in stages for _, found in stage.tasks for activity in found]
    return {segment_id for activity in (*told, *tasks) for segment_id in activity.evidence}


def _note(n_read: int, n_all: int) -> tuple[str, ...]:
    if n_read == n_all:
        return ()
    which = f"What is done and wanted was read in {n_read:,} of {n_all:,} statements"
    return (f"{which}: at a stage of more than {READ:,}, in those of people drawn by lot.",)
