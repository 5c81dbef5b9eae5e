"""Figures as words: how a share, an interval or a score is written wherever a map is shown.

Guarantees: below 5 units nothing but counts, below 20 counts instead of percentages; no figure without its n;
a minus is a minus sign, an interval stands beside its figure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from vocmine.map_types import (
    Alert,
    Association,
    ChainLink,
    Corrected,
    JourneyMap,
    JourneyPath,
    Kpi,
    MapTheme,
    Rank,
    StageSentiment,
    Stop,
    Systemic,
    Trend,
)
from vocmine.types import Proposal

MIN_UNITS = 5
MIN_PERCENT = 20
MIN_BEGUN = 2
_ASKED = {"nps": "the 0–10 NPS question", "csat": "CSAT", "rating": "the rating", "ces": "CES"}
_MEAN = {"nps": "the NPS", "csat": "mean CSAT", "rating": "the mean rating", "ces": "mean CES"}
_KPI_SAYS = {"csat": "satisfied", "ces": "found it easy"}


@dataclass(frozen=True, slots=True)
class Noun:
    """What units are called: people where customers are known, else feedbacks."""

    one: str
    many: str

    def count(self, n: int) -> str:
        """Return ``1 person``, ``1,204 people``, kept on one line."""
        return f"{n:,}\u00a0{self.one if n == 1 else self.many}"


@dataclass(frozen=True, slots=True)
class Figure:
    """A share in words, and as fractions where a bar may be drawn; ``short`` for narrow places, ``faint`` where it rests on few."""

    text: str
    short: str
    detail: str
    value: float | None
    low: float
    high: float
    faint: bool


def unit_noun(journey_map: JourneyMap) -> Noun:
    """Return what the map's units are called."""
    return Noun("person", "people") if journey_map.totals.customers else Noun("feedback", "feedbacks")


def figure(volume: int, n: int, noun: Noun, *, share: tuple[float, float, float]) -> Figure:
    """Return how a share is shown: ``volume`` of ``n`` units; ``share`` is the fraction with its low and high."""
    value, low, high = share
    if n < MIN_PERCENT:
        return Figure(f"{volume:,} of {noun.count(n)}", f"{volume:,} of {n:,}", "", value if n >= MIN_UNITS else None, low, high, True)
    return Figure(percent(value), percent(value), f"({percents(low, high)}), {noun.count(volume)}", value, low, high, False)


def net_text(sentiment: StageSentiment) -> tuple[str, str]:
    """Return net sentiment with its interval, empty where counts alone are honest; and the counts."""
    counts = f"{sentiment.favourable:,} favourable, {sentiment.unfavourable:,} unfavourable of {sentiment.n:,}"
    if sentiment.net is None or sentiment.low is None or sentiment.high is None or sentiment.n < MIN_PERCENT:
        return "", counts
    return f"{signed(sentiment.net)} ({signed(sentiment.low)} to {signed(sentiment.high)})", counts


def corrected_text(corrected: Corrected | None) -> tuple[str, ...]:
    """Return a stage's corrected figures in words: ``corrected by 60 reviewed: 24% (15–33%) speak of it``; nothing where there are none."""
    if corrected is None:
        return ()
    share, net = corrected.share, corrected.net
    said = [f"corrected by {share.n:,} reviewed: {percent(share.value)} ({percents(share.low, share.high)}) speak of it"] if share else []
    said += [f"corrected by {net.n:,} of them: {signed(net.value)} ({signed(net.low)} to {signed(net.high)})"] if net else []
    return tuple(said)


def kpi_text(kpi: Kpi) -> tuple[str, str]:
    """Return a score and what it rests on: ``('+32', '+21 to +43, n = 310')``."""
    if kpi.n < MIN_PERCENT:
        if kpi.metric in _KPI_SAYS and kpi.n >= MIN_UNITS:
            return f"{round(kpi.value * kpi.n / 100)} of {kpi.n}", f"{_KPI_SAYS[kpi.metric]}; too few for a percentage"
        return "–", f"n = {kpi.n}: too few for a figure"
    if kpi.metric == "nps":
        return signed(kpi.value), f"{signed(kpi.low)} to {signed(kpi.high)}, n = {kpi.n:,}"
    return f"{kpi.value:.0f}%", f"{kpi.low:.0f}–{kpi.high:.0f}% {_KPI_SAYS.get(kpi.metric, '')}, n = {kpi.n:,}"


