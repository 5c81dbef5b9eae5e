"""Each page over a mined project: what it says, where its cells lead, and what it says where there is nothing."""

import re
from dataclasses import replace

import pytest

from tests.export.drawn import alert
from tests.web.project import PROJECT
from vocmine.map_types import SuppliedMetric
from vocmine.store.filters import Filters
from vocmine.store.projects import get_project
from vocmine.store.supplied import put_metrics
from vocmine.types import Proposal
from vocmine.web import loaders, routes

PAGES = (routes.MAP, routes.STAGE, routes.THEME, routes.STATEMENTS)


def texts(app):
    """Return all that a page says, as one text."""
    return "\n".join(str(one.value) for one in (*app.markdown, *app.caption, *app.text, *app.warning, *app.error))


def theme_id(label):
    run = loaders.run(PROJECT, None)
    return next(theme.id for theme in loaders.themes(PROJECT, run.id) if theme.label == label)


@pytest.mark.parametrize("name", PAGES)
def test_page_without_project_says_what_to_do(nothing, open_page, name):
    assert "Upload a file of feedback" in texts(open_page(name))


@pytest.mark.parametrize("name", PAGES)
def test_page_with_unknown_project_names_those_there_are(mined, open_page, name):
    assert "Harbour Coffee" in texts(open_page(name, project="gone"))


@pytest.mark.parametrize("name", PAGES)
def test_page_survives_a_broken_address(mined, open_page, name):
    app = open_page(name, stage="no-such", theme="no-such", **{"from": "yesterday"}, page="-7", emotion="'; drop table", q="%_\\")
    assert not app.exception


def test_map_names_stages_people_and_lanes(mined, open_page):
    said = texts(open_page(routes.MAP))
    assert "61 feedbacks" in said.replace("\u00a0", " ")
    assert all(lane in said for lane in ("Feelings", "Pain points", "Gains", "Suggestions", "Ease", "Scores", "Quotes"))


def test_map_cell_opens_the_statements_of_its_theme(mined, open_page):
    app = open_page(routes.MAP)
    cell = next(button for button in app.button if button.label.startswith("No answer from support"))
    cell.click().run()
    assert dict(app.query_params)["theme"] == theme_id("No answer from support")


def test_map_tells_how_many_more_pain_points_and_gains_there_are(mined, open_page):
    app = open_page(routes.MAP)
    more = [button for button in app.button if "more]" in button.label]
    assert len(more) >= 2
    more[-1].click().run()
    assert dict(app.query_params)["stage"] == "usage"


def test_stage_feeling_opens_its_statements(mined, open_page):
    app = open_page(routes.STAGE, stage="support")
    next(button for button in app.button if "frustration" in button.label).click().run()
    assert (dict(app.query_params)["stage"], dict(app.query_params)["emotion"]) == ("support", "frustration")


def test_stage_tells_what_is_done_with_the_words(mined, open_page):
    app = open_page(routes.STAGE, stage="support")
    assert {"### What they do", "### What the company does", "### What they want"} <= {one.value for one in app.markdown}
    column = loaders.told_map(PROJECT, loaders.run(PROJECT, None).id, loaders.EVERYTHING, "support").stages[0]
    assert column.actions
    assert {action.label for action in column.actions[:1]} == {app.expander[0].label.partition(" :gray")[0]}


def test_page_that_fails_says_so_without_details(mined, open_page, monkeypatch):
    def fail(*_):
        raise ValueError("secret words of a customer")

    monkeypatch.setattr(loaders, "journey_map", fail)
    app = open_page(routes.MAP)
    assert "fault of vocmine's own" in texts(app)
    assert "secret" not in texts(app)


def test_map_filter_leaves_the_feedback_of_a_channel(mined, open_page):
    every, one = texts(open_page(routes.MAP)), texts(open_page(routes.MAP, channel="app"))
    assert every != one
    assert loaders.journey_map(PROJECT, loaders.run(PROJECT, None).id, _channel("app")).totals.feedbacks < 61


def test_map_tells_what_rose_and_each_opens_its_theme_or_stage(mined, open_page, monkeypatch):
    whole = loaders.journey_map
    trouble = theme_id("No answer from support")
    rose = (*(alert(f"t{n}") for n in range(3)), alert(trouble, label="No answer"), alert("support", "stage", "Support"))
    monkeypatch.setattr(loaders, "journey_map", lambda *asked: replace(whole(*asked), alerts=rose))
    for label, asked in (("No answer:", ("theme", trouble)), ("Support:", ("stage", "support"))):
        app = open_page(routes.MAP)
        assert [one.label for one in app.expander] == ["2 more"]
        next(button for button in app.button if button.label.replace("\\", "").startswith(label)).click().run()
        assert dict(app.query_params)[asked[0]] == asked[1]


def test_map_offers_its_downloads(mined, open_page):
    assert [button.label for button in open_page(routes.MAP).get("download_button")] == ["HTML", "XLSX", "JSON", "CSV"]


def test_the_map_holds_what_was_imported_since_it_was_drawn_first_and_a_part_of_it_does_not(mined):
    run = loaders.run(PROJECT, None)
    assert not any(stage.imported for stage in loaders.journey_map(PROJECT, run.id).stages)
    cost = SuppliedMetric("support", "Cost", 4.0)
    with loaders.store().write() as session:
        put_metrics(get_project(PROJECT, session=session), "lifecycle", (cost,), session=session)
    shown = loaders.journey_map(PROJECT, run.id)
    assert [stage.imported for stage in shown.stages if stage.imported] == [(cost,)]
    for part in (Filters(stage="support"), Filters(fields=(("channel", "fax"),))):
        assert not any(stage.imported for stage in loaders.journey_map(PROJECT, run.id, part).stages)


