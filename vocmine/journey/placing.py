"""Themes at their stages: a theme stands at a stage with its units there.

Guarantees: volumes and shares are of the stage's distinct units; causes and quotes are those told by these units; pain points, gains and
suggestions stand in the order of their ranks, at most ``MAX_THEMES`` of a kind a stage; the same input gives the same order.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from vocmine.journey.effects import Effects
from vocmine.journey.quotes import distinct, readable
from vocmine.journey.ranks import Ranked, Standing, rank_standings
from vocmine.journey.shares import Population
from vocmine.map_types import MapTheme, RankWeights
from vocmine.types import Cause, Scored, Theme, ThemeKind, Themes

MAX_THEMES = 8
KINDS: tuple[ThemeKind, ...] = ("pain_point", "gain", "suggestion")
Placed = Mapping[ThemeKind, tuple[MapTheme, ...]]


def place_themes(
    themes: Themes, by_id: Mapping[str, Scored], people: Mapping[str, Population], effects: Effects | None, weights: RankWeights
) -> dict[str, Placed]:
    """Return for each stage its ranked themes of each kind.

    Parameters
    ----------
    themes : all themes of the run; segments that are not in ``by_id`` (filtered out) do not count.
    by_id : the segments that the map is of, by their ids.
    people : for each stage the units that speak of it.
    effects : the effects of the themes on a score; None where there are none.
    weights : the exponents of the ranking.
    """
    standings: list[Standing] = []
    placed: dict[str, dict[ThemeKind, list[MapTheme]]] = {stage: {kind: [] for kind in KINDS} for stage in people}
    for theme in themes.themes:
        for stage, members in _by_stage(theme, by_id).items():
            if stage in people and (at_stage := _at_stage(theme, members, by_id, people[stage])):
                placed[stage][theme.kind].append(at_stage)
                standings.append(Standing(stage, theme, frozenset(scored.segment.feedback.unit for scored in members)))
    ranks = rank_standings(standings, people, effects, weights)
    return {
        stage: {kind: _ranked(found, ranks.get(stage, {}), effects) for kind, found in kinds.items()} for stage, kinds in placed.items()
    }


def _by_stage(theme: Theme, by_id: Mapping[str, Scored]) -> Mapping[str, list[Scored]]:
    stages: dict[str, list[Scored]] = defaultdict(list)
    for segment_id in theme.segment_ids:
        if segment_id in by_id:
            stages[by_id[segment_id].reading.stage].append(by_id[segment_id])
    return stages


def _at_stage(theme: Theme, members: Sequence[Scored], by_id: Mapping[str, Scored], people: Population) -> MapTheme | None:
    wrote = Counter(scored.segment.feedback.unit for scored in members)
    units = set(wrote)
    rate = people.rate(units)
    if rate is None:
        return None
    central = {segment_id: rank for rank, segment_id in enumerate(theme.quotes)}
    nearest = sorted(members, key=lambda scored: central.get(scored.segment.id, len(central)))
    return MapTheme(
        theme_id=theme.id,
        label=theme.label,
        volume=len(units),
        share=rate.value,
        low=rate.low,
        high=rate.high,
        severity=theme.severity,
        quotes=tuple(scored.segment.id for scored in distinct(readable(nearest))),
        causes=_causes(theme, units, by_id),
        loudest=max(wrote.values()) / len(members),
        cause_stages=_cause_stages(members),
        proposal=theme.named_by,
    )


def _cause_stages(members: Iterable[Scored]) -> tuple[tuple[str, int], ...]:
    """Return the stages where the causes told in segments happened, each with the units that tell so, most first."""
    told = {(scored.reading.cause_stage, scored.segment.feedback.unit) for scored in members}
    counts = Counter(stage for stage, _ in told if stage is not None)
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _causes(theme: Theme, units: set[str], by_id: Mapping[str, Scored]) -> tuple[Cause, ...]:
    found = []
    for cause in theme.causes:
        told = [by_id[i] for i in cause.evidence if i in by_id and by_id[i].segment.feedback.unit in units]
        if told:
            tellers = {scored.segment.feedback.unit for scored in told}
            found.append(replace(cause, told=len(tellers), evidence=tuple(scored.segment.id for scored in told)))
    return tuple(sorted(found, key=lambda cause: (-cause.told, cause.label)))


def _ranked(themes: Sequence[MapTheme], ranks: Mapping[str, Ranked], effects: Effects | None) -> tuple[MapTheme, ...]:
    ordered = sorted(themes, key=lambda theme: ranks[theme.theme_id].place)[:MAX_THEMES]
    return tuple(replace(theme, rank=ranks[theme.theme_id].rank, **_effect(theme.theme_id, effects)) for theme in ordered)


def _effect(theme_id: str, effects: Effects | None) -> dict[str, Any]:
    if effects is None or theme_id not in effects.leave_one_out:
        return {}
    left = effects.leave_one_out[theme_id]
    return {"impact": effects.impact.get(theme_id), "impact_metric": effects.metric, "leave_one_out": left}
