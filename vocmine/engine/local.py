"""Batch scoring of files on this machine, without a database.

Guarantees: rows come out in the order of the input, duplicates included; memory does not grow with the input;
the ledger closes: rows read = scored + skipped + rejected; the output appears whole under its name, or not at all;
a run killed at any moment and resumed writes the same bytes as an undisturbed one.
"""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path

from vocmine.engine.batches import Planned, Planner, ScoreSteps, Unit, read
from vocmine.engine.parts import Mark, Parts
from vocmine.errors import TooManyRejects
from vocmine.export.score_rows import FULL, score_row
from vocmine.types import Feedback, Record, Rejected, Scored, Skipped

BATCH = 512
LONGEST_BATCH = 2048
WORKERS = 2
IN_FLIGHT = 3

Row = Record | Rejected | Skipped
Report = Callable[[str, int, int | None], None]


@dataclass(frozen=True, slots=True)
class ScoreSource:
    """A file to score: ``fingerprint`` changes with its content or reading options; ``read`` yields its rows anew each time."""

    name: str
    fingerprint: str
    read: Callable[[], Iterator[Row]]


@dataclass(frozen=True, slots=True)
class ScoreOptions:
    """How to score: the fields of a row, what a unit is, which share of rows may be bad (none if ``strict``), whether to go on."""

    fields: tuple[str, ...] = FULL
    unit: Unit = "segment"
    max_rejects: float = 0.05
    strict: bool = False
    resume: bool = False


@dataclass(frozen=True, slots=True)
class ScoreSummary:
    """What became of the rows: ``read`` = ``scored`` + the sum of ``skipped`` + ``rejected``; ``units`` counts rows written.

    ``languages`` counts the texts in each language, ``und`` where it is not known.
    """

    out: str
    read: int
    scored: int
    units: int
    skipped: dict[str, int]
    rejected: int
    languages: dict[str, int]
    report: str | None


@dataclass(frozen=True, slots=True)
class _Batch:
    """Rows on their way: what was planned for them, and who is reading it."""

    rows: tuple[Row, ...]
    planned: Planned
    reading: "Future[None]"


def score_files(
    sources: Sequence[ScoreSource], steps: ScoreSteps, out: Path, *, options: ScoreOptions | None = None, report: Report | None = None
) -> ScoreSummary:
    """Score the rows of files, one after another, into one output.

    Parameters
    ----------
    out : ends in ``.jsonl``, ``.csv`` or ``.parquet``; without ending it is a folder of Parquet parts.
    report : told how many rows are done.

    Raises
    ------
    TooManyRejects
        If more rows are bad than the options bear; nothing was published, ``OUT.rejects.jsonl`` tells which.
    UsageError
        If the format is unknown, or a run of other inputs or options is to be resumed.
    InputError
        If a file cannot be read on.
    """
    chosen = options or ScoreOptions()
    parts = Parts(out, chosen.fields, _identity(sources, steps, chosen))
    mark = parts.begin(resume=chosen.resume)
    rows = chain.from_iterable(source.read() for source in sources)
    for batch in _read_batches(islice(rows, mark.read, None), steps, chosen.unit):
        scored = tuple(batch.planned.scored())
        mark = _count(mark, batch, scored)
        parts.add([score_row(one, chosen.fields) for one in scored], [row for row in batch.rows if isinstance(row, Rejected)], mark)
        if report:
            report("scoring", mark.read, None)
    _check_rejects(parts, mark, chosen)
    parts.publish(mark)
    told = str(parts.rejects) if mark.rejected else None
    counts = dict(mark.skipped), mark.rejected, dict(mark.languages)
    return ScoreSummary(str(out), mark.read, mark.scored, mark.units, *counts, told)


def _identity(sources: Sequence[ScoreSource], steps: ScoreSteps, options: ScoreOptions) -> dict[str, object]:
    return {
        "sources": [[source.name, source.fingerprint] for source in sources],
        "steps": list(steps.names),
        "fields": list(options.fields),
        "unit": options.unit,
        "batch": BATCH,
    }


def _read_batches(rows: Iterable[Row], steps: ScoreSteps, unit: Unit) -> Iterator[_Batch]:
    """Yield batches that are read, in order; the next ones are cut while the encoder works on these."""
    planner, waiting = Planner(steps, unit=unit), deque[_Batch]()
    with ThreadPoolExecutor(WORKERS, thread_name_prefix="score") as pool:
        for some in _chunks(rows, unit):
            planned = planner.plan([feedback for row in some if isinstance(row, Record) for feedback in row.feedbacks])
            waiting.append(_Batch(some, planned, pool.submit(read, planned.unread, steps)))
            if len(waiting) == IN_FLIGHT:
                yield _ready(waiting)
        while waiting:
            yield _ready(waiting)


def _ready(waiting: "deque[_Batch]") -> _Batch:
    batch = waiting.popleft()
    batch.reading.result()
    return batch


def _chunks(rows: Iterable[Row], unit: Unit) -> Iterator[tuple[Row, ...]]:
    """Yield so many rows at a time; with ``feedback`` as unit a conversation is not cut, unless it is very long."""
    some: list[Row] = []
    for row in rows:
        full = len(some) >= BATCH and (unit == "segment" or _conversation(row) is None or _conversation(row) != _conversation(some[-1]))
        if full or len(some) >= LONGEST_BATCH:
            yield tuple(some)
            some = []
        some.append(row)
    if some:
        yield tuple(some)


def _conversation(row: Row) -> str | None:
    return row.feedbacks[0].conversation if isinstance(row, Record) and row.feedbacks else None


def _count(mark: Mark, batch: _Batch, units: Sequence[Scored]) -> Mark:
    with_units = {_origin(unit.segment.feedback) for unit in units}
    languages = {id(unit.segment.feedback): unit.reading.language or "und" for unit in units}
    reasons = [reason for row in batch.rows if (reason := _reason(row, with_units))]
    rejected = sum(isinstance(row, Rejected) for row in batch.rows)
    return replace(
        mark,
        parts=mark.parts + 1,
        read=mark.read + len(batch.rows),
        scored=mark.scored + len(batch.rows) - rejected - len(reasons),
        units=mark.units + len(units),
        rejected=mark.rejected + rejected,
        skipped=_added(mark.skipped, reasons),
        languages=_added(mark.languages, languages.values()),
    )


def _added(counts: Mapping[str, int], more: Iterable[str]) -> dict[str, int]:
    return dict(sorted((Counter(counts) + Counter(more)).items()))


def _origin(feedback: Feedback) -> tuple[str, str | None, int]:
    return feedback.source_file, feedback.source_sheet, feedback.source_row


def _reason(row: Row, with_units: Set[tuple[str, str | None, int]]) -> str | None:
    """Return why a row gives no unit, where it gives none and was not rejected."""
    if isinstance(row, Skipped):
        return row.reason
    if isinstance(row, Rejected) or any(_origin(feedback) in with_units for feedback in row.feedbacks):
        return None
    return "other speaker" if any(feedback.text.strip() for feedback in row.feedbacks) else "no text"


def _check_rejects(parts: Parts, mark: Mark, options: ScoreOptions) -> None:
    allowed = 0.0 if options.strict else options.max_rejects
    if mark.rejected > allowed * mark.read:
        parts.report(mark)
        parts.discard()
        raise TooManyRejects(mark.rejected, mark.read, allowed, str(parts.rejects))
