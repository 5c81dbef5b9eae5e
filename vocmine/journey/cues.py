"""Phrases by which customers say that something matters to them or that they could not go on; the phrases are data.

Guarantees: whole words alone are found; what is denied, or only sounds alike ('cannot fault it'), does not count.
"""

import re
from functools import cache
from importlib.resources import files

_DENIED = re.compile(r"\b(?:not|isnt|arent|wasnt|dont|doesnt|didnt|never|no|nothing|less|least|hardly|clearly|obviously) (?:\w+ ){0,3}$")
_SPOKEN = re.compile(
    r" (?:even )?(?:believe|recommend|stand|wait|complain|fault|help but|say|praise|thank|beat|go wrong|ask for|have asked"
    r"|be (?:happier|better|more))\b"
)


def says_it_matters(text: str) -> bool:
    """Return whether a text says that something is important to whoever wrote it.

    Examples
    --------
    >>> says_it_matters("Being called back is what matters most."), says_it_matters("It isn't important to me.")
    (True, False)
    """
    plain = _plain(text)
    return any(not _DENIED.search(plain[: match.start()]) for match in _phrases("matters.txt").finditer(plain))


def says_hindered(text: str) -> bool:
    """Return whether a text says that whoever wrote it could not go on.

    Examples
    --------
    >>> says_hindered("I couldn't log in."), says_hindered("I can't fault the staff.")
    (True, False)
    """
    plain = _plain(text)
    return any(not _SPOKEN.match(plain, match.end()) for match in _phrases("hindered.txt").finditer(plain))


def _plain(text: str) -> str:
    return " ".join(re.sub(r"['’]", "", text.lower()).split())


@cache
def _phrases(file: str) -> re.Pattern[str]:
    lines = files("vocmine.journey").joinpath(file).read_text(encoding="utf-8").splitlines()
    phrases = [line for line in lines if line and not line.startswith("#")]
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, phrases))})\b")
