"""``vocmine mine``: files in, a journey map out, and nothing more when it is run again."""

import pytest

from tests.cli.run import SHOP

KEYS = {"project", "read", "stored", "updated", "duplicate", "skipped", "rejected", "columns", "segments", "themes", "unassigned", "run"}


def test_mine_sums_up_in_json_on_the_last_line(mined_once):
    summary = mined_once[0].summary
    assert summary.keys() >= KEYS
    assert (summary["project"], summary["read"], summary["stored"], summary["rejected"]) == ("shop", 30, 30, 0)
    assert summary["columns"]["text"] == "comment"
    assert summary["segments"] >= 29


def test_mine_shows_stages_and_pain_points_within_eighty_columns(mined_once):
    ended = mined_once[0]
    shown = "\n".join(ended.lines)
    assert "Delivery and onboarding" in shown
    assert "Pain points" in shown
    assert "courier" in shown
    assert max(len(line) for line in ended.lines) <= 80


def test_mine_says_nothing_on_stderr_where_nobody_watches(mined_once):
    assert mined_once[0].err == ""


def test_mine_twice_adds_nothing(vocmine, shop, mined_once):
    again = vocmine("mine", SHOP, "-p", shop, "--json")
    assert again.code == 0
    assert (again.summary["stored"], again.summary["duplicate"], again.summary["new"]) == (0, 30, False)
    assert again.summary["run"] == mined_once[0].summary["run"]


@pytest.mark.slow
def test_mine_extends_the_project_by_new_files(vocmine, shop, csv_file, mined_once):
    more = vocmine("mine", csv_file(3), "-p", shop, "--json")
    assert more.code == 0
    assert (more.summary["stored"], more.summary["new"]) == (3, True)
    assert more.summary["segments"] == mined_once[0].summary["segments"] + 3
    assert more.summary["run"] != mined_once[0].summary["run"]


def test_mine_without_files_mines_what_was_imported(vocmine, csv_file):
    vocmine("import", csv_file(3), "-p", "fresh")
    ended = vocmine("mine", "-p", "fresh", "--json")
    assert ended.code == 0
    assert ended.summary["segments"] == 3
    assert "read" not in ended.summary


def test_mine_without_files_and_project_says_so(vocmine):
    ended = vocmine("mine", "-p", "nowhere")
    assert ended.code == 2
    assert ended.sentence == "Error: No project 'nowhere'."


def test_mine_by_a_journey_of_ones_own(vocmine, csv_file, tmp_path):
    own = tmp_path / "own.yaml"
    own.write_text("id: own\nname: Own\nstages:\n- {id: wait, name: Waiting for the parcel}\n- {id: light, name: Lighting the room}\n")
    ended = vocmine("mine", csv_file(2), "-p", "own", "-j", own)
    assert ended.code == 0
    assert "Waiting for the parcel" in ended.out
    assert vocmine("map", "-p", "own", "-j", own, "-o", "own.json").code == 0
    assert vocmine("map", "-p", "own", "-o", "own.json").sentence == "Error: No run of the journey 'lifecycle' in project 'own'."


def test_mine_stops_at_too_many_bad_rows_and_publishes_nothing(vocmine, csv_file):
    ended = vocmine("mine", csv_file(9, 1), "-p", "bad")
    assert ended.code == 1
    assert ended.sentence.startswith("Error: 1 of 10 rows were rejected, more than the allowed share of 0.05; nothing was published.")
    assert vocmine("map", "-p", "bad", "-o", "bad.json").code == 2


def test_mine_refuses_a_missing_file_before_it_makes_a_project(vocmine):
    ended = vocmine("mine", "nowhere.csv", "-p", "shop", "--json")
    assert (ended.code, ended.out) == (1, "")
    assert ended.sentence == "Error: nowhere.csv cannot be opened: No such file or directory."
    assert vocmine("projects", "list", "--json").summary == {"projects": []}
