"""The score table: every field named, offsets reproduce text, CSV text never a formula and always recoverable."""

import json
from datetime import UTC, datetime

import pytest

from vocmine.errors import UsageError
from vocmine.export.score_rows import FULL, SLIM, arrow_table, cell, choose_fields, json_line, score_row
from vocmine.formulas import formula_safe
from vocmine.types import Feedback, Reading, Redaction, Scored, Segment

FEEDBACK = Feedback(
    id="r1", record="r1", text="Lovely. ████ was rude!", kind="survey", source_file="a.csv", source_row=3, nps=2.0,
    created_at=datetime(2026, 3, 1, 9, tzinfo=UTC), attributes=(("Plan", "Basic"),), redactions=(Redaction(8, 12, "PHONE"),),
)  # fmt: skip
READING = Reading(
    language="en", stage="support", stage_abstained=False, stage_confidence=0.8, stage_scores=(("support", 0.8), ("none", 0.2)),
    stage_basis="text", touchpoint=None, sentiment=-0.5, sentiment_label="negative",
    sentiment_scores=(("negative", 0.7), ("neutral", 0.2), ("positive", 0.1)), emotions=("anger",), emotion_scores=(("anger", 0.6),),
    emotion_groups=("frustration",), emotion_intensity=3, intent="complaint", effort=None, effort_label="none", pain_point="was rude",
    cause=None, cause_start=None, cause_end=None, cause_stage=None, duration_hours=None, flags=(), model="m", journey="lifecycle",
)  # fmt: skip
SCORED = Scored(Segment(FEEDBACK, 1, 8, 22), READING)


def test_score_row_holds_every_field_in_order():
    row = score_row(SCORED)
    assert tuple(row) == FULL
    assert (row["segment_id"], row["source_row"], row["nps"], row["stage_scores"]) == ("r1#1", 3, 2.0, {"support": 0.8, "none": 0.2})
    assert row["text"] == FEEDBACK.text[row["start"] : row["end"]] == "████ was rude!"
    assert row["redactions"] == [{"start": 8, "end": 12, "entity": "PHONE"}]


def test_choose_fields_takes_slim_full_and_lists():
    assert choose_fields("slim") == SLIM and choose_fields("full") == FULL
    assert choose_fields("stage, text,stage") == ("stage", "text")
    with pytest.raises(UsageError, match=r"^No score field 'stag'; pass --fields slim, full, or some of feedback_id, "):
        choose_fields("stag")


def test_json_line_and_arrow_hold_the_same_values():
    row = score_row(SCORED)
    line = json.loads(json_line(row))
    assert line["created_at"] == "2026-03-01T09:00:00+00:00" and line["attributes"] == {"Plan": "Basic"}
    back = arrow_table([row], FULL).to_pylist()[0]
    assert dict(back["stage_scores"]) == row["stage_scores"] and back["created_at"] == row["created_at"]
    assert back["redactions"] == row["redactions"] and back["effort"] is None


def test_cell_writes_nested_values_as_json_and_plain_values_as_text():
    assert [cell(v) for v in (None, True, 3, -0.5, ["a", "é"], {"x": 1.0})] == ["", "true", "3", "-0.5", '["a", "é"]', '{"x": 1.0}']


@pytest.mark.parametrize(
    "text", ["=1+1", " =1", "\t+x", "-2", "@SUM(A1)", "\ufeff=1", '"=1', "＝1", "'=1", "\r=1", "\x00=1", "'quoted'", "\n=1"]
)
def test_formula_safe_prefixes_what_a_spreadsheet_could_run(text):
    assert formula_safe(text) == "'" + text


@pytest.mark.parametrize("text", ["", "good", "1+1", "a=b", "£5 - fine", "…"])
def test_formula_safe_leaves_plain_text_alone(text):
    assert formula_safe(text) == text
