"""Text on screen: customers' words shown as they are, figures with what they rest on.

Guarantee: what ``safe`` returns is shown by Streamlit's markdown letter for letter: no markup, link, icon or formula of it acts.
"""

import re
import string
from datetime import datetime

from vocmine.export.figures import MIN_PERCENT, Noun, percent, percents, signed
from vocmine.map_types import StageSentiment
from vocmine.types import Rate

_MARKUP = re.compile(f"([{re.escape(string.punctuation)}])")
# Links, addresses and :icons: are found after backslashes were taken away; an invisible joiner parts them.
_LATE = re.compile(r"(?<=:)(?=[\w+\-/])|(?<=www)(?=\.)|(?<=:/)(?=/)|(?<=\w)(?=@)", re.IGNORECASE)
_JOINER = "\u2060"


def safe(value: object) -> str:
    """Return a text for Streamlit's markdown that shows literally, on one line."""
    shown = " ".join("".join(char if char.isprintable() or char.isspace() else "\ufffd" for char in str(value)).split())
    return _MARKUP.sub(r"\\\1", _LATE.sub(_JOINER, shown))


def short(value: str, length: int) -> str:
    """Return the beginning of a text, at most ``length`` characters, cut between words."""
    flat = " ".join(value.split())
    if len(flat) <= length:
        return flat
    return flat[: length - 1].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"


def statements(n: int) -> str:
    """Return a count of statements."""
    return f"{n:,} statement" if n == 1 else f"{n:,} statements"


def share(rate: Rate | None, count: int, noun: Noun) -> str:
    """Return a share as a percentage, or as a count where fewer than 20 people stand behind it."""
    return noun.count(count) if rate is None or rate.n < MIN_PERCENT else percent(rate.value)


def part(count: int, value: float, total: int) -> str:
    """Return ``count`` of ``total`` as a percentage, or as a count where ``total`` is below 20."""
    return f"{count:,} of {total:,}" if total < MIN_PERCENT else percent(value)


def of_all(rate: Rate | None) -> str:
    """Return what a share is of, in words; nothing below 20 people."""
    return "" if rate is None or rate.n < MIN_PERCENT else f"{percent(rate.value)} of all {rate.n:,}"


def interval(rate: Rate | None) -> str:
    """Return the 95 % interval of a share; nothing below 20 people."""
    return "" if rate is None or rate.n < MIN_PERCENT else percents(rate.low, rate.high)


def net(told: StageSentiment) -> tuple[str, str]:
    """Return net sentiment and its interval; counts instead where fewer than 20 people stand behind it."""
    if told.net is None or told.low is None or told.high is None or told.n < MIN_PERCENT:
        return (f"{told.favourable} good, {told.unfavourable} bad", f"of {told.n}") if told.n else ("–", "")
    return signed(told.net), f"{signed(told.low)} to {signed(told.high)}"


def day(value: datetime | None) -> str:
    """Return a day as it is written in rows."""
    return f"{value.day} {value:%b %Y}" if value else ""


def marked(value: str, words: str | None) -> str:
    """Return a text for markdown, literally, with the searched words on a grey ground."""
    if not words or not words.strip():
        return safe(value)
    found = re.split(f"({re.escape(words.strip())})", value, flags=re.IGNORECASE)
    return "".join(f":gray-background[{safe(part)}]" if place % 2 else _spaced(part) for place, part in enumerate(found))


def _spaced(part: str) -> str:
    """Keep the white space at both ends, which parts the text from the marked words."""
    return (" " if part[:1].isspace() else "") + safe(part) + (" " if part[-1:].isspace() and part.strip() else "")
