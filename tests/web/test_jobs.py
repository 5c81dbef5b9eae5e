"""Jobs: their folder survives a reload, uploads do not survive the job, names lead nowhere."""

import json
import os
import sys
import time

import pytest

from vocmine.errors import NotFound, UsageError
from vocmine.web import jobs, worker


def running_as(pid, job_id):
    folder = jobs.folder_of(job_id)
    jobs.write_whole(folder / "asked.json", {"project": "shop", "journey": "lifecycle", "options": {}})
    jobs.write_whole(folder / "progress.json", {"status": "running", "step": "reading", "done": 3, "total": 9, "pid": pid})
    jobs.write_whole(folder / "pid.json", pid)


@pytest.mark.parametrize(
    ("name", "fit"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\a.csv", "a.csv"),
        ("..", "upload"),
        ("", "upload"),
        ("a\x00b\n.csv", "a_b_.csv"),
        (".hidden.csv", "hidden.csv"),
        ("ü" * 200 + ".csv", "ü" * 58 + ".csv"),
        ("noending", "noending"),
    ],
)
def test_fit_name_never_leads_out_of_its_folder(name, fit):
    assert jobs.fit_name(name) == fit


def test_put_files_keeps_two_of_one_name_apart():
    paths = jobs.put_files(jobs.draft(), [("a.csv", b"1"), ("a.csv", b"2")])
    assert [path.read_bytes() for path in paths] == [b"1", b"2"]
    assert jobs.files_of(paths[0].parents[2]) == paths


def test_find_after_a_reload_tells_how_far_it_is():
    job_id = jobs.draft()
    running_as(os.getpid(), job_id)
    assert (jobs.find(job_id).asked.project, jobs.find(job_id).progress.done) == ("shop", 3)
    assert [job.id for job in jobs.running()] == [job_id]


def test_find_tells_of_a_process_that_died_and_forgets_the_files():
    job_id = jobs.draft()
    path = jobs.put_files(job_id, [("a.csv", b"1")])[0]
    running_as(2**22 - 3, job_id)
    assert jobs.find(job_id).progress.status == "failed"
    assert not path.exists()


@pytest.mark.parametrize("job_id", ["../..", "zz", "0" * 16, ""])
def test_find_of_no_job_is_not_found(job_id):
    with pytest.raises(NotFound, match="No job"):
        jobs.find(job_id)


def test_draft_sweeps_folders_of_yesterday():
    old = jobs.draft()
    os.utime(jobs.folder_of(old), (time.time() - 2 * jobs.KEPT_SECONDS,) * 2)
    jobs.draft()
    assert not jobs.folder_of(old).exists()


def test_worker_tells_a_foreseen_failure_in_its_sentence(monkeypatch):
    def refuse(folder, tell):
        raise UsageError("There is no column 'comment'.")

    folder = jobs.folder_of(jobs.draft())
    path = jobs.put_files(folder.name, [("a.csv", b"1")])[0]
    monkeypatch.setattr(worker, "mine", refuse)
    worker.run(folder)
    told = json.loads((folder / "progress.json").read_text())
    assert (told["status"], told["error"]) == ("failed", "There is no column 'comment'.")
    assert not path.exists()


def test_worker_names_no_content_in_an_unforeseen_failure(monkeypatch):
    def fail(folder, tell):
        raise ValueError("secret words of a customer")

    folder = jobs.folder_of(jobs.draft())
    monkeypatch.setattr(worker, "mine", fail)
    worker.run(folder)
    assert json.loads((folder / "progress.json").read_text())["error"] == "Mining stopped by a fault of vocmine's own (ValueError)."


def test_start_runs_a_process_of_its_own_that_ends_with_a_sentence():
    job_id = jobs.draft()
    jobs.put_files(job_id, [("a.csv", b"\x00\x01 no table")])
    jobs.start(job_id, jobs.Asked("shop", "lifecycle"))
    end = time.monotonic() + 30
    while jobs.find(job_id).progress.status == "running" and time.monotonic() < end:
        time.sleep(0.1)
    assert jobs.find(job_id).progress.status == "failed"
    assert "a.csv" in jobs.find(job_id).progress.error
    assert str(sys.executable) not in jobs.find(job_id).progress.error
