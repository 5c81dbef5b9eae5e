"""Readings against a labelled table of the user's own.

Guarantees: a row counts for a reading where its cell holds a label; every other row is counted as left out, so that
``measured.n + apart + left_out`` is the number of rows; each text is read whole and alone, as the reading of one unit;
two annotators are compared on the rows that both labelled.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from vocmine.errors import UsageError
from vocmine.evaluate.agreement import Agreement, agree
from vocmine.evaluate.bootstrap import mean
from vocmine.evaluate.measure import Measured, measure, measure_several
from vocmine.evaluate.readings import READINGS, TOLD, Kind, Labels, kind_of
from vocmine.evaluate.spans import Marked, SpanFit, fit_spans, stands_in
from vocmine.readers.columns import read_columns
from vocmine.readers.tables import Broken, is_blank
from vocmine.types import Rate, Reading

Read = Callable[[Sequence[str]], Sequence[Reading]]


@dataclass(frozen=True, slots=True)
class Annotators:
    """Two who labelled the same ``n`` rows, against each other and each against the reader; ``column`` is the second's."""

    column: str
    n: int
    between: Agreement
    first_and_model: Agreement
    second_and_model: Agreement


@dataclass(frozen=True, slots=True)
class Decided:
    """The rows on which the reader does not abstain: the fraction of all, and the error among them (None where there are none)."""

    coverage: float
    error: Rate | None


@dataclass(frozen=True, slots=True)
class ReadingMeasured:
    """One reading against its column.

    ``left_out`` counts rows without a label or a text, or broken. ``apart`` counts those labelled as the scores cannot say (``mixed``);
    they are in ``stored`` alone, which measures the label that is kept. ``span`` is over the rows whose cell is a stretch of the text.
    """

    reading: str
    column: str
    left_out: int
    measured: Measured
    apart: int = 0
    stored: Measured | None = None
    decided: Decided | None = None
    span: SpanFit | None = None
    annotators: Annotators | None = None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What was measured on a file of ``rows`` rows, and by which model and journey they were read."""

    file: str
    rows: int
    model: str
    journey: str
    readings: tuple[ReadingMeasured, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    text: str
    cells: Mapping[str, str]
    said: Reading


def evaluate_table(path: Path, *, text: str, gold: Mapping[str, str], read: Read, second: Mapping[str, str] | None = None) -> Evaluation:
    """Measure readings on a labelled table.

    Parameters
    ----------
    path : a file in any format that is imported.
    text : heading of the texts.
    gold : for each reading of ``READINGS`` to measure, the heading of its true labels. Emotions are a JSON list or parted by ``|``,
        groups or labels of GoEmotions; of ``pain_point`` and ``cause`` an empty cell says that there is none.
    read : gives one reading a text.
    second : for readings of ``gold``, the heading of what a second annotator said.

    Raises
    ------
    UsageError
        If a reading is not known, or nothing can be measured for it.
    InputError
        If the file cannot be read or lacks a column.
    """
    second = second or {}
    _check(gold, second)
    columns = tuple(dict.fromkeys((*gold.values(), *second.values())))
    rows = list(read_columns(path, (text, *columns)))
    whole = [row.cells for row in rows if not isinstance(row, Broken) and not is_blank(row.cells[0])]
    readings = read([cells[0] for cells in whole]) if whole else ()
    kept = [_Row(cells[0], dict(zip(columns, cells[1:], strict=True)), said) for cells, said in zip(whole, readings, strict=True)]
    found = tuple(_compare(path, reading, kept, (column, second.get(reading)), n=len(rows)) for reading, column in gold.items())
    return Evaluation(path.name, len(rows), kept[0].said.model, kept[0].said.journey, found)


def _check(gold: Mapping[str, str], second: Mapping[str, str]) -> None:
    for option, named in (("--gold", gold), ("--second", second)):
        for reading in named:
            if reading not in READINGS:
                raise UsageError(f"No reading {reading!r}; there are {', '.join(READINGS)}. Pass {option} READING=COLUMN.")
    for reading, column in second.items():
        if reading not in gold:
            raise UsageError(f"--second {reading}={column} has no first annotator; pass --gold {reading}=COLUMN too.")


def _compare(path: Path, reading: str, rows: Sequence[_Row], columns: tuple[str, str | None], *, n: int) -> ReadingMeasured:
    column, second = columns
    kind = kind_of(reading, [row.cells[some] for row in rows for some in columns if some])
    labelled = [row for row in rows if kind.true(row.cells[column])]
    plain = [row for row in labelled if not kind.true(row.cells[column]) & kind.apart]
    if not plain:
        raise UsageError(f"No row of {path.name} has both a text and a label in {column!r}; pass --gold {reading}=COLUMN.")
    gold = [kind.true(row.cells[column]) for row in plain]
    said = [kind.said(row.said) for row in plain]
    apart = len(labelled) - len(plain)
    return ReadingMeasured(
        reading,
        column,
        n - len(labelled),
        _measure(gold, said, kind, confidence=[kind.confidence(row.said) for row in plain] if kind.confidence else None),
        apart,
        _stored(labelled, column, kind) if apart else None,
        _decided([a == b for a, b in zip(gold, said, strict=True)], [kind.abstained(row.said) for row in plain])
        if kind.abstained
        else None,
        _span(plain, column, kind),
        _annotators(labelled, column, second, kind) if second else None,
    )


def _measure(gold: Sequence[Labels], said: Sequence[Labels], kind: Kind, *, confidence: Sequence[float] | None = None) -> Measured:
    if kind.several:
        return measure_several(gold, said)
    return measure([label for (label,) in gold], [label for (label,) in said], confidence=confidence)


def _stored(rows: Sequence[_Row], column: str, kind: Kind) -> Measured:
    return _measure([kind.true(row.cells[column]) for row in rows], [(kind.stored or kind.said)(row.said) for row in rows], kind)


def _decided(right: Sequence[bool], abstained: Sequence[bool]) -> Decided:
    wrong = np.array([not good for good, left in zip(right, abstained, strict=True) if not left], dtype=np.float64)
    return Decided(round(len(wrong) / len(right), 4), mean(wrong, seed=0) if len(wrong) else None)


def _span(rows: Sequence[_Row], column: str, kind: Kind) -> SpanFit | None:
    if kind.span is None:
        return None
    marked = [
        Marked(row.text, row.cells[column], kind.span(row.said))
        for row in rows
        if TOLD in kind.true(row.cells[column]) and stands_in(row.cells[column], row.text)
    ]
    return fit_spans(marked) if marked else None


def _annotators(rows: Sequence[_Row], column: str, second: str, kind: Kind) -> Annotators:
    both = [row for row in rows if kind.true(row.cells[second])]
    if not both:
        raise UsageError(f"No row has a label in both {column!r} and {second!r}; pass --second READING=COLUMN with another column.")
    one, other = ([kind.true(row.cells[some]) for row in both] for some in (column, second))
    apart = any(labels & kind.apart for labels in (*one, *other))
    said = [(kind.stored if kind.stored and apart else kind.said)(row.said) for row in both]
    pairs = ((one, other), (one, said), (other, said))
    return Annotators(second, len(both), *(agree(a, b, several=kind.several) for a, b in pairs))
