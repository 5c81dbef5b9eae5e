"""One stage of the map, computed from what was told of it.

Guarantees: every share is of distinct units at the stage; a unit is favourable where more of its segments at the stage are positive
than negative, unfavourable the other way round, and neither otherwise; what has no units has no figures.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from vocmine.journey.kpis import Scores
from vocmine.journey.quotes import choose_quotes
from vocmine.journey.shares import Population, evidence
from vocmine.map_types import MapTheme, StageColumn, StageSentiment
from vocmine.types import Rate, Scored, Stage, ThemeKind

GROUPS = ("delight", "appreciation", "hope", "surprise", "confusion", "anxiety", "disappointment", "frustration", "disgust")
_LEAN = {"positive": 1, "negative": -1}


@dataclass(frozen=True, slots=True)
class Told:
    """What was told of a stage: its segments, and the units that told it."""

    segments: tuple[Scored, ...]
    people: Population

    @property
    def by_unit(self) -> Mapping[str, Sequence[Scored]]:
        """The segments of each unit."""
        grouped: dict[str, list[Scored]] = defaultdict(list)
        for scored in self.segments:
            grouped[scored.segment.feedback.unit].append(scored)
        return grouped


def build_stage(
    stage: Stage, told: Told, scores: Scores, everyone: Population, themes: Mapping[ThemeKind, tuple[MapTheme, ...]]
) -> StageColumn:
    """Return the column of a stage; ``everyone`` are all units that were read, the whole that its share is of."""
    sentiment, net = _sentiment(told)
    units = told.people.weights
    return StageColumn(
        id=stage.id,
        name=stage.name,
        volume=told.people.n,
        share=everyone.rate(units),
        sentiment=sentiment,
        emotions=_emotions(told),
        effort=_effort(told),
        kpis=scores.kpis(units, "spoke"),
        touchpoints=_touchpoints(stage, told.segments),
        goals=stage.goals,
        quotes=choose_quotes(told.segments),
        pain_points=themes["pain_point"],
        gains=themes["gain"],
        suggestions=themes["suggestion"],
        evidence=evidence(told.people.n, net),
    )


def leanings(segments: Iterable[Scored]) -> tuple[set[str], set[str]]:
    """Return the units that are favourable in these segments, and those that are unfavourable."""
    leans = Counter[str]()
    for one in segments:
        leans[one.segment.feedback.unit] += _LEAN.get(one.reading.sentiment_label or "", 0)
    return {unit for unit, lean in leans.items() if lean > 0}, {unit for unit, lean in leans.items() if lean < 0}


def _sentiment(told: Told) -> tuple[StageSentiment, Rate | None]:
    by_unit = told.by_unit
    favourable, unfavourable = leanings(told.segments)
    net = told.people.net(favourable, unfavourable)
    if net is None:
        return StageSentiment(None, None, None, None, told.people.n, len(favourable), len(unfavourable)), None
    mean = sum(told.people.weights[unit] * _mean(segments) for unit, segments in by_unit.items()) / told.people.weight
    return StageSentiment(mean, net.value, net.low, net.high, net.n, len(favourable), len(unfavourable)), net


def _mean(segments: Sequence[Scored]) -> float:
    return sum(scored.reading.sentiment or 0.0 for scored in segments) / len(segments)


def _emotions(told: Told) -> tuple[tuple[str, Rate], ...]:
    felt: dict[str, set[str]] = {group: set() for group in GROUPS}
    for scored in told.segments:
        for group in scored.reading.emotion_groups:
            if group in felt:
                felt[group].add(scored.segment.feedback.unit)
    rates = ((group, told.people.rate(units)) for group, units in felt.items())
    return tuple((group, rate) for group, rate in rates if rate is not None)


def _effort(told: Told) -> Rate | None:
    """Return the share of units that tell of hard work; None where nobody tells of effort at all."""
    if all(scored.reading.effort_label == "none" for scored in told.segments):
        return None
    return told.people.rate({s.segment.feedback.unit for s in told.segments if s.reading.effort_label == "high"})


def _touchpoints(stage: Stage, segments: Iterable[Scored]) -> tuple[tuple[str, int], ...]:
    """Return the names of the stage's touchpoints that were spoken of, with their units, most first."""
    pairs = {(s.reading.touchpoint, s.segment.feedback.unit) for s in segments}
    counts = Counter(touchpoint for touchpoint, _ in pairs)
    named = [(point.name, counts[point.id]) for point in stage.touchpoints if counts[point.id]]
    return tuple(sorted(named, key=lambda pair: -pair[1]))
