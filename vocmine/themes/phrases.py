"""Short phrases of customers' own words that could name a theme.

Guarantees: a phrase is two to five words that stand together in one clause of one segment; it holds no number,
handle or link, nothing redacted, no word twice, and no word that is written with a capital as names are.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from vocmine.themes.words import fold, is_content, stem, visible, word_list, words
from vocmine.types import Scored

LONGEST = 5
_CLAUSE = re.compile(r"[.,;:!?()\[\]\"“”…/|*#\n\r]+|\s[-–—]+\s|\s{2,}|\s(?=\S*[\d_])")
_SENTENCE = re.compile(r"(?<=[.!?…\n])\s+")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand together, the stems that carry its subject, and how it sits in its clause.

    ``cuts`` counts the ties to its neighbours that it breaks; ``denies`` tells of a denial in it.
    """

    words: tuple[str, ...]
    stems: frozenset[str]
    told_as_pain: bool
    cuts: int
    denies: bool

    @property
    def text(self) -> str:
        """The phrase in lower case."""
        return " ".join(self.words)


def proper_names(texts: Iterable[str]) -> frozenset[str]:
    """Return words that stand within sentences with a capital more often than without.

    Texts in capitals throughout tell nothing of names and are left out.
    """
    capital: Counter[str] = Counter()
    small: Counter[str] = Counter()
    for text in texts:
        if text.isupper():
            continue
        for sentence in _SENTENCE.split(text):
            told = words(sentence)
            small.update(fold(word) for word in told if word.islower())
            capital.update(fold(word) for word in told[1:] if word[0].isupper())
    return frozenset(word for word, count in capital.items() if count > small[word])


def phrases_of(scored: Scored, names: frozenset[str]) -> Iterator[Phrase]:
    """Yield the phrases of a segment: those of its pain point first, then those of its other words."""
    pain = scored.reading.pain_point
    shown = visible(scored.segment)
    if pain is not None and (start := scored.segment.text.find(pain)) >= 0:
        yield from _windows(shown[start : start + len(pain)], names, told_as_pain=True)
    yield from _windows(shown, names, told_as_pain=False)


def _windows(text: str, names: frozenset[str], *, told_as_pain: bool) -> Iterator[Phrase]:
    for clause in _clauses(text):
        first, last = _trimmed(clause)
        for start in range(first, last):
            for end in range(start + 1, min(start + LONGEST, last) + 1):
                window = clause[start:end]
                if _stands(window, names):
                    yield _phrase(window, told_as_pain=told_as_pain, cuts=_cuts(clause, start, end))


def _clauses(text: str) -> Iterator[list[str]]:
    for piece in _CLAUSE.split(text):
        clause: list[str] = []
        for word in words(piece):
            if fold(word) in word_list("breaks"):
                yield clause
                clause = []
            else:
                clause.append(fold(word))
        yield clause


def _trimmed(clause: Sequence[str]) -> tuple[int, int]:
    first, last = 0, len(clause)
    while first < last and clause[first] in word_list("edges"):
        first += 1
    while last > first and clause[last - 1] in word_list("edges"):
        last -= 1
    return first, last


def _stands(window: Sequence[str], names: frozenset[str]) -> bool:
    edges, negations = word_list("edges"), word_list("negations")
    if window[0] in edges or window[-1] in edges or window[-1] in negations:
        return False
    told = [stem(word) for word in window if is_content(word)]
    if not told or len(set(told)) < len(told):
        return False
    return not any(word in names or ("'" in word and word not in negations) for word in window)


def _cuts(clause: Sequence[str], start: int, end: int) -> int:
    """Return how many times a window parts words that belong together: 'no cancel' of 'no cancel button'."""
    before = clause[start - 1] if start else ""
    after = clause[end] if end < len(clause) else ""
    return 2 * (before in word_list("negations")) + (is_content(before) + is_content(after))


def _phrase(window: Sequence[str], *, told_as_pain: bool, cuts: int) -> Phrase:
    return Phrase(
        words=tuple(window),
        stems=frozenset(stem(word) for word in window if is_content(word)),
        told_as_pain=told_as_pain,
        cuts=cuts,
        denies=any(word in word_list("negations") for word in window),
    )
