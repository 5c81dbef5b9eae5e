"""How grave a theme is, between 0 and 1, from what was read in its segments.

Guarantees that a unit weighs as much as any other, however many segments it wrote.
"""

from collections.abc import Sequence
from statistics import fmean

from vocmine.types import Reading, Scored, ThemeKind

SENTIMENT, INTENSITY, EFFORT, LEAVING = 0.5, 0.2, 0.15, 0.15


def severity(scored: Sequence[Scored], kind: ThemeKind) -> float:
    """Return the severity of a theme in [0, 1], rounded to four digits.

    For a pain point or a suggestion, a segment weighs
    ``0.5 · negativity + 0.2 · intensity + 0.15 · high effort + 0.15 · leaving``:
    negativity is the sentiment below zero, turned positive; intensity the emotion's 1–5 put on 0–1 (0 where none is felt);
    high effort and leaving (a churn flag or the intent to leave) are 0 or 1.
    For a gain it is the strength of the praise, ``(0.5 · positivity + 0.2 · intensity + 0.15 · low effort) / 0.85``.
    The theme's is the mean over units of the unit's mean over its segments.
    """
    by_unit: dict[str, list[float]] = {}
    for one in scored:
        by_unit.setdefault(one.segment.feedback.unit, []).append(_weight(one.reading, praised=kind == "gain"))
    return round(fmean(fmean(weights) for weights in by_unit.values()), 4)


def _weight(reading: Reading, *, praised: bool) -> float:
    sentiment = reading.sentiment or 0.0
    intensity = INTENSITY * ((reading.emotion_intensity or 1) - 1) / 4
    if praised:
        ease = EFFORT * (reading.effort_label == "low")
        return (SENTIMENT * max(0.0, sentiment) + intensity + ease) / (SENTIMENT + INTENSITY + EFFORT)
    leaving = reading.intent == "churn" or "churn" in reading.flags
    return SENTIMENT * max(0.0, -sentiment) + intensity + EFFORT * (reading.effort_label == "high") + LEAVING * leaving
