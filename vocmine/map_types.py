"""The journey map as a value: what stands on it, stage by stage, and what differs between two; it knows nothing of storage.

Invariants: every share is of distinct units; every quoted id has its text under ``JourneyMap.segments``.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from vocmine.decision_types import Fix, PainKind, Priorities
from vocmine.review_types import Durations, FlagShare, Handoff, Importance, Moment, Opportunity, Quarter, Stated
from vocmine.types import Cause, Evidence, Journey, Proposal, Rate, ThemeKind

Direction = Literal["grew", "shrank", "steady"]
Verdict = Literal["new", "gone", "grew", "shrank", "moved stage", "steady"]
Subject = Literal["stage"] | ThemeKind
MIN_STANDING = 20


@dataclass(frozen=True, slots=True)
class RankWeights:
    """The exponents, each in [0, 3], of share^a × severity^b × effect^c, by which themes are ranked."""

    share: float = 1.0
    severity: float = 1.0
    effect: float = 1.0


EQUAL_WEIGHTS = RankWeights()


@dataclass(frozen=True, slots=True)
class Rank:
    """A place, the first is 1, and the first and last place that the 95 % interval leaves open."""

    value: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Association:
    """A value of metadata that a pain point goes together with, over the whole selection.

    Of ``people`` units with the value ``told`` tell of it, of ``others``, whose field is filled too, ``told_by_others``; ``lift`` is the
    one share over the other; ``q`` lies in [0, 0.05]; ``field`` is a heading, ``month`` or ``since`` (a month, ``YYYY-MM``); a heading of
    such a name is ``column month``.
    """

    field: str
    value: str
    lift: Rate
    q: float
    people: int
    told: int
    others: int
    told_by_others: int
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PeriodShare:
    """How many units told of something from a day (UTC) on; ``share`` is of those who spoke in the period, None where nobody did."""

    start: date
    volume: int
    share: Rate | None


@dataclass(frozen=True, slots=True)
class Trend:
    """The share of something from period to period, over the whole selection, and whether it went one way.

    ``q`` is of the test for a trend, adjusted over all trends of the map; ``direction`` and ``q`` are None where too few tell of it.
    """

    periods: tuple[PeriodShare, ...] = ()
    direction: Direction | None = None
    q: float | None = None


@dataclass(frozen=True, slots=True)
class Alert:
    """A rise: of those who spoke from ``since`` to ``until`` (both included) more tell of a stage or theme than of those before.

    ``volume`` counts units; ``now`` and ``before`` are shares of those who spoke in as many days, ``before`` the mean of up to 26 such
    stretches, whose units its ``n`` adds up; ``ratio`` is the one over the other, None where nobody told of it before; ``q`` lies in
    [0, 0.05]; ``evidence`` holds segment ids of these days.
    """

    kind: Subject
    id: str
    label: str
    since: date
    until: date
    volume: int
    now: Rate
    before: Rate
    ratio: Rate | None
    q: float
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MapTheme:
    """A pain point, gain, suggestion or barrier at one stage, as the map shows it.

    ``volume`` counts units; ``share`` is of the stage's units; ``severity`` lies in [0, 1];
    ``quotes`` are segment ids. ``impact`` is in points of the score that ``impact_metric`` names, per unit that tells of it anywhere;
    ``leave_one_out`` is what the project's mean score (of NPS: the NPS) would gain without them; ``loudest`` the fraction of its
    segments at the stage that the unit with most of them wrote. ``cause_stages`` are the stages where its told causes happened, with
    units; ``proposal`` stands where a language model proposed the label. ``fix`` tells whether fewer tell of it since it was fixed.
    """

    theme_id: str
    label: str
    volume: int
    share: float
    low: float
    high: float
    severity: float
    quotes: tuple[str, ...]
    causes: tuple[Cause, ...] = ()
    impact: Rate | None = None
    trend: Trend = Trend()
    owner: str | None = None
    status: str | None = None
    impact_metric: str | None = None
    leave_one_out: Rate | None = None
    rank: Rank | None = None
    loudest: float = 0.0
    associations: tuple[Association, ...] = ()
    cause_stages: tuple[tuple[str, int], ...] = ()
    proposal: Proposal | None = None
    kind_of_pain: PainKind | None = None
    fix: Fix | None = None


@dataclass(frozen=True, slots=True)
class ChainLink:
    """A cause or a pain point in a chain; ``told`` units tell it as the reason of the next, None where it is the last."""

    kind: Literal["cause", "theme"]
    id: str
    label: str
    stage: str | None
    told: int | None
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chain:
    """What is told to stand behind a pain point, the root first and the pain point last; ``told`` counts the units of its weakest link."""

    links: tuple[ChainLink, ...]

    @property
    def told(self) -> int:
        """How many units tell the link that fewest tell."""
        return min((link.told for link in self.links if link.told is not None), default=0)

    @property
    def evidence(self) -> tuple[str, ...]:
        """The segments that tell its links."""
        return tuple(dict.fromkeys(segment for link in self.links for segment in link.evidence))


@dataclass(frozen=True, slots=True)
class Systemic:
    """A cause that stands behind several pain points or is felt at several stages; it may be a pain point itself (``kind`` ``theme``).

    ``pain_points`` are triples of theme id, label and units, ``stages`` pairs of the stage where it is felt and units; most first.
    """

    kind: Literal["cause", "theme"]
    id: str
    label: str
    stage: str | None
    told: int
    pain_points: tuple[tuple[str, str, int], ...]
    stages: tuple[tuple[str, int], ...]
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StageSentiment:
    """Mean sentiment in [-1, 1] and net sentiment (% favourable − % unfavourable, −100…+100), with the interval of the net.

    ``favourable`` and ``unfavourable`` count units, which are shown instead of percentages where they are few.
    """

    mean: float | None
    net: float | None
    low: float | None
    high: float | None
    n: int
    favourable: int = 0
    unfavourable: int = 0


@dataclass(frozen=True, slots=True)
class Corrected:
    """The share of a stage and its net sentiment (points), corrected by what people reviewed.

    ``n`` of the share counts all who were reviewed, of the net those of them who speak of the stage; it is None below 20 of them.
    """

    share: Rate | None
    net: Rate | None


@dataclass(frozen=True, slots=True)
class Kpi:
    """A score of the people who speak of a stage (``origin`` ``spoke``) or of the whole project (``project``)."""

    metric: str
    value: float
    low: float
    high: float
    n: int
    origin: str


@dataclass(frozen=True, slots=True)
class Activity:
    """What is done or wanted at a stage: a verb phrase in the infinitive, and whose deed it is.

    ``volume`` counts units among the ``n`` that were read; ``share`` is of these, with its interval; ``evidence`` are segment ids.
    """

    who: Literal["customer", "company"]
    label: str
    volume: int
    share: float
    low: float
    high: float
    n: int
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SuppliedMetric:
    """A figure of a stage that the user brought, as it was imported; nothing of it is mined.

    ``low``, ``high`` and ``n`` are None where the user's file tells none; ``unit`` is as the user wrote it, ``source`` says where
    the figure is from.
    """

    stage: str
    metric: str
    value: float
    low: float | None = None
    high: float | None = None
    n: int | None = None
    unit: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class StageColumn:
    """One stage of the map; ``volume`` counts units, ``share`` is of all units that were read.

    ``goals`` are the definition's, ``told_goals`` those that customers tell; ``tasks`` stand under the names of touchpoints,
    their shares are of the units that speak of the touchpoint. ``imported`` are figures that the user brought. ``quarter`` is None where
    the stage's importance is not known. ``barriers`` are pain points of whom many tell that they could not go on, ``enablers`` gains of
    whom many tell of ease. ``moments`` are the reasons why the stage is a moment of truth; none where it is not.
    """

    id: str
    name: str
    volume: int
    share: Rate | None
    sentiment: StageSentiment
    emotions: tuple[tuple[str, Rate], ...]
    effort: Rate | None
    kpis: tuple[Kpi, ...]
    touchpoints: tuple[tuple[str, int], ...]
    goals: tuple[str, ...]
    quotes: tuple[str, ...]
    pain_points: tuple[MapTheme, ...]
    gains: tuple[MapTheme, ...]
    suggestions: tuple[MapTheme, ...]
    evidence: Evidence
    actions: tuple[Activity, ...] = ()
    told_goals: tuple[Activity, ...] = ()
    tasks: tuple[tuple[str, tuple[Activity, ...]], ...] = ()
    trend: Trend = Trend()
    corrected: Corrected | None = None
    imported: tuple[SuppliedMetric, ...] = ()
    importance: Importance | None = None
    stated: Stated | None = None
    quarter: Quarter | None = None
    duration: Durations | None = None
    barriers: tuple[MapTheme, ...] = ()
    enablers: tuple[MapTheme, ...] = ()
    flags: tuple[FlagShare, ...] = ()
    moments: tuple[Moment, ...] = ()

    @property
    def standing(self) -> Literal["strength", "weakness"] | None:
        """Whether more of 20 units or more are favourable than unfavourable beyond chance, or fewer; None where neither is sure."""
        sentiment = self.sentiment
        if sentiment.n < MIN_STANDING or sentiment.low is None or sentiment.high is None:
            return None
        return "strength" if sentiment.low > 0 else "weakness" if sentiment.high < 0 else None


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many units speak of a stage in a channel (empty where it is not known) and a source (a file, empty where there are too many)."""

    stage: str
    channel: str
    source: str
    volume: int
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class JourneyPath:
    """Stages that known customers spoke of one after another; ``share`` is of those who spoke on two days or more."""

    stages: tuple[str, ...]
    volume: int
    share: Rate
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stop:
    """How many known customers spoke of a stage last; ``share`` is of those who spoke on two days or more."""

    stage: str
    volume: int
    share: Rate
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """The share of those with a value who tell of something, and how many.

    ``others`` is the share of all other units; ``q`` of the difference is None where either are fewer than 20.
    """

    share: Rate | None
    volume: int
    others: Rate | None
    q: float | None

    def mark(self, level: float) -> str:
        """Return ``+`` or ``−`` where the share differs from that of the others, else nothing."""
        if self.q is None or self.q > level or self.share is None or self.others is None:
            return ""
        return "+" if self.share.value > self.others.value else "−"


