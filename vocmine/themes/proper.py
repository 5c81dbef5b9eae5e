"""Names of persons, places and brands, told by how customers write them.

Guarantees that a word is taken for a name only by its capital within sentences, or as a part of a handle that is often called.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from vocmine.themes.grammar import is_known
from vocmine.themes.words import fold, visible, words
from vocmine.types import Segment

OFTEN = 0.02
TITLE = 0.6
_SENTENCE = re.compile(r"(?<=[.!?…\n])\s+")
_HANDLE = re.compile(r"@(\w+)")
_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z][a-z]+|[a-z]+")


def names_in(segments: Sequence[Segment]) -> frozenset[str]:
    """Return the words taken for names of persons, places and brands, and the handles that are often called."""
    return proper_names(visible(segment) for segment in segments) | called(segment.text for segment in segments)


def proper_names(texts: Iterable[str]) -> frozenset[str]:
    """Return words that stand within sentences with a capital more often than without.

    Sentences in which most words have a capital are headings or shouting and tell nothing of names.
    """
    capital: Counter[str] = Counter()
    small: Counter[str] = Counter()
    for text in texts:
        for sentence in _SENTENCE.split(text):
            told = words(sentence)
            small.update(fold(word) for word in told if word.islower())
            raised = [word for word in told[1:] if word[0].isupper()]
            if len(raised) < TITLE * len(told[1:]):
                capital.update(fold(word) for word in raised)
    return frozenset(word for word, count in capital.items() if count > small[word] and not is_known(word))


def called(texts: Iterable[str]) -> frozenset[str]:
    """Return handles that many texts call, and the words that such handles are made of."""
    counts: Counter[str] = Counter()
    parts: dict[str, Counter[str]] = {}
    n_texts = 0
    for text in texts:
        n_texts += 1
        for handle in set(_HANDLE.findall(text)):
            counts[handle.lower()] += 1
            parts.setdefault(handle.lower(), Counter())[handle] += 1
    found = {handle for handle, count in counts.items() if count >= max(3, OFTEN * n_texts)}
    written = (max(parts[handle], key=lambda one: (parts[handle][one], one)) for handle in found)
    return frozenset(found | {part.lower() for handle in written for part in _PART.findall(handle) if len(part) > 2})
