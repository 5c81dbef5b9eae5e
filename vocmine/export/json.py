"""The journey map as JSON, version 1 of the published schema (``vocmine/journey/map.schema.json``); comparisons as JSON.

Guarantees: every key of the schema is there, sections that are not filled are empty lists or null; figures are exact;
quoted text stands once under ``segments``; the same map gives the same bytes.
"""

import json
from collections.abc import Sequence
from typing import Any

from vocmine.export.decisions import plain_fix, plain_kind, plain_priorities
from vocmine.export.figures import Noun, alert_text, association_text, unit_noun
from vocmine.export.review_json import handoff_plain, opportunity_plain, review_plain
from vocmine.export.review_json import rate_plain as _rate
from vocmine.map_types import (
    Activity,
    Alert,
    Association,
    Chain,
    Change,
    Comparison,
    JourneyMap,
    JourneyPath,
    Kpi,
    MapTheme,
    StageColumn,
    Stop,
    SuppliedMetric,
    Systemic,
    Trend,
)
from vocmine.types import Cause, Journey, Rate, Stage

SCHEMA_VERSION = 1


def to_json(journey_map: JourneyMap) -> bytes:
    """Return the map as UTF-8 JSON."""
    return _encoded(plain(journey_map))


def comparison_to_json(comparison: Comparison) -> bytes:
    """Return a comparison as UTF-8 JSON: its figures, the surest change first, each with the ids of the words of either side."""
    sides = zip(comparison.names, comparison.runs, comparison.units, strict=True)
    return _encoded(
        {
            "project": comparison.project,
            "sides": [{"name": name, "run": run, "units": units} for name, run, units in sides],
            "on_both": comparison.on_both,
            "hold": comparison.hold,
            "changes": [_change(one) for one in comparison.changes],
            "reader": [_change(one) for one in comparison.reader],
            "segments": dict(comparison.segments),
            "notes": list(comparison.notes),
        }
    )


def priorities_to_json(journey_map: JourneyMap) -> bytes:
    """Return what to fix first as UTF-8 JSON, with the texts that it rests on."""
    found = plain_priorities(journey_map.priorities) or {}
    items = journey_map.priorities.items if journey_map.priorities else ()
    quoted = {i for one in items for i in (*one.evidence, *(i for cell in one.cells for i in cell.evidence))}
    texts = {i: text for i, text in journey_map.segments if i in quoted}
    return _encoded({"project": journey_map.project, "run": journey_map.run, **found, "segments": texts})


def _change(one: Change) -> dict[str, Any]:
    names = ("kind", "id", "label", "measure", "p", "q", "verdict")
    rates = {name: _rate(getattr(one, name)) for name in ("before", "after", "difference")}
    words = dict(zip(("before", "after"), map(list, one.evidence), strict=True))
    return {name: getattr(one, name) for name in names} | rates | {"stages": list(one.stages), "evidence": words}