@dataclass(frozen=True, slots=True)
class Crosstab:
    """Stages, themes or feelings (``of``) by the values of a column.

    ``values`` are the values with their units, of ``n`` in all; rows hold id, name, the share of all, and a cell a value; a cell stands
    out where its ``q`` is at most ``level``.
    """

    column: str
    of: str
    values: tuple[tuple[str, int], ...]
    n: int
    rows: tuple[tuple[str, str, Rate | None, tuple[Cell, ...]], ...]
    level: float


@dataclass(frozen=True, slots=True)
class Assumption:
    """What a team assumes of a stage; of ``sentiment`` the text is ``good``, ``bad`` or ``mixed``, of ``feeling`` a group of feelings."""

    stage: str
    kind: Literal["pain_point", "gain", "feeling", "touchpoint", "sentiment"]
    text: str


@dataclass(frozen=True, slots=True)
class Checked:
    """An assumption and what became of it, in words; of what is ``unexpected`` the assumption is what is told.

    ``n`` counts the units that speak of the stage; ``share`` is of these (of sentiment the net in points); ``evidence`` are segment ids.
    """

    assumption: Assumption
    verdict: Literal["confirmed", "contradicted", "unseen", "unexpected"]
    said: str
    n: int
    share: Rate | None = None
    theme_id: str | None = None
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Totals:
    """What the map rests on; ``read_share`` is the fraction of feedbacks in a language that is read.

    ``unassigned`` to ``copies`` count segments: those that fit no theme, stand at no stage, tell a feeling alone, nothing, or were copied.
    ``reviewed`` counts units, drawn at random, whose statements people read themselves.
    """

    feedbacks: int
    units: int
    customers: int
    segments: int
    read_share: float
    languages: tuple[tuple[str, int], ...]
    unassigned: int
    unstaged: int
    feelings: int = 0
    non_answers: int = 0
    copies: int = 0
    reviewed: int = 0


