import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest

from tests.export.drawn import column, journey_map, theme
from vocmine.export.html import to_html
from vocmine.map_types import Totals


class Page(HTMLParser):
    """All tags with their attributes, and the text of each table cell."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.rows, self._cell = [], [], None
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
            self._cell = self.rows[-1]

    def handle_data(self, data):
        if self._cell is not None:
            self._cell[-1] = " ".join((self._cell[-1] + " " + data).split())

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            self._cell = None

    def row(self, name):
        return next(row for row in self.rows if row[0].startswith(name))


def page(drawn=None):
    return Page(to_html(drawn or journey_map()).decode())


def test_customers_words_are_data_and_never_markup():
    text = to_html(journey_map()).decode()
    assert "<script" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_nothing_is_loaded_and_only_the_own_style_is_allowed():
    text = to_html(journey_map()).decode()
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = next(attrs["content"] for tag, attrs in page().tags if attrs.get("http-equiv") == "Content-Security-Policy")
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    for tag, attrs in page().tags:
        assert tag not in ("script", "link", "img", "iframe")
        assert not {"style", "src", "href"} & attrs.keys()
        assert not [name for name in attrs if name.startswith("on")]


def test_the_map_is_a_table_with_stages_as_columns_and_lanes_as_rows():
    drawn = page()
    assert [cell.split()[0] for cell in drawn.rows[0][1:]] == ["Use", "Help", "Leave"]
    assert all(len(row) == 4 for row in drawn.rows if not row[0].startswith(("The curve", "Behind much", "Ways", "Not told")))
    scopes = [attrs.get("scope") for tag, attrs in drawn.tags if tag == "th" and attrs]
    assert scopes.count("col") == 3
    assert scopes.count("row") == 18


def test_many_give_percentages_few_give_counts_and_nobody_says_so():
    use, few, nobody = page().row("Pain points")[1:]
    assert "30% (22–38%), 30 people" in use
    assert "4 of 12 people" in few and "%" not in few
    assert nobody == "none told"


def test_deeds_and_goals_stand_in_lanes_with_their_words():
    assert "turn dial 40% (35–45%), 40 people It was warm when I came home." in page().row("What they do")[1]
    assert page().row("What the company does")[1].startswith("charge twice 25%")
    assert page().row("What they want")[1].startswith("get refund 20%")


def test_three_pain_points_show_and_the_rest_open_on_a_click():
    assert "3 more" in page().row("Pain points")[1]


def test_each_claim_opens_its_quotes_and_causes():
    use = page().row("Pain points")[1]
    assert "<script>alert(1)</script>" in use
    assert "Because old hub (told by 3, from Help)" in use


def test_a_claim_tells_what_stands_behind_it_and_where_that_began():
    use = page().row("Pain points")[1]
    assert "Told to stand behind it old hub (3 people, in Help), behind that lost <script>" in use
    assert "Felt in Use, begun in Help (3 people)." in use


def test_what_stands_behind_much_has_a_row_with_its_words():
    told = page().row("Behind much")[1]
    assert told == "label of hold: told by 4 people behind 1 pain point, felt at 2 stages. It was warm when I came home."
    assert not any(row[0].startswith("Behind much") for row in page(journey_map(systemic=())).rows)


def test_a_claim_tells_its_rank_and_its_effect_in_words():
    use = page().row("Pain points")[1]
    assert "2nd, between 1st and 4th" in use
    assert "Those who tell this give 1.2 points less on the 0–10 NPS question [0.8, 1.6], n = 140; goes together with, not proven" in use
    assert "Without those who tell this the NPS would be 3.0 points higher [+1.0, +5.1]." in use
    assert page().row("Pain points")[0].startswith("Pain points ranked by share × severity × effect on NPS;")


def test_what_rose_stands_on_top_in_words_with_quotes():
    text = to_html(journey_map()).decode()
    section = text[text.index('<section class="alerts">') : text.index("</section>")]
    times = "(3.0 times as many, between 1.7 and 5.2)"
    assert f"15 of 50\u00a0people from 22 Sep to 28 Sep 2026, 30% after 10% before {times}." in section
    assert "Help: 15 of 50\u00a0people from 22 Sep to 28 Sep 2026, 30%; nobody told it before." in section
    assert section.count("<blockquote") == 2
    assert "<script" not in section
    assert 'class="alerts"' not in to_html(journey_map(alerts=())).decode()


def test_a_trend_is_told_by_its_first_and_last_period_of_twenty_people_or_more():
    assert "Told by more and more: 10% from 1 Feb 2026, 30% from 1 Apr 2026." in page().row("Pain points")[1]


def test_below_five_there_is_neither_bar_nor_percentage():
    drawn = page(journey_map(column("Use", 4, 1, 3, pain_points=(theme("slow", 2, 4),))))
    assert "2 of 4 people" in drawn.row("Pain points")[1]
    assert "track" not in {attrs.get("class") for _, attrs in drawn.tags}


def test_head_shows_people_share_and_evidence():
    drawn = page()
    assert drawn.rows[0][1] == "Use 100 people 67% of 150"
    assert [attrs["class"] for _, attrs in drawn.tags if attrs.get("class", "").startswith("stage ")] == [
        "stage solid",
        "stage thin",
        "stage none",
    ]


def test_lanes_that_no_stage_fills_are_left_out_and_named():
    drawn = page(journey_map(column("Use", 50, 20, 10, pain_points=(theme("slow"),)), column("Help", 50), coverage=()))
    lanes = [row[0].split(" ranked")[0] for row in drawn.rows]
    assert "Pain points" in lanes and not {"Gains", "Causes", "Effort"} & {lane.split()[0] for lane in lanes if lane}
    empty = "causes, gains, suggestions, effort, scores, quotable words, touchpoints"
    assert drawn.row("Not told")[1] == f"No stage has {empty}, actions of customers, actions of the company, told goals, channels."


def test_a_map_of_nobody_says_why():
    totals = Totals(31, 0, 0, 90, 0.0, (("la", 31),), 0, 0)
    drawn = page(journey_map(column("Use", 0), totals=totals, notes=("31 of 31 feedbacks are in Latin, which is not read.",)))
    assert drawn.row("Nothing to show")[1] == "31 of 31 feedbacks are in Latin, which is not read."
    assert not [row for row in drawn.rows if row[0].startswith("Pain points")]


def test_scores_stand_with_their_interval_and_n():
    assert page().row("Scores")[1] == "NPS −32 −45 to −19, n = 80 CSAT 9 of 15 satisfied; too few for a percentage"


def test_foot_tells_period_filters_what_was_read_and_the_limit_of_it():
    text = to_html(journey_map()).decode()
    foot = text[text.index("<footer>") :]
    for said in ("5 January 2026 – 28 September 2026", "region = North", "150 of 200 feedbacks read", "encoder.v1"):
        assert said in foot
    assert "Shows what people wrote about, not how often it happens." in foot
    assert "50 of 200 feedbacks are in German, which is not read." in text


def test_without_known_customers_units_are_feedbacks():
    from dataclasses import replace

    drawn = journey_map()
    drawn = replace(drawn, totals=replace(drawn.totals, customers=0))
    assert "100 feedbacks" in page(drawn).rows[0][1]


@pytest.mark.parametrize("n", [1, 3, 12, 40])
def test_any_number_of_stages_gets_its_columns(n):
    drawn = page(journey_map(*(column(f"Stage{k}", 50, 20, 10) for k in range(n))))
    assert len(drawn.rows[0]) == n + 1


def test_a_proposed_name_opens_down_to_the_found_one():
    use = page().row("Pain points")[1]
    assert use.count("Name proposed by") == 1
    assert "Name proposed by small; found in customers' words: 'hub is slow'." in use


def test_lanes_beyond_the_wall_map_are_hidden_until_they_are_asked_for_and_each_has_its_box():
    drawn = page()
    boxes = {attrs["id"].removeprefix("show-") for tag, attrs in drawn.tags if tag == "input"}
    lanes = {attrs["class"] for tag, attrs in drawn.tags if tag == "tr" and attrs.get("class") not in (None, "curve", "lacking")}
    assert boxes == lanes
    assert {"causes", "suggestions"} <= boxes
    text = to_html(journey_map()).decode()
    assert all(f"body:not(:has(#show-{lane}:checked)) tr.{lane} {{ display: none; }}" in text for lane in lanes)


def test_where_a_stage_was_heard_and_the_ways_through_the_journey_are_told():
    drawn = page()
    assert drawn.row("Heard where")[1:] == ["Phone 90 not known 6, thin", "Phone 12, thin", "Phone 0, none"]
    ways = drawn.row("Ways")[1]
    assert "Use → Help: 25% (19–32%), 30 people." in ways
    assert "Leave was told last: 10% (6–16%), 12 people." in ways
