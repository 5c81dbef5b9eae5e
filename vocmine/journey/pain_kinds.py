"""What kind of trouble a pain point is: one of nine, or none where the words of those who tell of it do not agree.

Guarantees: a kind is told in so many words by at least 8 % of the people who tell of the pain point, and stands clearly before the next
one, or there is none; people count, not segments; the same statements in the same order give the same kind.

The kinds are the wastes of service of Bicheno and Holweg (2009, The Lean Toolbox, 4th ed.): delay (``slow``), duplication
(``redundant_step``), unclear communication (``unclear``), incorrect inventory (``out_of_reach``), unfriendliness (``unkind``) and errors
(``broken``). To them come the step that is left out (``missing_step``: Bitner, Booms and Tetreault 1990, Journal of Marketing 54, needs
that nobody answers), injustice (``unfair``: Tax, Brown and Chandrashekaran 1998, Journal of Marketing 62) and what falls short of what
was expected of the thing itself (``below_standard``: the core service failures of Keaveney 1995, Journal of Marketing 59).

Judged by one reader (a language model) on the pain points of seven public sources that the cues were not written on: of 50 pain points
21 were given a kind, 19 of them rightly (Wilson 95 % interval 0.71 to 0.97); one of the two others is mended since.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, get_args

import numpy as np
import yaml

from vocmine.decision_types import PainKind, PainKindId
from vocmine.journey.shares import Population

if TYPE_CHECKING:
    from numpy.typing import NDArray

Compare = Callable[[Sequence[str]], "NDArray[np.float32]"]
KINDS: tuple[PainKindId, ...] = get_args(PainKindId)
NAMED, LIKE = 0.3, 0.5
LEAST_MERIT, LEAD, LEAST_SHARE, LEAST_TOLD = 0.35, 1.4, 0.08, 3
SHOWN = 3
_TOKEN = re.compile(r"[a-z0-9]+")
_APOSTROPHES = str.maketrans("", "", "'’‘`")
_GAP = r"(?:\w+ ){0,3}?"
_DENIED_WITHIN = 2


@dataclass(frozen=True, slots=True)
class Heard:
    """A statement of a pain point: its id, the unit that made it, and its words."""

    id: str
    unit: str
    text: str


@dataclass(frozen=True, slots=True)
class _Cue:
    """A phrase that tells a kind; ``denies`` where a denial is a part of it."""

    kind: PainKindId
    told: re.Pattern[str]
    denies: bool


def kinds_told(text: str) -> frozenset[PainKindId]:
    """Return which kinds of trouble a text tells in so many words.

    Examples
    --------
    >>> sorted(kinds_told("I waited two weeks and nobody replied."))
    ['missing_step', 'slow']
    >>> sorted(kinds_told("It was not slow at all."))
    []
    """
    tokens = _TOKEN.findall(text.lower().translate(_APOSTROPHES))
    cues, denials = _cues()
    joined, told, start = " ".join(tokens), set[PainKindId](), 0
    for place, token in enumerate(tokens):
        for cue in cues.get(token, ()):
            found = None if cue.kind in told else cue.told.match(joined, start)
            if found and (cue.denies or denials.isdisjoint((*tokens[max(0, place - _DENIED_WITHIN) : place], *found[0].split()))):
                told.add(cue.kind)
        start += len(token) + 1
    return frozenset(told)


def likeness(compare: Compare, texts: Sequence[Sequence[str]]) -> list[Mapping[PainKindId, float]]:
    """Return how like the descriptions of the kinds the texts of each pain point are: cosines, less what all descriptions share.

    Parameters
    ----------
    compare : gives unit vectors (texts, dim) of texts alone.
    texts : of each pain point its name and most telling statements.
    """
    if not texts:
        return []
    described = compare([str(_entries()[kind]["described"]) for kind in KINDS]).astype(np.float64)
    vectors = compare([text for some in texts for text in some]).astype(np.float64)
    ends = np.cumsum([len(some) for some in texts])
    centres = np.stack([part.mean(axis=0) for part in np.split(vectors, ends[:-1])])
    shared = described.mean(axis=0)
    cosines = np.round(_unit(centres - shared) @ _unit(described - shared).T, 4)
    return [dict(zip(KINDS, row, strict=True)) for row in cosines.tolist()]


def find_kind(label: str, heard: Iterable[Heard], people: Population, like: Mapping[PainKindId, float]) -> PainKind | None:
    """Return the kind of a pain point; None where its words do not agree on one.

    Parameters
    ----------
    label : its name; that it tells a kind weighs as much as three of ten people who do.
    heard : the statements that tell of it, the most telling first.
    people : all units, with their weights.
    like : how like the descriptions of the kinds it is, in [-1, 1]; half of that is added where it is more than 0.
    """
    statements = tuple(heard)
    told: dict[PainKindId, dict[str, str]] = {kind: {} for kind in KINDS}
    for one in statements:
        for kind in kinds_told(one.text):
            told[kind].setdefault(one.unit, one.id)
    tellers = people.among({one.unit for one in statements})
    merits = _merits(tellers, told, kinds_told(label), like)
    first, second = sorted(KINDS, key=lambda kind: -merits[kind])[:2]
    rate = tellers.rate(told[first])
    if rate is None or len(told[first]) < LEAST_TOLD or rate.value < LEAST_SHARE:
        return None
    if merits[first] < LEAST_MERIT or merits[first] < LEAD * merits[second]:
        return None
    return PainKind(first, str(_entries()[first]["name"]), rate, tuple(told[first].values())[:SHOWN])


def _merits(
    tellers: Population, told: Mapping[PainKindId, Collection[str]], named: Collection[str], like: Mapping[PainKindId, float]
) -> dict[PainKindId, float]:
    return {
        kind: tellers.fraction(told[kind]) + NAMED * (kind in named) / max(1, len(named)) + LIKE * max(0.0, like.get(kind, 0.0))
        for kind in KINDS
    }


def _unit(vectors: "NDArray[np.float64]") -> "NDArray[np.float64]":
    unit: NDArray[np.float64] = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    return unit


@cache
def _data() -> Mapping[str, Any]:
    loaded: Mapping[str, Any] = yaml.safe_load(files("vocmine.journey").joinpath("pain_kinds.yaml").read_text(encoding="utf-8"))
    return loaded


@cache
def _entries() -> Mapping[PainKindId, Mapping[str, Any]]:
    return {entry["id"]: entry for entry in _data()["kinds"]}


@cache
def _cues() -> tuple[Mapping[str, Sequence[_Cue]], frozenset[str]]:
    """Return the cues by the word that they begin with, and the words that deny."""
    denials = frozenset(_data()["denials"].split("|"))
    by_word: dict[str, list[_Cue]] = {}
    for kind, entry in _entries().items():
        for phrase in entry["cues"]:
            cue = _Cue(kind, re.compile(_pattern(phrase)), not denials.isdisjoint(phrase.replace("|", " ").split()))
            for word in phrase.split()[0].split("|"):
                by_word.setdefault(word, []).append(cue)
    return by_word, denials


def _pattern(phrase: str) -> str:
    slots = [slot if slot == "…" else f"(?:{slot})" for slot in phrase.split()]
    return " ".join(slots).replace("… ", _GAP) + r"\b"
