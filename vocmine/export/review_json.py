"""What a stage review adds to the journey map as JSON: plain values by the names of the schema.

Guarantees: a figure is {value, low, high, n, covers}; every claim carries the ids of its segments under ``evidence``.
"""

from typing import Any

from vocmine.export.figures import Noun
from vocmine.export.review_text import moment_text, opportunity_text
from vocmine.map_types import JourneyMap, StageColumn
from vocmine.review_types import Durations, FlagShare, Handoff, Importance, Moment, Opportunity, Stated
from vocmine.types import Rate


def review_plain(stage: StageColumn, noun: Noun) -> dict[str, Any]:
    """Return a stage's keys of the review, barriers and enablers left to who writes themes."""
    return {
        "importance": _importance(stage.importance),
        "stated_importance": _stated(stage.stated),
        "quarter": stage.quarter,
        "standing": stage.standing,
        "duration_hours": _durations(stage.duration),
        "flags": [_flag(one) for one in stage.flags],
        "moment_of_truth": {
            "flag": bool(stage.moments),
            "why": " ".join(moment_text(one, noun) for one in stage.moments) or None,
            "reasons": [_moment(one, noun) for one in stage.moments],
        },
    }


def handoff_plain(one: Handoff) -> dict[str, Any]:
    """Return a passage at which customers are passed on."""
    return {"from": one.source, "to": one.target, "volume": one.volume, "share": rate_plain(one.share), "evidence": list(one.evidence)}


def opportunity_plain(one: Opportunity, journey_map: JourneyMap, noun: Noun) -> dict[str, Any]:
    """Return a stage where something can be won."""
    names = ("stage", "measure", "metric", "quarter")
    return {name: getattr(one, name) for name in names} | {
        "rank": {"value": one.place, "low": one.first, "high": one.last},
        "figure": rate_plain(one.figure),
        "reason": opportunity_text(one, journey_map, noun),
        "pain_points": list(one.pain_points),
        "evidence": list(one.evidence),
    }


def rate_plain(rate: Rate | None) -> dict[str, Any] | None:
    """Return a figure, null where there is none."""
    return {name: getattr(rate, name) for name in ("value", "low", "high", "n", "covers")} if rate else None


def _importance(one: Importance | None) -> dict[str, Any] | None:
    if one is None:
        return None
    rates = {name: rate_plain(getattr(one, name)) for name in ("weight", "gain", "beyond")}
    return {name: getattr(one, name) for name in ("value", "low", "high", "n", "metric", "method", "p")} | rates


def _stated(one: Stated | None) -> dict[str, Any] | None:
    if one is None:
        return None
    return {"share": rate_plain(one.share), "rating": rate_plain(one.rating), "column": one.column, "evidence": list(one.evidence)}


def _durations(one: Durations | None) -> dict[str, Any] | None:
    if one is None:
        return None
    return {
        "median": one.median.value,
        "p90": one.p90.value if one.p90 else None,
        "n": one.n,
        "median_interval": rate_plain(one.median),
        "p90_interval": rate_plain(one.p90),
        "evidence": list(one.evidence),
    }


def _flag(one: FlagShare) -> dict[str, Any]:
    return {"flag": one.flag, "volume": one.volume, "share": rate_plain(one.share), "evidence": list(one.evidence)}


def _moment(one: Moment, noun: Noun) -> dict[str, Any]:
    rates = {name: rate_plain(getattr(one, name)) for name in ("figure", "beside", "gap")}
    return {"kind": one.kind, "q": one.q, "sentence": moment_text(one, noun), "evidence": list(one.evidence)} | rates
