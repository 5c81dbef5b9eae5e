"""The journey map: pure arithmetic over what was scored.

Guarantees: the same segments in any order give the same map; every share is of distinct units, never of segments; all stages of the
journey stand on the map, in its order, also those that nobody speaks of; every quoted id has its text under ``segments``.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from vocmine.journey.associations import find_associations
from vocmine.journey.chains import find_chains, find_systemic
from vocmine.journey.coverage import find_coverage
from vocmine.journey.effects import measure_effects
from vocmine.journey.kpis import gather_scores
from vocmine.journey.notes import (
    employee_notes,
    gap_notes,
    importance_note,
    naming_notes,
    odds_notes,
    rank_note,
    undated_note,
    unread_notes,
    weight_note,
)
from vocmine.journey.odds import find_at_odds
from vocmine.journey.paths import find_paths
from vocmine.journey.periods import Followed
from vocmine.journey.placing import place_themes
from vocmine.journey.review import Whole, review_stages
from vocmine.journey.shares import Population, population
from vocmine.journey.stages import Told, build_stage
from vocmine.journey.timeline import Timeline, recall
from vocmine.map_types import (
    EQUAL_WEIGHTS,
    Alert,
    Association,
    Chain,
    JourneyMap,
    JourneyPath,
    MapTheme,
    RankWeights,
    StageColumn,
    Stop,
    Systemic,
    Totals,
)
from vocmine.types import Feedback, Journey, Scored, Theme, Themes


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands over a map: of which project and run it is, made when and by which models, of which selection, ranked by what.

    ``employees`` tells whether columns that name employees may be looked at.
    """

    project: str
    run: str
    generated_at: datetime
    models: tuple[str, ...] = ()
    filters: tuple[tuple[str, str], ...] = ()
    rank_weights: RankWeights = EQUAL_WEIGHTS
    employees: bool = False


def build_map(
    heading: Heading, journey: Journey, scored: Iterable[Scored], themes: Themes, *, scores: Sequence[Feedback] = ()
) -> JourneyMap:
    """Return the journey map of a project.

    Parameters
    ----------
    heading : project, run, time, models and filters, as they are shown.
    journey : the definition that the segments were read by.
    scored : the segments that the map is of (a filter leaves out the others), in any order.
    themes : all themes of the run; only their segments among ``scored`` count.
    scores : feedback that is a score without words; counts in the project's KPIs.

    Notes
    -----
    ``totals.units`` are the units that were read, which the stages' shares are of; ``totals.unassigned`` and ``totals.unstaged``
    count segments: in no theme, and (of those read) at no stage of the journey; those kept apart from themes count beside.
    """
    ordered = tuple(sorted(scored, key=lambda one: one.segment.id))
    firsts = tuple({one.segment.feedback.id: one for one in reversed(ordered)}.values())
    feedbacks = [one.segment.feedback for one in firsts]
    read = tuple(one for one in ordered if one.reading.sentiment is not None)
    everyone = population({one.segment.feedback.id: one.segment.feedback for one in read}.values())
    by_id = {one.segment.id: one for one in ordered}
    asked = gather_scores([*feedbacks, *scores], population([*feedbacks, *scores]))
    told = {stage.id: _told(stage.id, read, everyone) for stage in journey.stages}
    by_read = {one.segment.id: one for one in read}
    effects = measure_effects(themes, by_read, asked)
    people = {stage: found.people for stage, found in told.items()}
    placed = place_themes(themes, by_read, people, effects, heading.rank_weights)
    found = find_associations(themes, by_read, employees=heading.employees)
    timeline = recall(_followed(journey, told, themes, by_read), read, everyone)
    stages = tuple(
        _with(found, timeline, build_stage(stage, told[stage.id], asked, everyone, placed[stage.id])) for stage in journey.stages
    )
    reviewed = review_stages(stages, told, Whole(themes, everyone, asked, [*feedbacks, *scores]))
    chains, systemic = find_chains(themes, by_read), find_systemic(themes, by_read)
    paths, stops = find_paths(read, everyone)
    quoted = _quoted(stages, timeline.alerts) | _told_by(chains, systemic, paths, stops) | reviewed.quoted
    journey_map = JourneyMap(
        project=heading.project,
        journey=journey,
        run=heading.run,
        models=heading.models,
        generated_at=heading.generated_at,
        period=_period(feedbacks),
        filters=heading.filters,
        totals=_totals(journey, ordered, themes, everyone),
        kpis=asked.kpis(asked.people.weights, "project"),
        stages=reviewed.stages,
        segments=tuple((i, by_id[i].segment.text) for i in sorted(quoted)),
        rank_weights=heading.rank_weights,
        rank_metric=effects.metric if effects and effects.impact else None,
        alerts=timeline.alerts,
        chains=chains,
        systemic=systemic,
        coverage=find_coverage([stage.id for stage in journey.stages], ((one.reading.stage, one.segment.feedback) for one in read)),
        paths=paths,
        stops=stops,
        handoffs=reviewed.handoffs,
        opportunities=reviewed.opportunities,
    )
    # A selection may lack the very words that agree with a score, so that only the whole map tells of contradictions.
    odds = () if heading.filters else odds_notes(find_at_odds(ordered, scores=scores))
    weighed = weight_note(everyone.weights.values(), everyone.effective_n)
    named = employee_notes(feedbacks, looked_at=heading.employees)
    lacking = (*gap_notes(journey_map), *importance_note(journey_map), *undated_note(firsts))
    notes = (*unread_notes(firsts), *named, *lacking, *rank_note(journey_map), *odds, *weighed, *naming_notes(themes))
    return replace(journey_map, notes=notes)


