"""Scoring without a database: the order of the input, a closed ledger, bounded memory, the same bytes after a kill."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
import tracemalloc
from dataclasses import replace

import pyarrow.parquet as pq
import pytest

from tests.engine.made import make_rows, make_source, make_steps
from tests.fakes import WordReader, make_feedback, make_record
from vocmine.engine import batches, local
from vocmine.engine.local import ScoreOptions, score_files
from vocmine.errors import TooManyRejects, UsageError
from vocmine.export.score_rows import FULL, SLIM
from vocmine.segment.segmenter import WholeSegmenter
from vocmine.types import Record, Rejected

N_ROWS = 1300


class CodeReader(WordReader):
    """Read no language but the row's code."""

    def read(self, segments, encoded):
        found = zip(segments, super().read(segments, encoded), strict=True)
        return tuple(replace(reading, language=segment.feedback.language) for segment, reading in found)


TOLERANT = ScoreOptions(max_rejects=1.0)


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_score_files_writes_every_unit_in_the_order_of_the_input(tmp_path):
    rows = make_rows(N_ROWS)
    summary = score_files([make_source(rows)], make_steps(), tmp_path / "out.jsonl", options=TOLERANT)
    written = lines(tmp_path / "out.jsonl")
    wanted = [(row.feedbacks[0].id, n) for row in rows if isinstance(row, Record) and row.feedbacks[0].text for n in range(3)]
    assert [(line["feedback_id"], int(line["segment_id"].rpartition("#")[2])) for line in written] == wanted
    assert summary.units == len(wanted) and tuple(written[0]) == FULL
    assert {line["text"] for line in written if line["segment_id"].endswith("#2")} == {"x" * 7}
    assert all(line["redactions"] for line in written)


def test_ledger_closes_and_rejects_are_told(tmp_path):
    rows = make_rows(N_ROWS)
    summary = score_files([make_source(rows)], make_steps(), tmp_path / "out.jsonl")
    assert summary.read == N_ROWS == summary.scored + sum(summary.skipped.values()) + summary.rejected
    assert summary.rejected == sum(isinstance(row, Rejected) for row in rows)
    assert summary.skipped == {"no text": 115, "preview": 17}
    told = lines(tmp_path / "out.jsonl.rejects.jsonl")
    assert len(told) == summary.rejected
    assert told[0] == {"file": "a.csv", "row": 50, "code": "ragged", "message": "3 cells in a row of 4.", "sheet": None, "column": None}


def test_summary_counts_the_texts_in_each_language(tmp_path):
    rows = [make_record(n, make_feedback(f"{n}", f"Alles gut. {n}", language="de" if n % 3 else None)) for n in range(1, N_ROWS)]
    steps = replace(make_steps(), reader=CodeReader())
    summary = score_files([make_source(rows)], steps, tmp_path / "out.jsonl")
    assert summary.languages == {"de": 866, "und": 433}


def test_all_formats_hold_the_same_rows(tmp_path):
    options = replace(TOLERANT, fields=SLIM)
    for name in ("out.jsonl", "out.csv", "out.parquet", "parts"):
        score_files([make_source(make_rows(N_ROWS))], make_steps(), tmp_path / name, options=options)
    rows = lines(tmp_path / "out.jsonl")
    assert pq.read_table(tmp_path / "out.parquet").to_pylist() == rows
    parts = sorted((tmp_path / "parts").iterdir())
    assert [row for part in parts for row in pq.read_table(part).to_pylist()] == rows and len(parts) == 3
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as handle:
        table = list(csv.DictReader(handle))
    assert [row["text"] for row in table] == [row["text"] for row in rows]
    assert json.loads(table[0]["emotion_groups"]) == rows[0]["emotion_groups"]
    assert sorted(path.name for path in tmp_path.iterdir() if "rejects" not in path.name) == [
        "out.csv",
        "out.jsonl",
        "out.parquet",
        "parts",
    ]


