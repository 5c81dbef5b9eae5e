"""What the score of those who tell of a theme differs by: by regression, and by leaving them out.

Guarantees: each unit counts once, with its latest score; no figure rests on fewer than 20 scores of those who tell or of those who do
not; an effect is per unit that tells, never multiplied by share; what two themes share is counted for neither alone.
It says what goes together, not what causes what.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from vocmine.journey.incidence import incidence
from vocmine.journey.kpis import SCORES, Scores, contribution
from vocmine.journey.regression import Fit, Floats, fit, student
from vocmine.types import Rate, Scored, Themes

MIN_TELLERS = 20
UNITS_PER_THEME = 10
MAX_INFLATION = 10.0


@dataclass(frozen=True)
class Effects:
    """The effects of themes on one score, by theme id; a theme without a sound figure is not in the mapping.

    ``impact`` is in points of the score per unit that tells, below 0 where they give less; ``leave_one_out`` is what the project's
    mean score (of NPS: the NPS, −100…+100) would gain if those who tell were left out. Of both, ``n`` counts those who tell and
    gave the score. ``fit`` is of ``units`` (its rows) on ``themes`` (its columns).
    """

    metric: str
    impact: Mapping[str, Rate]
    leave_one_out: Mapping[str, Rate]
    units: tuple[str, ...]
    themes: tuple[str, ...]
    fit: Fit


def measure_effects(themes: Themes, by_id: Mapping[str, Scored], scores: Scores) -> Effects | None:
    """Return the effects of the themes on the score that most of those who were read gave; None where none can be told.

    The effect is the coefficient of a theme in the regression of the score on 0/1 columns of all themes that at least 20 scored units
    tell of and 20 do not, the most told ones up to one for ten units; a theme whose variance others inflate more than tenfold has
    none, since it is told by the same people. Leaving out is of all who gave the score, those without words included; its interval
    is by linearisation (Särndal, Swensson and Wretman 1992, Model Assisted Survey Sampling, ch. 5).

    Parameters
    ----------
    themes : all themes of the run.
    by_id : the segments that were read, by their ids.
    scores : the latest scores of all units, with their weights.
    """
    read = {one.segment.feedback.unit for one in by_id.values()}
    metric = max(SCORES, key=lambda metric: len(read & scores.values[metric].keys()))
    weights = scores.people.weights
    scored = {unit: value for unit, value in scores.values[metric].items() if weights[unit] > 0}
    units = tuple(sorted(read & scored.keys()))
    tellers = {
        theme.id: {by_id[i].segment.feedback.unit for i in theme.segment_ids if i in by_id} & scored.keys() for theme in themes.themes
    }
    chosen = _chosen(tellers, len(units))
    if not chosen or len({scored[unit] for unit in units}) == 1:
        return None
    found = fit(_told(tellers, chosen, units), _values(scored, units), _values(weights, units))
    whole = tuple(sorted(scored))
    points = np.array([contribution(metric, scored[unit]) for unit in whole])
    left = leave_out(_told(tellers, chosen, whole), points, _values(weights, whole))
    return Effects(metric, _impacts(found, chosen, tellers), dict(zip(chosen, left, strict=True)), units, chosen, found)


def _told(tellers: Mapping[str, Collection[str]], themes: Sequence[str], units: Sequence[str]) -> sparse.csr_array:
    return incidence([tellers[theme] for theme in themes], {unit: row for row, unit in enumerate(units)})


def _chosen(tellers: Mapping[str, Collection[str]], n_units: int) -> tuple[str, ...]:
    enough = [theme for theme, units in tellers.items() if MIN_TELLERS <= len(units) <= n_units - MIN_TELLERS]
    return tuple(sorted(enough, key=lambda theme: (-len(tellers[theme]), theme))[: n_units // UNITS_PER_THEME])


def _values(by_unit: Mapping[str, float], units: Collection[str]) -> Floats:
    return np.array([by_unit[unit] for unit in units], dtype=np.float64)


def _impacts(found: Fit, themes: tuple[str, ...], tellers: Mapping[str, Collection[str]]) -> dict[str, Rate]:
    values, halves = found.coefficients[1:].tolist(), found.half_widths.tolist()
    figures = zip(themes, values, halves, found.inflation, strict=True)
    return {
        theme: Rate(value, value - half, value + half, len(tellers[theme]))
        for theme, value, half, inflation in figures
        if inflation <= MAX_INFLATION
    }


def leave_out(told: sparse.csr_array, points: Floats, weights: Floats) -> list[Rate]:
    """Return for each 0/1 column of units what the weighted mean of ``points`` gains without those who tell."""
    whole, n_units = np.average(points, weights=weights), len(points)
    gains = []
    for column, quantile in enumerate(student(told, weights)):
        tells = told[:, [column]].toarray()[:, 0] > 0
        kept = np.where(tells, 0.0, weights)
        rest = np.average(points, weights=kept)
        influence = kept * (points - rest) / kept.sum() - weights * (points - whole) / weights.sum()
        half = float(quantile * np.sqrt((influence**2).sum() * n_units / (n_units - 1)))
        value = float(rest - whole)
        gains.append(Rate(value, value - half, value + half, int(tells.sum())))
    return gains
