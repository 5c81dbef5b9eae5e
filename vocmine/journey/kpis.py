"""Scores that customers gave: NPS, CSAT and CES, of the people who speak of a stage and of the project.

Guarantees: each unit counts once, with its latest score of a kind; NPS is promoters (9, 10) minus detractors (0 to 6) in points;
CSAT and CES are the percentage at the upper end of their scale, the scale read off the whole project; each with its interval.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from vocmine.journey.shares import Population
from vocmine.map_types import Kpi
from vocmine.types import Feedback

METRICS = ("nps", "csat", "ces")
SCORES = ("nps", "csat", "rating", "ces")
_PROMOTER, _DETRACTOR, _NPS_MAX = 9, 6, 10
# Highest value of the scale, and the least value that counts as satisfied (CSAT) or easy (CES).
_SATISFIED = ((1.0, 1.0), (5.0, 4.0), (7.0, 6.0), (10.0, 8.0), (100.0, 75.0))
_EASY = ((1.0, 1.0), (5.0, 4.0), (7.0, 5.0), (10.0, 7.0), (100.0, 70.0))
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Scores:
    """The latest score of each unit, by metric (those of ``SCORES``); together with the project's scales."""

    people: Population
    values: Mapping[str, Mapping[str, float]]

    def kpis(self, units: Iterable[str], origin: str) -> tuple[Kpi, ...]:
        """Return the metrics of these units, those that nobody of them was asked left out."""
        among = self.people.among(units)
        found = (self._kpi(metric, among, origin) for metric in METRICS)
        return tuple(kpi for kpi in found if kpi is not None)

    def _kpi(self, metric: str, among: Population, origin: str) -> Kpi | None:
        values = self.values[metric]
        asked = among.among(values)
        if metric == "nps":
            rate = asked.net(
                {unit for unit in asked.weights if values[unit] >= _PROMOTER},
                {unit for unit in asked.weights if values[unit] <= _DETRACTOR},
            )
            return Kpi(metric, rate.value, rate.low, rate.high, rate.n, origin) if rate else None
        least = _least(_SATISFIED if metric == "csat" else _EASY, values)
        share = asked.rate({unit for unit in asked.weights if values[unit] >= least})
        return Kpi(metric, 100 * share.value, 100 * share.low, 100 * share.high, share.n, origin) if share else None


def gather_scores(feedbacks: Iterable[Feedback], people: Population) -> Scores:
    """Return the latest score of each unit; NPS outside 0 to 10 is no NPS and left out."""
    values: dict[str, dict[str, float]] = {metric: {} for metric in SCORES}
    for feedback in sorted(feedbacks, key=_when):
        for metric in SCORES:
            value = getattr(feedback, metric)
            if value is not None and (metric != "nps" or 0 <= value <= _NPS_MAX):
                values[metric][feedback.unit] = value
    return Scores(people, values)


def contribution(metric: str, value: float) -> float:
    """Return what a unit's score adds to the mean: of NPS 100, 0 or −100, of others the score itself."""
    return value if metric != "nps" else 100.0 * ((value >= _PROMOTER) - (value <= _DETRACTOR))


def scale_top(metric: str, values: Collection[float]) -> float | None:
    """Return the highest value of the scale that scores lie on; None where there are none, or none that tells 0 to 1 from 1 to 5."""
    if metric == "nps":
        return float(_NPS_MAX) if values else None
    highest = max(values, default=0.0)
    if highest <= 1 and 0 not in values:
        return None
    return next((top for top, _ in _SATISFIED if highest <= top), _SATISFIED[-1][0])


def _when(feedback: Feedback) -> tuple[datetime, str, int, str]:
    return feedback.created_at or _LONG_AGO, feedback.source_file, feedback.source_row, feedback.id


def _least(scales: tuple[tuple[float, float], ...], values: Mapping[str, float]) -> float:
    highest = max(values.values(), default=0.0)
    return next((least for top, least in scales if highest <= top), scales[-1][1])
