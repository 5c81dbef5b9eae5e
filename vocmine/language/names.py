"""What languages are called in English."""

import json
from functools import cache
from importlib.resources import files


def language_name(code: str) -> str:
    """Return the English name of a language by its ISO 639-1 code; one that is not known is shown as its code.

    Examples
    --------
    >>> language_name("de")
    'German'
    """
    return _names().get(code, f"the language {code!r}")


@cache
def _names() -> dict[str, str]:
    names: dict[str, str] = json.loads(files("vocmine.language").joinpath("names.json").read_text(encoding="utf-8"))
    return names
