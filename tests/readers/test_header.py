"""Depth of the header, title lines, headings that repeat or are missing."""

from collections.abc import Callable
from pathlib import Path

from vocmine.readers.header import unique_headings
from vocmine.readers.open import inspect, read
from vocmine.types import Record, Skipped

Write = Callable[..., Path]


def test_qualtrics_three_rows_are_one_header(data: Path) -> None:
    plan = inspect(data / "qualtrics.csv")
    assert (plan.header_rows, plan.layout, plan.kind, plan.rows) == (3, "qualtrics", "survey", 6)
    assert [(t.heading, t.question) for t in plan.texts] == [("Q2", "What could we do better?"), ("Q3_TEXT", "Other reason, please say")]
    assert plan.role("nps") == "Q1"
    assert plan.scales == (("nps", 0, 10),)


def test_qualtrics_previews_are_skipped_and_partial_answers_kept(data: Path) -> None:
    items = list(read(data / "qualtrics.csv"))
    assert [(s.row, s.reason) for s in items if isinstance(s, Skipped)] == [(1, "preview"), (5, "empty")]
    feedbacks = [f for item in items if isinstance(item, Record) for f in item.feedbacks]
    assert [(f.id, f.nps) for f in feedbacks] == [
        ("R_b2:Q2", 10),
        ("R_c3:Q2", 2),
        ("R_c3:Q3_TEXT", 2),
        ("R_d4", 6),
        ("R_f6:Q2", 9),
        ("R_f6:Q3_TEXT", 9),
    ]
    assert feedbacks[0].question == "What could we do better?"
    assert {f.record for f in feedbacks[1:3]} == {"R_c3"}


def test_old_qualtrics_header_of_two_rows_is_known(write: Write) -> None:
    path = write(
        "ResponseID,StartDate,EndDate,Status,Q1\nResponseID,StartDate,EndDate,Status,Why did you leave us?\n"
        "R_1,2026-01-02 10:00:00,2026-01-02 10:05:00,0,because of the price\n"
        "R_2,2026-01-13 10:00:00,2026-01-13 10:05:00,0,we moved to a new house\n"
    )
    plan = inspect(path)
    assert (plan.header_rows, plan.rows) == (2, 2)
    assert plan.texts[0].question == "Why did you leave us?"


def test_surveymonkey_two_rows_are_one_header(data: Path) -> None:
    plan = inspect(data / "surveymonkey.csv")
    assert (plan.header_rows, plan.layout, plan.rows) == (2, "surveymonkey", 3)
    assert plan.headings[9:11] == ("Which of these do you use? - App", "Which of these do you use? - Phone")
    assert plan.texts[0].question == "Why did you choose this score?"


def test_title_lines_are_skipped_with_a_note(data: Path) -> None:
    plan = inspect(data / "titles.csv")
    assert plan.skipped_lines == 2
    assert "2 title lines above the header skipped." in plan.notes


def test_headings_that_repeat_or_lack_get_names_of_their_own() -> None:
    headings, notes = unique_headings(["a", "", "a", "a", ""])
    assert headings == ("a", "column 2", "a (2)", "a (3)", "column 5")
    assert notes == (
        "Without a heading, called by place: 'column 2', 'column 5'.",
        "Headings that occur more than once: 'a'; the later columns are called 'a (2)', 'a (3)'.",
    )


def test_data_in_the_first_row_is_not_taken_for_headings(write: Write) -> None:
    path = write("17,2026-01-13,the hub is broken again\n18,2026-01-14,no answer on the phone\n")
    plan = inspect(path)
    assert (plan.header_rows, plan.rows, plan.headings) == (0, 2, ("column 1", "column 2", "column 3"))
    assert "The first row holds data, not headings; the columns are numbered." in plan.notes
