"""The team's own map set against the mined one: what is confirmed, contradicted, unseen, and what nobody expected.

Guarantees: nothing is called contradicted because nobody spoke of it; each verdict tells how many it rests on and carries their words; what
is like no assumption is unexpected only where it stands among the first three of its stage.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from vocmine.map_types import Assumption, Checked, JourneyMap, MapTheme, StageColumn
from vocmine.types import Rate

ALIKE = 0.52
LEAST_TOLD, FIRST, SEEN = 2, 3, 20
ClaimKind = Literal["pain_point", "gain"]
CLAIMS: Mapping[ClaimKind, str] = {"pain_point": "pain_points", "gain": "gains"}


@dataclass(frozen=True, slots=True)
class Claimed:
    """A pain point or gain of the map at its stage."""

    stage: str
    kind: ClaimKind
    theme: MapTheme


def claims_of(journey_map: JourneyMap) -> tuple[Claimed, ...]:
    """Return all pain points and gains of a map, stage by stage, in the order of their ranks."""
    return tuple(
        Claimed(stage.id, kind, theme) for stage in journey_map.stages for kind, name in CLAIMS.items() for theme in getattr(stage, name)
    )


def check(
    journey_map: JourneyMap, assumptions: Sequence[Assumption], claims: Sequence[Claimed], likeness: NDArray[np.float64]
) -> tuple[Checked, ...]:
    """Return the verdict on each assumption, in their order, then what nobody expected, most told first.

    Parameters
    ----------
    claims : all pain points and gains of the map.
    likeness : how alike each assumption and each claim are, in [-1, 1], shape (assumptions, claims); from 0.52 on they tell of the same.
        On twelve assumptions about the sample that came with the package eleven found their theme, and ten about other things none.
    """
    stages = {stage.id: stage for stage in journey_map.stages}
    found = [_checked(one, stages[one.stage], claims, likeness[row]) for row, one in enumerate(assumptions)]
    expected = {(one.assumption.stage, one.theme_id) for one in found if one.theme_id}
    return (*found, *_unexpected(journey_map, claims, expected))


def _checked(one: Assumption, stage: StageColumn, claims: Sequence[Claimed], likeness: NDArray[np.float64]) -> Checked:
    if one.kind in CLAIMS:
        return _claim(one, stage, claims, likeness)
    if one.kind == "feeling":
        return _feeling(one, stage)
    if one.kind == "touchpoint":
        told = next((volume for name, volume in stage.touchpoints if name.casefold() == one.text.casefold()), 0)
        return _seen(one, stage) if not told else Checked(one, "confirmed", f"{told:,} speak of it", stage.volume)
    return _mood(one, stage)


def _claim(one: Assumption, stage: StageColumn, claims: Sequence[Claimed], likeness: NDArray[np.float64]) -> Checked:
    alike = [(float(likeness[place]), claim) for place, claim in enumerate(claims) if likeness[place] >= ALIKE]
    here = [(fit, claim) for fit, claim in alike if claim.stage == stage.id]
    same = [claim for _, claim in sorted(here, key=lambda pair: -pair[0]) if claim.kind == one.kind and claim.theme.volume >= LEAST_TOLD]
    if same:
        theme = same[0].theme
        rate = Rate(theme.share, theme.low, theme.high, stage.volume)
        return Checked(one, "confirmed", f"told as {theme.label!r}", stage.volume, rate, theme.theme_id, theme.quotes)
    turned = [claim for _, claim in here if claim.kind != one.kind and claim.theme.volume >= LEAST_TOLD]
    if turned:
        theme = turned[0].theme
        rate = Rate(theme.share, theme.low, theme.high, stage.volume)
        return Checked(one, "contradicted", f"the contrary is told: {theme.label!r}", stage.volume, rate, theme.theme_id, theme.quotes)
    elsewhere = [claim for _, claim in sorted(alike, key=lambda pair: -pair[0]) if claim.kind == one.kind]
    if elsewhere:
        return Checked(one, "unseen", f"told at {elsewhere[0].stage}, not here", stage.volume, evidence=elsewhere[0].theme.quotes)
    return _seen(one, stage)


def _feeling(one: Assumption, stage: StageColumn) -> Checked:
    rate = dict(stage.emotions).get(one.text.casefold())
    if rate is None or not rate.value:
        return _seen(one, stage)
    return Checked(one, "confirmed", "felt", stage.volume, rate)


def _mood(one: Assumption, stage: StageColumn) -> Checked:
    sentiment = stage.sentiment
    if sentiment.net is None or sentiment.low is None or sentiment.high is None or sentiment.n < SEEN:
        return _seen(one, stage)
    side = "good" if sentiment.low > 0 else "bad" if sentiment.high < 0 else "mixed"
    rate = Rate(sentiment.net, sentiment.low, sentiment.high, sentiment.n)
    return Checked(
        one, "confirmed" if side == one.text else "contradicted", f"net sentiment is {side}", stage.volume, rate, evidence=stage.quotes
    )


def _seen(one: Assumption, stage: StageColumn) -> Checked:
    said = (
        f"unseen, though {stage.volume:,} speak of the stage" if stage.volume >= SEEN else f"too few speak of the stage ({stage.volume:,})"
    )
    return Checked(one, "unseen", said, stage.volume)


def _unexpected(journey_map: JourneyMap, claims: Sequence[Claimed], expected: set[tuple[str, str]]) -> list[Checked]:
    found = []
    volumes = {stage.id: stage.volume for stage in journey_map.stages}
    for stage, n in volumes.items():
        for kind in CLAIMS:
            first = [claim.theme for claim in claims if claim.stage == stage and claim.kind == kind][:FIRST]
            for theme in first:
                if n >= SEEN and theme.volume >= LEAST_TOLD and (stage, theme.theme_id) not in expected:
                    told = Assumption(stage, kind, theme.label)
                    rate = Rate(theme.share, theme.low, theme.high, n)
                    found.append(Checked(told, "unexpected", "nobody assumed it", n, rate, theme.theme_id, theme.quotes))
    return sorted(found, key=lambda one: -(one.share.value * one.share.n if one.share else 0))
