"""A stage review in words: how importance, quarters, moments of truth, durations, hand-offs and opportunities are written wherever shown.

Guarantees: no figure without its interval and n; below 20 counts instead of percentages; what goes together is never called a cause.
"""

from vocmine.export.figures import MIN_PERCENT, Noun, figure, percent, percents, signed
from vocmine.map_types import JourneyMap, StageColumn
from vocmine.review_types import Durations, FlagShare, Handoff, Importance, Metric, Moment, Opportunity, Quarter, Stated
from vocmine.types import Rate

FLAG_NAMES = {
    "abandonment": "gave up",
    "churn": "left, or say that they will",
    "failed_self_service": "site, app or bot did not do it",
    "handoff": "passed on to somebody else",
    "repeat_contact": "had to get in touch again",
    "channel_switch": "had to change the channel",
    "expectation_gap": "promised or expected otherwise",
    "no_reply": "no answer came",
}
SCORES: dict[Metric, str] = {"nps": "the 0–10 NPS question", "csat": "CSAT", "rating": "the rating", "ces": "CES"}
QUARTERS: dict[Quarter, str] = {
    "keep up": "Keep up",
    "fix first": "Fix first",
    "watch": "Watch",
    "do not overdo": "Do not overdo",
    "undecided": "Undecided",
}
_OF_QUARTER: dict[Quarter, str] = {
    "keep up": "matters more than other stages, and more people are content than not",
    "fix first": "matters more than other stages, and more people are unhappy than content",
    "watch": "matters less than other stages, and more people are unhappy than content",
    "do not overdo": "matters less than other stages, and more people are content than not",
    "undecided": "the intervals leave open on which side it stands",
}
_HOURS = (("minute", 1 / 60, 1.0), ("hour", 1.0, 48.0), ("day", 24.0, 14 * 24.0), ("week", 168.0, 13 * 168.0), ("month", 730.5, 24 * 730.5))
_YEAR = 8766.0


def importance_text(one: Importance) -> str:
    """Return in a sentence how much a stage's sentiment goes together with."""
    who = "Those who are favourable here give"
    if one.low <= 0 <= one.high:
        shown = f"{_points(one.value)} points [{_points(one.low)}, {_points(one.high)}]"
        return f"{who} no clearly different score on {SCORES[one.metric]} from those who are unfavourable ({shown}, n = {one.n:,})."
    low, high = sorted((abs(one.low), abs(one.high)))
    what = f"{abs(one.value):.1f} points {'more' if one.value > 0 else 'less'} on {SCORES[one.metric]}"
    return f"{who} {what} than those who are unfavourable [{low:.1f}, {high:.1f}], n = {one.n:,}; goes together with, not proven to cause."


def effect_text(one: Importance) -> str:
    """Return in brief how many points lie between favourable and unfavourable."""
    return f"{_points(one.value)} points ({_points(one.low)} to {_points(one.high)}), n = {one.n:,}"


def weight_text(one: Importance) -> str:
    """Return in a sentence the stage's part of what the sentiments explain."""
    return f"{percent(one.weight.value)} of what sentiment explains of the score ({percents(one.weight.low, one.weight.high)})."


def quarter_text(stage: StageColumn) -> tuple[str, str]:
    """Return the quarter of a stage and what it means; of a stage without known importance whether it is strong or weak."""
    if stage.quarter:
        return QUARTERS[stage.quarter], _OF_QUARTER[stage.quarter]
    if stage.standing:
        sure = "content than not" if stage.standing == "strength" else "unhappy than content"
        return stage.standing.capitalize(), f"more people are {sure}; how much it matters is not known"
    return "", ""


def stated_text(one: Stated, noun: Noun) -> str:
    """Return in a sentence how much a stage matters as people say it."""
    said = []
    if one.share:
        told = figure(round(one.share.value * one.share.n), one.share.n, noun, share=(one.share.value, one.share.low, one.share.high))
        said.append(f"{told.text} say that something here matters to them {told.detail}".rstrip() + ".")
    if one.rating:
        rating = one.rating
        said.append(f"{one.column}: {rating.value:.1f} ({rating.low:.1f} to {rating.high:.1f}), n = {rating.n:,}.")
    return " ".join(said)


