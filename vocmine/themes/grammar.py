"""What part a word plays in a short phrase, told by lists and endings alone.

Guarantees: every word has one kind, the same wherever it stands; a word that no list and no ending knows is a noun.
"""

import re
from functools import lru_cache
from typing import Final

from vocmine.themes.words import KNOWN_WORDS, stem, word_lines, word_list

NOUN, VERB, GERUND, PAST, EITHER, QUALITY = "n", "V", "G", "E", "W", "A"
DENIAL, NO, NOBODY, TOO, TO = "N", "X", "O", "Z", "o"
PREPOSITION, PARTICLE, DURATION, NUMBER = "R", "p", "T", "#"
DETERMINER, OWNER, BE, HELPER, ADVERB = "D", "S", "B", "M", "Q"
BREAK: Final = "|"
SET_PHRASES = {
    **dict.fromkeys(("customer service", "customer care", "customer support"), NOUN),
    **dict.fromkeys(("on hold", "went up", "gone up", "goes up", "going up", "put up", "crept up"), PAST),
}
CONTENT = frozenset((NOUN, VERB, GERUND, PAST, EITHER, QUALITY))

_ALIASES = {
    "on hold": "wait",
    **dict.fromkeys(("customer care", "customer support"), "customer service"),
    **dict.fromkeys(("went up", "gone up", "goes up", "going up", "put up", "crept up"), "rise"),
}
_ALONE: dict[str, str] = {"too": TOO, "to": TO, "no": NO, "without": NO, "nobody": NOBODY, "noone": NOBODY, "no-one": NOBODY}
_LISTS = (
    ("negations", DENIAL),
    ("interjections", BREAK),
    ("breaks", BREAK),
    ("pronouns", BREAK),
    ("owners", OWNER),
    ("determiners", DETERMINER),
    ("be", BE),
    ("auxiliaries", HELPER),
    ("numbers", NUMBER),
    ("durations", DURATION),
    ("particles", PARTICLE),
    ("prepositions", PREPOSITION),
    ("adverbs", ADVERB),
    ("both", EITHER),
    ("nouns", NOUN),
    ("qualities", QUALITY),
    ("forms", PAST),
    ("praise", QUALITY),
    ("blame", QUALITY),
)
_PLAIN_AGAIN = (("ies", "y"), ("ied", "y"), ("es", ""), ("s", ""), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"))
_QUALITIES = ("ous", "ful", "less", "able", "ible", "ish", "ive")

_NAMED = "[AEGnW]{0,2}[nW]"
_TAIL = f"(?:[Rp](?:{_NAMED}|T)|oN?[VW]p?(?:{_NAMED})?(?:[Rp]{_NAMED})?)"
_SHAPE = re.compile(f"(?![RpoT])(?:X?{_NAMED}|O)?(?:N?[VWEG]p?)?(?:N?Z?[AE])?(?:X?{_NAMED}|T)?{_TAIL}?")


def is_phrase(kinds: str) -> bool:
    """Return whether words of these kinds, in this order, read as a headline: subject, verb, object, what it is tied to."""
    return _SHAPE.fullmatch(kinds) is not None


@lru_cache(KNOWN_WORDS)
def is_known(word: str) -> bool:
    """Return whether a folded word stands in a list or is a form of a listed verb."""
    listed = word in _ALONE or any(word in word_list(name) for name, _ in _LISTS)
    return listed or word in word_list("verbs") or any(_bare(word, ending, more) in word_list("verbs") for ending, more in _PLAIN_AGAIN)


@lru_cache(KNOWN_WORDS)
def kind(word: str) -> str:
    """Return the kind of a folded word."""
    if word in _ALONE or word in SET_PHRASES:
        return _ALONE.get(word) or SET_PHRASES[word]
    listed = next((found for name, found in _LISTS if word in word_list(name)), None)
    if listed is not None:
        return listed
    if word.endswith("s") and any(word[: -len(cut)] in word_list("both") for cut in ("s", "es") if word.endswith(cut)):
        return EITHER
    return _by_form(word)


def _by_form(word: str) -> str:
    verb = word in word_list("verbs") or any(_bare(word, ending, more) in word_list("verbs") for ending, more in _PLAIN_AGAIN)
    if word.endswith("ing") and len(word) > 5:
        return GERUND
    if word.endswith("ed") and (verb or len(word) > 5):
        return PAST
    if verb:
        return VERB
    if word.endswith("ly"):
        return ADVERB
    return QUALITY if word.endswith(_QUALITIES) and len(word) > 5 else NOUN


def _bare(word: str, ending: str, more: str) -> str:
    """Return a word without its ending, a doubled letter made single; nothing where it ends otherwise."""
    if not word.endswith(ending):
        return ""
    bare = word.removesuffix(ending)
    return bare[:-1] if not more and bare[-1:] == bare[-2:-1] and bare not in word_list("verbs") else bare + more


@lru_cache(1)
def _families() -> dict[str, str]:
    return {stem(word): stem(line.split()[0]) for line in reversed(word_lines("families")) for word in line.split()}


@lru_cache(KNOWN_WORDS)
def family(word: str) -> str:
    """Return what a word shares with its forms and with words that tell the same thing."""
    found = _ALIASES.get(word) or stem(word)
    return _families().get(found, found)


@lru_cache(KNOWN_WORDS)
def is_subject(word: str) -> bool:
    """Return whether a family of words says what is spoken of: it is no verdict and nothing too wide."""
    return not any(word in _families_of(name) for name in ("generic", "praise", "blame"))


@lru_cache(8)
def _families_of(name: str) -> frozenset[str]:
    return frozenset(family(word) for word in word_list(name))


@lru_cache(8)
def _stems_of(name: str) -> frozenset[str]:
    return frozenset(stem(word) for word in word_list(name) if not word.startswith("="))


@lru_cache(KNOWN_WORDS)
def is_problem(word: str) -> bool:
    """Return whether a word tells that something is wrong."""
    if word in SET_PHRASES:
        return SET_PHRASES[word] == PAST
    exact = word_list("problems")
    return (word in exact or f"={word}" in exact or stem(word) in _stems_of("problems")) and not is_verdict(word)


@lru_cache(KNOWN_WORDS)
def is_verdict(word: str) -> bool:
    """Return whether a word judges without telling what of."""
    return word in word_list("praise") or word in word_list("blame")


@lru_cache(KNOWN_WORDS)
def is_aspect(word: str) -> bool:
    """Return whether a word is a noun that says what is spoken of."""
    if word in SET_PHRASES:
        return word == "on hold" or SET_PHRASES[word] == NOUN
    found = kind(word)
    return found in (NOUN, EITHER) and len(word) > 2 and word not in word_list("generic") and not is_verdict(word)
