"""Names of themes in the customers' own words: aspect and problem, two to five words.

Guarantees: no two themes of a kind have one name; a name is a phrase that a customer told, or the strongest noun or
problem where no phrase will do; names hold no person's or company's name, number, handle or redacted stretch; a theme whose segments
share nothing but a tone has no name.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from vocmine.themes.grammar import family, is_aspect, is_problem, is_subject
from vocmine.themes.likeness import Compare, Likeness, are_same, meanings
from vocmine.themes.phrases import MARKS, Phrase, clauses, families_of, phrases_of
from vocmine.themes.shape import shape
from vocmine.themes.words import visible
from vocmine.types import Scored, ThemeKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

N_NEAREST, N_TOLD = 400, 2000
ALIKE = 0.7
N_CORE, OFF_CENTRE = 15, 0.1
SOME, FEW_UNITS = 0.08, 25
LEAST_TOLD, RARE = 0.05, 0.02
PAIN_BONUS, CUT = 1.2, 0.45
LEAST_SHARED = 0.23
N_SUBJECTS = 6
ALONE, SAID, OWN = 0.2, 0.6, 0.2
N_COMPARED, MEANING, RANKED = 30, 4.0, 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Unnamed:
    """A theme before it has a name.

    Its segments nearest the centre first, for each its cosine to the centre, and the centre itself, shape (dim,), unit length.
    """

    nearest: tuple[Scored, ...]
    fits: tuple[float, ...] = ()
    centre: "NDArray[np.float64] | None" = None


@dataclass(frozen=True, slots=True)
class _Told:
    """What a theme's clauses tell: for each family of words the clauses that hold it, by place; the unit of each clause.

    ``core`` holds the families that each of the segments nearest the centre tells.
    """

    places: dict[str, frozenset[int]]
    units: tuple[str, ...]
    core: tuple[frozenset[str], ...]

    def n_units(self, families: frozenset[str]) -> int:
        """Return how many units tell all of these in one clause."""
        found = [self.places.get(one, frozenset()) for one in families]
        return len({self.units[place] for place in frozenset.intersection(*found)}) if found else 0

    def centrality(self, phrase: Phrase) -> float:
        """Return how central a phrase's subjects are: the mean share of the nearest segments that tell each, in [0, 1]."""
        subjects = phrase.families - MARKS
        shares = [sum(one in told for told in self.core) / len(self.core) for one in subjects]
        return sum(shares) / max(1, len(shares))

    def bears(self, phrase: Phrase) -> bool:
        """Return whether a subject of the phrase is common in the theme, and more than one unit tells all of it."""
        n_units = len(set(self.units))
        told = max((self.n_units(frozenset((one,))) for one in phrase.families - MARKS), default=0)
        return told >= LEAST_TOLD * n_units and (n_units < FEW_UNITS or self.n_units(phrase.families) > 1)


def name_themes(
    themes: Sequence[Unnamed], kind: ThemeKind, names: frozenset[str], *, bound: Sequence[str | None] = (), likeness: Likeness | None = None
) -> tuple[str | None, ...]:
    """Return a name for each theme, in their order; None where nothing but a tone is shared.

    Parameters
    ----------
    names : names of persons, places and brands, which no theme bears.
    bound : for each theme the name that it bears already, or None; nothing for none.
    likeness : tells phrases by their meaning as well; without it they are told by their words alone.
    """
    told = [_told(theme, names) for theme in themes]
    total = Counter[str]()
    for one in told:
        total.update({word: one.n_units(frozenset((word,))) for word in one.places})
    n_all = sum(len(set(one.units)) for one in told)
    labels: list[str | None] = list(bound or (None,) * len(themes))
    weights = [_weights(one, total, n_all) for one in told]
    open_places = [place for place, one in enumerate(told) if labels[place] is None and _shared(one, weights[place]) >= LEAST_SHARED]
    ranked = {place: _ranked(themes[place], told[place], weights[place], kind, names) for place in open_places}
    if likeness:
        ranked = _by_meaning(ranked, np.array([theme.centre for theme in themes]), likeness)
    taken = _Taken([label for label in labels if label], likeness)
    for place, phrases in ranked.items():
        labels[place] = taken.first_unlike(phrases) or _word(themes[place], told[place], weights[place], names, labels)
    return tuple(labels)