def test_csv_text_is_safe_and_jsonl_exact(tmp_path):
    rows = [make_record(1, make_feedback("-1", "=cmd bad"))]
    for name in ("out.csv", "out.jsonl"):
        score_files([make_source(rows)], make_steps(), tmp_path / name, options=ScoreOptions(fields=("feedback_id", "text")))
    assert (tmp_path / "out.csv").read_bytes() == b"feedback_id,text\r\n'-1,'=cmd bad\r\n"
    assert lines(tmp_path / "out.jsonl") == [{"feedback_id": "-1", "text": "=cmd bad"}]


def test_duplicates_are_read_once_and_all_written(tmp_path):
    steps = make_steps()
    rows = [make_record(n, make_feedback(f"f{n}", "App bad. Order good.", source_row=n)) for n in range(1, N_ROWS + 1)]
    summary = score_files([make_source(rows)], steps, tmp_path / "out.jsonl")
    assert summary.units == 2 * N_ROWS and steps.reader.n_read == 2
    assert [line["feedback_id"] for line in lines(tmp_path / "out.jsonl")][::2] == [f"f{n}" for n in range(1, N_ROWS + 1)]


def test_the_same_words_with_another_question_are_read_anew(tmp_path):
    steps = make_steps()
    rows = [make_record(n, make_feedback(f"f{n}", "App.", question=question)) for n, question in enumerate(("best", "worst", "best"))]
    score_files([make_source(rows)], steps, tmp_path / "out.jsonl")
    assert steps.reader.n_read == 2


class Stopped(Exception):
    """The run is broken off here."""


@pytest.mark.parametrize("name", ["out.jsonl", "out.csv", "out.parquet"])
def test_resumed_run_writes_the_same_bytes(tmp_path, name, monkeypatch):
    monkeypatch.setattr(local, "BATCH", 100)
    rows, (whole, broken) = make_rows(N_ROWS), (tmp_path / "a", tmp_path / "b")
    whole.mkdir(), broken.mkdir()
    score_files([make_source(rows)], make_steps(), whole / name, options=TOLERANT)

    for stop in (600, 1100, 1299):

        def read(stop=stop):
            yield from rows[:stop]
            raise Stopped

        with pytest.raises(Stopped):
            score_files([replace(make_source(rows), read=read)], make_steps(), broken / name, options=replace(TOLERANT, resume=True))
        assert [path.name for path in broken.iterdir()] == [f"{name}.unfinished"]
        assert len(list((broken / f"{name}.unfinished").glob("part-*"))) == (stop - 1) // 100 - 2
    summary = score_files([make_source(rows)], make_steps(), broken / name, options=replace(TOLERANT, resume=True))
    assert summary.read == N_ROWS
    assert {path.name: path.read_bytes() for path in broken.iterdir()} == {path.name: path.read_bytes() for path in whole.iterdir()}


def test_killed_process_resumes_to_the_same_bytes(tmp_path):
    command = [sys.executable, "-m", "tests.engine.made"]
    score_files([make_source(make_rows(2500))], make_steps(), tmp_path / "whole.jsonl")
    for _ in range(2):
        process = subprocess.Popen([*command, str(tmp_path / "out.jsonl"), "2500"], start_new_session=True)
        deadline, known = time.monotonic() + 60, len(list((tmp_path / "out.jsonl.unfinished").glob("part-*")))
        while process.poll() is None and time.monotonic() < deadline:
            if len(list((tmp_path / "out.jsonl.unfinished").glob("part-*"))) > known:
                break
            time.sleep(0.01)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    assert not (tmp_path / "out.jsonl").exists()
    subprocess.run([*command, str(tmp_path / "out.jsonl"), "2500"], check=True)
    assert (tmp_path / "out.jsonl").read_bytes() == (tmp_path / "whole.jsonl").read_bytes()


def test_resume_refuses_another_input(tmp_path):
    def read():
        yield from make_rows(2000)
        raise Stopped

    with pytest.raises(Stopped):
        score_files([replace(make_source([]), read=read)], make_steps(), tmp_path / "out.jsonl")
    with pytest.raises(UsageError, match=r"out\.jsonl\.unfinished was begun from other inputs or with other options; run it again without"):
        other = make_source([], fingerprint="2")
        score_files([other], make_steps(), tmp_path / "out.jsonl", options=ScoreOptions(resume=True))


