"""A stage review put on the map: importance, quarters, moments of truth, durations, barriers, flags, hand-offs, opportunities.

Guarantees: every figure is of distinct units; every claim carries the ids of segments that tell it, of different people and
wordings; stages that too few speak of stay as they are. What was scored becomes units and sets of units (``gathered``) and then figures.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from vocmine.journey.cues import says_hindered, says_it_matters
from vocmine.journey.gathered import Gathered, Passages, quotable, units_of
from vocmine.journey.handoffs import measure_handoffs
from vocmine.journey.importance import measure_importance
from vocmine.journey.kpis import Scores
from vocmine.journey.lengths import measure_lengths
from vocmine.journey.moments import Voices, find_moments
from vocmine.journey.quarters import Won, find_opportunities, quarter
from vocmine.journey.shares import Population
from vocmine.journey.stages import Told
from vocmine.journey.stated import marks, measure_stated
from vocmine.map_types import MIN_STANDING, MapTheme, StageColumn, StageSentiment
from vocmine.review_types import Handoff, MomentKind, Opportunity
from vocmine.types import Feedback, Rate, Scored, Theme, Themes

_HINDRANCES = frozenset(("abandonment", "failed_self_service", "handoff"))
_LEAVING = frozenset(("churn", "abandonment"))
# A pain point is a barrier, a gain an enabler, where a quarter of those who tell it, and two at least, tell so in the same words.
LEAST_SHARE, LEAST_TOLD = 0.25, 2


@dataclass(frozen=True, slots=True)
class Reviewed:
    """The stages with what a review adds, and what stands between and above them."""

    stages: tuple[StageColumn, ...]
    handoffs: tuple[Handoff, ...]
    opportunities: tuple[Opportunity, ...]

    @property
    def quoted(self) -> set[str]:
        """The ids of all segments that it rests on."""
        ids = {i for handoff in self.handoffs for i in handoff.evidence} | {i for one in self.opportunities for i in one.evidence}
        for stage in self.stages:
            ids.update(i for flag in stage.flags for i in flag.evidence)
            ids.update(i for moment in stage.moments for i in moment.evidence)
            ids.update(i for theme in (*stage.barriers, *stage.enablers) for i in theme.quotes)
            ids.update(stage.stated.evidence if stage.stated else ())
            ids.update(stage.duration.evidence if stage.duration else ())
        return ids


@dataclass(frozen=True, slots=True)
class Whole:
    """What a map is of: all themes of the run, all units that were read, the latest scores of all units, and all feedback."""

    themes: Themes
    everyone: Population
    scores: Scores
    feedbacks: Sequence[Feedback]


def review_stages(stages: Sequence[StageColumn], told: Mapping[str, Told], whole: Whole) -> Reviewed:
    """Return the stages of a map, in the journey's order, with what a review adds to them.

    Parameters
    ----------
    stages : the columns of the stages.
    told : for each stage what was told of it, read segments alone.
    whole : what the map is of.
    """
    gathered = {stage.id: Gathered(told[stage.id]) for stage in stages}
    leans = {stage: one.leans for stage, one in gathered.items()}
    importance = measure_importance(leans, whole.scores, whole.everyone)
    voices = Voices(leans, {stage: one.units(_leaves) for stage, one in gathered.items()}, whole.everyone)
    moments = find_moments(voices, importance, _moment_evidence(gathered))
    rated = marks({stage.id: stage.name for stage in stages}, whole.feedbacks)
    members = {theme.id: theme for theme in whole.themes.themes}

    def reviewed(stage: StageColumn) -> StageColumn:
        here, matters = gathered[stage.id], importance.get(stage.id)
        said = here.saying(lambda one: says_it_matters(one.segment.text))
        return replace(
            stage,
            importance=matters,
            quarter=quarter(matters, _net(stage.sentiment)),
            stated=measure_stated(here.told.people, units_of(said), quotable(said), rated.get(stage.id), whole.scores.people),
            duration=measure_lengths(here.hours, here.told.people, quotable(here.saying(_lasts))),
            barriers=_marked(stage.pain_points, members, here, _hinders),
            enablers=_marked(stage.gains, members, here, lambda one: one.reading.effort_label == "low"),
            flags=tuple(here.flags()),
            moments=moments.get(stage.id, ()),
        )

    columns = tuple(map(reviewed, stages))
    won = [Won(stage, whole.everyone.rate(gathered[stage.id].unfavourable), _worst(stage, gathered[stage.id])) for stage in columns]
    passages = Passages(one for here in told.values() for one in here.segments)
    handoffs = measure_handoffs(
        passages.passed, passages.handed, whole.everyone, stages=[stage.id for stage in stages], evidence=passages.evidence
    )
    return Reviewed(columns, handoffs, find_opportunities(won))


def _marked(
    themes: Sequence[MapTheme], members: Mapping[str, Theme], here: Gathered, tells: Callable[[Scored], bool]
) -> tuple[MapTheme, ...]:
    """Return the themes of whom many tell something in the same words, in their order, quoted where they do."""
    marked = []
    telling = {one.segment.id: one for one in here.saying(tells)}
    for theme in themes:
        told = [telling[i] for i in members[theme.theme_id].segment_ids if i in telling]
        n_units = len(units_of(told))
        if n_units >= LEAST_TOLD and n_units >= LEAST_SHARE * theme.volume:
            marked.append(replace(theme, quotes=quotable(told)))
    return tuple(marked)


def _moment_evidence(gathered: Mapping[str, Gathered]) -> dict[tuple[str, MomentKind], tuple[str, ...]]:
    evidence: dict[tuple[str, MomentKind], tuple[str, ...]] = {}
    for stage, here in gathered.items():
        side = "negative" if 2 * len(here.unfavourable) >= len(here.leans) else "positive"
        leaning = quotable(sorted(here.saying(lambda one, side=side: one.reading.sentiment_label == side), key=_sureness))  # type: ignore[misc]
        kinds: tuple[MomentKind, ...] = ("first", "peak", "end", "importance")
        evidence |= {(stage, kind): leaning for kind in kinds}
        evidence[stage, "fall"] = _negative(here)
        evidence[stage, "leaving"] = quotable(here.saying(_leaves))
    return evidence


def _worst(stage: StageColumn, here: Gathered) -> tuple[str, ...]:
    """Return segments that say why a stage is weak: one of each of its gravest pain points, else unfavourable ones."""
    quoted = [theme.quotes[0] for theme in stage.pain_points if theme.quotes]
    return tuple(quoted[:3]) or _negative(here)


def _negative(here: Gathered) -> tuple[str, ...]:
    return quotable(sorted(here.saying(lambda one: one.reading.sentiment_label == "negative"), key=_sureness))


def _sureness(one: Scored) -> float:
    return -one.reading.stage_confidence * (0.5 + abs(one.reading.sentiment or 0.0))


def _net(sentiment: StageSentiment) -> Rate | None:
    if sentiment.net is None or sentiment.low is None or sentiment.high is None or sentiment.n < MIN_STANDING:
        return None
    return Rate(sentiment.net, sentiment.low, sentiment.high, sentiment.n)


def _leaves(one: Scored) -> bool:
    return not _LEAVING.isdisjoint(one.reading.flags)


def _hinders(one: Scored) -> bool:
    return not _HINDRANCES.isdisjoint(one.reading.flags) or says_hindered(one.segment.text)


def _lasts(one: Scored) -> bool:
    return one.reading.duration_hours is not None
