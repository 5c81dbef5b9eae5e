"""Which theme of a stage weighs most: share × severity × effect per mention, each rank with its interval.

Guarantees: ranks are among the themes of one kind at one stage; a rank lies in its interval; the same input gives the same ranks in any
order of rows and themes; at stages of fewer than 20 units nothing is ranked; severity is taken as known, so that intervals cover
the sampling of units alone.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from vocmine.journey.effects import Effects
from vocmine.journey.incidence import incidence
from vocmine.journey.regression import Floats
from vocmine.journey.shares import Population
from vocmine.map_types import Rank, RankWeights
from vocmine.types import Theme, ThemeKind

MIN_UNITS = 20
DRAWS = 300
SEED = 20_261
CONFIDENCE = 0.95
CHUNK = 8192


@dataclass(frozen=True, slots=True)
class Standing:
    """A theme at a stage, and the units that tell of it there."""

    stage: str
    theme: Theme
    units: frozenset[str]


@dataclass(frozen=True, slots=True)
class Ranked:
    """The place of a standing among those of its stage and kind, and its rank; ``rank`` is None at a stage of few."""

    place: int
    rank: Rank | None


def rank_standings(
    standings: Sequence[Standing], people: Mapping[str, Population], effects: Effects | None, weights: RankWeights
) -> dict[str, dict[str, Ranked]]:
    """Return the rank of each standing, by stage and then theme id.

    A standing's merit is share^a × severity^b × effect^c with the weights as exponents. The effect is what those who tell give less
    (of a gain: more), 0 where they do not. A theme without an effect of its own takes the mean over the effects of its kind and one of
    zero, and in the draws scatters about it as these do; where no theme of the kind has one, and at stages of fewer than 20 units, the
    effect is left out. Intervals are from 300 Poisson bootstraps of the units: a theme stands surely before another where their merits
    differ by more than the 95 % quantile of the largest studentised difference (Mogstad, Romano, Shaikh and Wilhelm 2024, Review of
    Economic Studies 91), since quantiles of drawn ranks miss the true rank among near equals.

    Parameters
    ----------
    standings : all themes at all stages, in any order.
    people : the units of each stage, of whom each standing's units are some.
    effects : the effects of the themes; None where there is no score to have one on.
    weights : the exponents.
    """
    if not standings:
        return {}
    ordered = sorted(standings, key=lambda one: (one.stage, one.theme.id))
    merits = _merits(ordered, people, effects, weights)
    groups: dict[tuple[str, ThemeKind], list[int]] = defaultdict(list)
    for row, one in enumerate(ordered):
        groups[one.stage, one.theme.kind].append(row)
    found: dict[str, dict[str, Ranked]] = defaultdict(dict)
    for (stage, _), rows in groups.items():
        found[stage] |= _ranked([ordered[row] for row in rows], merits[rows], people[stage])
    return found


def _ranked(group: Sequence[Standing], merits: Floats, people: Population) -> dict[str, Ranked]:
    orders = [
        (merit, people.fraction(one.units) * one.theme.severity, len(one.units))
        for merit, one in zip(merits[:, 0].tolist(), group, strict=True)
    ]
    rows = sorted(range(len(group)), key=lambda row: ([-value for value in orders[row]], group[row].theme.id))
    return {
        group[row].theme.id: Ranked(place, Rank(place, *_between(merits, row)) if people.n >= MIN_UNITS else None)
        for place, row in enumerate(rows, start=1)
    }


def _between(merits: Floats, row: int) -> tuple[int, int]:
    """Return the first and last rank of a row that the draws bear out; ``merits`` holds the estimate, then the draws."""
    gaps = merits - merits[row]
    gap, drawn = gaps[:, 0], gaps[:, 1:]
    off = np.abs(drawn - gap[:, None])
    error = np.sqrt((off**2).mean(axis=1))
    off /= np.where(error > 0, error, 1.0)[:, None]
    margin = error * np.quantile(off.max(axis=0), CONFIDENCE)
    return 1 + int((gap > margin).sum()), len(merits) - int((gap < -margin).sum())


def _merits(standings: Sequence[Standing], people: Mapping[str, Population], effects: Effects | None, weights: RankWeights) -> Floats:
    """Return the merits, of shape ``(standings, 1 + DRAWS)``, the estimate first."""
    shares, equations = _draw(standings, people, effects)
    strengths = _strengths({one.theme.id: one.theme.kind for one in standings}, effects, equations)
    severities = np.array([[one.theme.severity] for one in standings])
    merits: Floats = shares**weights.share * severities**weights.severity
    for row, one in enumerate(standings):
        if one.theme.id in strengths and people[one.stage].n >= MIN_UNITS:
            merits[row] *= strengths[one.theme.id] ** weights.effect
    return merits


def _draw(standings: Sequence[Standing], people: Mapping[str, Population], effects: Effects | None) -> tuple[Floats, Floats]:
    """Return the shares of the standings and the sums of the effects' equations, as counted and in each draw of the units."""
    stages = sorted({one.stage for one in standings})
    weights = {unit: weight for stage in stages for unit, weight in people[stage].weights.items()}
    units = sorted({*weights, *(effects.units if effects else ())})
    rows = {unit: row for row, unit in enumerate(units)}
    sets = [*(people[stage].weights for stage in stages), *(one.units for one in standings)]
    parts = [sparse.diags_array([weights.get(unit, 0.0) for unit in units]) @ incidence(sets, rows)]
    if effects:
        parts.append(incidence([(unit,) for unit in effects.units], rows) @ effects.fit.parts)
    sums = _resampled(sparse.hstack(parts, format="csr"))
    asked = sums[[stages.index(one.stage) for one in standings]]
    told = sums[len(stages) : len(sets)]
    return np.divide(told, asked, out=np.zeros_like(told), where=asked > 0), sums[len(sets) :]


def _resampled(parts: sparse.csr_array) -> Floats:
    """Return the sums of the columns over the units, first as counted, then with each unit drawn a Poisson number of times."""
    generator = np.random.default_rng(SEED)
    sums = np.zeros((parts.shape[1], 1 + DRAWS))
    for start in range(0, parts.shape[0], CHUNK):
        rows = parts[start : start + CHUNK]
        counts = generator.poisson(1.0, (rows.shape[0], 1 + DRAWS))
        counts[:, 0] = 1
        sums += rows.T @ counts
    return sums


def _strengths(kinds: Mapping[str, ThemeKind], effects: Effects | None, equations: Floats) -> dict[str, Floats]:
    """Return the effect of each theme, harm for all kinds but gains, as estimated and in each draw."""
    if effects is None:
        return {}
    generator = np.random.default_rng(SEED)
    drawn = effects.fit.resampled(equations)[1:]
    own = {theme: drawn[column] for column, theme in enumerate(effects.themes) if theme in effects.impact}
    strengths: dict[str, Floats] = {}
    for theme, kind in sorted(kinds.items()):
        known = [own[other] for other in sorted(own) if kinds.get(other) == kind]
        if known:
            effect = own[theme] if theme in own else _typical(known, generator)
            strengths[theme] = np.maximum(0.0, effect if kind == "gain" else -effect)
    return strengths


def _typical(known: Sequence[Floats], generator: np.random.Generator) -> Floats:
    """Return the mean over effects and one of zero, scattered in the draws, not in the estimate, as these scatter."""
    values = np.vstack([*known, np.zeros_like(known[0])])
    noise = generator.standard_normal(values.shape[1])
    noise[0] = 0.0
    typical: Floats = values.mean(axis=0) + noise * values.std(axis=0, ddof=1)
    return typical
