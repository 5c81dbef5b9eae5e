"""What each column is taken for: text, date, score, id, personal data."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from vocmine.errors import ColumnMissing, NoText, UsageError
from vocmine.readers.open import inspect, read
from vocmine.readers.plan import ReadOptions
from vocmine.types import Record, Rejected

Write = Callable[..., Path]
WORDS = (
    "the delivery came late",
    "nobody answers the phone",
    "lovely staff in the shop",
    "the app logs me out",
    "far too expensive for me",
)


def table(heading: str, values: list[str]) -> str:
    rows = [f"{value},{WORDS[n % 5]} {n}" for n, value in enumerate(values)]
    return f"{heading},comment\n" + "\n".join(rows) + "\n"


@pytest.mark.parametrize(
    ("heading", "values", "role"),
    [
        ("Star Rating", ["1", "5", "4", "3"], "rating"),
        ("NPS", ["0", "10", "9", "3"], "nps"),
        ("How likely are you to recommend us?", ["0", "10", "9", "3"], "nps"),
        ("CSAT score", ["1", "5", "4", "3"], "csat"),
        ("ces", ["1", "7", "4", "3"], "ces"),
        ("Reviewer Language", ["en", "de", "en", "en"], "language"),
        ("Received Via", ["Internet", "Call", "Call", "Internet"], "channel"),
        ("stage_asked", ["usage", "purchase", "usage", "usage"], "stage_asked"),
        ("customer_id", ["c1", "c2", "c2", "c3"], "customer"),
        ("Review Submit Date and Time", ["2026-01-02T03:04:05Z"] * 4, "created_at"),
        ("created", ["1735689600", "1735689601", "1735689602", "1735689603"], "created_at"),
        ("Ticket #", ["7", "8", "9", "10"], "id"),
        ("weight", ["0.5", "1.5", "1", "1"], "weight"),
    ],
)
def test_column_is_known_by_heading_and_content(write: Write, heading: str, values: list[str], role: str) -> None:
    plan = inspect(write(table(heading, values)))
    assert plan.role(role) == heading
    assert [t.heading for t in plan.texts] == ["comment"]


@pytest.mark.parametrize(
    ("heading", "values", "reason"),
    [
        ("E-Mail", ["x", "y", "z"], "personal: e-mail address"),
        ("recipientFirstName", ["Al", "Bo", "Cy"], "personal: name"),
        ("contact", ["a@example.org", "b@example.org", ""], "personal: e-mail address"),
        ("reach", ["+44 20 7946 0011", "(020) 7946-0022", "+44 20 7946 0033"], "personal: telephone number"),
        ("machine", ["192.0.2.1", "192.0.2.2", "2001:db8::1"], "personal: IP address"),
        ("where", ['"[51.5074, -0.1278]"', '"[51.5075, -0.1279]"', '"[51.5076, -0.1270]"'], "personal: position"),
    ],
)
def test_personal_column_is_dropped_and_listed(write: Write, heading: str, values: list[str], reason: str) -> None:
    path = write(table(heading, values))
    plan = inspect(path)
    assert plan.dropped == ((heading, reason),)
    assert not [f.attributes for item in read(path) if isinstance(item, Record) for f in item.feedbacks if f.attributes]


def test_name_of_a_product_is_no_personal_name(write: Write) -> None:
    assert inspect(write(table("airline_name", ["a", "b", "a"]))).attributes == ("airline_name",)


def test_every_heading_comes_out_once(data: Path) -> None:
    for path in sorted(data.glob("*.csv")):
        plan = inspect(path)
        used = [h for _, h in plan.roles] + [t.heading for t in plan.texts] + [h for h, _ in plan.dropped] + list(plan.attributes)
        assert sorted(used) == sorted(plan.headings), path.name


def test_day_and_month_are_told_by_the_whole_column(write: Write) -> None:
    plan = inspect(write(table("date", ["03/04/2025", "05/06/2025", "13/06/2025"])))
    assert (plan.role("created_at"), plan.date_order) == ("date", "dmy")


def test_ambiguous_dates_are_not_used_and_it_is_said(write: Write) -> None:
    plan = inspect(write(table("date", ["03/04/2025", "05/06/2025", "07/06/2025"])))
    assert plan.role("created_at") is None
    assert (
        "Column 'date' (03/04/2025, 05/06/2025, 07/06/2025) does not tell which number is the day and which the month; "
        "its dates are not used." in plan.notes
    )


def test_column_called_like_a_date_that_holds_few_is_said(write: Write) -> None:
    path = write(table("date", ["2025-01-13", "2025-01-14", "soon"]))
    plan = inspect(path)
    assert (plan.role("created_at"), plan.attributes) == (None, ("date",))
    assert plan.notes == (
        "Column 'date' is not read as dates: 1 of 3 cells are no dates. "
        "Pass --map 'created_at=date' to read it; rows with such cells are then rejected.",
    )
    mapped = read(path, ReadOptions(mapping=(("created_at", "date"),)))
    assert [item.row for item in mapped if isinstance(item, Rejected)] == [3]


@pytest.mark.parametrize(("values", "share"), [(["9", "x", "3"], "67%"), (["9", "500", "3"], "100%")])
def test_column_called_like_a_score_that_fits_no_scale_is_said(write: Write, values: list[str], share: str) -> None:
    plan = inspect(write(table("nps", values)))
    assert (plan.role("nps"), plan.attributes) == (None, ("nps",))
    assert plan.notes == (
        f"Column 'nps' is not read as nps: {share} of its cells are numbers, not all of them on a known scale. "
        "Pass --map 'nps=nps' to read it; rows with such cells are then rejected.",
    )


def swapped(days: range) -> str:
    rows = ["Date,Day,comment"]
    for n, day in enumerate(days):
        iso, named = (f"2025-0{day}-04", f"0{day}-Apr-25") if day < 10 else (f"2025-04-{day}", f"{day}-Apr-25")
        rows.append(f"{iso},{named},{WORDS[n % 5]} {n}")
    return "\n".join(rows) + "\n"


def test_two_date_columns_that_disagree_are_not_used(write: Write) -> None:
    plan = inspect(write(swapped(range(5, 30))))
    assert plan.role("created_at") is None
    assert plan.notes[0] == (
        "Columns 'Date' (2025-05-04, 2025-06-04, 2025-07-04) and 'Day' (05-Apr-25, 06-Apr-25, 07-Apr-25) disagree, "
        "with day and month swapped; neither is used. Pass --map created_at=COLUMN for the right one."
    )


def test_mapped_column_settles_which_dates_are_right(write: Write) -> None:
    plan = inspect(write(swapped(range(5, 30))), ReadOptions(mapping=(("created_at", "Day"),)))
    assert plan.role("created_at") == "Day"


def test_single_column_with_swapped_days_is_not_used(write: Write) -> None:
    real = [(day, month) for month in (4, 5, 6) for day in range(1, 29)]
    dates = [f"2025-{d:02}-{m:02}" if d <= 12 else f"2025-{m:02}-{d:02}" for d, m in real]
    plan = inspect(write(table("date", dates)))
    assert plan.role("created_at") is None
    assert "as if day and month had been swapped in the other rows" in plan.notes[0]
    mapped = ReadOptions(mapping=(("created_at", "date"),))
    assert inspect(write(table("date", dates)), mapped).role("created_at") == "date"


def test_mapped_column_whose_order_is_open_is_not_used(write: Write) -> None:
    path = write(table("when", ["03/04/2025", "05/06/2025", "07/06/2025"]))
    assert inspect(path, ReadOptions(mapping=(("created_at", "when"),))).role("created_at") is None


def test_bad_date_in_a_good_column_rejects_its_row(write: Write) -> None:
    path = write(table("date", ["2025-01-13"] * 39 + ["2025-02-30"]))
    assert [(r.row, r.column, r.code, r.message) for r in read(path) if isinstance(r, Rejected)] == [
        (40, "date", "date", "'2025-02-30' in column 'date' is not a date.")
    ]


def test_score_outside_its_scale_rejects_its_row(write: Write) -> None:
    path = write(table("rating", ["4", "5", "1"] * 13 + ["55"]))
    assert [(r.row, r.column, r.message) for r in read(path) if isinstance(r, Rejected)] == [
        (40, "rating", "55 in column 'rating' lies outside the scale from 1 to 5.")
    ]


def test_column_of_mostly_other_things_is_no_score(write: Write) -> None:
    path = write(table("rating", ["4", "good", "bad", "fine"]))
    assert inspect(path).attributes == ("rating",)
    assert all(isinstance(item, Record) for item in read(path))


def test_mapped_score_rejects_what_is_no_number(write: Write) -> None:
    path = write(table("mark", ["4", "5", "x" * 200]))
    (reject,) = [r for r in read(path, ReadOptions(mapping=(("rating", "mark"),))) if isinstance(r, Rejected)]
    assert reject.message == f"'{'x' * 79}…' in column 'mark' is not a number."


def test_score_from_zero_to_ten_is_nps(write: Write) -> None:
    assert inspect(write(table("score", ["0", "10", "9"]))).role("nps") == "score"
    assert inspect(write(table("score", ["1", "5", "4"]))).role("rating") == "score"


def test_id_that_repeats_is_not_used_and_it_is_said(write: Write) -> None:
    path = write(table("tweet_id", ["5.7E+17", "5.7E+17", "5.6E+17"]))
    plan = inspect(path)
    assert not plan.id_unique
    assert plan.notes[0] == (
        "Column 'tweet_id' does not name every row by a value of its own (its numbers were rounded by a spreadsheet); "
        "a hash of the row's content is the id instead."
    )


def test_derived_texts_are_not_read_beside_the_review(write: Write) -> None:
    long = "this is a long sentence about the parcel that never came"
    path = write("review,lemmas\n" + "\n".join(f"{long} {n},{long} again {n}" for n in range(9)) + "\n")
    plan = inspect(path)
    assert [t.heading for t in plan.texts] == ["review"]
    assert plan.dropped == (("lemmas", "free text that is not read"),)


def test_questions_are_all_read(write: Write) -> None:
    path = write(
        "What do you like best?,What do you dislike?\n" + "\n".join(f"the nice people {n},the long queue {n}" for n in range(9)) + "\n"
    )
    plan = inspect(path)
    assert [t.question for t in plan.texts] == ["What do you like best?", "What do you dislike?"]
    assert plan.kind == "survey"


def test_text_may_name_several_columns(write: Write) -> None:
    path = write("a,b\ngood,bad\nfine,poor\n")
    items = [
        f.id.split(":")[1] + "=" + f.text
        for item in read(path, ReadOptions(text="a, b"))
        if isinstance(item, Record)
        for f in item.feedbacks
    ]
    assert items == ["a=good", "b=bad", "a=fine", "b=poor"]


def test_missing_column_is_named_with_those_there(write: Write) -> None:
    path = write(table("x", ["1", "2"]))
    with pytest.raises(ColumnMissing, match=r"^No column 'y' in file\.csv; found 'x', 'comment'\. Pass --text\.$"):
        inspect(path, ReadOptions(text="y"))
    with pytest.raises(ColumnMissing, match=r"^No column 'z' in file\.csv; found 'x', 'comment'\. Pass --map\.$"):
        inspect(path, ReadOptions(mapping=(("rating", "z"),)))


def test_unknown_field_is_a_wrong_use(write: Write) -> None:
    with pytest.raises(UsageError, match=r"^No field 'stars' \(of stars=x\); the fields are id, text, kind, created_at,"):
        inspect(write(table("x", ["1", "2"])), ReadOptions(mapping=(("stars", "x"),)))


def test_survey_definition_holds_nothing_to_read(data: Path) -> None:
    with pytest.raises(NoText) as caught:
        inspect(data / "survey.qsf")
    assert str(caught.value) == (
        "survey.qsf is a Qualtrics survey definition: it holds questions and no answers, so there is nothing to read. Export the responses."
    )


def test_plan_is_one_json_object(data: Path) -> None:
    told = json.loads(inspect(data / "plain.csv").to_json())
    assert told["texts"] == [{"heading": "Review", "question": None}]
    assert told["roles"] == [["channel", "Channel"], ["id", "Review ID"], ["created_at", "Submitted at"], ["rating", "Stars"]]


def test_reply_of_the_company_is_dropped(write: Write) -> None:
    path = write(
        "Review Text,Developer Reply Text\nThe app crashes on login,Sorry to hear that\nAll went well today,\n"
        "It hangs each morning,Please write to us\n"
    )
    plan = inspect(path)
    assert [t.heading for t in plan.texts] == ["Review Text"]
    assert plan.dropped == (("Developer Reply Text", "the company's own words"),)


def test_column_of_nothing_but_zeros_is_no_rating(write: Write) -> None:
    assert inspect(write(table("Score", ["0 / 0", "0 / 0", "0 / 0"]))).scales == ()


def test_question_is_told_without_html(write: Write) -> None:
    path = write("<b>What do you think\tof us?</b>,plan\nvery slow on the phone,a\nlovely people in the shop,b\n")
    assert inspect(path).texts[0].question == "What do you think of us?"
