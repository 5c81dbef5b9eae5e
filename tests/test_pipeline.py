"""Nothing lost, nothing doubled: whatever happens on the way, the store ends as if nothing had happened."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.dumps import dump, row_counts
from tests.fakes import JOURNEY, FullStopSegmenter, HashEncoder, MaskRedactor, WordReader, WordThemes, make_feedback, make_record
from vocmine import pipeline
from vocmine.errors import InputError, NotFound, TooManyRejects
from vocmine.pipeline import ImportSource, RejectPolicy, Steps, import_files, mine, taught
from vocmine.store.corrections import Change, add_correction
from vocmine.store.database import Store, open_store
from vocmine.store.imports import list_imports, undo_import
from vocmine.store.projects import get_project
from vocmine.store.queries import load_snapshot
from vocmine.store.runs import get_run
from vocmine.types import Journey, Rejected, Skipped, Stage

TEXTS = ("The order was bad.", "Good app. The login is bad.", "", "Fine.", "Order came. Refund bad. I am leaving.")


def steps():
    return Steps(FullStopSegmenter(), HashEncoder(), WordReader(), WordThemes())


def row(n, text=None, **values):
    return make_record(
        n, make_feedback(f"r{n:03}", TEXTS[n % len(TEXTS)] if text is None else text, source_row=n, nps=float(n % 11), **values)
    )


def source(rows, name="a.csv", sha256="aa"):
    return ImportSource(name, sha256, "{}", lambda: iter(rows), columns=(("text", "Comment"),))


def take(store, *sources, policy=None):
    return import_files(store, "shop", sources, redactor=MaskRedactor(), policy=policy)


def find(store, journey=JOURNEY, **overrule):
    parts = {"segmenter": FullStopSegmenter(), "encoder": HashEncoder(), "reader": WordReader(journey), "theme_finder": WordThemes()}
    return mine(store, "shop", journey=journey, steps=Steps(**(parts | overrule)))


@pytest.fixture
def small_chunks(monkeypatch):
    monkeypatch.setattr(pipeline, "IMPORT_CHUNK", 4)
    monkeypatch.setattr(pipeline, "MINE_CHUNK", 3)


MIXED = [*(row(n) for n in range(10)), Skipped("a.csv", 11, "empty"), Rejected("a.csv", 12, "ragged", "Row 12 has 3 cells."), row(12)]


def test_import_closes_the_ledger(store):
    summary = take(store, source(MIXED), policy=RejectPolicy(max_share=0.1))
    assert (summary.read, summary.stored, summary.rejected, dict(summary.skipped)) == (13, 11, 1, {"empty": 1})
    assert summary.read == summary.stored + summary.updated + summary.duplicate + summary.rejected + sum(summary.skipped.values())
    assert summary.columns == {"text": "Comment"}
    assert summary.rejects == (MIXED[11],)


def test_same_file_twice_changes_nothing(store):
    take(store, source(MIXED), policy=RejectPolicy(max_share=0.1))
    first = find(store)
    before = dump(store, "shop"), row_counts(store)
    again = take(store, source(MIXED, name="renamed.csv"), policy=RejectPolicy(max_share=0.1))
    second = find(store)
    assert (again.stored, again.updated, again.duplicate) == (0, 0, 11)
    assert (first.new, second.new, second.run) == (True, False, first.run)
    assert (dump(store, "shop"), row_counts(store)) == before


def test_appended_row_adds_only_itself(store):
    rows = [row(n) for n in range(6)]
    take(store, source(rows))
    summary = take(store, source([row(6), *reversed(rows)], name="b.csv", sha256="bb"))
    assert (summary.stored, summary.duplicate) == (1, 6)


def test_known_id_with_other_content_replaces_the_older(store):
    take(store, source([row(1), row(2)]))
    old = find(store)
    summary = take(store, source([row(1, "Login is bad now."), row(2)], sha256="bb"))
    new = find(store)
    assert (summary.updated, summary.duplicate, summary.stored) == (1, 1, 0)
    runs = {run["id"]: [f.text for f in run["feedback"] if f.id == "r001"] for run in dump(store, "shop")["runs"]}
    assert runs == {old.run: [TEXTS[1]], new.run: ["Login is bad now."]}


def test_older_file_again_does_not_bring_back_what_was_replaced(store):
    take(store, source([row(1), row(2)]))
    take(store, source([row(1, "Bad login.")], sha256="bb"))
    before = row_counts(store)
    again = take(store, source([row(1), row(2)]))
    assert (again.duplicate, again.updated) == (2, 0)
    assert row_counts(store) == before


def test_content_that_comes_back_in_a_new_file_is_an_update(store):
    take(store, source([row(1)]))
    take(store, source([row(1, "Bad login.")], sha256="bb"))
    assert take(store, source([row(1)], sha256="cc")).updated == 1


def test_true_repeats_within_one_file_survive(store):
    rows = [make_record(n, make_feedback(f"hash-{n}", "Bad order.")) for n in range(3)]
    assert take(store, source(rows)).stored == 3


def test_one_id_with_two_contents_in_one_file_keeps_the_later(store):
    summary = take(store, source([row(1), row(1, "Bad app."), row(1, "Bad app.")]))
    find(store)
    assert (summary.stored, summary.updated, summary.duplicate) == (1, 1, 1)
    assert [f.text for f in dump(store, "shop")["runs"][0]["feedback"]] == ["Bad app."]


def test_files_of_one_call_that_share_rows_count_them_once(store):
    summary = take(store, source([row(1), row(2)]), source([row(2), row(3), row(1, "Bad login.")], name="b.csv", sha256="bb"))
    assert (summary.read, summary.stored, summary.duplicate, summary.updated) == (5, 3, 1, 1)


def test_row_with_two_texts_is_one_row(store):
    feedback = make_feedback("7:best", "Good app.", record="7"), make_feedback("7:worst", "Bad refund.", record="7")
    summary = take(store, source([make_record(1, *feedback)]))
    assert (summary.stored, find(store).segments) == (1, 2)


def test_masked_text_alone_is_stored(store):
    take(store, source([row(1, "My login hunter2 is bad.")]))
    find(store)
    (feedback,) = dump(store, "shop")["runs"][0]["feedback"]
    assert feedback.text == "My login xxxxxxx is bad."
    assert [feedback.text[r.start : r.end] for r in feedback.redactions] == ["xxxxxxx"]


def test_row_that_no_database_holds_is_rejected_with_a_reason(store):
    summary = take(store, source([row(1, "a\0b"), row(2, "half \ud800"), row(3)]), policy=RejectPolicy(max_share=1))
    assert (summary.stored, summary.rejected) == (1, 2)
    assert summary.rejects[0].message.startswith("Field 'text' holds a NUL character or half a surrogate pair")


def test_too_many_rejects_publish_nothing(store, tmp_path):
    bad = [Rejected("b.csv", n, "ragged", f"Row {n} is ragged.") for n in range(3)]
    report = tmp_path / "rejects.jsonl"
    with pytest.raises(TooManyRejects, match=r"3 of 5 rows were rejected, more than the allowed share of 0\.05; nothing was published\."):
        take(store, source([row(1)]), source([row(2), *bad, row(3)], name="b.csv", sha256="bb"), policy=RejectPolicy(report=report))
    assert row_counts(store)["feedback"] == 0
    assert [i[2] for i in dump(store, "shop")["imports"]] == ["failed", "failed"]
    assert json.loads(report.read_text().splitlines()[2])["message"] == "Row 2 is ragged."


def test_strict_bears_no_reject(store):
    rows = [*(row(n) for n in range(50)), Rejected("a.csv", 51, "ragged", "Row 51 is ragged.")]
    with pytest.raises(TooManyRejects, match="1 of 51 rows were rejected"):
        take(store, source(rows), policy=RejectPolicy(strict=True))
    assert take(store, source(rows)).stored == 50


def test_file_that_breaks_off_leaves_nothing(store):
    def broken():
        yield row(1)
        raise InputError("a.csv breaks off in row 2.", file="a.csv", row=2)

    with pytest.raises(InputError, match="breaks off"):
        take(store, ImportSource("a.csv", "aa", "{}", broken))
    assert row_counts(store)["feedback"] == 0


def test_unfinished_import_is_not_mined(store, small_chunks):
    take(store, source([row(1)]))
    with pytest.raises(KeyboardInterrupt):
        take(store, ImportSource("b.csv", "bb", "{}", lambda: stop_after([row(n) for n in range(2, 9)], 6)))
    assert find(store).segments == 2
    assert dump(store, "shop")["imports"][1][2] == "running"


def stop_after(rows, n):
    yield from rows[:n]
    raise KeyboardInterrupt


def test_mine_counts_what_it_found(store):
    take(store, source([row(n) for n in range(5)]))
    summary = find(store)
    assert (summary.segments, summary.themes, summary.unassigned) == (7, 2, 4)


def test_mine_reads_each_segment_once(store, small_chunks):
    take(store, source([row(n) for n in range(20)]))
    reader = WordReader()
    find(store, reader=reader)
    take(store, source([row(21)], sha256="bb"))
    find(store, reader=reader)
    assert reader.n_read == 4 * 7 + 2


def test_mine_by_another_journey_leaves_the_first_run(store):
    take(store, source([row(n) for n in range(5)]))
    first = find(store)
    other = Journey("other", "Other", (Stage("buy", "Buy"),))
    second = find(store, journey=other)
    assert second.run != first.run
    assert row_counts(store)["segment"] == 7
    assert row_counts(store)["reading"] == 14


def test_mine_keeps_a_conversation_together(store, small_chunks):
    turns = [row(n, "Bad login.", conversation="c1", turn=n) for n in range(7)]
    seen = []

    class Watching(WordReader):
        def read(self, segments, encoded):
            seen.append([s.feedback.turn for s in segments if s.feedback.conversation])
            return super().read(segments, encoded)

    take(store, source([*turns[3:], row(8), row(9), *turns[:3]]))
    find(store, reader=Watching())
    assert list(range(7)) in seen


def test_mine_of_nothing_publishes_an_empty_run(store):
    take(store, source([row(2)]))
    summary = find(store)
    assert (summary.segments, summary.themes, summary.unassigned) == (0, 0, 0)


def test_mine_refuses_an_unknown_project(store):
    with pytest.raises(NotFound, match="No project 'shop'"):
        find(store)


def test_themes_see_stored_vectors_in_canonical_order(store):
    seen = []

    class Watching(WordThemes):
        def find(self, scored, vectors, known):
            seen.append(([item.segment.id for item in scored], vectors.copy()))
            return super().find(scored, vectors, known)

    take(store, source([row(n) for n in (4, 0, 3, 1)]))
    summary = find(store, theme_finder=Watching())
    with store.read() as session:
        run = get_run(get_project("shop", session=session), summary.run, session=session)
        material = load_snapshot(run.snapshot, session=session)
    ids, vectors = seen[0]
    assert ids == sorted(ids) == [item.segment.id for item in material.scored]
    assert vectors.dtype == "float32" and (vectors == material.vectors).all()
    assert (vectors == vectors.astype("float16")).all()


def undisturbed(tmp_path):
    calm = open_store(f"sqlite:///{tmp_path / 'calm.db'}")
    run_all(calm)
    content = dump(calm, "shop")
    calm.close()
    return content


FIRST, SECOND = [row(n) for n in range(11)], [row(3, "Bad app."), *(row(n) for n in range(8, 16))]


def run_all(store):
    take(store, source(FIRST), source(SECOND, name="b.csv", sha256="bb"))
    find(store)


class Killed(BaseException):
    """Stands for SIGKILL at a named point."""


def test_stopped_at_every_commit_then_run_again_gives_the_same(tmp_path, monkeypatch, small_chunks):
    expected = undisturbed(tmp_path)
    commits = count_commits(tmp_path, monkeypatch)
    for point in range(commits):
        store = open_store(f"sqlite:///{tmp_path / f'{point}.db'}")
        with monkeypatch.context() as patched:
            patched.setattr(Store, "write", stopping_at(point))
            with pytest.raises(Killed):
                run_all(store)
        run_all(store)
        assert dump(store, "shop") == expected, f"stopped before commit {point}"
        store.close()
    assert commits > 12


def count_commits(tmp_path, monkeypatch):
    counted = []
    original = Store.write
    with monkeypatch.context() as patched:
        patched.setattr(Store, "write", lambda self: counted.append(1) or original(self))
        store = open_store(f"sqlite:///{tmp_path / 'counted.db'}")
        run_all(store)
        store.close()
    return len(counted)


def stopping_at(point):
    original, seen = Store.write, []

    @contextmanager
    def write(self):
        seen.append(1)
        with original(self) as session:
            yield session
            if len(seen) > point:
                raise Killed

    return write


CHILD = """
import sys, time
sys.path.insert(0, sys.argv[2])
import test_pipeline as t
from vocmine import pipeline
pipeline.IMPORT_CHUNK, pipeline.MINE_CHUNK = 4, 3
class Slow(t.HashEncoder):
    def encode(self, segments):
        time.sleep(0.01)
        return super().encode(segments)
