"""What a stage review adds to a journey map, out of a map that was saved as JSON.

Guarantees: what ``export.review_json`` wrote comes back equal; of a map that was saved before there was a review nothing comes.
"""

from typing import Any, get_args

from vocmine.readers.plain import Plain
from vocmine.readers.saved_rates import rate, rate_or_none
from vocmine.review_types import (
    Durations,
    FlagShare,
    Handoff,
    Importance,
    Measure,
    Metric,
    Moment,
    MomentKind,
    Opportunity,
    Quarter,
    Stated,
)
from vocmine.types import Rate

_METRICS: tuple[Metric, ...] = get_args(Metric)
_QUARTERS: tuple[Quarter, ...] = get_args(Quarter)
_KINDS: tuple[MomentKind, ...] = get_args(MomentKind)
_MEASURES: tuple[Measure, ...] = get_args(Measure)


def review_fields(plain: Plain) -> dict[str, Any]:
    """Return the fields of a stage's review, barriers and enablers left to who reads themes."""
    truth = plain.part_or_none("moment_of_truth")
    return {
        "importance": _importance(one) if (one := plain.part_or_none("importance")) else None,
        "stated": _stated(one) if (one := plain.part_or_none("stated_importance")) else None,
        "quarter": _quarter(plain),
        "duration": _durations(one) if (one := plain.part_or_none("duration_hours")) else None,
        "flags": tuple(FlagShare(one.text("flag"), *_told(one)) for one in plain.parts("flags")),
        "moments": tuple(map(_moment, truth.parts("reasons"))) if truth else (),
    }


def handoff(plain: Plain) -> Handoff:
    """Return a passage at which customers are passed on."""
    return Handoff(plain.text("from"), plain.text("to"), *_told(plain))


def opportunity(plain: Plain) -> Opportunity:
    """Return a stage where something can be won."""
    rank = plain.part("rank")
    return Opportunity(
        stage=plain.text("stage"),
        measure=plain.choice("measure", _MEASURES),
        figure=rate(plain.part("figure")),
        metric=plain.choice("metric", _METRICS) if plain.has("metric") else None,
        quarter=_quarter(plain),
        place=rank.count("value"),
        first=rank.count("low"),
        last=rank.count("high"),
        pain_points=plain.texts("pain_points"),
        evidence=plain.texts("evidence"),
    )


def _told(plain: Plain) -> tuple[int, Rate, tuple[str, ...]]:
    return plain.count("volume"), rate(plain.part("share")), plain.texts("evidence")


def _quarter(plain: Plain) -> Quarter | None:
    return plain.choice("quarter", _QUARTERS) if plain.has("quarter") else None


def _importance(plain: Plain) -> Importance:
    value, low, high = (plain.number(name) for name in ("value", "low", "high"))
    return Importance(
        value,
        low,
        high,
        plain.count("n"),
        plain.choice("metric", _METRICS),
        plain.text("method"),
        weight=rate(plain.part("weight")),
        gain=rate(plain.part("gain")),
        beyond=rate_or_none(plain, "beyond"),
        p=plain.number_or_none("p"),
    )


def _stated(plain: Plain) -> Stated:
    return Stated(rate_or_none(plain, "share"), plain.texts("evidence"), rate_or_none(plain, "rating"), plain.text_or_none("column"))


def _durations(plain: Plain) -> Durations:
    return Durations(rate(plain.part("median_interval")), rate_or_none(plain, "p90_interval"), plain.count("n"), plain.texts("evidence"))


def _moment(plain: Plain) -> Moment:
    figure, beside, gap = (rate(plain.part(name)) for name in ("figure", "beside", "gap"))
    return Moment(plain.choice("kind", _KINDS), figure, beside, gap, plain.number("q"), plain.texts("evidence"))
