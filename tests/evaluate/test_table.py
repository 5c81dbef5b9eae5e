"""A labelled table against readings that follow from single words."""

import pytest

from tests.fakes import make_reading
from vocmine.errors import UsageError
from vocmine.evaluate.table import evaluate_table

TABLE = """text,stage,mood,felt,trouble
app broke,use,negative,anger,app broke
my order came,buy,positive,joy | love,
nothing,use,,,
,buy,negative,anger,
"""


def read(texts):
    return [_read(text) for text in texts]


def _read(text):
    if "order" in text:
        scores = (("buy", 0.75), ("use", 0.25), ("none", 0.0))
        return make_reading(stage="none", stage_scores=scores, sentiment_label="positive", emotions=("joy",), emotion_groups=("delight",))
    if "broke" in text:
        return make_reading(sentiment_label="negative", emotions=("anger",), emotion_groups=("frustration",), pain_point="broke")
    return make_reading()


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "gold.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def test_evaluate_table_compares_the_likeliest_stage_though_the_reader_abstained(path):
    (stage,) = evaluate_table(path, text="text", gold={"stage": "stage"}, read=read)
    assert (stage.measured.accuracy.value, stage.measured.n, stage.left_out) == (1.0, 3, 1)
    assert stage.measured.calibration.error == 0.0


def test_evaluate_table_leaves_out_rows_without_a_label(path):
    (sentiment,) = evaluate_table(path, text="text", gold={"sentiment": "mood"}, read=read)
    assert (sentiment.measured.n, sentiment.left_out, sentiment.measured.accuracy.value) == (2, 2, 1.0)


def test_evaluate_table_parts_emotions(path):
    (emotion,) = evaluate_table(path, text="text", gold={"emotion": "felt"}, read=read)
    recall = {label.label: label.recall.value for label in emotion.measured.labels}
    assert recall == {"anger": 1.0, "joy": 1.0, "love": 0.0}


def test_evaluate_table_reads_groups_where_all_labels_are_groups(tmp_path):
    path = tmp_path / "gold.jsonl"
    path.write_text('{"t": "app broke", "g": "frustration"}\n{"t": "my order", "g": "Delight|hope"}\n', encoding="utf-8")
    (emotion,) = evaluate_table(path, text="t", gold={"emotion": "g"}, read=read)
    assert {label.label: label.recall.value for label in emotion.measured.labels} == {"frustration": 1.0, "delight": 1.0, "hope": 0.0}


def test_evaluate_table_counts_empty_cells_as_no_pain_point(path):
    (pain,) = evaluate_table(path, text="text", gold={"pain_point": "trouble"}, read=read)
    assert pain.measured.n == 3
    assert {label.label: label.support for label in pain.measured.labels} == {"none": 2, "told": 1}


def test_evaluate_table_refuses_a_reading_that_is_not_there(path):
    with pytest.raises(UsageError, match=r"No reading 'mood'; there are stage, sentiment, .*\. Pass --gold READING=COLUMN\."):
        evaluate_table(path, text="text", gold={"mood": "mood"}, read=read)


def test_evaluate_table_refuses_a_column_without_labels(tmp_path):
    path = tmp_path / "gold.csv"
    path.write_text("text,stage\napp broke,\nmy order,\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"No row of gold\.csv has both a text and a label in 'stage'"):
        evaluate_table(path, text="text", gold={"stage": "stage"}, read=read)
