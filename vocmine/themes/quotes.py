"""Which segments stand for a theme: those nearest its centre, and those that show how far it reaches.

Guarantees: quotes are of distinct texts and units where there are such; the same segments give the same quotes.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from vocmine.types import Scored

if TYPE_CHECKING:
    from numpy.typing import NDArray

N_QUOTES = 3
QUOTE_WORDS = (4, 40)
INNER, MOST_COMPARED = 0.8, 400


def nearest_quotes(nearest: Sequence[Scored]) -> tuple[str, ...]:
    """Return the ids of three segments nearest the centre, fit to be read alone where there are such."""
    apt = [one for one in nearest if _is_apt(one)]
    texts: set[str] = set()
    units: set[str] = set()
    chosen: list[Scored] = []
    for one in [*apt, *nearest]:
        unit, text = one.segment.feedback.unit, one.segment.text.casefold()
        if text not in texts and unit not in units:
            chosen.append(one)
            texts.add(text)
            units.add(unit)
    return tuple(one.segment.id for one in chosen[:N_QUOTES])


def spread_quotes(nearest: Sequence[Scored], vectors: "NDArray[np.float64]") -> tuple[str, ...]:
    """Return the ids of segments as far from the centre and from each other as the inner four fifths of a theme reach.

    Parameters
    ----------
    nearest : a theme's segments, the nearest to its centre first.
    vectors : their vectors in this order, unit length.
    """
    inner = range(max(1, int(INNER * len(nearest))))
    units = {nearest[0].segment.feedback.unit}
    rows = [row for row in inner if row and _is_apt(nearest[row])]
    rows = rows[:: max(1, len(rows) // MOST_COMPARED)]
    if not rows:
        return ()
    likeness = vectors[rows] @ vectors[0]
    chosen: list[int] = []
    while len(chosen) < N_QUOTES and (left := [place for place, row in enumerate(rows) if nearest[row].segment.feedback.unit not in units]):
        place = min(left, key=lambda place: (round(float(likeness[place]), 6), place))
        chosen.append(rows[place])
        units.add(nearest[rows[place]].segment.feedback.unit)
        likeness = np.maximum(likeness, vectors[rows] @ vectors[rows[place]])
    return tuple(nearest[row].segment.id for row in chosen)


def _is_apt(scored: Scored) -> bool:
    least, most = QUOTE_WORDS
    return least <= len(scored.segment.text.split()) <= most