@dataclass(frozen=True, slots=True)
class JourneyMap:
    """The journey map: pure arithmetic over what was scored.

    ``alerts`` stand surest first; ``segments`` holds each quoted text once; ``notes`` says in words why something is empty.
    ``rank_metric`` names the score that the effects in the ranks are on; None where themes are ranked without.
    """

    project: str
    journey: Journey
    run: str
    models: tuple[str, ...]
    generated_at: datetime
    period: tuple[datetime, datetime] | None
    filters: tuple[tuple[str, str], ...]
    totals: Totals
    kpis: tuple[Kpi, ...]
    stages: tuple[StageColumn, ...]
    segments: tuple[tuple[str, str], ...]
    notes: tuple[str, ...] = ()
    rank_weights: RankWeights = EQUAL_WEIGHTS
    rank_metric: str | None = None
    alerts: tuple[Alert, ...] = ()
    chains: tuple[Chain, ...] = ()
    systemic: tuple[Systemic, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    paths: tuple[JourneyPath, ...] = ()
    stops: tuple[Stop, ...] = ()
    priorities: Priorities | None = None
    handoffs: tuple[Handoff, ...] = ()
    opportunities: tuple[Opportunity, ...] = ()

    def behind(self, theme_id: str) -> tuple[tuple[ChainLink, ...], ...]:
        """Return what chains tell to stand behind a pain point: their links before it, the root first; the chains in their order."""
        found = (chain.links[:place] for chain in self.chains for place, link in enumerate(chain.links) if place and link.id == theme_id)
        return tuple(dict.fromkeys(found))

    @property
    def ranked_by(self) -> str:
        """What themes are ranked by, in words; weights other than 1 stand as exponents."""
        effect = self.rank_weights.effect if self.rank_metric else 0.0
        measure = f"effect on {self.rank_metric.upper() if self.rank_metric != 'rating' else 'the rating'}" if self.rank_metric else ""
        factors = (("share", self.rank_weights.share), ("severity", self.rank_weights.severity), (measure, effect))
        return " × ".join(name if weight == 1 else f"{name}^{weight:g}" for name, weight in factors if weight) or "share × severity"


@dataclass(frozen=True, slots=True)
class Change:
    """A figure of a stage or theme on the first side and on the second.

    ``measure`` is ``share`` (fraction of units), ``net`` (net sentiment in points, −100…+100, of the stage's units) or ``place`` (the
    fraction of a theme's units that tell of it at the first of ``stages``, where most of both sides together do; the others are where
    most of the first side and most of the second do). ``q`` is ``p`` adjusted over all changes of the comparison. ``evidence`` are
    segment ids of the first side and of the second.
    """

    kind: Subject
    id: str
    label: str
    measure: Literal["share", "net", "place"]
    before: Rate
    after: Rate
    difference: Rate
    p: float
    q: float
    verdict: Verdict
    evidence: tuple[tuple[str, ...], tuple[str, ...]]
    stages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two selections of a project's feedback side by side; pairs hold what is of the one and of the other.

    ``names`` say what they are of; ``units`` were read, ``on_both`` of them on both sides; ``hold`` is the field whose mix was held
    fixed; ``segments`` holds the text of each segment that is evidence once. Where an older run was read anew, ``changes`` are because of
    customers, both sides being read alike, and ``reader`` holds what differs between the older run as it was read and as it is read now.
    """

    project: str
    names: tuple[str, str]
    runs: tuple[str, str]
    units: tuple[int, int]
    on_both: int
    hold: str | None
    changes: tuple[Change, ...]
    notes: tuple[str, ...]
    segments: tuple[tuple[str, str], ...]
    reader: tuple[Change, ...] = ()
