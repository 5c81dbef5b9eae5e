"""What of a reading is compared with a cell of a labelled table.

Guarantees: what was said is the likeliest label, also where the reader abstained; a reader that abstains for the language
has confidence 0; labels are compared in small letters.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from vocmine.readers.tables import is_blank
from vocmine.types import Reading, Scores

Labels = frozenset[str]
TOLD, NOT_TOLD, MIXED, NEUTRAL = "told", "none", "mixed", "neutral"
NOTHING = frozenset((NOT_TOLD, "no", "false", "0"))
GROUPS = frozenset(
    ("delight", "appreciation", "hope", "frustration", "disgust", "disappointment", "anxiety", "confusion", "surprise", NEUTRAL)
)


@dataclass(frozen=True, slots=True)
class Kind:
    """How one reading is compared.

    ``true`` gives the labels of a cell, none where it holds none; ``said`` the likeliest of a reading, ``stored`` the one that is kept
    where that may be another. ``apart`` are labels that ``said`` never gives: rows with them are measured by ``stored`` alone.
    """

    true: Callable[[str], Labels]
    said: Callable[[Reading], Labels]
    several: bool = False
    confidence: Callable[[Reading], float] | None = None
    abstained: Callable[[Reading], bool] | None = None
    span: Callable[[Reading], str | None] | None = None
    stored: Callable[[Reading], Labels] | None = None
    apart: Labels = frozenset()


def kind_of(reading: str, cells: Sequence[str]) -> Kind:
    """Return how a reading is compared with the cells of its column; emotions as groups where all cells hold groups."""
    if reading == "emotion" and not all(_several(cell) <= GROUPS for cell in cells):
        return _EMOTIONS
    return READINGS[reading]


def _one(cell: str) -> Labels:
    return frozenset() if is_blank(cell) else frozenset((cell.strip().lower(),))


def _several(cell: str) -> Labels:
    """Return the labels of a JSON list, or parted by ``|``."""
    cell = cell.strip()
    try:
        listed = json.loads(cell) if cell.startswith("[") else None
    except ValueError:
        listed = None
    parts = [str(part) for part in listed] if isinstance(listed, list) else cell.split("|")
    return frozenset(part.strip().lower() for part in parts if not is_blank(part))


def _presence(span: str | None) -> Labels:
    return frozenset((NOT_TOLD if span is None or is_blank(span) or span.strip().lower() in NOTHING else TOLD,))


def _likeliest(scores: Scores, otherwise: str) -> Labels:
    return frozenset((max(scores, key=lambda score: score[1])[0] if scores else otherwise,))


def _surety(said: Reading) -> float:
    """Return how likely the likeliest of negative, neutral and positive is."""
    return max((score for _, score in said.sentiment_scores), default=0.0) if said.sentiment_label else 0.0


_EMOTIONS = Kind(true=_several, said=lambda said: frozenset(said.emotions or (NEUTRAL,)), several=True)
READINGS: Mapping[str, Kind] = {
    "stage": Kind(
        true=_one,
        said=lambda said: _likeliest(said.stage_scores, said.stage),
        confidence=lambda said: said.stage_confidence,
        abstained=lambda said: said.stage_abstained,
    ),
    "sentiment": Kind(
        true=_one,
        said=lambda said: _likeliest(said.sentiment_scores, NEUTRAL),
        confidence=_surety,
        stored=lambda said: frozenset((said.sentiment_label or NEUTRAL,)),
        apart=frozenset((MIXED,)),
    ),
    "emotion": Kind(true=_several, said=lambda said: frozenset(said.emotion_groups), several=True),
    "intent": Kind(true=_one, said=lambda said: frozenset((said.intent,))),
    "effort": Kind(true=_one, said=lambda said: frozenset((said.effort_label,))),
    "pain_point": Kind(true=_presence, said=lambda said: _presence(said.pain_point), span=lambda said: said.pain_point),
    "cause": Kind(true=_presence, said=lambda said: _presence(said.cause), span=lambda said: said.cause),
}
