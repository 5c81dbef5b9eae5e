"""A ticket a pain point, that finds its way back to its theme; customers' words do nothing in a tracker."""

import csv
import io

import pytest

from tests.export.drawn import column, journey_map, theme
from vocmine.errors import InputError, UsageError
from vocmine.export.tickets import find_tickets, write_tickets
from vocmine.map_types import Rank
from vocmine.readers.tickets import read_known_tickets


def written(tmp_path, drawn=None, **options):
    path = tmp_path / "tickets.csv"
    n = write_tickets(drawn or journey_map(), path, **options)
    head, *rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline=""))
    assert len(rows) == n
    return head, rows


def of_two_stages():
    felt = [theme("slow/ä x", 20, rank=Rank(4, 2, 6)), theme("slow/ä x", 30, rank=Rank(1, 1, 3))]
    columns = [column(name, 100, pain_points=(one,)) for name, one in zip(("Use", "Help"), felt, strict=True)]
    return journey_map(*columns, alerts=(), chains=(), systemic=())


def test_a_theme_is_one_ticket_named_by_the_stage_where_most_tell_it():
    (ticket,) = find_tickets(of_two_stages())
    assert (ticket.theme_id, ticket.title) == ("slow/ä x", "Label of slow/ä x (Help)")
    assert ticket.lines[1] == "- Help: 30% (22–38%), 30\u00a0people of 100 at the stage; 1st, between 1st and 3rd of the pain points there"
    assert ticket.lines[2].startswith("- Use: 20%")
    assert ticket.labels == ("vocmine", "vocmine-theme-slow%2F%C3%A4%20x", "stage-help", "stage-use")


@pytest.mark.parametrize(
    ("rank", "priority"),
    [(Rank(1, 1, 3), "High"), (Rank(2, 1, 4), "Medium"), (Rank(5, 3, 7), "Medium"), (Rank(6, 4, 8), "Low"), (None, "Medium")],
)
def test_priority_follows_the_interval_of_the_rank(rank, priority):
    drawn = journey_map(column("Use", 100, pain_points=(theme("slow", rank=rank),)), alerts=(), chains=(), systemic=())
    assert [ticket.priority for ticket in find_tickets(drawn)] == [priority]


def test_a_description_tells_figures_causes_quotes_and_where_they_are_from():
    ticket = find_tickets(journey_map())[0]
    text = "\n".join(ticket.lines)
    assert "Causes that customers tell:\n- old hub (3\u00a0people)" in text
    assert "Told to stand behind it:\n- old hub (3\u00a0people, in Help), behind that lost" in text
    assert "In customers' words:\n- “<script>alert(1)</script>" in text and "” (a#0)" in text
    assert "only region = North; n = 150\u00a0people; run r1, theme slow." in text
    assert text.endswith("Shows what people wrote about, not how often it happens.")
    assert sum(line.startswith("- “") for line in ticket.lines) <= 3


def test_jira_gets_its_headings_and_a_column_for_each_label(tmp_path):
    head, rows = written(tmp_path)
    assert head == ["Summary", "Issue Type", "Priority", "Description", "External Issue ID", "Labels", "Labels", "Labels"]
    assert rows[0][:3] == ["Label of slow (Use)", "Task", "Medium"]
    assert rows[0][4:] == ["slow", "vocmine", "vocmine-theme-slow", "stage-use"]
    assert not any(" " in label for row in rows for label in row[5:])


def test_azure_gets_its_headings_numbers_and_tags(tmp_path):
    head, rows = written(tmp_path, tracker="azure")
    assert head == ["Work Item Type", "Title", "Priority", "Description", "Tags"]
    assert (rows[0][0], rows[0][2], rows[0][4]) == ("Task", "2", "vocmine; vocmine-theme-slow; stage-use")


def test_words_of_customers_are_no_markup_and_no_formula(tmp_path):
    words = "{html}<b>x</b>{html} [link|http://x] !http://x/a.png! Great! =1"
    use = column("Use", 100, pain_points=(theme("slow"), theme("=1+1", quotes=())))
    drawn = journey_map(use, segments=(("a#0", words),), alerts=(), chains=(), systemic=())
    jira = written(tmp_path, drawn)[1][0][3]
    assert r"\{html\}<b>x</b>\{html\} \[link\|http://x\] \!http://x/a.png! Great! =1" in jira
    azure = written(tmp_path, drawn, tracker="azure")[1][0][3]
    assert "{html}&lt;b&gt;x&lt;/b&gt;" in azure and "<b>" not in azure
    assert written(tmp_path, drawn)[1][1][4] == "'=1+1"


def test_known_tickets_are_updated_and_others_made(tmp_path):
    head, rows = written(tmp_path, known={"hold": "CX-9"})
    assert (head[0], {row[0]: row[5] for row in rows if row[0]}) == ("Issue Key", {"CX-9": "hold"})
    head, rows = written(tmp_path, tracker="azure", known={"slow": "17"})
    assert (head[:2], [row[0] for row in rows[:2]]) == (["ID", "Work Item Type"], ["17", ""])


@pytest.mark.parametrize(
    ("export", "known"),
    [
        (
            "Summary,Issue key,Issue id,Labels,Labels\nx,CX-1,1,vocmine,vocmine-theme-slow%2F%C3%A4%20x\ny,CX-2,2,other,\n",
            {"slow/ä x": "CX-1"},
        ),
        ("ID,Title,Tags\n17,x,vocmine; vocmine-theme-t-1; stage-use\n18,y,\n19,z,vocmine-theme-t-1\n", {"t-1": "17"}),
    ],
)
def test_the_trackers_own_export_tells_which_ticket_is_of_which_theme(tmp_path, export, known):
    path = tmp_path / "tracker.csv"
    path.write_text(export, encoding="utf-8")
    assert read_known_tickets(path) == known


@pytest.mark.parametrize("export", ["Summary,Labels\nx,vocmine-theme-t1\n", "Issue key,Labels\nCX-1,other\n"])
def test_an_export_without_keys_or_marks_is_refused(tmp_path, export):
    path = tmp_path / "tracker.csv"
    path.write_text(export, encoding="utf-8")
    with pytest.raises(InputError, match=r"^tracker\.csv holds no ticket of a theme: it needs a column 'Issue Key' or 'ID'"):
        read_known_tickets(path)


def test_other_endings_are_refused(tmp_path):
    with pytest.raises(UsageError, match=r"^Tickets are written as \.csv, which issue trackers import; .*t\.xlsx ends in \.xlsx\.$"):
        write_tickets(journey_map(), tmp_path / "t.xlsx")
