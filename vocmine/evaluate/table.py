"""Readings against a labelled table of the user's own.

Guarantees: a row counts for a reading where its cell holds a label; every other row is counted as left out;
each text is read whole and alone, as the reading of one unit.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from vocmine.errors import UsageError
from vocmine.evaluate.measure import Measured, measure, measure_several
from vocmine.readers.columns import read_columns
from vocmine.readers.tables import Broken, is_blank
from vocmine.types import Reading

Read = Callable[[Sequence[str]], Sequence[Reading]]
Pair = tuple[str, Reading]
TOLD, NOT_TOLD = "told", "none"
NEUTRAL = "neutral"
GROUPS = frozenset(
    ("delight", "appreciation", "hope", "frustration", "disgust", "disappointment", "anxiety", "confusion", "surprise", NEUTRAL)
)


@dataclass(frozen=True, slots=True)
class ReadingMeasured:
    """One reading against its column; ``left_out`` counts rows without a label or a text, or broken."""

    reading: str
    column: str
    left_out: int
    measured: Measured


def evaluate_table(path: Path, *, text: str, gold: Mapping[str, str], read: Read) -> tuple[ReadingMeasured, ...]:
    """Measure readings on a labelled table.

    Parameters
    ----------
    path : a file in any format that is imported.
    text : heading of the texts.
    gold : for each reading of ``READINGS`` to measure, the heading of its true labels. Emotions are parted by ``|``,
        groups or labels of GoEmotions; of ``pain_point`` and ``cause`` an empty cell says that there is none.
    read : gives one reading a text.

    Raises
    ------
    UsageError
        If a reading is not known, or nothing can be measured for it.
    InputError
        If the file cannot be read or lacks a column.
    """
    for reading in gold:
        if reading not in READINGS:
            raise UsageError(f"No reading {reading!r}; there are {', '.join(READINGS)}. Pass --gold READING=COLUMN.")
    columns = tuple(dict.fromkeys(gold.values()))
    rows = list(read_columns(path, (text, *columns)))
    whole = [row.cells for row in rows if not isinstance(row, Broken) and not is_blank(row.cells[0])]
    readings = read([cells[0] for cells in whole]) if whole else ()
    found = []
    for reading, column in gold.items():
        place = 1 + columns.index(column)
        pairs = [(cells[place].strip(), said) for cells, said in zip(whole, readings, strict=True)]
        kept = [pair for pair in pairs if not is_blank(pair[0]) or reading in SPANS]
        if not kept:
            raise UsageError(f"No row of {path.name} has both a text and a label in {column!r}; pass --gold {reading}=COLUMN.")
        found.append(ReadingMeasured(reading, column, len(rows) - len(kept), READINGS[reading](kept)))
    return tuple(found)


def _stage(pairs: Sequence[Pair]) -> Measured:
    likeliest = [max(said.stage_scores, key=lambda score: score[1])[0] if said.stage_scores else said.stage for _, said in pairs]
    return measure([gold.lower() for gold, _ in pairs], likeliest, confidence=[said.stage_confidence for _, said in pairs])


def _sentiment(pairs: Sequence[Pair]) -> Measured:
    return measure([gold.lower() for gold, _ in pairs], [said.sentiment_label or NOT_TOLD for _, said in pairs])


def _intent(pairs: Sequence[Pair]) -> Measured:
    return measure([gold.lower() for gold, _ in pairs], [said.intent for _, said in pairs])


def _effort(pairs: Sequence[Pair]) -> Measured:
    return measure([gold.lower() for gold, _ in pairs], [said.effort_label for _, said in pairs])


def _emotion(pairs: Sequence[Pair]) -> Measured:
    gold = [frozenset(part.strip().lower() for part in cell.split("|") if part.strip()) for cell, _ in pairs]
    if all(some <= GROUPS for some in gold):
        return measure_several(gold, [said.emotion_groups for _, said in pairs])
    return measure_several(gold, [said.emotions or (NEUTRAL,) for _, said in pairs])


def _pain_point(pairs: Sequence[Pair]) -> Measured:
    return measure([_told(gold) for gold, _ in pairs], [_told(said.pain_point) for _, said in pairs])


def _cause(pairs: Sequence[Pair]) -> Measured:
    return measure([_told(gold) for gold, _ in pairs], [_told(said.cause) for _, said in pairs])


def _told(span: str | None) -> str:
    return NOT_TOLD if span is None or is_blank(span) or span.lower() == NOT_TOLD else TOLD


SPANS = ("pain_point", "cause")
READINGS: Mapping[str, Callable[[Sequence[Pair]], Measured]] = {
    "stage": _stage,
    "sentiment": _sentiment,
    "emotion": _emotion,
    "intent": _intent,
    "effort": _effort,
    "pain_point": _pain_point,
    "cause": _cause,
}
