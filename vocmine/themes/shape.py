"""How well a phrase has the form of a name, by what it tells: an aspect and what is wrong, good or wished for.

Guarantees a number in [0, 1]; 0 for what may not be a name.
"""

from vocmine.themes.phrases import Phrase
from vocmine.themes.words import word_list
from vocmine.types import ThemeKind

BY_LENGTH = (0.0, 0.3, 0.85, 1.0, 1.0, 0.9)
WITH_ASPECT, VERDICT_ON_ASPECT, MUST_ACT, DENIED_ACT, DOING, TOPIC, NO_ASPECT, ALONE = 1.0, 0.35, 0.3, 0.3, 0.2, 0.15, 0.1, 0.03
_TAKES = frozenset(("take", "takes", "taking", "took"))


def shape(phrase: Phrase, kind: ThemeKind) -> float:
    """Return the fitness of a phrase's form for a theme of a kind."""
    told = {"pain_point": _pain, "gain": _gain, "suggestion": _wish}[kind](phrase)
    return told * BY_LENGTH[min(len(phrase.text.split()), 5)] * _edges(phrase) * _middle(phrase)


def _pain(phrase: Phrase) -> float:
    if phrase.praises:
        return 0.0
    if not phrase.aspects:
        return _pain_without_aspect(phrase)
    apart = any(aspect != problem for aspect in phrase.aspects for problem in phrase.problems)
    lasts = "T" in phrase.kinds and bool(phrase.acts or phrase.problems or _TAKES.intersection(phrase.words))
    if phrase.denies and phrase.problems:
        return NO_ASPECT
    if phrase.denies or (apart and len(phrase.families) > 1) or lasts:
        return WITH_ASPECT * (0.6 if phrase.blames else 1.0) * (0.8 if phrase.lacks and len(phrase.words) == 2 else 1.0)
    if len(phrase.families) < 2:
        return ALONE
    if phrase.blames:
        return NO_ASPECT if word_list("generic").intersection(phrase.words) else VERDICT_ON_ASPECT
    if "T" in phrase.kinds:
        return NO_ASPECT
    return DOING if phrase.acts else TOPIC


def _pain_without_aspect(phrase: Phrase) -> float:
    if phrase.blames:
        return 0.0
    if phrase.denies and phrase.acts:
        return DENIED_ACT
    if phrase.kinds[0] in "WVE" and "o" in phrase.kinds and not word_list("light").intersection(phrase.words):
        return MUST_ACT
    told = NO_ASPECT if len(phrase.families) > 1 else ALONE
    return told * bool(phrase.problems or phrase.denies)


def _gain(phrase: Phrase) -> float:
    if phrase.blames:
        return 0.0
    if phrase.praises and not phrase.aspects and "o" not in phrase.kinds:
        return 0.0
    form = 0.2 if phrase.denies or phrase.problems else 1.0
    if "o" in phrase.kinds and phrase.kinds[0] == "A":
        return form * 0.6
    if len(phrase.families) < 2:
        return ALONE
    if not phrase.aspects:
        return form * NO_ASPECT
    if phrase.praises:
        return form * 0.7
    return form * (WITH_ASPECT if phrase.acts or "A" in phrase.kinds else 0.6)


def _wish(phrase: Phrase) -> float:
    if not phrase.aspects or phrase.praises or phrase.blames:
        return NO_ASPECT
    if len(phrase.families) < 2:
        return ALONE
    form = 0.4 if phrase.denies or any(one in "EVG" for one in phrase.kinds[1:]) else 1.0
    return form * (0.7 if phrase.problems else 1.0)


def _edges(phrase: Phrase) -> float:
    """Return less than 1 for a phrase that begins or ends as no headline does."""
    last, first = phrase.words[-1], phrase.words[0]
    light, generic = word_list("light"), word_list("generic")
    worth = 1.0
    if phrase.kinds[-1] == "T" and len(phrase.words) < 3:
        worth *= 0.2
    if phrase.kinds[0] == "A" and phrase.kinds[1:2] in ("R", "p"):
        worth *= 0.3
    if phrase.kinds[-1] == "A" and phrase.kinds[-2:-1] in ("X", "A"):
        worth *= 0.3
    if last in light or (first in light and first not in _TAKES):
        worth *= 0.25
    if len(phrase.words) > 1 and phrase.kinds[-1] in "VWE" and last in word_list("transitive"):
        worth *= 0.3
    if generic.intersection(phrase.words):
        worth *= 0.4
    return worth


def _middle(phrase: Phrase) -> float:
    """Return less than 1 for a phrase whose verb tells next to nothing, or is denied without a helping verb."""
    light = word_list("light") - _TAKES
    worth = 0.5 if light.intersection(phrase.words[1:-1]) else 1.0
    place = phrase.words.index("not") if "not" in phrase.words else -1
    if place >= 0 and (phrase.kinds[place + 1] in "VW" or phrase.words[place + 1] in light):
        worth *= 0.3
    return worth
