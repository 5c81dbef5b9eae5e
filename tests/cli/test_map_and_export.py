"""``vocmine map`` and ``vocmine export``: what is in the store comes out in every format, or one sentence says why not."""

import csv
import json
from io import StringIO

import pyarrow.parquet as pq
import pytest
from python_calamine import CalamineWorkbook

from vocmine.artifacts import shipped

TABLES = ("segments", "feedback", "themes", "pains", "notes")


def rows_of(path):
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    if path.suffix == ".csv":
        return list(csv.DictReader(StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
    if path.suffix == ".parquet":
        return pq.read_table(path).to_pylist()
    heading, *rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    return [dict(zip(heading, row, strict=True)) for row in rows]


def test_map_as_json_tells_of_the_run(vocmine, shop, tmp_path, mined_once):
    ended = vocmine("map", "-p", shop, "-o", "m.json", "--json")
    found = json.loads((tmp_path / "m.json").read_text(encoding="utf-8"))
    run = mined_once[0].summary["run"]
    assert (ended.code, ended.err) == (0, "")
    assert ended.summary == {"project": "shop", "run": run, "output": "m.json"}
    assert (found["schema_version"], found["project"], found["run"]) == (1, "shop", run)
    assert len(found["stages"]) == 8
    assert sum(len(stage["pain_points"]) for stage in found["stages"]) >= 3


def test_map_tells_what_is_done_and_wanted(vocmine, shop, tmp_path):
    assert vocmine("map", "-p", shop, "-o", "m.json").code == 0
    found = json.loads((tmp_path / "m.json").read_text(encoding="utf-8"))
    told = [one for stage in found["stages"] for one in (*stage["actions"], *stage["told_goals"])]
    assert {one["who"] for one in told} == {"customer", "company"}
    assert all(one["low"] <= one["share"] <= one["high"] and set(one["evidence"]) <= set(found["segments"]) for one in told)
    assert "syntax.ewt.v1" in found["models"]


def test_map_as_html_is_one_page_that_loads_nothing(vocmine, shop, tmp_path):
    assert vocmine("map", "-p", shop, "-o", "m.HTML").code == 0
    page = (tmp_path / "m.HTML").read_text(encoding="utf-8")
    assert "Delivery and onboarding" in page
    assert "<script" not in page
    assert "http://" not in page.replace("http://www.w3.org", "")


def test_map_ranks_by_the_weights_of_the_settings_file(vocmine, shop, tmp_path):
    (tmp_path / "vocmine.toml").write_text("rank_weights = [1, 2, 0.5]\n", encoding="utf-8")
    assert vocmine("map", "-p", shop, "-o", "m.json").code == 0
    ranking = json.loads((tmp_path / "m.json").read_text(encoding="utf-8"))["ranking"]
    assert (ranking["share"], ranking["severity"], ranking["effect"]) == (1, 2, 0.5)


def test_map_as_csv_has_a_row_for_each_stage(vocmine, shop, tmp_path):
    assert vocmine("map", "-p", shop, "-o", "m.csv").code == 0
    rows = rows_of(tmp_path / "m.csv")
    assert [row["name"] for row in rows][:4] == ["Awareness", "Consideration", "Purchase", "Delivery and onboarding"]
    assert len(rows) == 8


def test_map_as_workbook_has_a_sheet_for_each_table(vocmine, shop, tmp_path):
    assert vocmine("map", "-p", shop, "-o", "m.xlsx").code == 0
    book = CalamineWorkbook.from_path(str(tmp_path / "m.xlsx"))
    assert book.sheet_names[:3] == ["Map", "Stages", "Feelings"]
    assert [row[1] for row in book.get_sheet_by_name("Stages").to_python()[1:4]] == ["Awareness", "Consideration", "Purchase"]


def test_map_twice_gives_the_same_bytes(vocmine, shop, tmp_path):
    vocmine("map", "-p", shop, "-o", "one.html")
    vocmine("map", "-p", shop, "-o", "two.html")
    assert (tmp_path / "one.html").read_bytes() == (tmp_path / "two.html").read_bytes()


@pytest.mark.parametrize("name", ["m.docx", "m"])
def test_map_of_an_unknown_ending_is_wrong_usage(vocmine, shop, name):
    ended = vocmine("map", "-p", shop, "-o", name)
    assert ended.code == 2
    assert ended.sentence.startswith(
        f"Error: A journey map is written as .json, .html, .csv, .xlsx, .svg, .png, .pdf, .pptx, .mmd; {name} ends in"
    )


def test_map_shows_the_feedback_that_was_asked_for_alone(vocmine, shop, tmp_path):
    options = ("--filter", "channel=app", "--from", "2026-03-07", "--to", "2026-03-10")
    assert vocmine("map", "-p", shop, "-o", "m.json", *options).code == 0
    found = json.loads((tmp_path / "m.json").read_text(encoding="utf-8"))
    assert found["totals"]["feedbacks"] == 3
    shown = [(one["field"], one["value"]) for one in found["filters"]]
    assert shown == [("channel", "app"), ("from", "2026-03-07"), ("to", "2026-03-10")]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--from", "7 March"), "--from takes a day as YYYY-MM-DD, got '7 March'."),
        (("--to", "2026-13-01"), "--to takes a day as YYYY-MM-DD, got '2026-13-01'."),
        (("--filter", "channel"), "--filter takes FIELD=VALUE, got 'channel'."),
        (("--run", "r0"), "No run 'r0'"),
        (("--journey", "task"), "No run of the journey 'task' in project 'shop'."),
        (("--journey", "nowhere.yaml"), "No journey 'nowhere.yaml'"),
    ],
)
def test_map_says_in_one_sentence_what_does_not_exist(vocmine, shop, tmp_path, options, sentence):
    ended = vocmine("map", "-p", shop, "-o", "m.json", *options)
    assert (ended.code, ended.out) == (2, "")
    assert ended.sentence.startswith(f"Error: {sentence}")
    assert not (tmp_path / "m.json").exists()


