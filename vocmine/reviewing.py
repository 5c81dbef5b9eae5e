"""The review of a project: a random sample to be labelled by people, and their labels measured, kept and heeded.

Guarantees: the same project gives the same sample; who labels does not see what was read; what was labelled corrects every later map.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from vocmine.errors import UsageError
from vocmine.types import Review, Scored
from vocmine.workspace import Asked

if TYPE_CHECKING:
    from vocmine.evaluate.table import Evaluation, ReadingMeasured
    from vocmine.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Sampled:
    """How many statements of how many units were written, and the ids of the stages that may be given."""

    statements: int
    units: int
    stages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """How many labels were taken, how many units count as reviewed now, and how far the readings fit the labels."""

    labels: int
    reviewed: int
    evaluation: "Evaluation"


def write_sample(workspace: "Workspace", project: str, n: int, out: Path, *, journey: str = "lifecycle") -> Sampled:
    """Write what is not yet reviewed of ``n`` units drawn at random, a row a statement, for people to label.

    Raises
    ------
    UsageError
        If all of it was reviewed, or the file cannot be written.
    """
    from vocmine.export.tables import review_table
    from vocmine.export.write import write_table
    from vocmine.journey.reviewed import draw

    mined = workspace.mined(project, Asked(journey))
    known = frozenset(one.segment_id for one in mined.reviews)
    drawn = draw([one for one in mined.scored if one.reading.sentiment is not None], n, known)
    if not drawn:
        raise UsageError(f"All that {n:,} drawn at random wrote was reviewed already; ask for more.")
    rows = write_table(review_table(drawn), out)
    units = len({one.segment.feedback.unit for one in drawn})
    return Sampled(rows, units, tuple(stage.id for stage in mined.run.journey.stages))


def take_reviews(workspace: "Workspace", project: str, path: Path, *, who: str, journey: str = "lifecycle") -> Taken:
    """Take what people read in a sample into a project, and measure the readings by it.

    Raises
    ------
    InputError
        If the file is no labelled sample.
    UsageError
        If none of its statements is the project's.
    """
    from vocmine.evaluate.table import Evaluation
    from vocmine.readers.reviews import read_reviews
    from vocmine.store import reviews as stored

    mined = workspace.mined(project, Asked(journey))
    known = {one.segment.id: one for one in mined.scored}
    told = [one for one in read_reviews(path, mined.run.journey) if one.segment_id in known]
    if not told:
        raise UsageError(f"No statement of {path.name} is one of {project}; label a sample that was drawn of it.")
    with workspace.store.write() as session:
        stored.add_reviews(mined.run, told, who=who, session=session)
    pairs = [(one, known[one.segment_id]) for one in told]
    readings = (_measured("stage", pairs), _measured("sentiment", pairs))
    found = Evaluation(path.name, len(told), mined.run.models[2], mined.run.journey.id, readings)
    return Taken(len(told), workspace.journey_map(project, Asked(journey)).totals.reviewed, found)


def _measured(reading: str, pairs: list[tuple[Review, Scored]]) -> "ReadingMeasured":
    from vocmine.evaluate.measure import measure
    from vocmine.evaluate.table import ReadingMeasured

    if reading == "stage":
        gold, said = [one.stage for one, _ in pairs], [two.reading.stage for _, two in pairs]
        sure = [two.reading.stage_confidence for _, two in pairs]
        return ReadingMeasured(reading, reading, 0, measure(gold, said, confidence=sure))
    gold, said = [one.sentiment_label for one, _ in pairs], [two.reading.sentiment_label or "neutral" for _, two in pairs]
    return ReadingMeasured(reading, reading, 0, measure(gold, said))
