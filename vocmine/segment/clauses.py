"""Independent clauses of a sentence, by word lists alone.

Guarantees: a sentence is cut only before a conjunction or a subject, never within a word; a cut needs a clause with
its own subject and verb after it, and an opinion on both sides, except in very long run-ons. A sentence in doubt stays whole.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from vocmine.segment.words import Words, load_words

RUN_ON = 45
RUN_ON_SPOKEN = 25
RUN_ON_PIECE = 6
VERB_WITHIN = 7
OPINION_WITHIN = 40
NEGATION_REACH = 3
_WORD = re.compile(r"[^\W_]+(?:['’.\-][^\W_]+)*")
_STRONG = re.compile(r"[;–—]|\s-{1,2}\s")


@dataclass(frozen=True, slots=True)
class _Token:
    word: str
    start: int
    end: int


def clause_starts(sentence: str, *, spoken: bool = False) -> tuple[int, ...]:
    """Return the offsets in the sentence at which a clause begins, 0 left out; ``spoken`` texts are cut sooner."""
    words = load_words()
    tokens = [_Token(match[0].lower().replace("’", "'"), match.start(), match.end()) for match in _WORD.finditer(sentence)]
    cuts: list[int] = []
    for place in range(2, len(tokens) - 1):
        first = cuts[-1] if cuts else 0
        if place - first >= 2 and _parts_opinions(sentence, tokens, first, place):
            cuts.append(place)
    cuts += _run_on_cuts(tokens, (0, *cuts, len(tokens)), RUN_ON_SPOKEN if spoken else RUN_ON, words)
    return tuple(_outside_brackets(sentence, [tokens[place].start for place in sorted(cuts)]))


def _outside_brackets(sentence: str, offsets: Sequence[int]) -> Iterator[int]:
    depth = before = 0
    for offset in offsets:
        depth += sentence.count("(", before, offset) - sentence.count(")", before, offset)
        before = offset
        if depth <= 0:
            yield offset


def _parts_opinions(sentence: str, tokens: Sequence[_Token], first: int, place: int) -> bool:
    words = load_words()
    between = sentence[tokens[place - 1].end : tokens[place].start]
    word = tokens[place].word
    contrast = word in words.contrasts and tokens[place - 1].word not in ("even", "as")
    conjunction = contrast or word == "and"
    parted = contrast or _STRONG.search(between) is not None
    if not (conjunction or parted or "," in between) or not _has_clause(tokens[place + conjunction :], words):
        return False
    left = _polarity(tokens[max(first, place - OPINION_WITHIN) : place], words)
    right = _polarity(tokens[place : place + OPINION_WITHIN], words)
    return bool(left and right) and (parted or (left != right and _may_part(tokens[first:place], words)))


def _may_part(left: Sequence[_Token], words: Words) -> bool:
    """Tell whether the left side stands alone: it does not where it only sets the scene of the right one."""
    return left[0].word not in words.subordinate and any(token.word in words.verbs for token in left[-OPINION_WITHIN:])


def _has_clause(tokens: Sequence[_Token], words: Words) -> bool:
    """Tell whether a subject and then a finite verb come at once."""
    opening = [token.word for token in tokens[: VERB_WITHIN + 1]]
    while opening and opening[0] in words.adverbs:
        del opening[0]
    if not opening:
        return False
    if opening[0] in words.subjects:
        return any(word in words.verbs for word in (opening if "'" in opening[0] else opening[1:]))
    named = next((place for place, word in enumerate(opening[:3]) if word in words.be), 0)
    return named > 0 and not any(word in words.verbs or word in words.contrasts or word in words.joins for word in opening[:named])


def _polarity(tokens: Sequence[_Token], words: Words) -> int:
    """Return +1, -1 or 0 by the weight of praise and blame; a negation turns what follows it closely."""
    total = 0
    for place, token in enumerate(tokens):
        weight = (token.word in words.praise) - (token.word in words.blame)
        if weight and _negated(tokens, place, words):
            weight = -weight
        total += weight
    return (total > 0) - (total < 0)


def _negated(tokens: Sequence[_Token], place: int, words: Words) -> bool:
    near = tokens[max(0, place - NEGATION_REACH) : place]
    return any(token.word in words.negations for token in near) or (place > 0 and tokens[place - 1].word == "no")


def _run_on_cuts(tokens: Sequence[_Token], bounds: Sequence[int], limit: int, words: Words) -> list[int]:
    """Return further cuts within pieces longer than ``limit`` words: before conjunctions with a new subject."""
    found = []
    for first, last in pairwise(bounds):
        before = first
        for place in range(first + RUN_ON_PIECE, last - RUN_ON_PIECE) if last - first > limit else ():
            joins = tokens[place].word in words.joins or tokens[place].word in words.contrasts
            if joins and place - before >= RUN_ON_PIECE and _has_clause(tokens[place + 1 : place + 2 + VERB_WITHIN], words):
                found.append(place)
                before = place
    return found
