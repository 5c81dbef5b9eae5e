"""Names of themes in the customers' own words: aspect and problem, two to five words.

Guarantees: no two themes of a kind have one name; a name's words of substance were told by two units at least
wherever the theme has such words; names hold no person's name, number, handle or redacted stretch.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from vocmine.themes.features import stems
from vocmine.themes.phrases import Phrase, phrases_of, proper_names
from vocmine.themes.words import visible
from vocmine.types import Scored, ThemeKind

N_NEAREST = 80
N_WEIGHED = 60
ALIKE = 0.6
PAIN_BONUS, CUT = 1.25, 0.7
ASPECT_DENIED, ASPECT_ALONE = 0.6, 0.35
N_WORDS_LIKED = (0.0, 0.2, 0.75, 1.0, 1.0, 0.9)
_FALLBACK: dict[ThemeKind, str] = {"pain_point": "other trouble", "gain": "other praise", "suggestion": "other wish"}


@dataclass(frozen=True, slots=True)
class Unnamed:
    """A theme before it has a name: its segments nearest the centre first, and its terms strongest first."""

    nearest: tuple[Scored, ...]
    terms: tuple[str, ...]


def name_themes(themes: Sequence[Unnamed], kind: ThemeKind) -> tuple[tuple[str, ...], frozenset[str]]:
    """Return a name for each theme, in their order, and the words taken for names of persons, places and brands."""
    everything = [visible(scored.segment) for theme in themes for scored in theme.nearest]
    names = proper_names(everything)
    told = [_told(theme) for theme in themes]
    total = Counter[str]()
    for counts in told:
        total.update(counts)
    n_units = sum(len({scored.segment.feedback.unit for scored in theme.nearest}) for theme in themes)
    taken: list[Phrase] = []
    labels: list[str] = []
    for theme, counts in zip(themes, told, strict=True):
        weights = _weights(counts, total, n_units)
        ranked = _ranked(theme, weights, counts, names)
        labels.append(_distinct(ranked, taken, theme, labels, names) or _FALLBACK[kind])
    return _numbered(labels), names


def _told(theme: Unnamed) -> Counter[str]:
    """Return for each stem how many units of the theme tell it."""
    by_unit: dict[str, set[str]] = {}
    for scored in theme.nearest:
        by_unit.setdefault(scored.segment.feedback.unit, set()).update(stems(visible(scored.segment)))
    return Counter(one for some in by_unit.values() for one in some)


def _weights(counts: Counter[str], total: Counter[str], n_units: int) -> dict[str, float]:
    """Return how much a stem tells of the theme: often told in it, and seldom elsewhere."""
    most = max(counts.values(), default=1)
    return {one: count / most * math.log(1 + n_units / total[one]) * count / total[one] ** 0.5 for one, count in counts.items()}


def _ranked(theme: Unnamed, weights: dict[str, float], counts: Counter[str], names: frozenset[str]) -> list[Phrase]:
    scores: dict[str, float] = {}
    found: dict[str, Phrase] = {}
    said: Counter[str] = Counter()
    for rank, scored in enumerate(theme.nearest[:N_NEAREST]):
        nearness = 1 - 0.5 * rank / N_NEAREST
        phrases = set(phrases_of(scored, names))
        said.update({phrase.text for phrase in phrases})
        for phrase in phrases:
            score = nearness * _score(phrase, weights, counts)
            if score > scores.get(phrase.text, 0.0):
                scores[phrase.text], found[phrase.text] = score, phrase
    scores = {text: score * (1 + 0.5 * math.log(said[text])) for text, score in scores.items()}
    told = [(one.segment.feedback.unit, frozenset(stems(visible(one.segment)))) for one in theme.nearest[:N_NEAREST]]
    best = sorted(found, key=lambda text: (-scores[text], text))[:N_WEIGHED]
    return [found[text] for text in sorted(best, key=lambda text: (-scores[text] * _support(found[text], told), text))]


def _support(phrase: Phrase, told: Sequence[tuple[str, frozenset[str]]]) -> float:
    """Return the logarithm of how many units tell all that the phrase tells in one segment, and one more."""
    return math.log(1 + len({unit for unit, some in told if phrase.stems <= some}))


def _score(phrase: Phrase, weights: dict[str, float], counts: Counter[str]) -> float:
    """Return how well a phrase names: it tells much of the theme, in few words, aspect and problem, and more than one unit knows them."""
    n_stems = len(phrase.stems)
    substance = sum(weights.get(one, 0.0) for one in phrase.stems) / math.sqrt(n_stems)
    dense = math.sqrt(min(1.0, (n_stems + phrase.denies) / len(phrase.words)))
    known = math.pow(0.2, sum(counts[one] < 2 for one in phrase.stems))
    both = 1.0 if n_stems > 1 else ASPECT_DENIED if phrase.denies else ASPECT_ALONE
    form = (PAIN_BONUS if phrase.told_as_pain else 1.0) * math.pow(CUT, phrase.cuts)
    return substance * dense * known * both * form * N_WORDS_LIKED[len(phrase.words)]


def _distinct(ranked: Sequence[Phrase], taken: list[Phrase], theme: Unnamed, labels: Sequence[str], names: frozenset[str]) -> str | None:
    """Return the best phrase unlike those taken; else the best one with the theme's next term; None where there is no phrase."""
    for phrase in ranked:
        if all(_overlap(phrase, other) < ALIKE for other in taken):
            taken.append(phrase)
            return phrase.text
    words = [term for term in theme.terms if not names & set(term.split())]
    if not ranked:
        return next((term for term in words if term not in labels), None)
    taken.append(ranked[0])
    more = next((term for term in words if term not in ranked[0].text), None)
    return f"{ranked[0].text} ({more})" if more else ranked[0].text


def _overlap(one: Phrase, other: Phrase) -> float:
    return len(one.stems & other.stems) / len(one.stems | other.stems)


def _numbered(labels: Sequence[str]) -> tuple[str, ...]:
    seen: Counter[str] = Counter()
    result = []
    for label in labels:
        seen[label] += 1
        result.append(label if seen[label] == 1 else f"{label} ({seen[label]})")
    return tuple(result)