def moment_text(one: Moment, noun: Noun) -> str:
    """Return in a sentence why a stage is a moment of truth."""
    n = noun.count(one.figure.n)
    if one.kind == "leaving":
        here, there = percent(one.figure.value), percent(one.beside.value)
        return f"Customers are lost here: {here} of {n} tell of leaving or giving up ({_shares(one.figure)}), {there} elsewhere."
    if one.kind == "importance":
        points = f"{_points(one.figure.value)} points [{_points(one.figure.low)}, {_points(one.figure.high)}]"
        apart = f"{points} between favourable and unfavourable, {_points(one.beside.value)} on average"
        return f"It matters most, and feelings are clear: {apart}, n = {one.figure.n:,}."
    here, there = _net(one.figure), signed(one.beside.value)
    begun = {
        "first": "First impression, unlike the rest",
        "end": "How it ends, unlike the rest",
        "peak": "The low point" if one.gap.value < 0 else "The high point",
        "fall": "The curve falls most steeply here",
    }[one.kind]
    against = f"{there} at the stage before" if one.kind == "fall" else f"{there} elsewhere"
    return f"{begun}: net sentiment {here}, {against}, n = {one.figure.n:,}."


def duration_text(one: Durations) -> tuple[str, str]:
    """Return the middle of the times told, and what it rests on."""
    if one.n < MIN_PERCENT:
        return hours_text(one.median.value), f"in the middle of {one.n:,} who tell a time"
    tail = f"; nine of ten up to {hours_text(one.p90.value)}" if one.p90 else ""
    return hours_text(one.median.value), f"median ({hours_text(one.median.low)} to {hours_text(one.median.high)}){tail}, n = {one.n:,}"


def hours_text(hours: float) -> str:
    """Return a length of time in the unit that reads best: ``45 minutes``, ``2.5 hours``, ``6 weeks``."""
    unit, length = next(((name, length) for name, length, below in _HOURS if hours < below), ("year", _YEAR))
    n = f"{hours / length:.1f}".removesuffix(".0")
    return f"{n} {unit}{'' if n == '1' else 's'}"


def flag_text(one: FlagShare) -> str:
    """Return what a flag says, in words."""
    return FLAG_NAMES.get(one.flag, one.flag.replace("_", " "))


def handoff_text(one: Handoff, names: dict[str, str], noun: Noun) -> str:
    """Return in a sentence how often customers are passed on at a passage."""
    source, target = names.get(one.source, one.source), names.get(one.target, one.target)
    where = f"Within {source}" if one.source == one.target else f"{source} to {target}"
    told = figure(one.volume, one.share.n, noun, share=(one.share.value, one.share.low, one.share.high))
    return f"{where}: {told.text} {told.detail}".rstrip() + "."


def opportunity_text(one: Opportunity, journey_map: JourneyMap, noun: Noun) -> str:
    """Return in a sentence what could be won at a stage, and why."""
    name = next((stage.name for stage in journey_map.stages if stage.id == one.stage), one.stage)
    pains = {theme.theme_id: theme.label for stage in journey_map.stages for theme in stage.pain_points}
    labels = [pains[theme] for theme in one.pain_points if theme in pains]
    worst = f" Gravest: {'; '.join(labels)}." if labels else ""
    rate = one.figure
    if one.measure == "gain" and one.metric:
        interval = f"[{rate.low:.2f}, {rate.high:.2f}]"
        won = f"{name}: {rate.value:.2f} points of {SCORES[one.metric]} {interval} if the unfavourable gave what the favourable give"
        return f"{won}, n = {noun.count(rate.n)}.{worst}"
    part = f"{percent(rate.value)} of all {noun.count(rate.n)} are unfavourable here ({_shares(rate)})"
    return f"{name}: {part}.{worst}"


def won_text(one: Opportunity) -> str:
    """Return in brief what could be won."""
    rate = one.figure
    if one.measure == "gain":
        return f"{rate.value:.2f} points ({rate.low:.2f} to {rate.high:.2f}), n = {rate.n:,}"
    return f"{percent(rate.value)} unfavourable ({_shares(rate)}), n = {rate.n:,}"


def _net(rate: Rate) -> str:
    return f"{signed(rate.value)} ({signed(rate.low)} to {signed(rate.high)})"


def _shares(rate: Rate) -> str:
    return percents(rate.low, rate.high)


def _points(value: float) -> str:
    shown = f"{abs(value):.1f}"
    return shown if not float(shown) else f"{'+' if value > 0 else '−'}{shown}"
