"""What the map tells of time: the trend of each stage and theme, and what rose of late.

Guarantees: feedback without a date does not count; the same segments in any order give the same trends and alerts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vocmine.journey.alerts import find_alerts
from vocmine.journey.periods import Followed, by_day, fine, regular, spoken
from vocmine.journey.shares import Population
from vocmine.journey.trends import find_trends
from vocmine.map_types import Alert, Trend
from vocmine.types import Scored


@dataclass(frozen=True, slots=True)
class Timeline:
    """The trends of stages and themes by their ids, and the alerts, the surest first; nothing where there are no dates."""

    trends: Mapping[str, Trend]
    alerts: tuple[Alert, ...] = ()

    def of(self, id: str) -> Trend:
        """Return the trend of a stage or theme."""
        return self.trends.get(id, Trend())


def recall(followed: Sequence[Followed], read: Sequence[Scored], everyone: Population) -> Timeline:
    """Return what is known over time of what is followed; gains rise without an alert."""
    said = by_day(read)
    if not said:
        return Timeline({})
    days = min(said), max(said)
    trends = find_trends(followed, *(spoken(said, everyone, cut(*days)) for cut in (regular, fine)))
    watched = [one for one in followed if one.kind != "gain"]
    return Timeline(
        {one.id: trend for one, trend in zip(followed, trends, strict=True)},
        find_alerts(watched, said, everyone),
    )