def rank_text(rank: Rank | None) -> str:
    """Return a rank with its interval: ``2nd, between 1st and 4th``; empty where nothing is ranked."""
    if rank is None:
        return ""
    between = f", between {ordinal(rank.low)} and {ordinal(rank.high)}" if rank.low < rank.high else ""
    return ordinal(rank.value) + between


def ordinal(place: int) -> str:
    """Return a place as ``1st``, ``2nd``, ``11th``."""
    ending = "th" if place % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place}{ending}"


def effect_text(theme: MapTheme) -> str:
    """Return in a sentence what those who tell of a theme give less or more; empty where too few gave a score."""
    if theme.impact is None or theme.impact_metric is None:
        return ""
    rate, asked = theme.impact, _ASKED[theme.impact_metric]
    if rate.low <= 0 <= rate.high:
        shown = f"{_point(rate.value)} [{_point(rate.low)}, {_point(rate.high)}], n = {rate.n:,}"
        return f"Those who tell this give no clearly different score on {asked} ({shown})."
    low, high = sorted((abs(rate.low), abs(rate.high)))
    points = f"{abs(rate.value):.1f} points {'less' if rate.value < 0 else 'more'} on {asked} [{low:.1f}, {high:.1f}]"
    return f"Those who tell this give {points}, n = {rate.n:,}; goes together with, not proven to cause."


def association_text(one: Association, noun: Noun) -> str:
    """Return in a sentence what a pain point goes together with; a cause is not claimed."""
    with_, without = (f"{100 * told / of:.0f} % of {of:,}" for told, of in ((one.told, one.people), (one.told_by_others, one.others)))
    lift = f"{one.lift.value:.1f} times, between {one.lift.low:.1f} and {one.lift.high:.1f}"
    if one.field == "since":
        return f"It is told more since {one.value}: {with_} {noun.many} tell it since, {without} before ({lift})."
    what = f"{one.field.replace('_', ' ').capitalize()} {one.value!r}"
    return f"{what} goes together with it: {with_} {noun.many} tell it, of the others {without} ({lift})."


def alert_text(alert: Alert, noun: Noun) -> str:
    """Return in a sentence what rose of late, with both shares and how many times as many it is."""
    days = _days(alert.since, alert.until)
    rose = f"{alert.label}: {alert.volume:,} of {noun.count(alert.now.n)} {days}, {percent(alert.now.value)}"
    if alert.ratio is None:
        return f"{rose}; nobody told it before."
    times = f"{alert.ratio.value:.1f} times as many, between {alert.ratio.low:.1f} and {alert.ratio.high:.1f}"
    return f"{rose} after {percent(alert.before.value)} before ({times})."


def trend_text(trend: Trend) -> str:
    """Return in a sentence where a share went from period to period; empty where too few tell or it stayed.

    The first and the last period of 20 units or more are told.
    """
    if trend.direction in (None, "steady"):
        return ""
    told = f"Told by {'more and more' if trend.direction == 'grew' else 'fewer and fewer'}"
    shares = [(one.start, one.share.value) for one in trend.periods if one.share and one.share.n >= MIN_PERCENT]
    return f"{told}: {_from(*shares[0])}, {_from(*shares[-1])}." if len(shares) > 1 else f"{told}."


def _from(start: date, share: float) -> str:
    return f"{percent(share)} from {start.day} {start:%b %Y}"


def _days(first: date, last: date) -> str:
    begin = f"{first.day} {first:%b}" if first.year == last.year else f"{first.day} {first:%b %Y}"
    return f"from {begin} to {last.day} {last:%b %Y}"


def behind_text(links: Sequence[ChainLink], noun: Noun, stages: Mapping[str, str]) -> str:
    """Return what is told to stand behind a pain point, the nearest first: ``app crashed (5 people), behind that new version (2 people)``.

    ``links`` stand root first, as in a chain; ``stages`` gives the names of stages.
    """
    return ", behind that ".join(f"{link.label} ({noun.count(link.told or 0)}{_in(link.stage, stages)})" for link in reversed(links))


