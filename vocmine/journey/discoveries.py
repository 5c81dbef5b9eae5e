"""Many tests at once: p-values made comparable, so that few of what is called a discovery is chance.

Guarantees: of all that is called at ``q <= level``, at most the fraction ``level`` is expected to be false (Benjamini and Hochberg 1995,
for tests that are independent or depend positively); q follow the order of p, and no q is less than its p.
"""

from collections.abc import Sequence

LEVEL = 0.05


def adjusted(p_values: Sequence[float]) -> tuple[float, ...]:
    """Return the q of each p-value, both in [0, 1], in the order given.

    Examples
    --------
    >>> [round(q, 3) for q in adjusted((0.01, 0.5, 0.02))]
    [0.03, 0.5, 0.03]
    """
    found = [1.0] * len(p_values)
    least = 1.0
    falling = sorted(range(len(p_values)), key=lambda place: -p_values[place])
    for rank, place in zip(range(len(p_values), 0, -1), falling, strict=True):
        least = min(least, p_values[place] * len(p_values) / rank)
        found[place] = least
    return tuple(found)
