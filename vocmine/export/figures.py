"""Figures as words: how a share, an interval or a score is written wherever a map is shown.

Guarantees: below 5 units nothing but counts, below 20 counts instead of percentages; no figure without its n;
a minus is a minus sign, an interval stands beside its figure.
"""

from dataclasses import dataclass
from datetime import datetime

from vocmine.map_types import JourneyMap, Kpi, StageSentiment

MIN_UNITS = 5
MIN_PERCENT = 20
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


def kpi_text(kpi: Kpi) -> tuple[str, str]:
    """Return a score and what it rests on: ``('+32', '+21 to +43, n = 310')``."""
    if kpi.n < MIN_PERCENT:
        if kpi.metric in _KPI_SAYS and kpi.n >= MIN_UNITS:
            return f"{round(kpi.value * kpi.n / 100)} of {kpi.n}", f"{_KPI_SAYS[kpi.metric]}; too few for a percentage"
        return "–", f"n = {kpi.n}: too few for a figure"
    if kpi.metric == "nps":
        return signed(kpi.value), f"{signed(kpi.low)} to {signed(kpi.high)}, n = {kpi.n:,}"
    return f"{kpi.value:.0f}%", f"{kpi.low:.0f}–{kpi.high:.0f}% {_KPI_SAYS.get(kpi.metric, '')}, n = {kpi.n:,}"


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


def period_text(period: tuple[datetime, datetime] | None) -> str:
    """Return the period in days."""
    if period is None:
        return "dates unknown"
    first, last = (f"{day.day} {day:%B %Y}" for day in period)
    return first if first == last else f"{first} – {last}"
