"""Texts as this room compares them.

Guarantees: two texts have one key if they differ in case, punctuation, spacing, links or handles alone;
what was redacted never stands among a segment's words.
"""

import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

from vocmine.types import Segment

KNOWN_WORDS = 1 << 16
_LISTS = Path(__file__).parent / "words"
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|@\w+")
_WORD = re.compile(r"(?<!\w)[^\W\d_]+(?:['’-][^\W\d_]+)*(?!\w)")
_NOT_WORD = re.compile(r"[\W_]+")
_DENIALS = frozenset(("no", "none", "nothing", "not", "t", "cannot", "cant", "couldnt", "dont", "doesnt", "wouldnt"))
_ENDINGS = ("ingly", "edly", "ing", "ied", "ies", "ed", "es", "ly", "s", "e")


@cache
def word_list(name: str) -> frozenset[str]:
    """Return the words of a list that stand on its lines, without comments."""
    return frozenset(word for line in word_lines(name) for word in line.split())


@cache
def word_lines(name: str) -> tuple[str, ...]:
    """Return the lines of a word list, without comments."""
    lines = (_LISTS / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


def key(text: str) -> str:
    """Return what two copies of one text share."""
    folded = unicodedata.normalize("NFKC", _ADDRESS.sub(" ", text)).casefold()
    return _NOT_WORD.sub(" ", folded).strip()


def tells_nothing(text: str) -> bool:
    """Return whether a text is a non-answer, a courtesy alone, or has no letters."""
    told = key(text)
    if not any(sign.isalpha() for sign in told):
        return True
    return told in word_lines("non_answers") or all(word in word_list("courtesies") for word in told.split())


def wishes_nothing(text: str) -> bool:
    """Return whether a text says that nothing is to change, and nothing else: 'no improvement needed', 'can't think of anything'."""
    told = set(key(text).split())
    return bool(told & _DENIALS) and told <= _DENIALS | word_list("no_wishes")


def visible(segment: Segment) -> str:
    """Return a segment's text in its length with redactions, links and handles blanked out."""
    text = segment.text
    for redaction in segment.feedback.redactions:
        start, end = (max(0, min(len(text), offset - segment.start)) for offset in (redaction.start, redaction.end))
        text = text[:start] + " " * (end - start) + text[end:]
    return _ADDRESS.sub(lambda match: " " * len(match[0]), text)


def words(text: str) -> list[str]:
    """Return the words of a text as written, numbers left out."""
    return _WORD.findall(text)


def fold(word: str) -> str:
    """Return a word in lower case with a plain apostrophe."""
    return word.lower().replace("’", "'")


@lru_cache(KNOWN_WORDS)
def stem(word: str) -> str:
    """Return what the forms of an English word share, roughly: ``refunds``, ``refunded`` → ``refund``."""
    bare = fold(word).removesuffix("'s").replace("'", "").replace("-", "")
    for ending in _ENDINGS:
        if bare.endswith(ending) and len(bare) - len(ending) >= 3 and not bare.endswith("ss"):
            bare = bare.removesuffix(ending)
            break
    return bare[:-1] if len(bare) > 3 and bare[-1] == bare[-2] else bare


@lru_cache(KNOWN_WORDS)
def is_content(word: str) -> bool:
    """Return whether a word has a subject of its own."""
    folded = fold(word)
    return len(folded) > 1 and folded not in word_list("stop") and folded.split("'")[0] not in word_list("stop")


def stems(text: str) -> list[str]:
    """Return the stems of a text's words that have a subject of their own."""
    return [stem(word) for word in words(text) if is_content(word)]