def _encoded(plain: dict[str, Any]) -> bytes:
    return (json.dumps(plain, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()


def plain(journey_map: JourneyMap) -> dict[str, Any]:
    """Return the map as the schema's plain values."""
    totals, period = journey_map.totals, journey_map.period
    return {
        "schema_version": SCHEMA_VERSION,
        "project": journey_map.project,
        "journey": journey_map.journey.id,
        "journey_name": journey_map.journey.name,
        "words": dict(journey_map.journey.words),
        "run": journey_map.run,
        "models": list(journey_map.models),
        "generated_at": journey_map.generated_at.isoformat(),
        "period": {"from": period[0].isoformat(), "to": period[1].isoformat()} if period else None,
        "filters": [{"field": field, "value": value} for field, value in journey_map.filters],
        "totals": {
            "feedbacks": totals.feedbacks,
            "units": totals.units,
            "customers": totals.customers,
            "segments": totals.segments,
            "read_share": totals.read_share,
            "languages": dict(totals.languages),
            "unassigned": totals.unassigned,
            "unstaged": totals.unstaged,
            "feelings": totals.feelings,
            "non_answers": totals.non_answers,
            "copies": totals.copies,
            "reviewed": totals.reviewed,
        },
        "kpis": [_kpi(kpi) for kpi in journey_map.kpis],
        "stages": [_stage(stage, unit_noun(journey_map)) for stage in journey_map.stages],
        "handoffs": [handoff_plain(one) for one in journey_map.handoffs],
        "systemic_themes": [_systemic(one) for one in journey_map.systemic],
        "chains": [_chain(chain) for chain in journey_map.chains],
        "opportunities": [opportunity_plain(one, journey_map, unit_noun(journey_map)) for one in journey_map.opportunities],
        "coverage": [
            {name: getattr(one, name) for name in ("stage", "channel", "source", "volume", "evidence")} for one in journey_map.coverage
        ],
        "paths": [{"stages": list(one.stages)} | _claim(one) for one in journey_map.paths],
        "stops": [{"stage": one.stage} | _claim(one) for one in journey_map.stops],
        "alerts": [_alert(one, unit_noun(journey_map)) for one in journey_map.alerts],
        "segments": dict(journey_map.segments),
        "notes": list(journey_map.notes),
        "ranking": {
            "share": journey_map.rank_weights.share,
            "severity": journey_map.rank_weights.severity,
            "effect": journey_map.rank_weights.effect,
            "metric": journey_map.rank_metric,
        },
        "definition": _definition(journey_map.journey),
        "priorities": plain_priorities(journey_map.priorities),
    }


def _definition(journey: Journey) -> dict[str, Any]:
    return {"description": journey.description, "stages": [_defined(stage) for stage in journey.stages]}


def _defined(stage: Stage) -> dict[str, Any]:
    points = [{"id": point.id, "name": point.name, "cues": list(point.cues)} for point in stage.touchpoints]
    lists = {"goals": list(stage.goals), "touchpoints": points, "examples": list(stage.examples)}
    return {"id": stage.id, "name": stage.name, "description": stage.description} | lists


def _stage(stage: StageColumn, noun: Noun) -> dict[str, Any]:
    sentiment, tasks = stage.sentiment, dict(stage.tasks)
    names = ("mean", "net", "low", "high", "n", "favourable", "unfavourable")
    return {
        "id": stage.id,
        "name": stage.name,
        "volume": stage.volume,
        "share": _rate(stage.share),
        "sentiment": {name: getattr(sentiment, name) for name in names},
        "emotions": {group: _rate(rate) for group, rate in stage.emotions},
        "effort": _rate(stage.effort),
        "kpis": [_kpi(kpi) for kpi in stage.kpis],
        "touchpoints": [{"name": name, "volume": volume, "tasks": _activities(tasks.get(name, ()))} for name, volume in stage.touchpoints],
        "actions": _activities(stage.actions),
        "goals": list(stage.goals),
        "told_goals": _activities(stage.told_goals),
        "quotes": list(stage.quotes),
        "pain_points": _themes(stage.pain_points, noun),
        "gains": _themes(stage.gains, noun),
        "suggestions": _themes(stage.suggestions, noun),
        "barriers": _themes(stage.barriers, noun),
        "enablers": _themes(stage.enablers, noun),
        "evidence": stage.evidence,
        **_trend(stage.trend),
        "imported": [_supplied(one) for one in stage.imported],
        "corrected": {"share": _rate(stage.corrected.share), "net": _rate(stage.corrected.net)} if stage.corrected else None,
        **review_plain(stage, noun),
    }


def _supplied(one: SuppliedMetric) -> dict[str, Any]:
    names = ("metric", "value", "low", "high", "n", "unit", "source")
    return {name: getattr(one, name) for name in names} | {"origin": "imported"}


def _themes(themes: Sequence[MapTheme], noun: Noun) -> list[dict[str, Any]]:
    names = ("theme_id", "label", "volume", "share", "low", "high", "severity", "owner", "status", "loudest")
    return [
        {name: getattr(theme, name) for name in names}
        | {
            "impact": _impact(theme.impact, theme.impact_metric),
            "leave_one_out": _impact(theme.leave_one_out, theme.impact_metric),
            "rank": {name: getattr(theme.rank, name) for name in ("value", "low", "high")} if theme.rank else None,
            **_trend(theme.trend),
            "causes": [_cause(cause) for cause in theme.causes],
            "cause_stages": [{"stage": stage, "told": told} for stage, told in theme.cause_stages],
            "quotes": list(theme.quotes),
            "associations": [_association(one, noun) for one in theme.associations],
            "proposal": {"model": theme.proposal.model, "found": theme.proposal.found} if theme.proposal else None,
            "kind_of_pain": plain_kind(theme.kind_of_pain),
            "fix": plain_fix(theme.fix, noun),
        }
        for theme in themes
    ]


def _trend(trend: Trend) -> dict[str, Any]:
    periods = [{"period": one.start.isoformat(), "volume": one.volume, "share": _rate(one.share)} for one in trend.periods]
    return {"trend": periods, "trend_direction": trend.direction, "trend_q": trend.q}


def _alert(one: Alert, noun: Noun) -> dict[str, Any]:
    names = ("kind", "id", "label", "volume", "q")
    rates = {name: _rate(getattr(one, name)) for name in ("now", "before", "ratio")}
    days = {"since": one.since.isoformat(), "until": one.until.isoformat()}
    sentence = alert_text(one, noun)
    return {name: getattr(one, name) for name in names} | days | rates | {"sentence": sentence, "evidence": list(one.evidence)}


def _cause(cause: Cause) -> dict[str, Any]:
    plain = {name: getattr(cause, name) for name in ("label", "told", "cause_stage")}
    return plain | {"cause_id": cause.id, "evidence": list(cause.evidence)}


def _chain(chain: Chain) -> dict[str, Any]:
    links = [
        {f"{link.kind}_id": link.id, "label": link.label, "stage": link.stage, "told": link.told, "evidence": list(link.evidence)}
        for link in chain.links
    ]
    return {"links": links, "told": chain.told, "evidence": list(chain.evidence)}


def _systemic(one: Systemic) -> dict[str, Any]:
    return {
        f"{one.kind}_id": one.id,
        "label": one.label,
        "stage": one.stage,
        "told": one.told,
        "pain_points": [{"theme_id": id, "label": label, "told": told} for id, label, told in one.pain_points],
        "stages": [{"stage": stage, "told": told} for stage, told in one.stages],
        "evidence": list(one.evidence),
    }


def _association(one: Association, noun: Noun) -> dict[str, Any]:
    names = ("field", "value", "q", "people", "told", "others", "told_by_others")
    sentence = association_text(one, noun)
    return {name: getattr(one, name) for name in names} | {"lift": _rate(one.lift), "sentence": sentence, "evidence": list(one.evidence)}


def _impact(rate: Rate | None, metric: str | None) -> dict[str, Any] | None:
    plain = _rate(rate)
    return plain | {"metric": metric} if plain else None


def _activities(activities: Sequence[Activity]) -> list[dict[str, Any]]:
    names = ("who", "label", "volume", "share", "low", "high", "n")
    return [{name: getattr(one, name) for name in names} | {"evidence": list(one.evidence)} for one in activities]


def _claim(one: JourneyPath | Stop) -> dict[str, Any]:
    return {"volume": one.volume, "share": _rate(one.share), "evidence": list(one.evidence)}


def _kpi(kpi: Kpi) -> dict[str, Any]:
    return {name: getattr(kpi, name) for name in ("metric", "value", "low", "high", "n", "origin")}