def systemic_text(one: Systemic, noun: Noun) -> str:
    """Return in a sentence what a cause stands behind: ``late van: told by 9 people behind 3 pain points, felt at 2 stages.``."""
    pains, stages = (
        f"{len(some)} {what}{'' if len(some) == 1 else 's'}" for some, what in ((one.pain_points, "pain point"), (one.stages, "stage"))
    )
    return f"{one.label}: told by {noun.count(one.told)} behind {pains}, felt at {stages}."


def path_text(one: JourneyPath, noun: Noun, stages: Mapping[str, str]) -> str:
    """Return a way through the journey in a sentence: ``Purchase → Use → Support: 12% (8–18%), 14 people of 120.``."""
    way = " → ".join(stages.get(stage, stage) for stage in one.stages)
    shown = figure(one.volume, one.share.n, noun, share=(one.share.value, one.share.low, one.share.high))
    return f"{way}: {shown.text} {shown.detail}".strip() + "."


def stop_text(one: Stop, noun: Noun, stages: Mapping[str, str]) -> str:
    """Return in a sentence how many spoke of a stage last."""
    shown = figure(one.volume, one.share.n, noun, share=(one.share.value, one.share.low, one.share.high))
    return f"{stages.get(one.stage, one.stage)} was told last: {shown.text} {shown.detail}".strip() + "."


def begun_text(theme: MapTheme, stage: str, noun: Noun, stages: Mapping[str, str]) -> str:
    """Return in a sentence at which other stages the causes of a pain point happened, by two units or more; empty where none did.

    ``stage`` is where the pain point stands, ``stages`` gives the names of stages.
    """
    elsewhere = [
        f"{stages.get(cause, cause)} ({noun.count(told)})" for cause, told in theme.cause_stages if cause != stage and told >= MIN_BEGUN
    ]
    return f"Felt in {stages.get(stage, stage)}, begun in {' and '.join(elsewhere)}." if elsewhere else ""


def _in(stage: str | None, stages: Mapping[str, str]) -> str:
    return f", in {stages.get(stage, stage)}" if stage else ""


def proposal_text(proposal: Proposal | None) -> str:
    """Return in a sentence which language model proposed a theme's name, and which was found; empty where it is the found one."""
    return f"Name proposed by {proposal.model}; found in customers' words: '{proposal.found}'." if proposal else ""


def left_out_text(theme: MapTheme) -> str:
    """Return in a sentence what the project's mean score would be without those who tell of a theme; empty where it is not known."""
    if theme.leave_one_out is None or theme.impact_metric is None:
        return ""
    rate, higher = theme.leave_one_out, "higher" if theme.leave_one_out.value >= 0 else "lower"
    places = 1 if theme.impact_metric == "nps" else 2
    interval = f"[{_point(rate.low, places)}, {_point(rate.high, places)}]"
    return f"Without those who tell this {_MEAN[theme.impact_metric]} would be {abs(rate.value):.{places}f} points {higher} {interval}."


def _point(value: float, places: int = 1) -> str:
    """Return points with their sign."""
    shown = f"{abs(value):.{places}f}"
    return shown if not float(shown) else f"{'+' if value > 0 else '−'}{shown}"


def percent(share: float) -> str:
    """Return a fraction as whole per cent; what is more than nothing is never called 0%."""
    return "<1%" if 0 < share < 0.005 else f"{100 * share:.0f}%"


def percents(low: float, high: float) -> str:
    """Return an interval of fractions as whole per cent."""
    return f"{100 * low:.0f}–{100 * high:.0f}%"


def signed(points: float) -> str:
    """Return points with their sign."""
    whole = round(points)
    return f"+{whole}" if whole > 0 else f"−{-whole}" if whole else "0"


def read_text(journey_map: JourneyMap) -> str:
    """Return how many feedbacks were read: ``612 of 1,000 feedbacks read``."""
    totals = journey_map.totals
    return f"{round(totals.read_share * totals.feedbacks):,} of {totals.feedbacks:,} feedbacks read"


def period_text(period: tuple[datetime, datetime] | None) -> str:
    """Return the period in days."""
    if period is None:
        return "dates unknown"
    first, last = (f"{day.day} {day:%B %Y}" for day in period)
    return first if first == last else f"{first} – {last}"
