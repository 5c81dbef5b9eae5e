"""The upload page: what it says before, while and after a file is mined."""

import os

from tests.web.test_jobs import running_as
from tests.web.test_pages import texts
from tests.web.test_preview import CSV
from vocmine.web import jobs, routes


def test_upload_shows_three_strips_and_the_first_feedback(nothing, open_page):
    app = open_page(routes.UPLOAD)
    app.file_uploader[0].upload("survey.csv", CSV.encode(), "text/csv").run()
    said = texts(app)
    assert all(strip in said for strip in ("What it is", "Which column is what", "What is personal"))
    assert "I waited forty minutes on hold and the agent was rude" in said
    assert "bob@mail.example" not in said


def test_upload_corrected_text_column_shows_its_words(nothing, open_page):
    app = open_page(routes.UPLOAD)
    app.file_uploader[0].upload("survey.csv", CSV.encode(), "text/csv").run()
    app.multiselect(key="as-text").set_value(["Channel"]).run()
    assert "web" in [one.value for one in app.text]


def test_upload_of_no_table_is_one_sentence(nothing, open_page):
    app = open_page(routes.UPLOAD)
    app.file_uploader[0].upload("a.csv", b"\x00\x01\x02", "text/csv").run()
    assert len(app.error) == 1


def test_upload_finds_a_running_job_again(nothing, open_page):
    job_id = jobs.draft()
    running_as(os.getpid(), job_id)
    assert "shop" in texts(open_page(routes.UPLOAD))
    assert "You may close this page" in texts(open_page(routes.UPLOAD, job=job_id))


def test_upload_tells_why_a_job_failed(nothing, open_page):
    job_id = jobs.draft()
    running_as(2**22 - 3, job_id)
    assert "Upload the files again" in texts(open_page(routes.UPLOAD, job=job_id))


def test_upload_shows_the_ledger_of_a_job_that_is_done(nothing, open_page):
    job_id = jobs.draft()
    running_as(os.getpid(), job_id)
    told = {"read": 10, "stored": 8, "segments": 20, "themes": 3, "rejected": 1, "skipped": {"empty": 1}}
    told["rejects"] = [{"file": "a.csv", "row": 4, "column": None, "message": "The row has 3 cells."}]
    jobs.write_whole(jobs.folder_of(job_id) / "progress.json", {"status": "done", "summary": told})
    app = open_page(routes.UPLOAD, job=job_id)
    assert [metric.value for metric in app.metric] == ["10", "8", "20", "3"]
    assert "The row has 3 cells" in texts(app)


def test_upload_of_an_unknown_job_says_so(nothing, open_page):
    assert "No job" in texts(open_page(routes.UPLOAD, job="0" * 16)).replace("\\", "")
