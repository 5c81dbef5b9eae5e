import json
from dataclasses import replace
from datetime import UTC, datetime

from tests.export.drawn import journey_map
from tests.made import feedback, reading, scored
from vocmine.export.score_rows import FULL
from vocmine.export.tables import feedback_table, pain_table, segment_table, theme_table
from vocmine.types import Cause, Journey, Proposal, Scored, Segment, Stage, Theme, Themes

JOURNEY = Journey("two", "Two", (Stage("usage", "Use"), Stage("support", "Support")))
SLOW = Theme(
    "t1", "pain_point", "slow app", ("slow",), ("f1#0", "f2#0", "gone#0"), ("f1#0",), 0.5, (("usage", 2),), (Cause("update", 1, ("f1#0",)),)
)
WARM = Theme("t2", "gain", "warm house", (), ("f1#1",), (), 0.2, ())
THEMES = Themes((SLOW, WARM), ())


def two_opinions():
    whole = feedback("f1", "The app is slow but the house is warm.", customer="ann", attributes=(("Plan", "Basic"), ("stage", "his own")))
    first = Scored(Segment(whole, 0, 0, 15), reading("support", "negative"))
    return [first, Scored(Segment(whole, 1, 16, 38), reading("usage", "positive"))]


def test_segments_carry_score_fields_and_their_theme():
    table = segment_table([*two_opinions(), scored("f3")], THEMES)
    rows = list(table.rows)
    assert table.names == (*FULL, "theme_id", "theme_label")
    assert [(row["segment_id"], row["theme_id"], row["theme_label"]) for row in rows] == [
        ("f1#0", "t1", "slow app"),
        ("f1#1", "t2", "warm house"),
        ("f3#0", None, None),
    ]


def test_feedback_gives_back_the_users_columns_and_codes_them():
    table = feedback_table(two_opinions(), THEMES, JOURNEY)
    (row,) = table.rows
    assert tuple(row) == table.names
    assert (row["Plan"], row["own: stage"], row["customer"]) == ("Basic", "his own", "ann")
    assert (row["stage"], row["sentiment"], row["sentiment_label"]) == ("support", 0.0, "mixed")
    assert (row["stage: usage"], row["stage: support"], row["theme: slow app"], row["theme: warm house"]) == (1, 1, 1, 1)


def test_feedback_codes_zero_where_nothing_is_told():
    rows = list(feedback_table([*two_opinions(), scored("f3", "none", "neutral")], THEMES, JOURNEY).rows)
    assert (rows[1]["stage"], rows[1]["sentiment_label"], rows[1]["Plan"]) == ("none", "neutral", None)
    assert (rows[1]["stage: usage"], rows[1]["theme: slow app"]) == (0, 0)


def test_feedback_keeps_rows_that_are_a_score_without_words():
    table = feedback_table(
        two_opinions(), THEMES, JOURNEY, scores=[feedback("s1", "", nps=9.0, created_at=datetime(2026, 1, 1, tzinfo=UTC))]
    )
    row = list(table.rows)[-1]
    assert (row["feedback_id"], row["nps"], row["text"], row["stage"], row["sentiment"]) == ("s1", 9.0, "", None, None)


def test_feedback_stands_as_in_its_file():
    told = [scored(of=feedback(name, source_row=row)) for name, row in (("f1", 3), ("f2", 1))]
    table = feedback_table(told, THEMES, JOURNEY, scores=[feedback("s1", "", source_row=2, nps=9.0)])
    assert [row["feedback_id"] for row in table.rows] == ["f2", "s1", "f1"]


def test_feedback_that_was_not_read_has_no_sentiment():
    (row,) = feedback_table([scored("f1", "none", None, language="de")], Themes((), ()), JOURNEY).rows
    assert (row["stage"], row["sentiment"], row["sentiment_label"]) == ("none", None, None)


def test_themes_of_one_label_keep_a_column_each():
    twins = Themes((SLOW, Theme("t9", "suggestion", "slow app", (), ("f3#0",), (), 0.1, ())), ())
    table = feedback_table(two_opinions(), twins, JOURNEY)
    assert table.names[-2:] == ("theme: slow app (t1)", "theme: slow app (t9)")


def test_themes_count_people_once():
    statements = [*two_opinions(), scored(of=feedback("f2", customer="ann"))]
    slow, warm = theme_table(THEMES, statements).rows
    assert (slow["segments"], slow["people"], json.loads(slow["stages"])) == (3, 1, {"usage": 2})
    assert json.loads(slow["causes"]) == [{"label": "update", "told": 1, "cause_stage": None}]
    assert (warm["kind"], warm["people"]) == ("gain", 1)


def test_pains_follow_the_map_stage_by_stage():
    rows = list(pain_table(journey_map()).rows)
    assert [(row["stage"], row["rank"], row["people"], row["people_at_stage"]) for row in rows][:2] == [
        ("use", 1, 30, 100),
        ("use", 2, 5, 100),
    ]
    assert (rows[-1]["stage"], rows[-1]["label"], rows[-1]["people_at_stage"]) == ("help", "label of hold", 12)
    assert json.loads(rows[0]["causes"])[0]["cause_stage"] == "help"
    assert json.loads(rows[0]["behind_causes"])[0].startswith("old hub (3\u00a0people, in Help), behind that lost <script>")
    assert (json.loads(rows[0]["cause_stages"]), json.loads(rows[1]["behind_causes"])) == ({"help": 3, "use": 2, "leave": 1}, [])


def test_pains_carry_the_intervals_of_ranks_and_effects():
    slow, other = list(pain_table(journey_map()).rows)[:2]
    assert (slow["rank_low"], slow["rank_high"], slow["impact_metric"]) == (1, 4, "nps")
    assert [slow[f"impact{end}"] for end in ("", "_low", "_high", "_n")] == [-1.2, -1.6, -0.8, 140]
    assert [slow[f"leave_one_out{end}"] for end in ("", "_low", "_high", "_n")] == [3.04, 1.0, 5.1, 140]
    assert {other[name] for name in ("rank_low", "rank_high", "impact", "impact_n", "impact_metric", "leave_one_out")} == {None}
    assert slow.keys() == set(pain_table(journey_map()).names)


def test_feedback_marks_a_score_at_odds_with_the_words():
    told = [scored(of=feedback(name, source_row=row, attributes=(("score_at_odds", "mine"),))) for row, name in enumerate(("f1", "f2"), 1)]
    rows = list(feedback_table(told, THEMES, JOURNEY, at_odds={"f2"}).rows)
    assert [(row["score_at_odds"], row["own: score_at_odds"]) for row in rows] == [(0, "mine"), (1, "mine")]


def test_themes_tell_who_proposed_their_names():
    named, renamed = (
        replace(one, proposal=Proposal("small", "found name", name)) for one, name in zip(THEMES.themes, ("slow app", "x"), strict=True)
    )
    rows = theme_table(Themes((named, renamed), ()), two_opinions()).rows
    assert [(row["named_by"], row["found_label"]) for row in rows] == [("small", "found name"), (None, None)]