def is_distinct(name: str, others: Sequence[str], compare: Compare) -> bool:
    """Return whether a name is unlike the others by its words and by what ``compare`` says of its meaning.

    It is alike where seven tenths of the words that either carries a subject by are shared, or the meaning is the same.
    """
    if any(name.casefold() == other.casefold() or _overlap(_families(name), _families(other)) >= ALIKE for other in others):
        return False
    told = meanings(compare, [name, *others])
    return not are_same(told[:1], told[1:]).any()


class _Taken:
    """The names that are given already; none of them, nor one like it, is given again."""

    def __init__(self, labels: Sequence[str], likeness: Likeness | None) -> None:
        self._compare = likeness.compare if likeness else None
        self._labels: list[str] = []
        self._phrases: list[Phrase] = []
        self._meanings: list[NDArray[np.float64]] = []
        for label in labels:
            self._take(label, self._meaning(label))

    def first_unlike(self, ranked: Sequence[Phrase]) -> str | None:
        """Return the best phrase of more than one subject that is unlike those taken, and take it."""
        for one in ranked:
            if len(one.families) < 2 or one.text in self._labels or any(_alike(one, other) for other in self._phrases):
                continue
            meaning = self._meaning(one.text)
            if meaning is None or not self._meanings or not are_same(meaning, np.concatenate(self._meanings)).any():
                self._phrases.append(one)
                self._take(one.text, meaning)
                return one.text
        return None

    def _meaning(self, text: str) -> "NDArray[np.float64] | None":
        return meanings(self._compare, [text]) if self._compare else None

    def _take(self, label: str, meaning: "NDArray[np.float64] | None") -> None:
        self._labels.append(label)
        if meaning is not None:
            self._meanings.append(meaning)


def _alike(one: Phrase, other: Phrase) -> bool:
    return _overlap(one.families, other.families) >= ALIKE


def _by_meaning(ranked: Mapping[int, list[Phrase]], centres: "NDArray[np.float64]", likeness: Likeness) -> dict[int, list[Phrase]]:
    """Return the best phrases of each theme by their words, ordered by their place there and by how well they tell its centre."""
    texts = sorted({phrase.text for phrases in ranked.values() for phrase in phrases[:N_COMPARED]})
    row = {text: place for place, text in enumerate(texts)}
    fits = likeness.of(texts, centres) if texts else np.zeros((0, len(centres)))
    ordered = {}
    for place, phrases in ranked.items():
        scores = [MEANING * fits[row[one.text], place] - RANKED * math.log(1 + rank) for rank, one in enumerate(phrases[:N_COMPARED])]
        order = sorted(range(len(scores)), key=lambda rank: (-scores[rank], rank))
        ordered[place] = [phrases[rank] for rank in order]
    return ordered


def _told(theme: Unnamed, names: frozenset[str]) -> _Told:
    places: defaultdict[str, set[int]] = defaultdict(set)
    units: list[str] = []
    core: list[frozenset[str]] = []
    for scored in theme.nearest[:N_TOLD]:
        found = [families_of(clause) for clause in clauses(visible(scored.segment), names)]
        if len(core) < N_CORE:
            core.append(frozenset().union(*found))
        for families in found:
            for word in families:
                places[word].add(len(units))
            units.append(scored.segment.feedback.unit)
    return _Told({word: frozenset(found) for word, found in places.items()}, tuple(units), tuple(core))


def _weights(told: _Told, total: Counter[str], n_all: int) -> dict[str, float]:
    """Return how much a family of words tells of the theme: often told in it, and seldom elsewhere."""
    n_units = len(set(told.units))
    weights = {}
    for word in told.places:
        share = told.n_units(frozenset((word,))) / n_units
        weights[word] = math.sqrt(share) * math.log(1 + share * n_all / total[word])
    return weights


def _shared(told: _Told, weights: dict[str, float]) -> float:
    """Return the share of units that tell one of the few subjects that tell most of the theme."""
    subjects = [word for word in weights if told.n_units(frozenset((word,))) > 1 and is_subject(word) and word not in MARKS]
    subjects.sort(key=lambda word: (-weights[word], word))
    units = {told.units[place] for word in subjects[:N_SUBJECTS] for place in told.places[word]}
    return len(units) / len(set(told.units))


