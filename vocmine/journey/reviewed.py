"""Shares corrected by what people read themselves: prediction-powered inference over units that were drawn at random.

Guarantees: a unit counts where all its statements were reviewed, and only up to the first in the order of the draw that was not, so that
those who count are a random sample of any selection, also after more feedback came; below 50 of them nothing is corrected; the interval of
a corrected figure covers sampling and reading error (the tests simulate it with readers that err one time in five).
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from vocmine.journey.shares import Population, population
from vocmine.map_types import Corrected, JourneyMap
from vocmine.types import Journey, Rate, Review, Scored

LEAST, LEAST_SPEAK = 50, 20
_LEAN = {"positive": 1, "negative": -1}
Floats = NDArray[np.float64]
Label = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class Reviewed:
    """How many units count as reviewed, and the corrected figures of stages by their ids; nothing below 50 units."""

    n: int
    stages: Mapping[str, Corrected]


def in_order(units: Iterable[str]) -> list[str]:
    """Return units in the order in which they are drawn: by a hash of their names, which no one chose."""
    return sorted(set(units), key=lambda unit: hashlib.sha256(f"review\n{unit}".encode()).digest())


def draw(read: Sequence[Scored], n: int, reviewed: frozenset[str] = frozenset()) -> tuple[Scored, ...]:
    """Return what is not yet reviewed of the statements of the first ``n`` units in the order of the draw.

    Parameters
    ----------
    read : all segments that were read.
    reviewed : ids of segments that were reviewed.
    """
    drawn = {unit: place for place, unit in enumerate(in_order(one.segment.feedback.unit for one in read)[:n])}
    wanted = [one for one in read if one.segment.feedback.unit in drawn and one.segment.id not in reviewed]
    return tuple(sorted(wanted, key=lambda one: (drawn[one.segment.feedback.unit], one.segment.feedback.id, one.segment.index)))


def add_reviews(journey_map: JourneyMap, scored: Iterable[Scored], reviews: Sequence[Review]) -> JourneyMap:
    """Return a map with how many were reviewed and, from fifty on, the corrected figures of its stages.

    Parameters
    ----------
    scored : the segments that the map was built of, in any order.
    reviews : what people read in segments.
    """
    if not reviews:
        return journey_map
    read = [one for one in scored if one.reading.sentiment is not None]
    everyone = population({one.segment.feedback.id: one.segment.feedback for one in read}.values())
    found = correct(journey_map.journey, read, everyone, reviews)
    if not found.n:
        return journey_map
    stages = tuple(replace(stage, corrected=found.stages.get(stage.id)) for stage in journey_map.stages)
    totals = replace(journey_map.totals, reviewed=found.n)
    return replace(journey_map, stages=stages, totals=totals, notes=(*journey_map.notes, _note(found.n)))


def _note(n: int) -> str:
    drawn = f"{n:,} drawn at random {'was' if n == 1 else 'were'} reviewed by people"
    if n < LEAST:
        return f"{drawn}; from {LEAST} on shares are corrected by them."
    return f"{drawn}: figures called corrected are corrected by them, and their intervals cover reading error too."


def correct(journey: Journey, read: Sequence[Scored], everyone: Population, reviews: Iterable[Review]) -> Reviewed:
    """Return the share of each stage, and its net sentiment where 20 who were reviewed speak of it, corrected.

    Parameters
    ----------
    read : the segments that the map is of.
    everyone : their units, with weights.
    reviews : what people read in segments; of one segment the last counts.

    Notes
    -----
    The figure is a ratio of means over units, each mean being what the reader says of those who were not reviewed plus what it was off by
    among those who were (Angelopoulos, Bates, Fannjiang, Jordan and Zrnic 2023, Science 382); how much the reader's word weighs is tuned
    (Angelopoulos, Duchi and Zrnic 2023, arXiv:2311.01453). Its variance is that of the linearised ratio, with one unit added that was
    misread, so that a reader who made no mistake among fifty is not taken for one who makes none; its quantile is Student's.
    """
    told = {one.segment_id: (one.stage, one.sentiment_label) for one in reviews}
    by_unit: dict[str, list[Scored]] = defaultdict(list)
    for one in read:
        by_unit[one.segment.feedback.unit].append(one)
    order = in_order(by_unit)
    n = next((place for place, unit in enumerate(order) if any(one.segment.id not in told for one in by_unit[unit])), len(order))
    if n < LEAST:
        return Reviewed(n, {})
    weights = np.array([everyone.weights.get(unit, 0.0) for unit in order])
    said = [[_said(one) for one in by_unit[unit]] for unit in order]
    true = [[told[one.segment.id] for one in by_unit[unit]] for unit in order[:n]]
    return Reviewed(n, {stage.id: _corrected(stage.id, true, said, weights) for stage in journey.stages})


def powered(true: tuple[Floats, Floats], said: tuple[Floats, Floats], weights: Floats) -> tuple[float, float, float] | None:
    """Return a ratio of means with its interval; None where its denominator is nothing.

    Parameters
    ----------
    true : numerator and denominator of the first n units as they are, each of shape (n,).
    said : those of all N units as the reader says, each of shape (N,).
    weights : survey weights, at least 0, shape (N,).
    """
    from scipy.special import stdtrit

    n = len(true[0])
    some, rest = weights[:n] / weights[:n].sum(), weights[n:] / weights[n:].sum() if weights[n:].sum() else weights[n:]
    worth, worth_rest = 1 / float(some @ some), 1 / float(rest @ rest) if rest.any() else np.inf
    trust = 1.0 if rest.any() else 0.0
    for _ in range(2):
        over, under = (trust * rest @ s[n:] + some @ (t - trust * s[:n]) for t, s in zip(true, said, strict=True))
        if under <= 0:
            return None
        value = over / under
        fact, word = ((top - value * bottom) / under for top, bottom in (true, said))
        spread = float(some @ (word[:n] - some @ word[:n]) ** 2)
        shared = float(some @ ((fact - some @ fact) * (word[:n] - some @ word[:n])))
        trust = float(np.clip(shared / ((1 + worth / worth_rest) * spread), 0, 1)) if spread > 0 and rest.any() else 0.0
    off, taken = fact - trust * word[:n], trust * word[n:]
    misread = (float(some @ (off - some @ off) ** 2) * worth + 1 / under) / worth
    drawn = float(rest @ (taken - rest @ taken) ** 2) / worth_rest if rest.any() else 0.0
    speak = some[(true[1] > 0) | (said[1][:n] > 0)]
    quantile = float(stdtrit(max(1.0, speak.sum() ** 2 / (speak @ speak) - 1), 0.975))
    half = quantile * float(np.sqrt(misread / worth + drawn))
    return float(value), float(value) - half, float(value) + half


def _said(one: Scored) -> Label:
    return one.reading.stage, one.reading.sentiment_label


def _corrected(stage: str, true: Sequence[Sequence[Label]], said: Sequence[Sequence[Label]], weights: Floats) -> Corrected:
    (true_speak, true_lean), (said_speak, said_lean) = _columns(stage, true), _columns(stage, said)
    share = powered((true_speak, np.ones(len(true))), (said_speak, np.ones(len(said))), weights)
    enough = int(true_speak.sum()) >= LEAST_SPEAK
    net = powered((true_lean, true_speak), (said_lean, said_speak), weights) if enough else None
    return Corrected(_rate(share, len(true), (0.0, 1.0), 1), _rate(net, int(true_speak.sum()), (-1.0, 1.0), 100))


def _columns(stage: str, told: Sequence[Sequence[Label]]) -> tuple[Floats, Floats]:
    """Return for each unit whether it speaks of the stage, and which way it leans there: 1, −1 or 0."""
    leans = [[_LEAN.get(label or "", 0) for at, label in labels if at == stage] for labels in told]
    speak = np.array([bool(some) for some in leans], dtype=np.float64)
    return speak, np.sign(np.array([sum(some) for some in leans], dtype=np.float64))


def _rate(found: tuple[float, float, float] | None, n: int, ends: tuple[float, float], scale: int) -> Rate | None:
    if found is None:
        return None
    value, low, high = (scale * min(ends[1], max(ends[0], bound)) for bound in found)
    return Rate(value, low, high, n, "sampling and reading")
