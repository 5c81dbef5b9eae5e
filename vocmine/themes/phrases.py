"""Short phrases of customers' own words that could name a theme.

Guarantees: a phrase is two to five words of one clause of one segment, in their order, and reads as a headline does:
owners, helping verbs and words that only shade are left out; it holds no number, handle, link or hashtag, nothing
redacted, no word twice, and no word that is written with a capital as names are.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from vocmine.themes import grammar
from vocmine.themes.grammar import CONTENT, family, is_aspect, is_phrase, is_problem, kind
from vocmine.themes.words import fold, visible, word_list
from vocmine.types import Scored

LONGEST = 5
DENIED, NOBODY, LASTS = "not", "nobody", "long"
MARKS = frozenset((DENIED, LASTS))
_LETTER = "[A-Za-zÀ-ɏ]"
_TOKEN = re.compile(
    rf"(?P<word>(?<![\d_#'’])(?<!{_LETTER}){_LETTER}+(?:['’-]{_LETTER}+|[?´`](?:t|s|re|ve|ll|d|m)\b)*(?![\w@]))"
    r"|(?P<number>[£$€]?\d[\d.,]*(?!\w))|(?P<other>\S\w*)"
)
_BROKEN_APOSTROPHE = re.compile(r"[?´`]")
_AFTER_PREPOSITION = {"own": "the"}
_LONG_TIMES = frozenset(("hours", "days", "weeks", "months", "years"))
_OBJECTS = frozenset(("it", "me", "us", "you", "them", "him", "what", "which", "who"))
_JOINED = {
    "can": "can't",
    "could": "couldn't",
    "did": "didn't",
    "do": "don't",
    "does": "doesn't",
    "will": "won't",
    "would": "wouldn't",
    "should": "shouldn't",
}
_PLAIN_DENIALS = {
    "cannot": "can't",
    "cant": "can't",
    "couldnt": "couldn't",
    "didnt": "didn't",
    "doesnt": "doesn't",
    "dont": "don't",
    "wont": "won't",
    "wouldnt": "wouldn't",
    "isn't": "not",
    "isnt": "not",
    "wasn't": "not",
    "wasnt": "not",
    "aren't": "not",
    "weren't": "not",
    "hasn't": "not",
    "hasnt": "not",
    "haven't": "not",
    "hadn't": "not",
    "ain't": "not",
}


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a clause: as it is shown, its kind, the article before it, and where it stands in the segment.

    ``open`` says that a pronoun follows, which is left out.
    """

    word: str
    kind: str
    article: str
    start: int
    end: int
    open: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand together, and how they sit in their clause.

    ``families`` are the subjects that its words carry; ``cuts`` counts the ties to its neighbours that it breaks.
    """

    words: tuple[str, ...]
    kinds: str
    text: str
    families: frozenset[str]
    told_as_pain: bool
    cuts: float

    @property
    def denies(self) -> bool:
        """Whether something is denied or too much in it."""
        return any(one in "NXOZ" for one in self.kinds)

    @property
    def lacks(self) -> bool:
        """Whether it tells that something is not there, or of too much."""
        return any(one in "XZ" for one in self.kinds)

    @property
    def acts(self) -> bool:
        """Whether somebody does something in it."""
        return any(one in "VGE" and word not in word_list("light") for one, word in zip(self.kinds, self.words, strict=True))

    @property
    def aspects(self) -> tuple[str, ...]:
        """Its nouns that say what is spoken of."""
        # Who does not act is what is spoken of: 'nobody rang'.
        if self.kinds[0] == grammar.NOBODY and self.acts:
            return ("nobody",)
        acted = {place for place in range(1, len(self.kinds)) if self.kinds[place - 1] in "NOo" and self.kinds[place] == "W"}
        return tuple(word for place, word in enumerate(self.words) if place not in acted and is_aspect(word))

    @property
    def problems(self) -> tuple[str, ...]:
        """Its words that tell what is wrong."""
        return tuple(word for word in self.words if is_problem(word))

    @property
    def praises(self) -> bool:
        """Whether it praises without telling what of."""
        return any(word in word_list("praise") for word in self.words)

    @property
    def blames(self) -> bool:
        """Whether it blames without telling what for."""
        return any(word in word_list("blame") for word in self.words)


def phrases_of(scored: Scored, names: frozenset[str]) -> Iterator[Phrase]:
    """Yield the phrases of a segment; those that stand in its pain point say so."""
    first, last = _pain(scored)
    for clause in clauses(visible(scored.segment), names):
        for start in range(len(clause)):
            for end in range(start + 1, min(start + LONGEST, len(clause)) + 1):
                window = clause[start:end]
                if _stands(window):
                    inside = first <= window[0].start and window[-1].end <= last
                    yield _phrase(window, told_as_pain=inside, cuts=_cuts(clause, start, end))


def _pain(scored: Scored) -> tuple[int, int]:
    """Return where the pain point stands in the segment, in whole words; an empty place where there is none."""
    pain, text = scored.reading.pain_point, scored.segment.text
    start = text.find(pain) if pain else -1
    if pain is None or start < 0:
        return len(text) + 1, -1
    end = start + len(pain)
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return start, end


def clauses(text: str, names: frozenset[str]) -> Iterator[list[Token]]:
    """Yield the clauses of a text without what a headline leaves out; signs, pronouns and names part them."""
    clause: list[Token] = []
    article = ""
    for match in _TOKEN.finditer(text):
        word = _plain(match[0])
        found = _kind(match, word, names)
        if found == grammar.BREAK:
            if clause and word in _OBJECTS:
                clause[-1] = replace(clause[-1], open=True)
            yield _tidied(clause)
            clause, article = [], ""
        elif found in (grammar.DETERMINER, grammar.OWNER):
            article = word if word in ("a", "an", "the") else "own"
        else:
            clause.append(Token(word, found, article, match.start(), match.end()))
            article = ""
    yield _tidied(clause)


def _plain(word: str) -> str:
    folded = fold(word)
    if len(folded) > 2 and folded[0].isalpha():
        folded = _BROKEN_APOSTROPHE.sub("'", folded)
    return _PLAIN_DENIALS.get(folded, folded)


def _kind(match: re.Match[str], word: str, names: frozenset[str]) -> str:
    if match["number"] is not None:
        return grammar.NUMBER
    if match["other"] is not None or word in names or (len(word) == 1 and word != "a"):
        return grammar.BREAK
    found = kind(word)
    return grammar.BREAK if "'" in word and found != grammar.DENIAL and found not in "ODS" else found


def _tidied(clause: Sequence[Token]) -> list[Token]:
    """Return a clause without what a headline leaves out, denials joined to their verbs."""
    kept: list[Token] = []
    for place, token in enumerate(clause):
        after = clause[place + 1] if place + 1 < len(clause) else None
        if token.kind == grammar.DENIAL and token.word == "not" and kept and kept[-1].word in _JOINED:
            before = kept.pop()
            kept.append(Token(_JOINED[before.word], grammar.DENIAL, "", before.start, token.end))
        elif token.word == "longer" and kept and kept[-1].word == "no":
            kept.append(Token("no longer", grammar.DENIAL, "", kept.pop().start, token.end))
        elif kept and (together := f"{kept[-1].word} {token.word}") in grammar.SET_PHRASES:
            before = kept.pop()
            kept.append(Token(together, grammar.kind(together), before.article, before.start, token.end))
        elif token.kind == grammar.NUMBER and after is not None and after.word in _LONG_TIMES:
            continue
        elif token.kind not in (grammar.BE, grammar.ADVERB):
            kept.append(token)
    return kept


def _stands(window: Sequence[Token]) -> bool:
    kinds = "".join(token.kind for token in window)
    if not is_phrase(kinds) or not CONTENT.intersection(kinds) or window[-1].word in ("in", "on"):
        return False
    if any(token.article and before.kind in "nA" for before, token in pairwise(window)):
        return False
    if kinds.endswith(("pT", "RT")) and window[-2].word not in ("for", "in", "over", "after", "within"):
        return False
    told = [family(token.word) for token in window if token.kind in CONTENT]
    spelled = [part for token in window for part in token.word.split()]
    return len(set(told)) == len(told) and len(set(spelled)) == len(spelled) and any(_has_subject(token) for token in window)


def _has_subject(token: Token) -> bool:
    return token.kind in CONTENT and token.word not in word_list("stop")


def families_of(tokens: Sequence[Token]) -> frozenset[str]:
    """Return the subjects that tokens carry, and marks for what is denied, for nobody and for how long."""
    told = {family(token.word) for token in tokens if _has_subject(token)}
    if any(token.kind == grammar.NOBODY for token in tokens):
        told.add(NOBODY)
    if any(token.kind in (grammar.DENIAL, grammar.NO) for token in tokens):
        told.add(DENIED)
    if any(token.kind == grammar.DURATION for token in tokens):
        told.add(LASTS)
    return frozenset(told)


def _cuts(clause: Sequence[Token], start: int, end: int) -> float:
    """Return how many ties a window breaks: 'no cancel' of 'no cancel button' breaks one."""
    before = clause[start - 1].kind if start else ""
    after = clause[end].kind if end < len(clause) else ""
    cuts = 0.0
    if before in ("N", "X", "O"):
        cuts += 2
    elif before and before in "AnWEG":
        cuts += 1
    if after and after in "nWAEGV":
        cuts += 1
    elif after and after in "NZ":
        cuts += 1.5
    elif after and after in "Rpo":
        cuts += 0.3
    elif clause[end - 1].open and clause[end - 1].kind in "VWEGRp":
        cuts += 0.7
    return cuts


def _phrase(window: Sequence[Token], *, told_as_pain: bool, cuts: float) -> Phrase:
    shown: list[str] = []
    for place, token in enumerate(window):
        before = window[place - 1].kind if place else ""
        if before and before in "Rpo" and token.article:
            shown.append(_AFTER_PREPOSITION.get(token.article, token.article))
        elif token.article not in ("", "own") and (
            before in ("V", "G") or (before == "W" and (place == 1 or window[place - 2].kind in "NOo"))
        ):
            shown.append(token.article)
        shown.append(token.word)
    words = tuple(token.word for token in window)
    return Phrase(
        words=words,
        kinds="".join(token.kind for token in window),
        text=" ".join(shown if len(shown) <= LONGEST else words),
        families=families_of(window),
        told_as_pain=told_as_pain,
        cuts=cuts,
    )