def _ranked(theme: Unnamed, told: _Told, weights: dict[str, float], kind: ThemeKind, names: frozenset[str]) -> list[Phrase]:
    """Return the phrases of a theme, best first."""
    best: dict[tuple[str, ...], float] = {}
    shown: dict[tuple[str, ...], Phrase] = {}
    said: dict[tuple[str, ...], set[str]] = defaultdict(set)
    fits = _nearness(theme)
    for place, phrase in _candidates(theme, names):
        score = _score(phrase, weights, kind) * fits[place]
        if score <= 0:
            continue
        said[phrase.words].add(theme.nearest[place].segment.feedback.unit)
        if score > best.get(phrase.words, 0.0):
            best[phrase.words], shown[phrase.words] = score, phrase
    alike: dict[frozenset[str], set[str]] = defaultdict(set)
    for words, units in said.items():
        alike[shown[words].families] |= units
    scores = {}
    for words, score in best.items():
        n_alike = len(alike[shown[words].families])
        central = OFF_CENTRE + told.centrality(shown[words])
        scores[words] = score * central * _support(shown[words], told, n_alike) * math.pow(len(said[words]), OWN)
    return [shown[words] for words in sorted(scores, key=lambda words: (-scores[words], words)) if told.bears(shown[words])]


def _nearness(theme: Unnamed) -> list[float]:
    """Return for each segment how near the centre it stands, in [0, 1], the nearest at 1."""
    best = max(theme.fits, default=0.0) or 1.0
    return [max(fit / best, 0.0) ** 2 for fit in theme.fits] or [1.0] * len(theme.nearest)


def _support(phrase: Phrase, told: _Told, n_said: int) -> float:
    """Return how well customers bear a phrase out: how many tell all of it in one clause, and how many in these words."""
    n_units = n_said if phrase.denies else told.n_units(phrase.families)
    alone = ALONE if n_units < 2 else 1.0
    of = len(set(told.units))
    rare = min(1.0, n_units / (RARE * (min(of, N_NEAREST) if phrase.denies else of)))
    return alone * math.sqrt(rare) * math.log(1 + n_units) * (1 + SAID * math.log(n_said))


def _candidates(theme: Unnamed, names: frozenset[str]) -> Iterator[tuple[int, Phrase]]:
    for place, scored in enumerate(theme.nearest[:N_NEAREST]):
        for phrase in phrases_of(scored, names):
            yield place, phrase


def _score(phrase: Phrase, weights: dict[str, float], kind: ThemeKind) -> float:
    """Return how well a phrase names: it has the form of a name, and its words tell much of the theme."""
    told = phrase.families - MARKS
    substance = sum(weights.get(one, 0.0) for one in told) / math.sqrt(max(1, len(told)))
    pain = PAIN_BONUS if phrase.told_as_pain else 1.0
    return shape(phrase, kind) * substance * pain * math.pow(CUT, phrase.cuts)


def _word(theme: Unnamed, told: _Told, weights: dict[str, float], names: frozenset[str], labels: Sequence[str | None]) -> str | None:
    """Return the noun that tells most of a theme, or the problem that is told without one ('expensive'); None where few units share any."""
    tokens = [token.word for scored in theme.nearest[:N_TOLD] for clause in clauses(visible(scored.segment), names) for token in clause]
    for tells, share in ((is_aspect, SOME), (is_problem, LEAST_SHARED)):
        forms: dict[str, Counter[str]] = defaultdict(Counter)
        for word in filter(tells, tokens):
            forms[family(word)][word] += 1
        common = [one for one in forms if told.n_units(frozenset((one,))) >= share * len(set(told.units))]
        for one in sorted(common, key=lambda one: (-weights.get(one, 0.0), one)):
            word = min(forms[one], key=lambda word: (-forms[one][word], word))
            if word not in labels:
                return word
    return None


def _families(name: str) -> frozenset[str]:
    return frozenset().union(*(families_of(clause) for clause in clauses(name, frozenset())))


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(1, len(one | other))
