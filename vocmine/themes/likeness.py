"""How near a phrase's meaning is to a theme's centre, and how much nearer than to the other themes'.

Guarantees numbers that do not depend on which other phrases are asked for.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from vocmine.themes.candidates import to_unit

if TYPE_CHECKING:
    from numpy.typing import NDArray

Compare = Callable[[Sequence[str]], "NDArray[np.float32]"]
SAME, OWN_SHARE = 0.85, 0.5
DIGITS = 4


@dataclass(frozen=True, slots=True, eq=False)
class Likeness:
    """The space of a kind's members, and what puts further texts into it.

    Parameters
    ----------
    compare : gives vectors of texts, made as those of the members are.
    mean : the mean of the members' vectors, shape (dim,), which is taken off.
    """

    compare: Compare
    mean: "NDArray[np.float64]"

    def of(self, texts: Sequence[str], centres: "NDArray[np.float64]") -> "NDArray[np.float64]":
        """Return how well each text tells each centre, shape (texts, centres).

        It is half the cosine to the centre, in the members' space, and half what this is above the next best centre's.
        """
        cosines = to_unit(self.compare(texts).astype(np.float64) - self.mean) @ centres.T
        if cosines.shape[1] < 2:
            return np.round(OWN_SHARE * cosines, DIGITS)
        order = np.sort(cosines, axis=1)
        others = np.where(cosines == order[:, -1:], order[:, -2:-1], order[:, -1:])
        return np.asarray(np.round(OWN_SHARE * cosines + (1 - OWN_SHARE) * (cosines - others), DIGITS))


def meanings(compare: Compare, texts: Sequence[str]) -> "NDArray[np.float64]":
    """Return what texts mean, to be told apart by ``are_same``: shape (texts, dim), unit length."""
    return to_unit(compare(texts).astype(np.float64))


def are_same(some: "NDArray[np.float64]", others: "NDArray[np.float64]") -> "NDArray[np.bool_]":
    """Return which pairs of texts mean the same, shape (some, others): a cosine above 0.85."""
    return np.asarray(np.round(some @ others.T, DIGITS) > SAME)


def liken(texts: Sequence[str], themes: Sequence[tuple[str, Sequence[str]]], compare: Compare) -> "NDArray[np.float64]":
    """Return how alike in meaning texts and themes are, in [-1, 1], shape (texts, themes).

    Parameters
    ----------
    themes : the name of each, and some of its words; half of the likeness is that to the name, half that to the middle of the words.
    """
    if not texts or not themes:
        return np.zeros((len(texts), len(themes)))
    told = meanings(compare, texts)
    names = meanings(compare, [name for name, _ in themes])
    middles = [meanings(compare, words or [name]).mean(axis=0) for name, words in themes]
    return np.asarray(np.round((told @ names.T + told @ to_unit(np.array(middles)).T) / 2, DIGITS))
