"""How much a stage matters: what the sentiment there goes together with in the score that people gave.

Guarantees: each unit counts once, with its latest score and, at each stage that it speaks of, one lean; survey weights are honoured; no
figure rests on fewer than 20 units that speak of the stage and gave the score, or on fewer than 10 that lean otherwise than most; the same
units in any order give the same figures. Nominal 95 % intervals of the effect cover 93 to 97 % (the tests simulate it).
It says what goes together, not what causes what.

Most people speak of one stage or two. What a stage's sentiment does among those who speak of it can be estimated, other stages held alike
where the same people speak of these too; what they felt where they said nothing cannot, and an effect includes whatever of it goes along.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray
from scipy import special

from vocmine.journey.kpis import SCORES, Scores
from vocmine.journey.shares import Population
from vocmine.review_types import Importance, Metric
from vocmine.types import Rate

METHOD = "regression on leanings, missing stages as indicators; relative weights (Johnson 2000); percentile bootstrap over units"
MIN_TOLD, MIN_OTHERWISE = 20, 10
UNITS_PER_STAGE = 20
MAX_INFLATION = 10.0
BLOCKS, DRAWS = 1000, 1000
RIDGE = 1e-8
Floats = NDArray[np.float64]
Leans = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class _Sums:
    """Weighted sums of products of the design's columns, shape ``(1 + draws, columns, columns)``, the first as counted.

    Columns: the intercept, one indicator for each of ``n_told`` stages, the leans at ``n_leans`` stages, the score.
    """

    products: Floats
    n_told: int
    n_leans: int

    @property
    def _parts(self) -> tuple[Floats, Floats]:
        """The leans' products among themselves and with the score, once who speaks of what is taken out (Frisch, Waugh and Lovell)."""
        first = 1 + self.n_told
        told = self.products[..., :first, :first]
        told = told + RIDGE * np.eye(first) * np.diagonal(told, axis1=-2, axis2=-1)[..., None, :]
        across = self.products[..., :first, first:]
        rest = self.products[..., first:, first:] - np.swapaxes(across, -1, -2) @ np.linalg.solve(told, across)
        leans = rest[..., :-1, :-1]
        return leans + RIDGE * np.eye(self.n_leans) * np.diagonal(leans, axis1=-2, axis2=-1)[..., None, :], rest[..., :-1, -1]

    def effects(self) -> Floats:
        """Return for each lean the points between a favourable and an unfavourable unit."""
        leans, score = self._parts
        return np.asarray(2 * np.linalg.solve(leans, score[..., None])[..., 0])

    def inflation(self) -> Floats:
        """Return how many times each effect's variance grows because others speak alike."""
        leans, _ = self._parts
        diagonals = [np.diagonal(one, axis1=-2, axis2=-1) for one in (leans, np.linalg.inv(leans))]
        return np.asarray(diagonals[0] * diagonals[1])

    def unfavourable(self) -> Floats:
        """Return for each lean the fraction of all units that are unfavourable."""
        first = 1 + self.n_told
        across = self.products[..., 0, first:-1]
        squares = np.diagonal(self.products, axis1=-2, axis2=-1)[..., first:-1]
        return np.asarray((squares - across) / 2 / self.products[..., :1, 0])

    def relative_weights(self) -> Floats:
        """Return the fractions of the explained variance by Johnson (2000, Multivariate Behavioral Research 35); they sum to 1."""
        leans, score = self._parts
        spread = np.sqrt(np.diagonal(leans, axis1=-2, axis2=-1))
        values, vectors = np.linalg.eigh(leans / (spread[..., :, None] * spread[..., None, :]))
        roots, back = np.sqrt(np.maximum(values, RIDGE))[..., None, :], np.swapaxes(vectors, -1, -2)
        loadings = (vectors * roots) @ back
        coefficients = ((vectors / roots) @ back @ (score / spread)[..., None])[..., 0]
        weights = (loadings**2 @ coefficients[..., None] ** 2)[..., 0]
        return np.asarray(weights / np.maximum(weights.sum(axis=-1, keepdims=True), 1e-300))


