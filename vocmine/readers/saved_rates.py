"""Figures with their intervals, as a saved map holds them."""

from typing import get_args, get_type_hints

from vocmine.readers.plain import Plain
from vocmine.types import Rate

_COVERS = get_args(get_type_hints(Rate)["covers"])


def rate(plain: Plain) -> Rate:
    """Return a figure with its interval."""
    covers = plain.choice("covers", _COVERS)
    return Rate(plain.number("value"), plain.number("low"), plain.number("high"), plain.count("n"), covers)


def rate_or_none(plain: Plain, key: str) -> Rate | None:
    """Return the figure under a key, None where there is none."""
    found = plain.part_or_none(key)
    return rate(found) if found else None
