"""``vocmine import``: what is read is counted, shown and stored; a dry run stores nothing."""

import json
from pathlib import Path

import pytest

from tests.cli.run import SHOP

KEYS = {"project", "read", "stored", "updated", "duplicate", "skipped", "rejected", "columns"}


def test_import_sums_up_in_json_on_the_last_line(vocmine):
    ended = vocmine("import", SHOP, "-p", "shop", "--json")
    summary = ended.summary
    assert (ended.code, ended.err) == (0, "")
    assert summary.keys() >= KEYS
    assert summary["read"] == summary["stored"] + summary["updated"] + summary["duplicate"] + summary["rejected"]
    assert summary["columns"] == {
        "id": "id", "created_at": "date", "channel": "channel", "customer": "customer number", "text": "comment", "nps": "nps"
    }  # fmt: skip


def test_dry_run_shows_the_plan_and_stores_nothing(vocmine):
    ended = vocmine("import", SHOP, "-p", "shop", "--dry-run", "--json")
    assert (ended.code, ended.err) == (0, "")
    assert "shop.csv: csv, utf-8" in ended.out
    assert "comment" in ended.out
    assert max(len(line) for line in ended.lines) <= 80
    assert [plan["rows"] for plan in ended.summary["plans"]] == [30]
    assert vocmine("projects", "list", "--json").summary == {"projects": []}


def test_dry_run_lists_the_columns_of_personal_data(vocmine, tmp_path):
    (tmp_path / "in.csv").write_text("comment,E-mail\nThe parcel came late.,ann@example.com\n", encoding="utf-8")
    ended = vocmine("import", "in.csv", "-p", "shop", "--dry-run")
    assert "not kept" in ended.out
    assert "E-mail" in ended.out
    assert "ann@example.com" not in ended.out + ended.err


@pytest.mark.parametrize(
    ("options", "code"),
    [((), 1), (("--max-rejects", "0.2"), 0), (("--max-rejects", "0.2", "--strict"), 1), (("--max-rejects", "1.5"), 2)],
)
def test_import_bears_bad_rows_as_far_as_it_is_told(vocmine, csv_file, options, code):
    assert vocmine("import", csv_file(9, 1), "-p", "shop", *options).code == code


def test_import_beyond_the_limit_publishes_nothing_and_names_the_report(vocmine, csv_file):
    ended = vocmine("import", csv_file(8, 2), "-p", "shop", "--json")
    assert (ended.code, ended.out) == (1, "")
    report = ended.sentence.split("See ")[1].split(", or pass")[0].replace(" ", "")
    rows = [json.loads(line) for line in Path(report).read_text(encoding="utf-8").splitlines()]
    assert [row["row"] for row in rows] == [9, 10]
    assert vocmine("projects", "show", "shop", "--json").summary["feedbacks"] == 0


def test_import_tells_of_each_bad_row_where_it_is(vocmine, csv_file):
    ended = vocmine("import", csv_file(9, 1), "-p", "shop", "--max-rejects", "0.2", "--json")
    assert "in.csv, row 10" in ended.sentence
    assert ended.summary["rejected"] == 1
    assert {"file", "row", "column", "code", "message"} <= ended.summary["rejects"][0].keys()


def test_import_of_no_file_is_wrong_usage(vocmine):
    assert vocmine("import", "-p", "shop").code == 2


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("empty.csv", b"", "Error: empty.csv is empty."),
        ("noise.bin", bytes(range(256)) * 4, "noise.bin"),
        ("numbers.csv", b"a,b\n1,2\n3,4\n", "No column of numbers.csv holds text to read"),
        ("torn.zip", b"PK\x03\x04torn", "torn.zip"),
    ],
)
def test_import_says_in_one_sentence_why_a_file_is_no_feedback(vocmine, tmp_path, name, content, sentence):
    (tmp_path / name).write_bytes(content)
    ended = vocmine("import", name, "-p", "shop")
    assert (ended.code, ended.out) == (1, "")
    assert ended.sentence.startswith("Error: ")
    assert sentence in ended.sentence
    assert "Traceback" not in ended.err


@pytest.mark.parametrize(
    ("options", "code", "sentence"),
    [
        (("--text", "remark"), 1, "No column 'remark' in in.csv; found 'id', 'comment'. Pass --text."),
        (("--id", "number"), 1, "No column 'number' in in.csv; found 'id', 'comment'. Pass --id."),
        (("--map", "rating=stars"), 1, "No column 'stars' in in.csv; found 'id', 'comment'. Pass --map."),
        (("--map", "rating"), 2, "--map takes FIELD=COLUMN, got 'rating'."),
        (("--set", "=x"), 2, "--set takes FIELD=VALUE, got '=x'."),
        (("--role", "Ann"), 2, "--role takes NAME=ROLE, got 'Ann'."),
    ],
)
def test_import_says_in_one_sentence_what_is_wrong_with_an_option(vocmine, csv_file, options, code, sentence):
    ended = vocmine("import", csv_file(2), "-p", "shop", *options)
    assert (ended.code, ended.sentence) == (code, f"Error: {sentence}")


@pytest.mark.parametrize("options", [("--map", "colour=id"), ("--set", "colour=red"), ("--role", "Ann=boss")])
def test_import_refuses_fields_and_roles_that_do_not_exist(vocmine, csv_file, options):
    ended = vocmine("import", csv_file(2), "-p", "shop", *options)
    assert ended.code == 2
    assert options[1].split("=")[0 if options[0] != "--role" else 1] in ended.sentence


@pytest.mark.parametrize("name", ["", "x" * 201, "a\nb", "\x1b[31mred"])
def test_import_refuses_a_name_that_no_project_can_have(vocmine, csv_file, name):
    ended = vocmine("import", csv_file(2), "-p", name)
    assert ended.code == 2
    assert "\x1b[31mred" not in ended.err


def test_headings_with_markup_and_control_characters_are_shown_as_they_are(vocmine, tmp_path):
    hostile = "[bold]plan[/bold]\x1b]0;x\x07"
    (tmp_path / "in.csv").write_text(f"comment,{hostile}\nThe parcel came late.,gold\nIt came.,gold\n", encoding="utf-8")
    ended = vocmine("import", "in.csv", "-p", "shop", "--dry-run")
    assert ended.code == 0
    assert "[bold]plan[/bold]\\x1b]0;x\\x07" in ended.out
    assert "\x1b" not in ended.out