def _with(found: Mapping[str, tuple[Association, ...]], timeline: Timeline, stage: StageColumn) -> StageColumn:
    def told(theme: MapTheme) -> MapTheme:
        return replace(theme, trend=timeline.of(theme.theme_id), associations=found.get(theme.theme_id, ()))

    return replace(
        stage,
        trend=timeline.of(stage.id),
        pain_points=tuple(map(told, stage.pain_points)),
        gains=tuple(map(told, stage.gains)),
        suggestions=tuple(map(told, stage.suggestions)),
    )


def _followed(journey: Journey, told: Mapping[str, Told], themes: Themes, by_id: Mapping[str, Scored]) -> tuple[Followed, ...]:
    stages = (Followed("stage", stage.id, stage.name, told[stage.id].segments) for stage in journey.stages)
    return (*stages, *(Followed(theme.kind, theme.id, theme.label, _nearest_first(theme, by_id)) for theme in themes.themes))


def _nearest_first(theme: Theme, by_id: Mapping[str, Scored]) -> list[Scored]:
    return [by_id[i] for i in dict.fromkeys((*theme.quotes, *theme.segment_ids)) if i in by_id]


def _told(stage: str, read: Sequence[Scored], everyone: Population) -> Told:
    segments = tuple(one for one in read if one.reading.stage == stage)
    return Told(segments, everyone.among({one.segment.feedback.unit for one in segments}))


def _period(feedbacks: Iterable[Feedback]) -> tuple[datetime, datetime] | None:
    dates = [feedback.created_at for feedback in feedbacks if feedback.created_at is not None]
    return (min(dates), max(dates)) if dates else None


def _totals(journey: Journey, ordered: Sequence[Scored], themes: Themes, everyone: Population) -> Totals:
    firsts = {one.segment.feedback.id: one for one in reversed(ordered)}
    languages = Counter(one.reading.language or "und" for one in firsts.values())
    read = [one for one in ordered if one.reading.sentiment is not None]
    stages = {stage.id for stage in journey.stages}
    ids = {one.segment.id for one in ordered}
    return Totals(
        feedbacks=len(firsts),
        units=everyone.n,
        customers=len({one.segment.feedback.customer for one in firsts.values()} - {None}),
        segments=len(ordered),
        read_share=len({one.segment.feedback.id for one in read}) / len(firsts) if firsts else 0.0,
        languages=tuple(sorted(languages.items(), key=lambda pair: (-pair[1], pair[0]))),
        unassigned=len(ids.intersection(themes.unassigned)),
        unstaged=sum(one.reading.stage not in stages for one in read),
        feelings=len(ids.intersection(themes.feelings)),
        non_answers=len(ids.intersection(themes.non_answers)),
        copies=len(ids.intersection(themes.copies)),
    )


def _quoted(stages: Iterable[StageColumn], alerts: Iterable[Alert]) -> set[str]:
    quoted = {i for alert in alerts for i in alert.evidence}
    for stage in stages:
        quoted.update(stage.quotes)
        for theme in (*stage.pain_points, *stage.gains, *stage.suggestions):
            quoted.update(theme.quotes)
            quoted.update(i for cause in theme.causes for i in cause.evidence)
            quoted.update(i for one in theme.associations for i in one.evidence)
    return quoted


def _told_by(*claims: Iterable[Chain | Systemic | JourneyPath | Stop]) -> set[str]:
    return {i for some in claims for one in some for i in one.evidence}
