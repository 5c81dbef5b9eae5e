"""A labelled table against readings that follow from single words."""

import pytest

from tests.fakes import make_reading
from vocmine.errors import UsageError
from vocmine.evaluate import table

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
        felt = {"sentiment_label": "positive", "sentiment_scores": (("negative", 0.0), ("neutral", 0.25), ("positive", 0.75))}
        return make_reading(stage="none", stage_scores=scores, emotions=("joy",), emotion_groups=("delight",), **felt)
    if "broke" in text:
        felt = {"sentiment_label": "negative", "sentiment_scores": (("negative", 0.75), ("neutral", 0.25), ("positive", 0.0))}
        return make_reading(emotions=("anger",), emotion_groups=("frustration",), pain_point="broke", **felt)
    return make_reading()


def evaluate_table(path, **asked):
    return table.evaluate_table(path, **asked).readings


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


def planted(tmp_path, heading, *rows):
    path = tmp_path / "planted.csv"
    path.write_text("\n".join([heading, *rows, ""]), encoding="utf-8")
    return path


def test_rows_measured_apart_and_left_out_make_up_the_file(path):
    found = table.evaluate_table(path, text="text", gold={"stage": "stage", "sentiment": "mood"}, read=read)
    assert (found.file, found.rows, found.model, found.journey) == ("gold.csv", 4, "words.v1", "short")
    assert [one.measured.n + one.apart + one.left_out for one in found.readings] == [4, 4]


def test_sentiment_is_the_likeliest_of_three_and_mixed_rows_are_measured_as_stored(tmp_path):
    path = planted(tmp_path, "t,mood", "good but slow,mixed", "fine,positive", "good but dear,mixed", "slow,mixed")

    def read_moods(texts):
        scores = (("negative", 0.3), ("neutral", 0.1), ("positive", 0.6))
        return [make_reading(sentiment_label="mixed" if "good" in text else "positive", sentiment_scores=scores) for text in texts]

    (sentiment,) = evaluate_table(path, text="t", gold={"sentiment": "mood"}, read=read_moods)
    assert (sentiment.measured.n, sentiment.apart, sentiment.measured.accuracy.value) == (1, 3, 1.0)
    assert (sentiment.stored.n, sentiment.stored.accuracy.value) == (4, 0.75)
    assert sentiment.measured.calibration.bins[0].confidence == 0.6


def test_a_language_that_is_not_read_has_no_confidence(tmp_path):
    path = planted(tmp_path, "t,mood", "alles gut,positive", "alles gut,positive")
    (sentiment,) = evaluate_table(
        path, text="t", gold={"sentiment": "mood"}, read=lambda texts: [make_reading(sentiment_label=None) for _ in texts]
    )
    assert sentiment.measured.calibration.bins[0].confidence == 0.0
    assert [label.label for label in sentiment.measured.labels] == ["neutral", "positive"]


def test_where_the_reader_abstains_coverage_and_error_are_those_of_the_rest(tmp_path):
    path = planted(tmp_path, "t,stage", "a,use", "b,use", "c,buy", "d,buy")
    said = {"a": ("use", False), "b": ("buy", True), "c": ("buy", False), "d": ("use", False)}

    def read_stages(texts):
        return [make_reading(stage_scores=((said[text][0], 1.0),), stage_abstained=said[text][1]) for text in texts]

    (stage,) = evaluate_table(path, text="t", gold={"stage": "stage"}, read=read_stages)
    assert (stage.decided.coverage, stage.decided.error.n) == (0.75, 3)
    assert stage.decided.error.value == pytest.approx(1 / 3, abs=1e-4)
    assert stage.measured.accuracy.value == 0.5


def test_spans_are_compared_where_the_cell_is_a_stretch_of_the_text(tmp_path):
    path = planted(
        tmp_path, "t,pain", "The app broke.,the app broke", "My app broke twice.,too many failures", "My order.,", "app broke,yes"
    )
    (pain,) = evaluate_table(path, text="t", gold={"pain_point": "pain"}, read=read)
    assert (pain.span.token_f1.n, pain.span.token_f1.value, pain.span.whole_text.value) == (1, 0.5, 1.0)
    assert {label.label: label.support for label in pain.measured.labels} == {"none": 1, "told": 3}


def test_a_column_of_yes_and_no_has_presence_and_no_span(tmp_path):
    path = planted(tmp_path, "t,pain", "The app broke.,yes", "My order.,no", "My parcel.,false", "My box.,0")
    (pain,) = evaluate_table(path, text="t", gold={"pain_point": "pain"}, read=read)
    assert (pain.span, pain.measured.accuracy.value) == (None, 1.0)


def test_two_annotators_are_compared_on_the_rows_that_both_labelled(tmp_path):
    rows = ("app broke,use,use", "my order,buy,use", "nothing,use,use", "an order,buy,buy", "order,buy,")
    path = planted(tmp_path, "t,ann,bob", *rows)
    (stage,) = evaluate_table(path, text="t", gold={"stage": "ann"}, second={"stage": "bob"}, read=read)
    both = stage.annotators
    assert (both.column, both.n, stage.measured.n) == ("bob", 4, 5)
    assert (both.between.same.value, both.between.kappa.value) == (0.75, 0.5)
    assert (both.first_and_model.kappa.value, both.second_and_model.kappa.value) == (1.0, 0.5)


def test_emotions_may_be_a_json_list(tmp_path):
    path = tmp_path / "gold.jsonl"
    path.write_text('{"t": "app broke", "g": ["anger"]}\n{"t": "my order", "g": ["Joy", "love"]}\n', encoding="utf-8")
    (emotion,) = evaluate_table(path, text="t", gold={"emotion": "g"}, read=read)
    assert {label.label: label.recall.value for label in emotion.measured.labels} == {"anger": 1.0, "joy": 1.0, "love": 0.0}


@pytest.mark.parametrize(
    ("second", "sentence"),
    [
        ({"mood": "mood"}, r"No reading 'mood'; there are stage, .*\. Pass --second READING=COLUMN\."),
        ({"sentiment": "mood"}, r"--second sentiment=mood has no first annotator; pass --gold sentiment=COLUMN too\."),
        ({"stage": "blank"}, r"No row has a label in both 'stage' and 'blank'; pass --second READING=COLUMN with another column\."),
    ],
)
def test_evaluate_table_refuses_a_second_annotator_without_a_first(tmp_path, second, sentence):
    path = planted(tmp_path, "text,stage,mood,blank", "app broke,use,negative,", "my order,buy,positive,")
    with pytest.raises(UsageError, match=sentence):
        evaluate_table(path, text="text", gold={"stage": "stage"}, second=second, read=read)
