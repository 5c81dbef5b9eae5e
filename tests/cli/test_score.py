"""``vocmine score``: rows in, rows out, without a database."""

import csv
import json
from io import StringIO

import pyarrow.parquet as pq
import pytest

from tests.cli.run import SHOP


def lines_of(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_score_writes_a_row_a_segment_in_the_order_of_the_input(vocmine, tmp_path):
    ended = vocmine("score", SHOP, "-o", "out.jsonl", "--json")
    rows = lines_of(tmp_path / "out.jsonl")
    assert (ended.code, ended.summary["read"], ended.summary["units"]) == (0, 30, len(rows))
    assert [row["source_row"] for row in rows] == sorted(row["source_row"] for row in rows)
    assert {row["feedback_id"] for row in rows} == {f"r{n:02}" for n in range(1, 31)} - {"r29"}
    assert ended.summary["skipped"] == {"no text": 1}


def test_score_prints_nothing_but_the_summary_to_stdout(vocmine):
    ended = vocmine("score", SHOP, "-o", "out.jsonl", "--json")
    assert len(ended.out.splitlines()) == 1
    assert "30 rows scored into out.jsonl; 0 rows rejected." in ended.sentence


def test_score_says_the_same_in_every_format(vocmine, tmp_path):
    for name in ("out.jsonl", "out.csv", "out.parquet", "folder"):
        assert vocmine("score", SHOP, "-o", name, "--fields", "slim").code == 0
    stages = [row["stage"] for row in lines_of(tmp_path / "out.jsonl")]
    table = csv.DictReader(StringIO((tmp_path / "out.csv").read_text(encoding="utf-8-sig"), newline=""))
    assert [row["stage"] for row in table] == stages
    assert pq.read_table(tmp_path / "out.parquet").column("stage").to_pylist() == stages
    assert pq.read_table(tmp_path / "folder").column("stage").to_pylist() == stages


def test_score_of_feedback_reads_each_text_whole(vocmine, tmp_path):
    vocmine("score", SHOP, "-o", "out.jsonl", "--unit", "feedback")
    rows = lines_of(tmp_path / "out.jsonl")
    assert [row["source_row"] for row in rows] == [*range(1, 29), 30]
    assert all((row["start"], row["end"]) == (0, len(row["text"])) for row in rows)


def test_score_writes_the_fields_that_were_asked_for(vocmine, tmp_path):
    vocmine("score", SHOP, "-o", "out.jsonl", "--fields", "stage,text")
    assert list(lines_of(tmp_path / "out.jsonl")[0]) == ["stage", "text"]


@pytest.mark.parametrize(
    ("options", "code", "sentence"),
    [
        (("-o", "out.doc"), 2, "out.doc must end in .jsonl, .csv, .parquet, or have no ending."),
        (("-o", "out.jsonl", "--fields", "colour"), 2, "colour"),
        (("-o", "out.jsonl", "--journey", "holiday"), 2, "No journey 'holiday'"),
        (("-o", "out.jsonl", "--text", "remark"), 1, "No column 'remark' in shop.csv"),
        (("-o", "out.jsonl", "--unit", "word"), 2, "--unit"),
        (("-o", "/proc/none/out.jsonl"), 1, "/proc/none"),
    ],
)
def test_score_says_in_one_sentence_what_is_wrong(vocmine, tmp_path, options, code, sentence):
    ended = vocmine("score", SHOP, *options)
    assert (ended.code, ended.out) == (code, "")
    assert sentence in ended.sentence
    assert "Traceback" not in ended.err
    assert list(tmp_path.glob("out*")) == []


def test_score_of_a_missing_file_ends_in_one_sentence(vocmine):
    ended = vocmine("score", "nowhere.csv", "-o", "out.jsonl")
    assert (ended.code, ended.out) == (1, "")
    assert ended.sentence == "Error: nowhere.csv cannot be opened: No such file or directory."


@pytest.mark.parametrize(("options", "code"), [((), 1), (("--max-rejects", "0.2"), 0), (("--max-rejects", "0.2", "--strict"), 1)])
def test_score_bears_bad_rows_as_far_as_it_is_told(vocmine, csv_file, tmp_path, options, code):
    ended = vocmine("score", csv_file(9, 1), "-o", "out.jsonl", *options)
    assert ended.code == code
    assert (tmp_path / "out.jsonl").exists() == (code == 0)
    assert [row["row"] for row in lines_of(tmp_path / "out.jsonl.rejects.jsonl")] == [10]


def test_score_resumed_after_other_options_is_wrong_usage(vocmine, csv_file, tmp_path):
    vocmine("score", csv_file(3), "-o", "out.jsonl")
    (tmp_path / "out.jsonl.unfinished").mkdir()
    (tmp_path / "out.jsonl.unfinished" / "mark.json").write_text('{"run": {}, "mark": {}}', encoding="utf-8")
    ended = vocmine("score", "in.csv", "-o", "out.jsonl", "--resume")
    assert ended.code == 2
    assert "run it again without --resume" in ended.sentence
