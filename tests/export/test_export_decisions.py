"""Decisions in words, tables, JSON and on the wall: with their intervals, where they are from, and without anybody's markup."""

import csv
import io
import json
from dataclasses import replace
from datetime import date

import jsonschema
import pytest

from tests.export.drawn import HOSTILE, column, journey_map, theme
from tests.export.test_map_json import VALIDATOR
from vocmine.decision_types import Criterion, Fix, Given, Held, PainKind
from vocmine.export.csv import to_csv
from vocmine.export.decisions import decision_text, fix_text, kind_text, matrix_rows, matrix_texts, quarters, quick_wins_first
from vocmine.export.figures import Noun
from vocmine.export.html import to_html
from vocmine.export.json import priorities_to_json, to_json
from vocmine.export.tables import pain_table, priority_table
from vocmine.journey.priorities import Candidate, prioritise
from vocmine.types import Rate

PEOPLE = Noun("person", "people")
FIX = Fix(
    date(2026, 3, 2),
    "helped",
    date(2026, 2, 2),
    date(2026, 3, 29),
    (40, 12),
    Rate(0.2, 0.15, 0.26, 200),
    Rate(0.06, 0.03, 0.1, 200),
    Rate(-0.14, -0.205, -0.075, 400),
    0.001,
    0.002,
    held=(Held("channel", Rate(-0.13, -0.2, -0.06, 400), 0.003),),
    evidence=(("a#0",), ("b#0",)),
)
BRAND, COST, EFFORT = (
    Criterion("brand", "Brand", 1.0, 0.0, 10.0),
    Criterion("cost", "Cost", 2.0),
    Criterion("delivery_effort", "Effort", 1, 0, 10),
)


def weighed():
    shares = {"slow": Rate(0.3, 0.25, 0.35, 400), "lost": Rate(0.1, 0.07, 0.13, 400)}
    candidates = [Candidate(name, f"{HOSTILE} {name}", 40, {"share": share}, ("a#0",)) for name, share in shares.items()]
    given = [Given("slow", "cost", 12000, 9000, 15000, "imported"), Given("lost", "brand", 8, 8, 8, "typed")]
    given += [Given("lost", "delivery_effort", 2, 1, 3, "typed")]
    return prioritise(candidates, [Criterion("share", "Share of people", 1.0, 0.0), BRAND, COST, EFFORT], given, units=400)


@pytest.fixture
def drawn():
    kind = PainKind("slow", "Slow", Rate(0.4, 0.3, 0.5, 100), ("a#0",))
    pain = replace(theme("slow"), owner=HOSTILE, status="fixed", fix=FIX, kind_of_pain=kind)
    return replace(journey_map(column("Use", 100, 20, 60, pain_points=(pain, theme("lost")))), priorities=weighed())


def test_a_fix_is_told_with_both_shares_and_the_interval():
    assert fix_text(FIX, PEOPLE) == (
        "Fixed on 2 Mar 2026: told by 20% of 200\u00a0people before and 6% of 200\u00a0people in as long since, "
        "−14.0 points [−20.5, −7.5]. It helped: the fall is beyond chance."
    )
    assert fix_text(None, PEOPLE) == ""


@pytest.mark.parametrize(
    ("why", "said"),
    [
        ("", "No clear change."),
        ("trend", "No clear change. The share went that way before the day already."),
        ("season", "No clear change. The same weeks of the year before moved alike."),
        ("customer_segment", "No clear change. With the mix of customer segment held fixed it is not beyond chance."),
    ],
)
def test_what_took_a_change_away_is_named(why, said):
    assert fix_text(replace(FIX, verdict="no clear change", why=why), PEOPLE).endswith(said)


def test_of_few_counts_are_told_and_no_percentages():
    few = replace(FIX, verdict="too few", told=(3, 0), before=Rate(0.2, 0.1, 0.4, 15), after=Rate(0, 0, 0.2, 12), difference=None)
    said = fix_text(few, PEOPLE)
    assert "told by 3 of 15\u00a0people before and 0 of 12\u00a0people since; too few to tell whether it helped." in said
    assert "%" not in said
    assert fix_text(Fix(date(2026, 3, 2), "too few"), PEOPLE) == "Fixed on 2 Mar 2026: the data tell nothing of before or of after."


