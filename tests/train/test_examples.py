"""Labels of public corpora come back with the words that they stand on."""

import gzip
import json

from vocmine.train.examples import read_labelled, read_records

TEXT = "The ward was clean. I waited four hours because nobody had my notes."
LABEL = {"source": "ward", "split": "train", "row": 1, "start": 20, "end": len(TEXT), "stage": "onboarding"}


def write(path, rows, opened=gzip.open):
    path.parent.mkdir(parents=True, exist_ok=True)
    with opened(path, "wt", encoding="utf-8") as handle:
        handle.writelines(json.dumps(row) + "\n" for row in rows)


def test_a_label_is_read_with_its_segment_its_spans_and_the_question(tmp_path):
    write(tmp_path / "data" / "ward" / "train.jsonl.gz", [{"text": "Other"}, {"text": TEXT, "question": "improve"}])
    write(tmp_path / "labels" / "one.jsonl", [LABEL | {"pain_point": [20, 39], "cause": [48, 68]}], opened=open)
    (found,) = read_labelled(tmp_path / "labels", tmp_path / "data")
    assert (found["text"], found["start"]) == (TEXT, 20)
    assert found["segment"] == "I waited four hours because nobody had my notes."
    assert (found["pain_point"], found["cause"]) == ("I waited four hours", "nobody had my notes.")
    assert found["question"] == "What could be improved?"


def test_a_label_without_spans_or_question_has_none(tmp_path):
    write(tmp_path / "data" / "ward" / "train.jsonl.gz", [{"text": "Other"}, {"text": TEXT}])
    write(tmp_path / "labels" / "one.jsonl", [LABEL | {"pain_point": None, "cause": None}], opened=open)
    (found,) = read_labelled(tmp_path / "labels", tmp_path / "data")
    assert (found["pain_point"], found["cause"], found["question"]) == (None, None, None)


def test_records_are_read_once_with_their_questions_in_words(tmp_path):
    annotated = [{"text": "Nurses", "start": 0, "question": "best", "stage": "usage"}, {"text": "Fine", "start": 0, "question": None}]
    write(tmp_path / "stage_train" / "train.jsonl.gz", annotated)
    written = [{"text": "Fine", "start": 0, "question": None, "stage": "none"}, {"text": "Fine", "start": 0, "question": "Why?"}]
    write(tmp_path / "own" / "one.jsonl", written, opened=open)
    (tmp_path / "labels").mkdir()
    found = read_records(tmp_path, labels=tmp_path / "labels", examples=tmp_path / "own")
    told = [("Nurses", "What was good?", "usage"), ("Fine", None, None), ("Fine", "Why?", None)]
    assert [(record["text"], record["question"], record.get("stage")) for record in found] == told