@pytest.mark.parametrize(
    "command", [("map", "-o", "no/m.json"), ("export", "segments", "-o", "no/s.csv"), ("export", "pains", "-o", "no/p.xlsx")]
)
def test_what_cannot_be_written_is_told_in_one_sentence(vocmine, shop, command):
    ended = vocmine(*command, "-p", shop)
    assert (ended.code, ended.out) == (2, "")
    assert ended.sentence == f"Error: {command[-1]} cannot be written: No such file or directory."


@pytest.mark.parametrize("command", [("map", "-o", "m.json"), ("export", "themes", "-o", "t.csv")])
def test_a_project_that_does_not_exist_is_wrong_usage(vocmine, shop, command):
    ended = vocmine(*command, "-p", "shoe")
    assert (ended.code, ended.sentence) == (2, "Error: No project 'shoe'; there are 'shop'.")


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("ending", [".jsonl", ".csv", ".xlsx", ".parquet"])
def test_export_writes_each_table_in_each_format(vocmine, shop, tmp_path, table, ending):
    out = tmp_path / f"{table}{ending}"
    ended = vocmine("export", table, "-p", shop, "-o", out, "--json")
    assert (ended.code, ended.err) == (0, "")
    assert ended.summary == {"project": "shop", "table": table, "rows": len(rows_of(out)), "output": str(out)}
    assert ended.summary["rows"] > 2


def test_export_of_segments_tells_the_theme_of_each(vocmine, shop, tmp_path, mined_once):
    vocmine("export", "segments", "-p", shop, "-o", "s.jsonl")
    vocmine("export", "themes", "-p", shop, "-o", "t.jsonl")
    segments, themes = rows_of(tmp_path / "s.jsonl"), rows_of(tmp_path / "t.jsonl")
    assert len(segments) == mined_once[0].summary["segments"]
    judged = [row for row in segments if row["sentiment_label"] in ("negative", "mixed", "positive") or row["intent"] == "suggestion"]
    assert sum(row["theme_id"] is None for row in judged) == mined_once[0].summary["unassigned"]
    assert {row["theme_label"] for row in segments if row["theme_id"]} == {theme["label"] for theme in themes}


def test_export_of_feedback_gives_the_rows_back(vocmine, shop, tmp_path):
    vocmine("export", "feedback", "-p", shop, "-o", "f.jsonl")
    rows = {row["feedback_id"]: row for row in rows_of(tmp_path / "f.jsonl")}
    assert sorted(rows) == [f"r{n:02}" for n in range(1, 31)]
    assert (rows["r29"]["text"], rows["r29"]["nps"], rows["r29"]["stage"]) == ("", 6, None)
    assert rows["r01"]["channel"] == "web"
    assert rows["r01"]["customer"] not in (None, "c-01")


