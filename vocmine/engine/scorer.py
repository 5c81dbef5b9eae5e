"""A scorer for texts and tables in memory, which any engine can send to its workers.

Guarantees: it pickles by how it is built, never by its models; each process builds the steps once, at first use;
the same text gets the same reading whatever stands beside it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from vocmine.engine.batches import Outcome, Planner, ScoreSteps, Unit, read
from vocmine.export.score_rows import FULL, arrow_table, score_row
from vocmine.types import Feedback, Reading, Record, Rejected, Segment, Skipped

if TYPE_CHECKING:
    import pyarrow as pa

BATCH = 1024
Rows = Iterable[Record | Rejected | Skipped]


class StepsScorer:
    """Score by steps that are built where they are used.

    Parameters
    ----------
    build : returns the steps; picklable (a function of a module, or a ``functools.partial`` of one).
    read_table : turns an Arrow table into rows; picklable likewise.
    unit : what a row of ``score_table`` is.
    """

    def __init__(self, build: Callable[[], ScoreSteps], read_table: "Callable[[pa.Table], Rows]", *, unit: Unit = "segment") -> None:
        self._build, self._read_table, self._unit = build, read_table, unit
        self._steps: ScoreSteps | None = None

    def score_texts(self, texts: Sequence[str]) -> list[Reading]:
        """Return one reading a text, each text whole and by itself."""
        steps = self._ready()
        readings: list[Reading] = []
        for first in range(0, len(texts), BATCH):
            masked = [steps.redactor.redact(_bare(text)) for text in texts[first : first + BATCH]]
            outcomes = [Outcome((Segment(feedback, 0, 0, len(feedback.text)),)) for feedback in masked]
            read(outcomes, steps)
            readings += [outcome.readings[0] for outcome in outcomes]
        return readings

    def score_table(self, table: "pa.Table") -> "pa.Table":
        """Return the score table of a table: one row a unit in the order of the rows; rows that hold no text give none.

        Raises
        ------
        InputError
            If no column holds text.
        """
        steps = self._ready()
        planner, rows = Planner(steps, unit=self._unit), []
        for feedbacks in _batches(self._read_table(table)):
            planned = planner.plan(feedbacks)
            read(planned.unread, steps)
            rows += [score_row(scored) for scored in planned.scored()]
        return arrow_table(rows, FULL)

    def _ready(self) -> ScoreSteps:
        if self._steps is None:
            self._steps = self._build()
        return self._steps

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_steps": None}


def _bare(text: str) -> Feedback:
    return Feedback(id="", record="", text=text, kind="review", source_file="", source_row=0)


def _batches(rows: Rows) -> Iterator[list[Feedback]]:
    batch: list[Feedback] = []
    for row in rows:
        batch += row.feedbacks if isinstance(row, Record) else ()
        if len(batch) >= BATCH:
            yield batch
            batch = []
    yield batch