def test_map_of_nobody_says_so(mined, open_page):
    assert "Nobody tells of any stage" in texts(open_page(routes.MAP, channel="fax"))


def test_stage_shows_counts_below_twenty(mined, open_page):
    app = open_page(routes.STAGE, stage="advocacy")
    assert "%" not in "".join(metric.value for metric in app.metric)


def test_stage_opens_the_busiest_where_none_is_asked(mined, open_page):
    app = open_page(routes.STAGE)
    assert app.session_state["stage-box"] == "usage"


def test_stage_figure_opens_its_complaints(mined, open_page):
    app = open_page(routes.STAGE, stage="support")
    next(button for button in app.button if button.label == "the complaints").click().run()
    assert (dict(app.query_params)["stage"], dict(app.query_params)["sentiment"]) == ("support", "negative")


def test_stage_tells_ranks_with_their_intervals_and_effects(many, open_page):
    said = texts(open_page(routes.STAGE, stage="usage")).replace("\\", "")
    assert re.search(r"\*\*: 1st(, between 1st and \d(nd|rd|th))?\. Those who tell this give", said)
    assert "Without those who tell this the NPS would be" in said


def test_map_ranks_by_the_weights_of_the_settings(many, monkeypatch):
    run = loaders.run(PROJECT, None).id
    assert loaders.journey_map(PROJECT, run).ranked_by == "share × severity × effect on NPS"
    monkeypatch.setenv("VOCMINE_RANK_WEIGHTS", "[1, 0, 0]")
    assert loaders.journey_map(PROJECT, run).ranked_by == "share"


def test_theme_tells_its_causes_with_quotes(mined, open_page):
    said = texts(open_page(routes.THEME, theme=theme_id("No answer from support")))
    assert "the desk was closed" in said
    assert "because the desk was closed." in said


def test_theme_tells_what_stands_behind_its_causes(mined, open_page):
    app = open_page(routes.THEME, theme=theme_id("No answer from support"))
    said = texts(app)
    assert "And behind that" in said
    assert any(one.label.replace("\\", "").startswith("App crashes (") for one in app.expander)
    assert "In all, the desk was closed: told by" in said.replace("\\", "")
    assert "And behind that" not in texts(open_page(routes.THEME, theme=theme_id("Machine leaks")))


def test_themes_are_listed_where_none_is_asked(mined, open_page):
    said = texts(open_page(routes.THEME))
    assert all(kind in said for kind in ("Pain points", "Gains", "Suggestions"))


def test_statements_filtered_by_stage_and_words(mined, open_page):
    app = open_page(routes.STATEMENTS, stage="support", q="forty minutes")
    assert "I waited :gray-background[forty minutes] on hold" in texts(app).replace("\\", "")


def test_statements_at_odds_with_their_score_are_found_and_marked(mined, open_page):
    found = loaders.at_odds(PROJECT, loaders.run(PROJECT, None).id)
    said = texts(open_page(routes.STATEMENTS, odds="1"))
    assert 0 < len(found) < 61
    assert f"in {len(found)} feedbacks" in said
    n_statements = sum(len(loaders.whole_feedback(PROJECT, loaders.run(PROJECT, None).id, name).statements) for name in found)
    assert said.count(":gray-badge[score at odds]") == min(n_statements, loaders.LISTED)


def test_feedback_at_odds_tells_score_and_words(mined, open_page):
    found = loaders.at_odds(PROJECT, loaders.run(PROJECT, None).id)
    odds = next(one for one in found.values() if one.sentiment < 0)
    said = texts(open_page(routes.STATEMENTS, feedback=odds.feedback_id))
    assert f"NPS {odds.value:g} of 10, yet the words read negative" in said


def test_statements_page_turns(mined, open_page):
    app = open_page(routes.STATEMENTS)
    next(button for button in app.button if button.label == "Next").click().run()
    assert dict(app.query_params)["page"] == "2"
    assert "page 2 of" in texts(app)


def test_statement_opens_its_whole_feedback(mined, open_page):
    app = open_page(routes.STATEMENTS, feedback="r7")
    said = texts(app)
    assert "The whole feedback" in said
    assert "feedback.csv, row 7" in said or "a\\.csv, row 7" in said.replace("\\,", ",")


def test_statements_of_unknown_feedback_say_so(mined, open_page):
    assert "No feedback" in texts(open_page(routes.STATEMENTS, feedback="r999")).replace("\\", "")


@pytest.mark.parametrize(
    ("name", "query"), [(routes.MAP, {}), (routes.STAGE, {"stage": "usage"}), (routes.THEME, {}), (routes.STATEMENTS, {"q": "script"})]
)
def test_markup_of_customers_never_reaches_markdown_unescaped(mined, open_page, name, query):
    app = open_page(name, **query)
    marked = "\n".join([str(one.value) for one in (*app.markdown, *app.caption, *app.warning)] + [one.label for one in app.button])
    assert "script" in marked or name in (routes.STAGE, routes.THEME)
    assert not re.search(r"(?<!\\)(<script|!\[|\[go\]|\$x|:smile:)", marked)


def _channel(value):
    from vocmine.store.filters import Filters

    return Filters(fields=(("channel", value),))


def test_theme_tells_which_model_proposed_its_name_and_what_was_found(mined, open_page, monkeypatch):
    theme = next(one for one in loaders.themes(PROJECT, loaders.run(PROJECT, None).id) if one.label == "No answer from support")
    named = replace(theme, proposal=Proposal("small", "nobody *answers*", theme.label))
    monkeypatch.setattr(loaders, "themes", lambda *_: (named,))
    assert "Name proposed by small; found in customers' words: 'nobody *answers*'." in texts(
        open_page(routes.THEME, theme=theme.id)
    ).replace("\\", "")
