import csv
import io

from tests.export.drawn import column, journey_map, theme
from vocmine.export.csv import to_csv


def rows(drawn):
    content = to_csv(drawn)
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_one_row_a_stage_with_figures_as_numbers():
    use, few, nobody = rows(journey_map())
    assert (use["stage"], use["people"], use["sentiment_net"], use["effort"], use["nps"]) == ("use", "100", "-40.0", "0.25", "-32.0")
    assert use["pain_points"].startswith("label of slow (30); label of pain0 (5)")
    assert use["causes"] == "label of slow: old hub (3)"
    assert (use["customer_does"], use["company_does"]) == ("turn dial (40)", "charge twice (25)")
    assert (use["told_goals"], use["tasks"]) == ("get refund (20)", "App: set schedule (5)")
    assert (few["evidence"], nobody["share"], nobody["emotion_delight"], nobody["csat"]) == ("thin", "", "", "")


def test_words_are_no_formulas():
    named = column("=HYPERLINK(1)", 50, pain_points=(theme("slow"),), quotes=("a#0",))
    row = rows(journey_map(named, segments=(("a#0", "@SUM(A1) and so on"),)))[0]
    assert (row["name"], row["quotes"]) == ("'=HYPERLINK(1)", "'@SUM(A1) and so on")


def test_a_map_of_nobody_still_has_its_stages():
    assert [row["name"] for row in rows(journey_map(column("Use", 0), column("Help", 0)))] == ["Use", "Help"]
