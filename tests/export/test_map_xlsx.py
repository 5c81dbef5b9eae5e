"""The workbook of a map: a sheet a table, figures as numbers, words as words."""

import io
import re
import zipfile

import pytest
from python_calamine import CalamineWorkbook

from tests.export.any_map import any_map
from tests.export.drawn import HOSTILE, column, journey_map, theme
from vocmine.export.map_tables import map_tables, to_xlsx

SHEETS = [
    "Map", "Stages", "Feelings", "Pain points", "Gains", "Suggestions", "Barriers", "Enablers", "Causes", "Behind causes", "Behind much",
    "Goes together with", "Scores", "Done and wanted", "Trends", "Rose of late",
    "Moments of truth", "Opportunities", "Ways astray", "Hand-offs", "Imported", "Statements", "About",
]  # fmt: skip


def sheets(drawn=None):
    book = CalamineWorkbook.from_filelike(io.BytesIO(to_xlsx(drawn or journey_map())))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def rows(name, drawn=None):
    head, *body = sheets(drawn)[name]
    return [dict(zip(head, row, strict=True)) for row in body]


def lane(name, drawn=None):
    return next(row for row in rows("Map", drawn) if row["lane"] == name)


def test_every_table_of_the_map_has_its_sheet_in_the_same_order():
    assert list(sheets()) == SHEETS
    assert list(sheets(journey_map(column("Use", 0), segments=(), alerts=(), chains=(), systemic=(), kpis=()))) == SHEETS


def test_the_wall_has_lanes_as_rows_and_stages_as_columns():
    assert list(rows("Map")[0]) == ["lane", "Use", "Help", "Leave"]
    assert [lane("People")[name] for name in ("Use", "Help", "Leave")] == [100, 12, 0]
    pains = lane("Pain points")
    assert pains["Use"].splitlines()[0] == "• label of slow: 30% (22–38%), 30\u00a0people"
    assert pains["Use"].splitlines()[-1] == "… and 1 more"
    assert pains["Help"] == "• label of hold: 4 of 12\u00a0people"
    assert "%" not in lane("On balance")["Help"]


def test_stages_of_one_name_keep_a_column_each():
    twins = (column("Use", 30), column("use", 30), column("lane", 30))
    drawn = journey_map(*twins, segments=(), alerts=(), chains=(), systemic=())
    head = sheets(drawn)["Map"][0]
    assert head == ["lane", "Use", "use", "lane (lane)"]


def test_figures_are_numbers_with_interval_and_n_beside():
    slow, other = rows("Pain points")[:2]
    assert [slow[name] for name in ("people", "people_at_stage", "share", "low", "high")] == [30, 100, 0.3, 0.22, 0.38]
    assert [slow[f"impact{end}"] for end in ("", "_low", "_high", "_n")] == [-1.2, -1.6, -0.8, 140]
    assert [slow[name] for name in ("rank", "rank_low", "rank_high")] == [2, 1, 4]
    assert [other[name] for name in ("rank", "impact", "leave_one_out")] == ["", "", ""]
    use = rows("Stages")[0]
    assert [use[f"share{end}"] for end in ("_low", "_high", "_n")] == pytest.approx([100 / 150 - 0.02, 100 / 150 + 0.02, 150])
    assert [rows("Scores")[1][name] for name in ("stage", "metric", "value", "value_n", "origin")] == ["use", "nps", -32.0, 80, "spoke"]
    assert rows("Feelings")[1] == {
        "stage": "use", "name": "Use", "feeling": "frustration", "share": 0.4, "share_low": 0.3, "share_high": 0.5, "share_n": 100,
    }  # fmt: skip


def test_claims_carry_their_words_and_the_ids_of_them():
    cause = rows("Causes")[0]
    assert (cause["cause"], cause["people"], cause["segment_ids"], cause["quotes"]) == ("old hub", 3, "a#0", HOSTILE)
    behind, much, rose = rows("Behind causes")[0], rows("Behind much")[0], rows("Rose of late")[0]
    assert (behind["label"], behind["people"], behind["segment_ids"]) == ("label of slow", 2, "b#0\na#0")
    assert (much["label"], much["pain_points"], much["segment_ids"]) == ("label of hold", "label of slow (4)", "b#0")
    assert (rose["people"], rose["now"], rose["ratio_low"], rose["segment_ids"]) == (15, 0.3, 1.7, "a#0")
    assert {row["segment_id"]: row["text"] for row in rows("Statements")} == dict(journey_map().segments)


def test_a_trend_stands_once_however_many_stages_show_its_theme():
    drawn = journey_map(
        *(column(name, 50, pain_points=(theme("slow", trend=journey_map().stages[0].trend),)) for name in ("Use", "Help")),
        alerts=(),
        chains=(),
        systemic=(),
    )
    assert [(row["id"], row["period"], row["people"]) for row in rows("Trends", drawn)] == [
        ("slow", "2026-01-01", 1), ("slow", "2026-02-01", 4), ("slow", "2026-03-01", 0), ("slow", "2026-04-01", 15),
    ]  # fmt: skip


def test_what_the_map_is_of_stands_on_the_last_sheet():
    told = [(row["what"], row["value"]) for row in rows("About")]
    assert {("project", f"{HOSTILE}"), ("only", "region = North"), ("people", 150), ("read by", "encoder.v1")} <= set(told)
    assert ("note", journey_map().notes[0]) in told
    assert ("how to read it", "Shows what people wrote about, not how often it happens.") in told


def test_no_text_is_a_formula_or_a_link():
    named = column("=HYPERLINK(1)", 50, pain_points=(theme("slow"),), quotes=("a#0",))
    content = to_xlsx(journey_map(named, segments=(("a#0", "=1+1"),), alerts=(), chains=(), systemic=()))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist() if name.endswith((".xml", ".rels"))}
    assert not [name for name, part in parts.items() if "sheet" in name and ("<f>" in part or "hyperlink" in part)]
    assert "'=HYPERLINK(1)" in parts["xl/sharedStrings.xml"]
    assert "<t>=1+1</t>" not in parts["xl/sharedStrings.xml"]


def test_headings_stay_in_sight_and_shares_are_shown_as_percentages():
    with zipfile.ZipFile(io.BytesIO(to_xlsx(journey_map()))) as archive:
        pages = [archive.read(f"xl/worksheets/sheet{number}.xml").decode() for number in range(1, len(SHEETS) + 1)]
        styles = archive.read("xl/styles.xml").decode()
    assert all(re.search(r'<pane ySplit="1"[^>]*state="frozen"', page) for page in pages)
    assert 'formatCode="0.0%"' in styles


@pytest.mark.parametrize("seed", range(12))
def test_any_map_has_rows_that_fit_their_columns(seed):
    for table in map_tables(any_map(seed)):
        assert all(row.keys() == set(table.names) for row in table.rows), table.name


def test_the_same_map_gives_the_same_bytes():
    assert to_xlsx(journey_map()) == to_xlsx(journey_map())