def test_too_many_rejects_publish_nothing(tmp_path):
    (tmp_path / "out.jsonl").write_text("former\n")
    with pytest.raises(
        TooManyRejects, match=r"^26 of 1300 rows were rejected, more than the allowed share of 0.01; nothing was published\. See"
    ):
        score_files([make_source(make_rows(N_ROWS))], make_steps(), tmp_path / "out.jsonl", options=ScoreOptions(max_rejects=0.01))
    assert (tmp_path / "out.jsonl").read_text() == "former\n"
    assert len(lines(tmp_path / "out.jsonl.rejects.jsonl")) == 26
    with pytest.raises(TooManyRejects, match="allowed share of 0;"):
        score_files([make_source(make_rows(50))], make_steps(), tmp_path / "out.jsonl", options=ScoreOptions(strict=True))


def test_unknown_endings_and_foreign_folders_are_refused(tmp_path):
    with pytest.raises(
        UsageError, match=r"^No format '\.xls' to score into: .*out\.xls must end in \.jsonl, \.csv, \.parquet, or have no ending\.$"
    ):
        score_files([], make_steps(), tmp_path / "out.xls")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("keep me")
    with pytest.raises(UsageError, match=r"mine exists and is no output of vocmine score; name another one\.$"):
        score_files([], make_steps(), tmp_path / "mine")


def test_no_rows_give_an_empty_output(tmp_path):
    for name in ("out.csv", "out.parquet", "out.jsonl"):
        assert score_files([make_source([])], make_steps(), tmp_path / name).read == 0
    assert (tmp_path / "out.csv").read_text().startswith("feedback_id,segment_id,source_file")
    assert pq.read_table(tmp_path / "out.parquet").num_rows == 0


class ContextReader:
    """Tell in ``touchpoint`` what stands before a segment in its feedback; the cause is the word ``order``."""

    name = "context.v1"

    def __init__(self, plain):
        self.plain = plain

    def read(self, segments, encoded):
        """Return the plain readings with both added."""
        return tuple(map(self._read, self.plain.read(segments, encoded), segments))

    def _read(self, reading, segment):
        start = segment.feedback.text.find("order")
        found = {} if start < 0 else {"cause": "order", "cause_start": start, "cause_end": start + 5}
        return replace(reading, touchpoint=segment.feedback.text[: segment.start], **found)


def test_rows_of_a_conversation_are_each_others_context_with_unit_feedback(tmp_path, monkeypatch):
    monkeypatch.setattr(local, "BATCH", 3)
    plain = make_steps()
    steps = replace(plain, segmenter=WholeSegmenter(), reader=ContextReader(plain.reader))
    texts = [("c1", "Hello."), ("c2", "Other. "), ("c1", "My order. Late."), ("c1", "Bye."), (None, "Alone."), (None, "Alone.")]
    rows = [
        make_record(n, make_feedback(f"f{n}", text, conversation=conversation, source_row=n))
        for n, (conversation, text) in enumerate(texts)
    ]
    score_files([make_source(rows)], steps, tmp_path / "out.jsonl", options=ScoreOptions(unit="feedback"))
    written = lines(tmp_path / "out.jsonl")
    assert [(line["feedback_id"], line["text"], line["touchpoint"]) for line in written] == [
        ("f0", "Hello.", ""), ("f1", "Other.", ""), ("f2", "My order. Late.", "Hello.\n"), ("f3", "Bye.", "Hello.\nMy order. Late.\n"),
        ("f4", "Alone.", ""), ("f5", "Alone.", ""),
    ]  # fmt: skip
    assert [(line["cause"], line["cause_start"]) for line in written[:4]] == [(None, None), (None, None), ("order", 3), (None, None)]


def test_memory_does_not_grow_with_the_input(tmp_path, monkeypatch):
    monkeypatch.setattr(batches, "REMEMBERED", 400)

    def peak(count):
        def read():
            for n in range(count):
                yield make_record(n, make_feedback(f"f{n}", f"App {n} is bad. Order {n} good.", source_row=n))

        tracemalloc.start()
        score_files([replace(make_source([]), read=read)], make_steps(), tmp_path / "out.jsonl", options=ScoreOptions(fields=("text",)))
        size = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return size

    assert peak(4_000) < 1.15 * peak(2_000)
