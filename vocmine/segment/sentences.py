"""Sentences by spaCy's rule sentencizer, mended where customers' writing breaks its rules.

Guarantees: offsets count code points of the text given; pieces are in order, disjoint and trimmed; nothing but
white space, bullets and separators lies between them; no piece is without a letter, digit or mask if a neighbour has one.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from vocmine.lazy import kept_out
from vocmine.segment.words import load_words

if TYPE_CHECKING:
    from spacy.language import Language

Span = tuple[int, int]

MAX_TEXT = 1_000_000_000
MAX_VOCABULARY = 100_000
MASK = "█"
_LINE = re.compile(r"(?:\r\n?|\n|\u2028|\u2029)\s*|(?<=\S)\s+(?=[•▪●◦‣]\s)")
_GLUED = re.compile(r"(?<=[^\W\d_][^\W\d_])(?:[!?]+|[.!?]{2,}|(?<=[a-z])\.(?=[A-Z][a-z]))(?=[^\W\d_])")
_URL = re.compile(r"(?<!\S)(?:\S{0,9}(?:https?://|www\.)\S+|\S{1,64}@\S+)", re.I)
_INNER_RUN = re.compile(r"(?<=\S{80})\S(?=\S{40})")
_CONTRACTION = re.compile(r"(?<=\w)\?(?:t|s|m|d|re|ve|ll)\b", re.I)  # an apostrophe that an export lost
_LAST_WORD = re.compile(r"([^\W_]+(?:\.[^\W_]+)*)\.$")
_ELLIPSIS = re.compile(r"(?:\.{2,}|…)$")
_OPENERS = '#@([{"“‘'
_OPENING = " \t\r\n\u00a0•▪●◦‣-–—*·,;:)]}"
_CLOSING = " \t\r\n\u00a0•▪●◦‣-–—*·,;:([{"


class Sentences:
    """Split texts into sentences; spaCy is loaded at the first text."""

    def __init__(self) -> None:
        self._nlp: Language | None = None

    def split(self, texts: Sequence[str]) -> list[tuple[Span, ...]]:
        """Return for each text its sentences, in order; a text of white space has none."""
        nlp = self._fresh()
        starts = [[sentence.start_char for sentence in doc.sents] for doc in nlp.pipe(map(bearable, texts))]
        return [tidy(text, _mended(text, begins)) for text, begins in zip(texts, starts, strict=True)]

    def _fresh(self) -> "Language":
        """Return the sentencizer, a new one where the words of former texts fill the memory."""
        if self._nlp is None or len(self._nlp.vocab.strings) > MAX_VOCABULARY:
            self._nlp = _load()
        return self._nlp


def _load() -> "Language":
    with kept_out("torch", "transformers"):
        import spacy

        nlp = spacy.blank("en")
        nlp.add_pipe("sentencizer")
    nlp.max_length = MAX_TEXT
    return nlp


def bearable(text: str) -> str:
    """Return a text of the same length without very long words, on which spaCy's tokenizer takes quadratic time."""
    return _INNER_RUN.sub(" ", text)


def _mended(text: str, starts: Sequence[int]) -> list[int]:
    """Return where sentences start once abbreviations are joined, and lines, bullets and glued sentences parted."""
    webs = [match.span() for match in _URL.finditer(text)] if "." in text else []
    kept = {_opened(text, start) for start in starts if not _joins(text, start)}
    kept |= {match.end() for match in _LINE.finditer(text)}
    kept |= {match.end() for match in _GLUED.finditer(text) if not _CONTRACTION.match(text, match.end() - 1)}
    return sorted(start for start in kept if not any(first < start < last for first, last in webs))


def _opened(text: str, start: int) -> int:
    """Return the start moved before a hash, quote or bracket that opens the sentence; spaCy leaves it with the one before."""
    first = start
    while first and text[first - 1] in _OPENERS:
        first -= 1
    return first if first and text[first - 1].isspace() else start


def _joins(text: str, start: int) -> bool:
    """Tell whether the sentence before this start is not over: an abbreviation, an initial, or a pause of dots."""
    before, after = text[max(0, start - 24) : start].rstrip(), text[start : start + 1]
    if (after.islower() and _ELLIPSIS.search(before)) or _CONTRACTION.match(text, start - 1):
        return True
    last = _LAST_WORD.search(before)
    if last is None:
        return False
    word, words = last[1].lower(), load_words()
    initial = len(word) == 1 and last[1].isupper() and word not in "ai"
    return initial or word in words.titles or (after.islower() and (word in words.abbreviations or "." in word))


def tidy(text: str, starts: Sequence[int]) -> tuple[Span, ...]:
    """Return the trimmed pieces of a text that begin at these offsets (0 need not be named); signs alone join a neighbour."""
    bounds = [0, *(start for start in starts if 0 < start < len(text)), len(text)]
    pieces: list[Span] = []
    waiting: int | None = None
    for first, last in pairwise(bounds):
        if any(map(_speaks, text[first:last])):
            pieces.append((first if waiting is None else waiting, last))
            waiting = None
        elif pieces:
            pieces[-1] = (pieces[-1][0], last)
        elif waiting is None:
            waiting = first
    if not pieces:
        return tuple(span for span in [_trimmed(text, 0, len(text), "", "")] if span[0] < span[1])
    return tuple(_trimmed(text, first, last, _OPENING, _CLOSING) for first, last in pieces)


def _speaks(char: str) -> bool:
    return char.isalnum() or char == MASK


def _trimmed(text: str, first: int, last: int, opening: str, closing: str) -> Span:
    while first < last and (text[first] in opening or text[first].isspace()):
        first += 1
    while first < last and (text[last - 1] in closing or text[last - 1].isspace()):
        last -= 1
    return first, last
