"""Columns that name employees, told by their headings.

Guarantees: a heading is taken for one that names employees if it holds one of the words of ``employees.txt`` as a whole word, in
singular or plural, however it is written (``Agent_ID``, ``servedBy``); what it says of teams, roles or numbers of staff is not.
"""

import re
from functools import cache
from pathlib import Path

_LIST = Path(__file__).with_name("employees.txt")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NOT_LETTERS = re.compile(r"[\W\d_]+")
_OF_MANY = frozenset(
    ("team", "teams", "role", "type", "count", "number", "gender", "attitude", "rating", "score", "satisfaction", "friendliness")
)


@cache
def names_employees(heading: str) -> bool:
    """Return whether a column of this heading names employees.

    Examples
    --------
    >>> names_employees("Agent_ID"), names_employees("Staff rating"), names_employees("reports")
    (True, False, False)
    """
    words = _NOT_LETTERS.sub(" ", _HUMP.sub(" ", heading)).lower().split()
    if _OF_MANY.intersection(words):
        return False
    told = f" {' '.join(words)} "
    return any(f" {one} " in told or f" {one}s " in told for one in _words())


@cache
def _words() -> tuple[str, ...]:
    return tuple(_LIST.read_text(encoding="utf-8").splitlines())