def measure_importance(leans: Leans, scores: Scores, everyone: Population) -> dict[str, Importance]:
    """Return the importance of each stage of which it can be told, on the score that most of those who were read gave.

    The score is regressed on an indicator of each stage (who speaks of it may differ in the score whatever they say) and on the leans
    there, −1, 0 or +1, which are 0 where a unit does not speak of it: the effect is thus of those who do. The stages that most units speak
    of come in, one for 20 units. Intervals are percentiles of 1,000 draws of units with replacement, of 1,000 random groups of units where
    there are more, widened for few units as Hesterberg (2015, The American Statistician 69) does.

    Parameters
    ----------
    leans : for each stage the units that speak of it, and to which side: more favourable than unfavourable statements there (above 0),
        fewer (below 0) or as many.
    scores : the latest scores of all units, with their weights.
    everyone : all units that were read.
    """
    metric = max(SCORES, key=lambda metric: len(everyone.weights.keys() & scores.values[metric].keys()))
    given, weights = scores.values[metric], everyone.weights
    units = sorted(unit for unit in weights if unit in given and weights[unit] > 0)
    among = set(units)
    signs = {stage: {unit: _sign(lean) for unit, lean in of.items() if unit in among} for stage, of in leans.items()}
    told = sorted((stage for stage in signs if len(signs[stage]) >= MIN_TOLD), key=lambda stage: (-len(signs[stage]), stage))
    told = told[: len(units) // UNITS_PER_STAGE]
    stages = [stage for stage in told if _varied(signs[stage].values())]
    if not stages or len({given[unit] for unit in units}) == 1:
        return {}
    design = _design([signs[stage] for stage in told], [signs[stage] for stage in stages], {unit: row for row, unit in enumerate(units)})
    design[:, -1] = [given[unit] for unit in units]
    drawn = _drawn(design, np.array([weights[unit] for unit in units]))
    return _figures(_Sums(drawn, len(told), len(stages)), stages, [len(signs[stage]) for stage in stages], cast(Metric, metric))


def _sign(lean: int) -> int:
    return (lean > 0) - (lean < 0)


def _varied(signs: Collection[int]) -> bool:
    counts = [list(signs).count(sign) for sign in (-1, 0, 1)]
    return len(signs) - max(counts) >= MIN_OTHERWISE


def _design(told: Sequence[Mapping[str, int]], leans: Sequence[Mapping[str, int]], rows: Mapping[str, int]) -> Floats:
    """Return the columns of ``_Sums``, that of the score still empty."""
    design = np.zeros((len(rows), len(told) + len(leans) + 2))
    design[:, 0] = 1.0
    for column, signs in enumerate(told, start=1):
        design[[rows[unit] for unit in signs], column] = 1.0
    for column, signs in enumerate(leans, start=1 + len(told)):
        design[[rows[unit] for unit in signs], column] = list(signs.values())
    return design


def _drawn(design: Floats, weights: Floats) -> Floats:
    """Return the sums of products of all units, and of each draw of units or, where there are many, of random groups of them."""
    rng = np.random.default_rng(0)
    n_units, n_columns = design.shape
    n_blocks = min(BLOCKS, n_units)
    room = -(-n_units // n_blocks)
    order = rng.permutation(n_units)
    padded = np.zeros((room * n_blocks, n_columns))
    padded[:n_units] = design[order] * np.sqrt(weights[order])[:, None]
    blocks = padded.reshape(room, n_blocks, n_columns).swapaxes(0, 1)
    products = (blocks.swapaxes(-1, -2) @ blocks).reshape(n_blocks, -1)
    counts = np.vstack([np.ones(n_blocks), rng.multinomial(n_blocks, np.full(n_blocks, 1 / n_blocks), DRAWS)])
    return np.asarray((counts @ products).reshape(-1, n_columns, n_columns))


def _figures(sums: _Sums, stages: Sequence[str], counts: Sequence[int], metric: Metric) -> dict[str, Importance]:
    effects, weights = sums.effects(), sums.relative_weights()
    gains = effects * sums.unfavourable()
    apart = sums.inflation()[0] <= MAX_INFLATION
    n_apart = int(apart.sum())
    mean = effects[:, apart].mean(axis=1) if n_apart else effects[:, 0]
    figures = {}
    for column, (stage, n) in enumerate(zip(stages, counts, strict=True)):
        if not apart[column]:
            continue
        effect = _rate(effects[:, column], n)
        beyond = effects[:, column] - mean
        figures[stage] = Importance(
            effect.value,
            effect.low,
            effect.high,
            n,
            metric,
            METHOD,
            weight=_rate(weights[:, column], n),
            gain=_rate(gains[:, column], n),
            beyond=_rate(beyond, n) if n_apart > 1 else None,
            p=_chance(beyond, n) if n_apart > 1 else None,
        )
    return figures


def _rate(drawn: Floats, n: int) -> Rate:
    """Return a figure with its interval: the first is as counted, the others are draws."""
    tail = special.ndtr(-np.sqrt(n / (n - 1)) * special.stdtrit(n - 1, 0.975))
    low, high = np.quantile(drawn[1:], (tail, 1 - tail))
    value = float(drawn[0])
    return Rate(value, min(value, float(low)), max(value, float(high)), n)


def _chance(drawn: Floats, n: int) -> float:
    spread = float(drawn[1:].std())
    return float(2 * special.stdtr(n - 1, -abs(drawn[0]) / spread)) if spread else 1.0
