"""Corrections are laid over what was read, can be taken back, and are never changed."""

import pytest
from sqlalchemy import text

from tests.fakes import make_feedback, make_reading
from vocmine.errors import NotFound, StoreError, UsageError
from vocmine.store.corrections import (
    Change,
    add_correction,
    correct_scored,
    holding,
    list_corrections,
    taught_stages,
    undo_correction,
)
from vocmine.store.projects import ensure_project, get_project
from vocmine.types import Scored, Segment

FEEDBACK = make_feedback("1", "Bad app. Good.")
SCORED = (
    Scored(Segment(FEEDBACK, 0, 0, 8), make_reading(stage="none", stage_abstained=True)),
    Scored(Segment(FEEDBACK, 1, 9, 14), make_reading()),
)


def record(store, *changes):
    with store.write() as session:
        project = ensure_project("shop", session=session)
        return [add_correction(project, Change(*change, None, new, "kim"), session=session) for *change, new in changes]


def recorded(store):
    with store.read() as session:
        return list_corrections(get_project("shop", session=session), session=session)


def test_correction_changes_its_segment_alone(store):
    record(store, ("segment", "1#0", "stage", "use"), ("segment", "1#0", "sentiment_label", "negative"))
    first, second = correct_scored(SCORED, recorded(store))
    assert (first.reading.stage, first.reading.stage_abstained, first.reading.sentiment) == ("use", False, -1.0)
    assert second == SCORED[1]


def test_later_correction_wins(store):
    record(store, ("segment", "1#0", "effort_label", "high"), ("segment", "1#0", "effort_label", "low"))
    reading = correct_scored(SCORED, recorded(store))[0].reading
    assert (reading.effort_label, reading.effort) == ("low", 1.0)


def test_undone_correction_gives_way_to_the_one_before(store):
    _, second = record(store, ("theme", "t1", "label", "app crashes"), ("theme", "t1", "label", "app is slow"))
    with store.write() as session:
        undo_correction(get_project("shop", session=session), second.key, who="kim", session=session)
    assert holding(recorded(store), "theme") == {"t1": {"label": "app crashes"}}
    assert [correction.change.new for correction in recorded(store)] == ["app crashes", "app is slow", None]


def test_all_undone_leaves_what_was_read(store):
    (only,) = record(store, ("segment", "1#0", "touchpoint", None))
    with store.write() as session:
        undo_correction(get_project("shop", session=session), only.key, who="kim", session=session)
    assert correct_scored(SCORED, recorded(store)) == SCORED


def test_undo_twice_is_refused(store):
    (only,) = record(store, ("segment", "1#0", "stage", "use"))
    with store.write() as session:
        project = get_project("shop", session=session)
        back = undo_correction(project, only.key, who="kim", session=session)
        for key in (only.key, back.key):
            with pytest.raises(UsageError, match=f"Change {key} cannot be undone"):
                undo_correction(project, key, who="kim", session=session)
        with pytest.raises(NotFound, match="No change '999'"):
            undo_correction(project, 999, who="kim", session=session)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("segment", "1#0", "model", "x"), "'model' of a segment cannot be corrected; choose stage, touchpoint"),
        (("segment", "1#0", "sentiment_label", "angry"), "'sentiment_label' cannot be 'angry'; choose negative, neutral, mixed, positive"),
        (("theme", "t1", "label", ""), "'label' cannot be empty"),
        (("theme", "t1", "label", "a\0"), "A correction cannot hold a NUL character"),
    ],
)
def test_correction_that_makes_no_sense_is_refused(store, change, message):
    with pytest.raises(UsageError, match=message):
        record(store, change)


def test_recorded_correction_cannot_be_changed(store):
    record(store, ("segment", "1#0", "stage", "use"))
    with pytest.raises(StoreError, match="what is published is never changed"), store.write() as session:
        session.execute(text("UPDATE correction SET who = 'nobody'"))


def test_stages_that_hold_are_taught_by_feedback_and_place(store):
    _, second, _ = record(
        store, ("segment", "a#1#0", "stage", "use"), ("segment", "1#1", "stage", "buy"), ("segment", "1#0", "intent", "praise")
    )
    assert taught_stages(recorded(store)) == {("a#1", 0): "use", ("1", 1): "buy"}
    with store.write() as session:
        undo_correction(get_project("shop", session=session), second.key, who="kim", session=session)
    assert taught_stages(recorded(store)) == {("a#1", 0): "use"}