def test_export_knows_the_filters_of_map(vocmine, shop, tmp_path):
    vocmine("export", "feedback", "-p", shop, "-o", "f.jsonl", "--filter", "channel=shop")
    assert {row["channel"] for row in rows_of(tmp_path / "f.jsonl")} == {"shop"}


@pytest.mark.parametrize("name", ["s.doc", "s"])
def test_export_of_an_unknown_ending_is_wrong_usage(vocmine, shop, name):
    ended = vocmine("export", "segments", "-p", shop, "-o", name)
    assert ended.code == 2
    assert "must end in one of .jsonl, .csv, .xlsx, .parquet" in ended.sentence


def test_map_fulfils_the_published_schema(vocmine, shop, tmp_path):
    import jsonschema

    vocmine("map", "-p", shop, "-o", "m.json")
    schema = json.loads((shipped("vocmine") / "journey" / "map.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(json.loads((tmp_path / "m.json").read_text(encoding="utf-8")), schema)


def test_a_saved_map_is_drawn_as_the_project_would_be(vocmine, shop, tmp_path):
    vocmine("map", "-p", shop, "-o", "m.json")
    vocmine("map", "-p", shop, "-o", "of_project.html")
    ended = vocmine("map", "m.json", "-o", "of_file.html", "--db", "sqlite:///none/at/all.db", "--json")
    assert (ended.code, ended.summary["project"]) == (0, "shop")
    assert (tmp_path / "of_file.html").read_bytes() == (tmp_path / "of_project.html").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("m.json", "-p", "shop"), "m.json is drawn as it was saved; leave out --project, --journey"),
        (("m.json", "--filter", "channel=app"), "m.json is drawn as it was saved; leave out --project, --journey"),
        ((), "Name a project with --project, or give a map that was saved as .json."),
    ],
)
def test_a_map_is_of_a_project_or_of_a_file(vocmine, shop, arguments, sentence):
    ended = vocmine("map", *arguments, "-o", "out.html")
    assert (ended.code, ended.out) == (2, "")
    assert ended.sentence.startswith(f"Error: {sentence}")


def test_a_file_that_is_no_map_fails_in_one_sentence(vocmine, tmp_path):
    (tmp_path / "m.json").write_text('{"id": "lifecycle"}', encoding="utf-8")
    ended = vocmine("map", "m.json", "-o", "out.html")
    assert (ended.code, ended.sentence) == (1, "Error: m.json is not a journey map: schema_version is missing.")


def test_tickets_of_a_second_export_carry_the_keys_of_the_first(vocmine, shop, tmp_path):
    ended = vocmine("export", "tickets", "-p", shop, "-o", "t.csv", "--json")
    first = list(csv.reader(StringIO((tmp_path / "t.csv").read_text(encoding="utf-8"), newline="")))
    assert (ended.code, ended.summary["rows"], ended.summary["table"]) == (0, len(first) - 1, "tickets")
    theme = first[1][4]
    (tmp_path / "jira.csv").write_text(f"Issue key,Labels,Labels\nSHOP-7,vocmine,vocmine-theme-{theme}\n", encoding="utf-8")
    assert vocmine("export", "tickets", "-p", shop, "-o", "t2.csv", "--known", "jira.csv").code == 0
    second = list(csv.reader(StringIO((tmp_path / "t2.csv").read_text(encoding="utf-8"), newline="")))
    assert [row[1:] for row in second] == first
    assert [(row[0], row[5] == theme) for row in second[1:]] == [("SHOP-7", True), *(("", False) for _ in second[2:])]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("segments", "-o", "s.csv", "--tracker", "azure"), "Error: --tracker and --known go with tickets alone."),
        (("tickets", "-o", "t.xlsx"), "Error: Tickets are written as .csv, which issue trackers import; t.xlsx ends in .xlsx."),
    ],
)
def test_options_of_tickets_are_for_tickets(vocmine, shop, options, sentence):
    ended = vocmine("export", *options, "-p", shop)
    assert (ended.code, ended.sentence) == (2, sentence)
