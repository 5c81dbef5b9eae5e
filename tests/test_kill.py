"""Killed at any moment and run again, mining and scoring end as an undisturbed run ends: to the byte."""

import csv
import shutil
import sqlite3
import sys
from contextlib import closing
from itertools import islice
from pathlib import Path

import pytest

from benchmarks.soak import Mining, Scoring
from vocmine.artifacts import shipped

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")]
N_ROWS = 300
MOMENTS = {
    "while reading the file": "SELECT count(*) FROM import_ WHERE status = 'running'",
    "between chunks of readings": "SELECT count(*) FROM scored_feedback",
    "while looking for themes": "SELECT count(*) > 0 AND count(*) >= (SELECT count(*) FROM feedback WHERE text <> '') FROM scored_feedback",
}


@pytest.fixture(scope="module")
def reviews(tmp_path_factory):
    """Return the sample's reviews in a folder of their own: two batches of scoring."""
    return Path(shutil.copy(shipped("corpora/sample") / "reviews.csv", tmp_path_factory.mktemp("score")))


@pytest.fixture(scope="module")
def rows(reviews, tmp_path_factory):
    """Return the first of the reviews: two chunks of mining."""
    path = tmp_path_factory.mktemp("mine") / "rows.csv"
    with reviews.open(encoding="utf-8", newline="") as handle, path.open("w", encoding="utf-8", newline="") as first:
        csv.writer(first).writerows(islice(csv.reader(handle), 1 + N_ROWS))
    return path


def job_of(kind, rows, name):
    job = kind(rows, rows.parent / f"{kind.__name__}-{name}")
    job.folder.mkdir()
    return job


@pytest.fixture(scope="module")
def mined(rows):
    job = job_of(Mining, rows, "undisturbed")
    job.finish()
    return job.outcome()


@pytest.mark.parametrize("moment", MOMENTS)
def test_mining_that_was_killed_ends_as_if_undisturbed(rows, mined, moment):
    job = job_of(Mining, rows, moment.split()[-1])

    def reached():
        try:
            with closing(sqlite3.connect(f"file:{job.database}?mode=ro", uri=True)) as database:
                return bool(database.execute(MOMENTS[moment]).fetchone()[0])
        except sqlite3.Error:
            return False

    assert job.kill(reached)
    job.finish()
    assert job.outcome() == mined


def test_scoring_that_was_killed_ends_as_if_undisturbed(reviews):
    undisturbed, killed = job_of(Scoring, reviews, "undisturbed"), job_of(Scoring, reviews, "killed")
    undisturbed.finish()
    assert killed.kill((killed.folder / "out.jsonl.unfinished" / "mark.json").exists)
    killed.finish()
    assert killed.outcome() == undisturbed.outcome()
    assert sorted(path.name for path in killed.folder.iterdir()) == ["out.jsonl"]
