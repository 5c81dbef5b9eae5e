"""The HTML report of readings that follow from single words: the planted figures, escaped and alone."""

import base64
import hashlib
import re
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest

from tests.fakes import make_reading
from vocmine.errors import UsageError
from vocmine.evaluate.report import to_html, write_report
from vocmine.evaluate.table import evaluate_table

HOSTILE = "<script>alert(1)</script>"
MADE = datetime(2026, 10, 1, 9, 30, tzinfo=UTC)
GOLD = {"stage": "stage", "pain_point": "pain", "emotion": "felt"}


class Page(HTMLParser):
    """All tags with their attributes, and the rows of all tables as text."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.rows, self._cell = [], [], False
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
            self._cell = True

    def handle_data(self, data):
        if self._cell:
            self.rows[-1][-1] = " ".join((self.rows[-1][-1] + " " + data).split())

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            self._cell = False

    def having(self, tag, **attrs):
        return [found for name, found in self.tags if name == tag and attrs.items() <= found.items()]


def read(texts):
    """Read ``use`` in all, surer where that is right; a pain point in each text of an app."""
    scores = {True: (("use", 0.875), ("buy", 0.125)), False: (("use", 0.625), ("buy", 0.375))}
    return [
        make_reading(
            stage="use",
            stage_scores=scores["app" in text],
            stage_confidence=scores["app" in text][0][1],
            stage_abstained="app" not in text,
            pain_point="app" if "app" in text else None,
            emotion_groups=("frustration",),
        )
        for text in texts
    ]


@pytest.fixture
def found(tmp_path):
    rows = ["my app,use,use,app,frustration"] * 16 + [f"my order,{HOSTILE},use,,neutral"] * 4
    path = tmp_path / "gold.csv"
    path.write_text("\n".join([f"text,stage,{HOSTILE},pain,felt", *rows, ""]), encoding="utf-8")
    return evaluate_table(path, text="text", gold=GOLD, second={"stage": HOSTILE}, read=read)


@pytest.fixture
def html(found):
    return to_html(found, made=MADE).decode()


def test_labels_and_headings_of_the_table_are_data_and_never_markup(html):
    assert "<script" not in html
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 4


def test_the_report_loads_and_runs_nothing(html):
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    page = Page(html)
    (policy,) = (attrs["content"] for tag, attrs in page.tags if attrs.get("http-equiv") == "Content-Security-Policy")
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert not {tag for tag, _ in page.tags} & {"script", "link", "img", "iframe"}
    assert not [name for _, attrs in page.tags for name in attrs if name in ("style", "src", "href") or name.startswith("on")]


def test_the_report_begins_with_all_readings(html):
    rows = Page(html).rows[1:4]
    assert [row[0] for row in rows] == ["stage", "pain point", "emotion"]
    assert (rows[0][1], rows[0][2].split()[0]) == ("20", "0.80")
    assert rows[0][5:] == ["0.20", "0.00"]


def test_the_report_shows_each_label_and_the_confusion(html):
    rows = Page(html).rows
    assert [row[:2] for row in rows if row[0] == HOSTILE] == [[HOSTILE, "4"], [HOSTILE, "·"]]
    use = next(row for row in rows if row[0] == "use")
    assert [cell.split()[0] for cell in use[1:5]] == ["16", "0.80", "1.00", "0.89"]
    assert [row[1:] for row in rows if row[0] in (HOSTILE, "use") and len(row) == 3] == [["·", "4"], ["·", "16"]]


def test_cells_of_the_confusion_darken_with_their_part_of_the_row(html):
    assert [attrs["class"] for tag, attrs in Page(html).tags if tag == "td" and attrs.get("class", "")[:5] in ("right", "wrong")] == [
        "wrong-4",
        "right-4",
        "right-4",
        "right-4",
    ]


def test_charts_show_bins_coverages_and_where_the_reader_abstains(html):
    page = Page(html)
    assert len(page.having("svg", role="img")) == 2
    assert len(page.having("circle", **{"class": "dot"})) == 10 + 20
    (own,) = page.having("circle", **{"class": "own"})
    last = page.having("circle", **{"class": "dot"})[-1]
    assert float(own["cx"]) < float(last["cx"])
    assert float(own["cy"]) > float(last["cy"])
    assert "coverage 80%, error 0.00" in html


def test_figures_of_the_charts_stand_in_tables(html):
    rows = Page(html).rows
    assert next(row for row in rows if row[0] == "80%")[1] == "0.88"
    assert next(row for row in rows if row[0] == "100%")[2].startswith("0.20")


def test_annotators_and_spans_have_their_figures(html):
    rows = {row[0]: row[1:] for row in Page(html).rows}
    assert rows[f"stage and {HOSTILE}"][0].startswith("0.80")
    assert rows[f"{HOSTILE} and the model"] == ["1.00 1.00–1.00", "not defined"]
    assert "over the 16 rows whose cell is a stretch of the text" in html


def test_write_report_writes_html_alone(found, tmp_path):
    write_report(found, tmp_path / "report.html")
    assert (tmp_path / "report.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    with pytest.raises(UsageError, match=r"Cannot write report\.pdf: the name of a report must end in \.html\."):
        write_report(found, tmp_path / "report.pdf")