def test_owner_status_and_kind_are_told():
    assert decision_text(replace(theme("a"), owner="Kim", status="in progress")) == "In progress, owned by Kim."
    assert decision_text(replace(theme("a"), owner="Kim", status=None)) == "Owned by Kim."
    assert decision_text(replace(theme("a"), owner=None, status="will not fix")) == "Will not fix."
    assert decision_text(replace(theme("a"), owner=None, status=None)) == ""
    kind = PainKind("slow", "Slow", Rate(0.4, 0.3, 0.5, 100), ())
    assert kind_text(kind) == "Kind of trouble: slow (40% of 100 say so in so many words)."
    assert kind_text(replace(kind, share=Rate(0.4, 0.2, 0.6, 19))) == "Kind of trouble: slow."


def test_each_value_says_where_it_is_from(drawn):
    rows = {row.label.split()[-1]: row for row in matrix_rows(drawn)}
    assert rows["slow"].values == ("Share of people: 30% (mined)", "Brand: not known", "Cost: 12,000 (imported)")
    assert rows["lost"].values == ("Share of people: 10% (mined)", "Brand: 8 (typed)", "Cost: not known")
    assert (rows["lost"].delivery, rows["slow"].delivery) == ("2 (1–3), typed", "not given")
    assert rows["slow"].quadrant == "effort not given"


def test_what_lacks_and_what_would_change_the_order_is_told(drawn):
    said = matrix_texts(drawn.priorities)
    assert said[0].startswith("Weights: Share of people 1, Brand 1, Cost 2.")
    assert any(one.startswith("Not known of 2 pain points: Brand of 1, Cost of 1;") for one in said)
    assert said[-1].startswith("Delivery effort is given for 1 of 2 pain points;")
    assert "The first five stay as they are where any weight is a fifth less or more." in said


def test_quick_wins_stand_first():
    found = weighed()
    items = tuple(replace(one, quadrant="quick win" if one.place == 2 else "big project", sure=one.place == 2) for one in found.items)
    ordered = quick_wins_first(replace(found, items=items))
    assert [one.place for one in ordered] == [2, 1]
    (_, (wins, projects)), _ = quarters(replace(found, items=items))
    assert wins == ("quick win", (items[1].label,))
    assert projects == ("big project", (items[0].label + " ?",))


def test_json_follows_the_schema_with_decisions(drawn):
    plain = json.loads(to_json(drawn))
    VALIDATOR.validate(plain)
    pain = plain["stages"][0]["pain_points"][0]
    assert pain["fix"]["sentence"] == fix_text(FIX, PEOPLE)
    assert (pain["fix"]["told"], pain["kind_of_pain"]["id"]) == ({"before": 40, "after": 12}, "slow")
    assert plain["priorities"]["items"][0]["values"][0]["rate"]["n"] == 400
    del pain["fix"]["q"]
    with pytest.raises(jsonschema.ValidationError, match=r"'q' is a required property|is not valid under any"):
        VALIDATOR.validate(plain)


def test_priorities_alone_carry_the_words_that_they_rest_on(drawn):
    plain = json.loads(priorities_to_json(drawn))
    assert {i for one in plain["items"] for i in one["evidence"]} <= plain["segments"].keys()


def test_tables_hold_decisions_and_values(drawn):
    pain = next(iter(pain_table(drawn).rows))
    assert (pain["owner"], pain["status"], pain["fixed_on"], pain["fix_verdict"]) == (HOSTILE, "fixed", "2026-03-02", "helped")
    assert (pain["kind_of_pain"], pain["fix_difference_low"]) == ("slow", -0.205)
    table = priority_table(drawn)
    rows = list(table.rows)
    assert all(set(row) == set(table.names) for row in rows)
    assert [(row["cost"], row["cost_origin"]) for row in rows if row["theme_id"] == "slow"] == [(12000, "imported")]
    assert set(next(iter(pain_table(drawn).rows))) == set(pain_table(drawn).names)


def test_the_csv_tells_decisions_and_runs_no_formula(drawn):
    (row,) = csv.DictReader(io.StringIO(to_csv(drawn).decode("utf-8-sig")))
    assert row["pain_kinds"] == "label of slow: Slow"
    assert row["decisions"].startswith("label of slow: Fixed, owned by")
    hostile = replace(drawn.stages[0].pain_points[0], label="=1+1")
    stage = replace(drawn.stages[0], pain_points=(hostile,))
    (row,) = csv.DictReader(io.StringIO(to_csv(replace(drawn, stages=(stage,))).decode("utf-8-sig")))
    assert not row["decisions"].startswith("=")


def test_the_wall_map_shows_decisions_and_no_markup_of_anybodys(drawn):
    page = to_html(drawn).decode()
    assert "What to fix first" in page
    assert "It helped: the fall is beyond chance." in page
    assert "Kind of trouble: slow" in page
    assert "<script" not in page


def test_a_map_without_priorities_has_no_such_section():
    assert "What to fix first" not in to_html(journey_map()).decode()