t.HashEncoder = Slow
store = t.open_store(sys.argv[1])
print("open", flush=True)
t.run_all(store)
"""


def test_killed_process_then_run_again_gives_the_same(tmp_path, monkeypatch, small_chunks):
    expected = undisturbed(tmp_path)
    url = f"sqlite:///{tmp_path / 'killed.db'}"
    here = str(Path(__file__).parent)
    kills = 0
    for delay in (0.01, 0.04, 0.08):
        child = subprocess.Popen([sys.executable, "-c", CHILD, url, here], stdout=subprocess.PIPE, start_new_session=True)
        with child:
            assert child.stdout.readline() == b"open\n"
            time.sleep(delay)
            os.killpg(child.pid, signal.SIGKILL)
        kills += child.returncode == -signal.SIGKILL
    store = open_store(url)
    run_all(store)
    assert kills > 0
    assert dump(store, "shop") == expected
    assert store.check() == "sound"
    store.close()


def test_two_at_once_import_a_file_once(store, small_chunks):
    rows = [row(n) for n in range(11)]
    inner = []

    def meanwhile():
        yield from rows[:6]
        inner.append(take(store, source(rows)))
        yield from rows[6:]

    outer = take(store, ImportSource("a.csv", "aa", "{}", meanwhile))
    assert (inner[0].stored, outer.stored) == (11, 11)
    assert len({i[0] for i in dump(store, "shop")["imports"]}) == 1
    assert row_counts(store)["feedback"] == 11


def test_two_files_at_once_import_a_shared_row_once(store, small_chunks):
    rows = [row(n) for n in range(11)]

    def meanwhile():
        yield from rows
        take(store, source([row(1), row(2, "Bad login.")], name="b.csv", sha256="bb"))

    summary = take(store, ImportSource("a.csv", "aa", "{}", meanwhile))
    assert (summary.stored, summary.duplicate, summary.updated) == (9, 1, 1)


def test_reader_sees_one_run_while_another_is_published(store):
    take(store, source([row(n) for n in range(5)]))
    first = find(store)
    with store.read() as session:
        project = get_project("shop", session=session)
        take(store, source([row(n) for n in range(5, 10)], sha256="bb"))
        second = find(store)
        assert get_run(project, session=session).id == first.run
    with store.read() as session:
        assert get_run(project, session=session).id == second.run


def test_what_is_imported_during_mining_is_read_before_publishing(store):
    late = [source([row(6)], sha256="bb")]

    class Importing(WordReader):
        def read(self, segments, encoded):
            if late:
                take(store, late.pop())
            return super().read(segments, encoded)

    take(store, source([row(n) for n in range(5)]))
    summary = find(store, reader=Importing())
    themes = dump(store, "shop")["runs"][0]["themes"]
    grouped = sum(len(theme.segment_ids) for theme in themes.themes) + len(themes.unassigned)
    assert summary.segments == grouped == 9
    assert not find(store).new


def test_two_at_once_mine_a_project_once(store, small_chunks):
    inner = []

    class Meanwhile(WordReader):
        def read(self, segments, encoded):
            if not inner:
                inner.append(None)
                inner[0] = find(store)
            return super().read(segments, encoded)

    take(store, source([row(n) for n in range(10)]))
    outer = find(store, reader=Meanwhile())
    assert (outer.run, outer.segments) == (inner[0].run, 14)
    assert row_counts(store)["reading"] == 14


def test_undo_and_mine_again_bring_back_what_was_replaced(store):
    take(store, source([row(1), row(2)]))
    find(store)
    take(store, source([row(1, "Bad app."), row(3)], sha256="bb"))
    find(store)
    with store.write() as session:
        project = get_project("shop", session=session)
        assert undo_import(project, 2, session=session) == 2
    find(store)
    first, second, third = dump(store, "shop")["runs"]
    assert set(third["feedback"]) == set(first["feedback"])
    assert third["themes"] == first["themes"]
    assert {f.id for f in second["feedback"]} == {"r001", "r002", "r003"}


def test_times_are_aware_utc(store):
    take(store, source([row(1, created_at=datetime(2026, 3, 1, 12, tzinfo=UTC))]))
    find(store)
    with store.read() as session:
        project = get_project("shop", session=session)
        assert list_imports(project, session=session)[0].started_at.tzinfo == UTC
    assert dump(store, "shop")["runs"][0]["feedback"][0].created_at == datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_report_of_rejected_rows_is_written_into_a_folder_that_was_not_there(store, tmp_path):
    report = tmp_path / "fresh" / "rejects.jsonl"
    summary = take(store, source(MIXED), policy=RejectPolicy(max_share=0.1, report=report))
    assert summary.report == str(report)
    assert [json.loads(line)["row"] for line in report.read_text(encoding="utf-8").splitlines()] == [12]


def test_taught_brings_corrected_segments_with_their_feedback_and_only_stages_of_the_journey(store):
    take(store, source([row(1), row(4)]))
    with store.write() as session:
        project = get_project("shop", session=session)
        for target, stage in (("r001#1", "buy"), ("r004#0", "elsewhere"), ("r004#2", "none"), ("gone#0", "use"), ("r001#9", "use")):
            add_correction(project, Change("segment", target, "stage", None, stage, "kim"), session=session)
    one, other = taught(store, "shop", journey=JOURNEY, segmenter=FullStopSegmenter())
    assert ([segment.text for segment in one.segments], one.stages) == (["Good app.", "The login is bad."], ((1, "buy"),))
    assert ([segment.text for segment in other.segments], other.stages) == (["Order came.", "Refund bad.", "I am leaving."], ((2, "none"),))


def test_taught_of_an_unknown_project_is_told(store):
    with pytest.raises(NotFound, match="nowhere"):
        taught(store, "nowhere", journey=JOURNEY, segmenter=FullStopSegmenter())
