"""What a stage review adds to the journey map: how much a stage matters, how long things take, where customers are passed on or lost.

Invariants: every figure carries its interval and its n, which counts units; every claim carries the ids of the segments it rests on.
"""

from dataclasses import dataclass
from typing import Literal

from vocmine.types import Rate

Metric = Literal["nps", "csat", "rating", "ces"]
Quarter = Literal["keep up", "fix first", "watch", "do not overdo", "undecided"]
MomentKind = Literal["first", "peak", "end", "fall", "importance", "leaving"]
Measure = Literal["gain", "unfavourable"]


@dataclass(frozen=True, slots=True)
class Importance:
    """What the sentiment at a stage goes together with in the overall score; ``n`` units speak of the stage and gave the score.

    ``value`` is how many points of ``metric`` those who are favourable there give more than those who are unfavourable. ``weight`` is the
    stage's relative weight: the fraction of what the sentiments at all such stages explain. ``gain`` is by how many points the mean score
    would be higher if those who are unfavourable gave what the favourable give. ``beyond`` is ``value`` less the mean of all such stages;
    None where there is no other. ``p`` is the chance of such a ``beyond`` if there were none, ``method`` names the arithmetic.
    """

    value: float
    low: float
    high: float
    n: int
    metric: Metric
    method: str
    weight: Rate
    gain: Rate
    beyond: Rate | None
    p: float | None


@dataclass(frozen=True, slots=True)
class Stated:
    """How much a stage matters in customers' own words or marks.

    ``share`` is of the stage's units who say that something there matters to them, ``evidence`` where they do; ``rating`` is the mean of
    the user's column ``column``, on that column's scale. Either may be None.
    """

    share: Rate | None
    evidence: tuple[str, ...]
    rating: Rate | None = None
    column: str | None = None


@dataclass(frozen=True, slots=True)
class Durations:
    """How long things take as told at a stage, in hours; of each unit the longest time that it tells; ``n`` units tell one.

    ``p90`` is the time that nine of ten units do not exceed; None below 36 units.
    """

    median: Rate
    p90: Rate | None
    n: int
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FlagShare:
    """How many of a stage's units tell of a hand-off, a broken promise or another of the flags; ``share`` is of the stage's units."""

    flag: str
    volume: int
    share: Rate
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """One reason why a stage is a moment of truth.

    ``first``, ``peak`` and ``end`` compare net sentiment here (``figure``, in points) with elsewhere (``beside``), ``fall`` with the stage
    before, ``leaving`` the share of units who tell of leaving or giving up, as fractions; ``importance`` compares the effect on the score
    with the mean of the stages. ``q`` is adjusted over all comparisons of the map.
    """

    kind: MomentKind
    figure: Rate
    beside: Rate
    gap: Rate
    q: float
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Handoff:
    """How often customers who tell of one stage and next of another are passed on; the same stage twice: within it.

    Of the ``share.n`` units that tell of the passage ``volume`` tell of a hand-off at either end.
    """

    source: str
    target: str
    volume: int
    share: Rate
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Opportunity:
    """A stage where something can be won, and why.

    ``figure`` is, by ``measure``, the gain in points of ``metric`` or the fraction of all units that are unfavourable there; ``place`` is 1
    for the first, ``first`` and ``last`` the places that the intervals leave open. ``pain_points`` are theme ids, the gravest first.
    """

    stage: str
    measure: Measure
    figure: Rate
    metric: Metric | None
    quarter: Quarter | None
    place: int
    first: int
    last: int
    pain_points: tuple[str, ...]
    evidence: tuple[str, ...]
