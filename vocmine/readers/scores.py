"""Numbers out of cells: ``4``, ``4,5``, ``4 stars``, ``4/5``, ``10 - Extremely likely``, ``★★★★``.

Guarantees: a cell gives a finite number or None; words about a recommender give the boundary of their group.
"""

import re

_NUMBER = re.compile(
    r"([+-]?\d{1,6}(?:[.,]\d{1,8})?)\s*(?:stars?|\*|points?|/\s*\d{1,3}|(?:out\s+)?of\s+\d{1,3}|[-–—:]\s+?\D.*|\(\D.*\))?",
    re.IGNORECASE | re.DOTALL,
)
_STARS = re.compile(r"(★+)☆*")
_GROUPS = {"promoter": 9.0, "passive": 7.0, "neutral": 7.0, "detractor": 6.0}


def parse_number(value: str) -> float | None:
    """Return the number that a cell states, or None."""
    cell = value.strip()
    if match := _NUMBER.fullmatch(cell):
        return float(match.group(1).replace(",", "."))
    if match := _STARS.fullmatch(cell):
        return float(len(match.group(1)))
    return None


def parse_nps(value: str) -> float | None:
    """Return a likelihood to recommend in [0, 10]; a group's name gives the group's nearest to passive."""
    number = parse_number(value)
    return number if number is not None else _GROUPS.get(value.strip().lower().removesuffix("s"))
