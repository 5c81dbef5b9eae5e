"""``vocmine projects`` and ``vocmine imports``: what there is, under another name, or gone."""

import json

import pytest


def test_projects_list_shows_each_with_its_size(vocmine, shop, csv_file, mined_once):
    vocmine("import", csv_file(2), "-p", "another")
    ended = vocmine("projects", "list", "--json")
    sizes = {project["name"]: (project["feedbacks"], project["segments"], project["runs"]) for project in ended.summary["projects"]}
    assert sizes == {"shop": (30, mined_once[0].summary["segments"], 1), "another": (2, 0, 0)}
    assert "another" in "\n".join(ended.lines)


def test_projects_show_tells_of_one(vocmine, shop, mined_once):
    ended = vocmine("projects", "show", shop, "--json")
    assert (ended.code, ended.err) == (0, "")
    assert ended.summary["run"] == mined_once[0].summary["run"]
    assert ended.summary["created_at"].endswith("+00:00")
    assert f"newest run  {ended.summary['run']} of " in ended.out


def test_projects_rename_keeps_what_it_holds(vocmine, shop):
    ended = vocmine("projects", "rename", shop, "store")
    assert (ended.code, ended.out) == (0, "shop is now called store.\n")
    assert vocmine("projects", "show", "store", "--json").summary["feedbacks"] == 30
    assert vocmine("projects", "show", shop).sentence == "Error: No project 'shop'; there are 'store'."


def test_projects_rename_refuses_a_name_that_is_taken(vocmine, shop, csv_file):
    vocmine("import", csv_file(1), "-p", "another")
    ended = vocmine("projects", "rename", shop, "another")
    assert (ended.code, ended.out) == (2, "")
    assert "'another'" in ended.sentence


def test_projects_delete_asks_first(vocmine, shop, monkeypatch):
    from io import StringIO

    monkeypatch.setattr("sys.stdin", StringIO("n\n"))
    assert vocmine("projects", "delete", shop).code == 1
    assert vocmine("projects", "show", shop).code == 0


def test_projects_delete_takes_all_away(vocmine, shop):
    assert vocmine("projects", "delete", shop, "--yes").code == 0
    assert vocmine("projects", "list", "--json").summary == {"projects": []}


@pytest.mark.parametrize("command", [("show", "shoe"), ("rename", "shoe", "boot"), ("delete", "shoe", "--yes")])
def test_projects_say_which_there_are(vocmine, shop, command):
    ended = vocmine("projects", *command)
    assert (ended.code, ended.out, ended.sentence) == (2, "", "Error: No project 'shoe'; there are 'shop'.")


def test_imports_list_closes_each_ledger(vocmine, shop, csv_file):
    vocmine("import", csv_file(9, 1), "-p", shop, "--max-rejects", "0.2")
    ended = vocmine("imports", "list", "-p", shop, "--json")
    first, second = ended.summary["imports"]
    assert (first["number"], first["name"], first["status"], first["ledger"]["stored"]) == (1, "shop.csv", "done", 30)
    assert (second["ledger"]["read"], second["ledger"]["stored"], second["ledger"]["rejected"]) == (10, 9, 1)
    assert first["plan"]["format"] == "csv"


def test_imports_list_stays_within_eighty_columns(vocmine, csv_file):
    vocmine("import", csv_file(2, name=f"{'answers of the autumn ' * 4}.csv"), "-p", "long")
    ended = vocmine("imports", "list", "-p", "long")
    assert max(len(line) for line in ended.lines) <= 80
    assert "done" in ended.out


def test_imports_undo_takes_the_rows_out_again(vocmine, shop, csv_file):
    vocmine("import", csv_file(3), "-p", shop)
    ended = vocmine("imports", "undo", 2, "-p", shop, "--json")
    assert ended.summary == {"project": "shop", "import": 2, "removed": 3}
    assert vocmine("projects", "show", shop, "--json").summary["feedbacks"] == 30


def test_imports_undo_says_which_there_are(vocmine, shop):
    assert vocmine("imports", "undo", 7, "-p", shop).sentence == "Error: No import '7'; there are '1'."
    assert vocmine("imports", "undo", "first", "-p", shop).code == 2


def test_names_with_markup_are_shown_as_they_are(vocmine, csv_file):
    name = "[bold]plan[/] [link=/etc]x"
    vocmine("import", csv_file(1), "-p", name)
    assert name in vocmine("projects", "list").out
    assert name in " ".join(vocmine("projects", "show", name).out.split())
    assert name in vocmine("projects", "show", f"{name}!").sentence
    assert name in " ".join(vocmine("projects", "delete", name, "--yes").out.split())


def test_runs_are_listed_with_what_they_rest_on_and_an_old_one_never_changes(vocmine, shop, tmp_path):
    assert vocmine("map", "-p", shop, "-o", "before.json").code == 0
    first = vocmine("runs", "list", "-p", shop, "--json").summary["runs"][0]
    assert (first["journey"], first["last_change"], first["feedbacks"]) == ("lifecycle", 0, 29)
    theme = json.loads((tmp_path / "before.json").read_text(encoding="utf-8"))["stages"]
    label = next(one["label"] for stage in theme for one in stage["pain_points"])
    assert vocmine("themes", "rename", label, "Of our own", "-p", shop).code == 0
    (tmp_path / "more.csv").write_text("id,comment\nzz1,The app crashed again.\nzz2,I love it.\n", encoding="utf-8")
    assert vocmine("mine", "more.csv", "-p", shop).code == 0
    assert vocmine("imports", "undo", 1, "-p", shop).code == 0
    listed = vocmine("runs", "list", "-p", shop, "--json").summary["runs"]
    assert listed[0]["run"] == first["run"]
    assert listed[1]["last_change"] == 1
    assert vocmine("map", "-p", shop, "--run", first["run"], "-o", "after.json").code == 0
    assert (tmp_path / "after.json").read_bytes() == (tmp_path / "before.json").read_bytes()
