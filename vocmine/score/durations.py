"""How long something took, as the customer tells it.

Guarantees: hours follow from the text alone; ages, rates and prices ("£9 a month"), distances ("5 minutes' walk"),
terms of a contract, points of time ("two weeks ago") and vague lengths ("for days") tell none.
"""

import re
from collections.abc import Iterable

_HOURS = {"seconds": 1 / 3600, "secs": 1 / 3600, "minute": 1 / 60, "min": 1 / 60, "hour": 1.0, "hr": 1.0, "h": 1.0}
_HOURS |= {"day": 24.0, "night": 24.0, "week": 168.0, "wk": 168.0, "fortnight": 336.0}
_HOURS |= {"month": 730.0, "mth": 730.0, "year": 8766.0, "yr": 8766.0}
_ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_NUMBERS = {word: float(value) for value, word in enumerate((*_ONES, *_TEENS), start=1)}
_NUMBERS |= {word: 10.0 * value for value, word in enumerate(_TENS, start=2)}
_NUMBERS |= {f"{ten} {one}": _NUMBERS[ten] + _NUMBERS[one] for ten in _TENS for one in _ONES}
_NUMBERS |= {"a": 1.0, "an": 1.0, "half": 0.5, "half a": 0.5, "half an": 0.5, "quarter of an": 0.25, "three quarters of an": 0.75}
_NUMBERS |= {"a couple of": 2.0, "couple of": 2.0, "a couple": 2.0, "a dozen": 12.0, "a hundred": 100.0, "one hundred": 100.0}


def _any_of(words: Iterable[str]) -> str:
    return "|".join(word.replace(" ", "[ -]") for word in sorted(words, key=len, reverse=True))


_HALF = r"[ -]?(?:½|1/2)|[ -]and[ -]a[ -]half"
_AMOUNT = rf"(?:(?P<digits>\d{{1,4}}(?:\.\d{{1,2}})?)\+?|(?P<word>{_any_of(_NUMBERS)})|(?P<alone>½|1/2)(?:[ -]an?)?)(?P<half>{_HALF})?"
_LONG = r"(?:(?:long|full|whole|solid|working|business|entire|more|straight|consecutive)[ -])?"
_NO_LENGTH = (
    r"(?!['’]?[ -]*(?:old\b|of age|ago\b|back\b|before\b|away\b|from (?!now)|walk|drive|ride\b|earlier|later\b|experience"
    r"|contract|warranty|guarantee|trial|subscription|plan\b|polic|membership"
    r"|(?:support|service|help)\b|(?:a|per|each|every) (?:day|week|month|year)\b|/))"
)
_TOLD = re.compile(
    rf"(?<![\w.,/:£$€-])(?:\d{{1,3}} ?(?:-|–|to|or) ?)?{_AMOUNT}[ -]{{0,2}}{_LONG}"
    rf"(?P<unit>{_any_of(_HOURS)})(?:(?<=s)|s?)(?P<after>[ -]and[ -]a[ -]half)?\b{_NO_LENGTH}",
    re.IGNORECASE,
)
_RATE = re.compile(
    r"(?:(?:\b(?:per|each|every|once|twice|times?|times? in|aged?|open|pounds?|dollars?|euros?|quid|bucks|pence|p|k|hours?|days?"
    r"|nights?|shifts?)|[\d%£$€])\s*(?:for )?|/)$",
    re.IGNORECASE,
)
_NO_LENGTH_AFTER = re.compile(r"(?:\b(?:per|each|every|aged?|open)|/)\s*$", re.IGNORECASE)
_NOT_ONCE_UPON = re.compile(
    r"\b(?:took|takes|for|in|within|after|only|just|about|than|least|lasted|waited|another|ready)\s*$", re.IGNORECASE
)
_HINT = re.compile(r"sec|min|h(?:ou)?r|\dh|day|night|week|wk|month|mth|y(?:ea)?r", re.IGNORECASE)
_JOIN = re.compile(r"(?:,| and|, and)?\s*", re.IGNORECASE)
_BEFORE = 24


def longest_hours(text: str) -> float | None:
    """Return the longest duration that a text tells, in hours, or None.

    Examples
    --------
    >>> longest_hours("Waited 45 mins, then another 2 1/2 hours")
    2.5
    >>> longest_hours("It went on for days, at £9 a month") is None
    True
    """
    if not _HINT.search(text):
        return None
    longest, hours, end = 0.0, 0.0, -1
    for match in _TOLD.finditer(text):
        if _tells_none(text, match):
            continue
        joined = end >= 0 and _JOIN.fullmatch(text, end, match.start()) is not None
        hours = (hours if joined else 0.0) + _hours(match)
        longest, end = max(longest, hours), match.end()
    return round(longest, 4) or None


def _tells_none(text: str, match: re.Match[str]) -> bool:
    before, word = text[max(0, match.start() - _BEFORE) : match.start()], (match["word"] or "").lower()
    if word == "one" and match["unit"].lower() in ("day", "night"):
        return not _NOT_ONCE_UPON.search(before)
    if word in ("a", "an") and _RATE.search(before):
        return True
    return bool(_NO_LENGTH_AFTER.search(before))


def _hours(match: re.Match[str]) -> float:
    word = match["word"]
    amount = _NUMBERS[word.lower().replace("-", " ")] if word else float(match["digits"] or 0.5)
    halves = bool(match["half"]) + bool(match["after"])
    return (amount + 0.5 * halves) * _HOURS[match["unit"].lower()]
