"""What people read themselves in feedback that was drawn at random; it goes with the feedback, and of one stretch the newest holds."""

from collections.abc import Iterable
from datetime import UTC, datetime

from sqlalchemy import insert, select
from sqlmodel import Session

from vocmine.store.convert import made_storable
from vocmine.store.runs import Run
from vocmine.store.scorings import shown_in
from vocmine.store.tables import FEEDBACK, REVIEW, SEGMENT
from vocmine.types import Review

_SAME = (REVIEW.c.feedback_id == SEGMENT.c.feedback_id) & (REVIEW.c.start == SEGMENT.c.start) & (REVIEW.c.end == SEGMENT.c.end)


def list_reviews(run: Run, *, session: Session) -> tuple[Review, ...]:
    """Return what was reviewed of the segments of a run, in its journey, each once."""
    wanted = select(FEEDBACK.c.public_id, SEGMENT.c.idx, REVIEW.c.stage, REVIEW.c.sentiment_label)
    wanted = wanted.select_from(FEEDBACK.join(SEGMENT).join(REVIEW, _SAME)).order_by(REVIEW.c.id)
    wanted = wanted.where(
        shown_in(run.snapshot),
        SEGMENT.c.segmentation_id == run.snapshot.scoring.segmentation_key,
        REVIEW.c.journey_id == run.journey.id,
    )
    found = {f"{row.public_id}#{row.idx}": row for row in session.execute(wanted)}
    return tuple(Review(segment_id, row.stage, row.sentiment_label) for segment_id, row in sorted(found.items()))


def add_reviews(run: Run, reviews: Iterable[Review], *, who: str, session: Session) -> None:
    """Record what a person read in segments of a run; those that the run has not are passed over."""
    told = {one.segment_id: one for one in reviews}
    wanted = select(FEEDBACK.c.public_id, FEEDBACK.c.id, SEGMENT.c.idx, SEGMENT.c.start, SEGMENT.c.end).select_from(FEEDBACK.join(SEGMENT))
    wanted = wanted.where(shown_in(run.snapshot), SEGMENT.c.segmentation_id == run.snapshot.scoring.segmentation_key)
    now = datetime.now(UTC)
    rows = [
        {
            "feedback_id": row.id,
            "journey_id": run.journey.id,
            "start": row.start,
            "end": row.end,
            "stage": one.stage,
            "sentiment_label": one.sentiment_label,
            "who": made_storable(who),
            "created_at": now,
        }
        for row in session.execute(wanted)
        if (one := told.get(f"{row.public_id}#{row.idx}"))
    ]
    if rows:
        session.execute(insert(REVIEW), rows)
