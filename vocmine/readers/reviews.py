"""A sample that people labelled: what each read in the statements that were drawn.

Guarantees: labels come out in the file's order; a row that is not labelled yet is passed over; one that cannot be taken is named with its
file, row and column, and nothing of the file is taken then.
"""

from pathlib import Path
from typing import get_args, get_type_hints

from vocmine.errors import InputError
from vocmine.readers.columns import read_columns
from vocmine.readers.tables import Broken, is_blank, shown
from vocmine.types import NO_STAGE, Journey, Review

COLUMNS = ("segment_id", "stage", "sentiment")
SENTIMENTS = get_args(get_type_hints(Review)["sentiment_label"])


def read_reviews(path: Path, journey: Journey) -> tuple[Review, ...]:
    """Return what was read in a sample; a stage is named by its id or its name, none by ``none``.

    Raises
    ------
    InputError
        If the file lacks a column, a row is labelled by half or by a label that there is not, or no row is labelled.
    """
    stages = {NO_STAGE: NO_STAGE, **{name.casefold(): stage.id for stage in journey.stages for name in (stage.name, stage.id)}}
    found: list[Review] = []
    for row in read_columns(path, COLUMNS):
        if isinstance(row, Broken):
            raise InputError(f"{path.name}, row {row.number}: {row.message}", file=path.name, row=row.number)
        segment_id, stage, sentiment = (cell.strip() for cell in row.cells)
        if is_blank(stage) and is_blank(sentiment):
            continue
        for column, cell, known in (("stage", stage, stages), ("sentiment", sentiment, SENTIMENTS)):
            if cell.casefold() not in known:
                place = f"{path.name}, row {row.number}, column {column!r}"
                told = "it is empty" if is_blank(cell) else f"{shown(cell)} is not known"
                allowed = ", ".join(dict.fromkeys(stages.values()) if column == "stage" else SENTIMENTS)
                raise InputError(f"{place}: {told}; write {allowed}.", file=path.name, row=row.number, column=column)
        found.append(Review(segment_id, stages[stage.casefold()], sentiment.casefold()))  # type: ignore[arg-type]  # checked above
    if not found:
        raise InputError(f"{path.name} holds no label; fill the columns stage and sentiment.", file=path.name)
    return tuple(found)
