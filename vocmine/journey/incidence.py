"""Who tells of what, as a sparse matrix of units by sets of units.

Guarantee: rows stand in the order of ``units``, columns in that of ``sets``, so that sums over units do not depend on who spoke first.
"""

from collections.abc import Collection, Mapping, Sequence

import numpy as np
from scipy import sparse


def incidence(sets: Sequence[Collection[str]], rows: Mapping[str, int]) -> sparse.csr_array:
    """Return 1.0 where the unit of a row is in the set of a column, else 0.

    Parameters
    ----------
    sets : units of each column; those that have no row are left out.
    rows : the row of each unit, 0 … n − 1.

    Returns
    -------
    sparse.csr_array
        Of shape ``(len(rows), len(sets))``, 64-bit floats.

    Examples
    --------
    >>> incidence([{"ann"}, {"ann", "bob"}], {"ann": 0, "bob": 1}).toarray().tolist()
    [[1.0, 1.0], [0.0, 1.0]]
    """
    places = [(rows[unit], column) for column, units in enumerate(sets) for unit in units if unit in rows]
    found = np.array(places, dtype=np.int64).reshape(-1, 2)
    shape = (len(rows), len(sets))
    return sparse.csr_array((np.ones(len(found)), (found[:, 0], found[:, 1])), shape=shape)
