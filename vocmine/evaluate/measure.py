"""How well labels that were said fit labels that are true.

Guarantees: figures lie in [0, 1]; the same arguments give the same numbers; intervals are the middle 95 % over
resampled rows, those apart in which a figure is not defined; a label that is never said has precision 0, one that is never true recall 0.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from vocmine.evaluate.bootstrap import Array, Table, draws, rate, ratio
from vocmine.evaluate.confidence import Calibration, calibrate
from vocmine.types import Rate

FEWEST_FOR_F1 = 10


@dataclass(frozen=True, slots=True)
class LabelMeasured:
    """One label's precision, recall and F1; ``support`` counts the rows where it is true."""

    label: str
    precision: Rate
    recall: Rate
    f1: Rate
    support: int


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured over ``n`` rows.

    ``macro_f1`` is over the labels with at least ten true rows (over all where none has so many).
    ``confusion[i][j]`` counts rows whose true label is the ``i``-th of ``labels`` and whose said label the ``j``-th;
    it is empty where a row may have several labels, and ``accuracy`` is then the fraction of rows with exactly the true ones.
    """

    n: int
    accuracy: Rate
    macro_f1: Rate
    micro_f1: Rate
    labels: tuple[LabelMeasured, ...]
    confusion: tuple[tuple[int, ...], ...] = ()
    calibration: Calibration | None = None


def measure(gold: Sequence[str], said: Sequence[str], *, confidence: Sequence[float] | None = None, seed: int = 0) -> Measured:
    """Compare one label a row with the true one.

    Parameters
    ----------
    gold, said : the true and the said label of each row, equally many and at least one.
    confidence : probability in [0, 1] of what was said, one a row; calibration is measured where it is given.

    Raises
    ------
    ValueError
        If there are no rows, or not equally many of each.

    Examples
    --------
    >>> measure(["a", "a", "b"], ["a", "b", "b"]).accuracy.value
    0.6667
    """
    if len(gold) != len(said):
        raise ValueError(f"There are {len(gold)} true and {len(said)} said rows; give equally many.")
    names = tuple(sorted({*gold, *said}))
    true, found = _table([(label,) for label in gold], names), _table([(label,) for label in said], names)
    confusion = tuple(tuple(int(n) for n in row) for row in true.T.astype(np.int64) @ found.astype(np.int64))
    calibration = None
    if confidence is not None:
        right = np.array([a == b for a, b in zip(gold, said, strict=True)])
        calibration = calibrate(np.asarray(confidence, dtype=np.float64), right, seed=seed)
    return replace(_measured(true, found, names, seed=seed), confusion=confusion, calibration=calibration)


def measure_several(gold: Sequence[Collection[str]], said: Sequence[Collection[str]], *, seed: int = 0) -> Measured:
    """Compare any number of labels a row with the true ones; see ``measure``."""
    if len(gold) != len(said):
        raise ValueError(f"There are {len(gold)} true and {len(said)} said rows; give equally many.")
    names = tuple(sorted({label for some in (*gold, *said) for label in some}))
    return _measured(_table(gold, names), _table(said, names), names, seed=seed)


def _table(labels: Sequence[Collection[str]], names: Sequence[str]) -> Table:
    return np.array([[name in some for name in names] for some in labels], dtype=bool).reshape(len(labels), len(names))


def _measured(true: Table, found: Table, names: Sequence[str], *, seed: int) -> Measured:
    if not len(true):
        raise ValueError("There are no rows to measure; give at least one.")
    n = len(true)
    plain = _Figures.of(np.ones((1, n)), true, found)
    drawn = _resampled(true, found, seed=seed)
    support = true.sum(axis=0)
    labels = tuple(LabelMeasured(name, *_three(plain, drawn, i, n), support=int(support[i])) for i, name in enumerate(names))
    accuracy, macro, micro = (rate(a[0], b, n) for a, b in zip(plain.whole, drawn.whole, strict=True))
    return Measured(n, accuracy, macro, micro, labels)


def _three(plain: "_Figures", drawn: "_Figures", column: int, n: int) -> tuple[Rate, Rate, Rate]:
    precision, recall, f1 = (rate(a[0, column], b[:, column], n) for a, b in zip(plain.by_label, drawn.by_label, strict=True))
    return precision, recall, f1


@dataclass(frozen=True, slots=True)
class _Figures:
    """Precision, recall and F1, each (draws, labels); accuracy, macro-F1 and micro-F1, each (draws,)."""

    by_label: tuple[Array, Array, Array]
    whole: tuple[Array, Array, Array]

    @classmethod
    def of(cls, weights: Array, true: Table, found: Table) -> "_Figures":
        """Return the figures of rows that count ``weights`` (draws, n) times."""
        hits, n_said, n_true = weights @ (true & found), weights @ found, weights @ true
        f1 = ratio(2 * hits, n_said + n_true)
        support = true.sum(axis=0)
        counted = support >= FEWEST_FOR_F1 if (support >= FEWEST_FOR_F1).any() else support > 0
        defined = ~np.isnan(f1) & counted
        macro = ratio(np.where(defined, f1, 0.0).sum(axis=1), defined.sum(axis=1))
        micro = ratio(2 * hits.sum(axis=1), (n_said + n_true).sum(axis=1))
        accuracy = weights @ (true == found).all(axis=1) / weights.sum(axis=1)
        return cls((ratio(hits, n_said), ratio(hits, n_true), f1), (accuracy, macro, micro))


def _resampled(true: Table, found: Table, *, seed: int) -> _Figures:
    """Return the figures of rows drawn with replacement."""
    parts = [_Figures.of(weights, true, found) for weights in draws(len(true), seed=seed)]
    by_label = [np.concatenate([part.by_label[i] for part in parts]) for i in range(3)]
    whole = [np.concatenate([part.whole[i] for part in parts]) for i in range(3)]
    return _Figures((by_label[0], by_label[1], by_label[2]), (whole[0], whole[1], whole[2]))
