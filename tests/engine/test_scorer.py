"""The scorer of texts and tables pickles by how it is built and gives each text its own reading."""

import pickle

import pyarrow as pa
import pytest

from tests.engine.made import make_steps
from tests.fakes import make_feedback, make_record
from vocmine.engine.scorer import StepsScorer
from vocmine.export.score_rows import FULL
from vocmine.types import Rejected


def read_table(table):
    for n, text in enumerate(table["text"].to_pylist(), start=1):
        yield make_record(n, make_feedback(f"t{n}", text, source_row=n)) if text is not None else Rejected("table", n, "null", "No text.")


@pytest.fixture
def scorer():
    return StepsScorer(make_steps, read_table)


def test_score_texts_gives_one_reading_a_text(scorer):
    readings = scorer.score_texts(["The app is bad. Really.", "", "order good"] * 500)
    assert len(readings) == 1500
    assert [(reading.stage, reading.sentiment_label) for reading in readings[:3]] == [
        ("use", "negative"),
        ("none", "neutral"),
        ("buy", "positive"),
    ]


def test_score_table_gives_a_row_a_unit(scorer):
    table = scorer.score_table(pa.table({"text": ["App bad. Order good.", None, "", "hunter2 refund"]}))
    assert tuple(table.column_names) == FULL
    assert table["segment_id"].to_pylist() == ["t1#0", "t1#1", "t4#0"]
    assert table["text"].to_pylist()[-1] == "xxxxxxx refund"


def test_scorer_pickles_without_its_steps(scorer):
    wanted = scorer.score_texts(["App bad."])
    again = pickle.loads(pickle.dumps(scorer))  # noqa: S301 - our own bytes, as an engine would send them
    assert again._steps is None and again.score_texts(["App bad."]) == wanted
