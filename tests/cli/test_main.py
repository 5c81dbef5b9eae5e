"""The command line as a whole: exit statuses, help, what is loaded when, and texts shown as they are."""

import os
import signal
import subprocess
import sys
import time

import pytest

from tests.cli.run import RUN, SHOP, run_apart
from vocmine.cli import console
from vocmine.cli.main import app

HEAVY = ("alembic", "bertopic", "jinja2", "numpy", "onnxruntime", "pandas", "plotly", "presidio_analyzer", "pyarrow", "scipy", "sklearn")
HEAVY += ("sentence_transformers", "spacy", "sqlalchemy", "sqlmodel", "streamlit", "torch", "transformers")
LOADED = "; import sys, atexit; atexit.register(lambda: sys.stderr.write('LOADED ' + ' '.join(sorted(sys.modules))))"


def loaded(code, *arguments):
    ran = subprocess.run([sys.executable, "-c", code, *map(str, arguments)], capture_output=True, encoding="utf-8", check=True)
    return set(ran.stderr.split("LOADED ")[1].split())


def names(command, prefix=()):
    """Return the words that start each command."""
    return [
        words
        for name, child in command.commands.items()
        for words in (names(child, (*prefix, name)) if hasattr(child, "commands") else [(*prefix, name)])
    ]


def all_commands():
    from typer.main import get_command

    return names(get_command(app))


@pytest.mark.parametrize("code", [f"import vocmine{LOADED}", f"import vocmine, vocmine.cli.main{LOADED}"])
def test_importing_loads_nothing_heavy(code):
    assert loaded(code).isdisjoint(HEAVY)


def test_help_loads_nothing_heavy():
    assert loaded(f"import sys{LOADED}; {RUN}", "--help").isdisjoint(HEAVY)


def test_score_loads_neither_torch_nor_anything_that_trains(tmp_path):
    found = loaded(f"import sys{LOADED}; {RUN}", "score", SHOP, "-o", tmp_path / "out.jsonl")
    assert "onnxruntime" in found
    assert found.isdisjoint({"bertopic", "sentence_transformers", "sklearn", "sqlmodel", "streamlit", "torch", "transformers"})


@pytest.mark.slow
def test_mine_loads_no_torch(tmp_path):
    found = loaded(f"import sys{LOADED}; {RUN}", "mine", SHOP, "-p", "shop", "--db", f"sqlite:///{tmp_path.as_posix()}/shop.db")
    assert "bertopic" in found
    assert found.isdisjoint({"streamlit", "torch", "transformers"})


@pytest.mark.parametrize("command", all_commands(), ids=" ".join)
def test_each_command_has_help_of_eighty_columns(vocmine, command):
    ended = vocmine(*command, "--help")
    assert (ended.code, ended.err) == (0, "")
    assert f"Usage: vocmine {' '.join(command)}" in ended.out
    assert max(len(line) for line in ended.lines) <= 80


def test_each_command_has_its_words(vocmine):
    for command in all_commands():
        assert " ".join(command) != ""
        help_text = " ".join(vocmine(*command, "-h").out.split())
        assert "TODO" not in help_text


@pytest.mark.parametrize(
    "command", [("frobnicate",), ("mine",), ("export", "stages", "-p", "x", "-o", "y.csv"), ("mine", "-p", "x", "--colour")]
)
def test_wrong_usage_is_told_on_stderr_with_status_two(vocmine, command):
    ended = vocmine(*command)
    assert (ended.code, ended.out) == (2, "")
    assert "Usage: vocmine" in ended.err


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("shop", "'shop' is no address of a database"),
        ("mysql://x/y", "Databases of the kind 'mysql' are not supported"),
        ("sqlite:////proc/none/x.db", "cannot be made"),
    ],
)
def test_a_database_that_cannot_be_opened_ends_in_one_sentence(vocmine, address, sentence):
    ended = vocmine("projects", "list", "--db", address)
    assert (ended.code, ended.out) == (1, "")
    assert ended.sentence.startswith("Error: ")
    assert sentence in ended.sentence


def test_a_file_that_is_no_database_ends_in_one_sentence(vocmine, tmp_path):
    (tmp_path / "notes.db").write_text("These are notes. " * 100, encoding="utf-8")
    ended = vocmine("projects", "list", "--db", "sqlite:///notes.db")
    assert (ended.code, ended.out) == (1, "")
    assert "file is not a database" in ended.sentence


def test_the_database_may_be_named_by_environment_and_by_file(vocmine, tmp_path, monkeypatch, csv_file):
    (tmp_path / "vocmine.toml").write_text('db = "sqlite:///file.db"\n', encoding="utf-8")
    vocmine("import", csv_file(1), "-p", "in-file")
    monkeypatch.setenv("VOCMINE_DB", "sqlite:///environment.db")
    vocmine("import", csv_file(1), "-p", "in-environment")
    assert "in-file" in vocmine("projects", "list", "--db", "sqlite:///file.db").out
    assert "in-environment" in vocmine("projects", "list").out


def test_a_torn_settings_file_ends_in_one_sentence(vocmine, tmp_path):
    (tmp_path / "vocmine.toml").write_text("db = \n", encoding="utf-8")
    ended = vocmine("projects", "list")
    assert (ended.code, ended.out) == (1, "")
    assert "vocmine.toml" in ended.sentence


@pytest.mark.parametrize(
    ("weights", "where"), [("[1, 1, 4]", "rank_weights.2"), ("[1, -1, 1]", "rank_weights.1"), ("[1, 1]", "rank_weights.2")]
)
def test_weights_that_are_no_weights_end_in_one_sentence(vocmine, tmp_path, weights, where):
    (tmp_path / "vocmine.toml").write_text(f"rank_weights = {weights}\n", encoding="utf-8")
    ended = vocmine("projects", "list")
    assert (ended.code, ended.out) == (1, "")
    assert where in ended.sentence


def test_a_variable_that_is_no_list_ends_in_one_sentence(vocmine, monkeypatch):
    monkeypatch.setenv("VOCMINE_RANK_WEIGHTS", "much")
    ended = vocmine("projects", "list")
    assert (ended.code, ended.out) == (1, "")
    assert 'field "rank_weights"' in ended.sentence


def test_an_unknown_setting_ends_in_one_sentence(vocmine, tmp_path):
    (tmp_path / "vocmine.toml").write_text('colour = "red"\n', encoding="utf-8")
    ended = vocmine("projects", "list")
    assert (ended.code, ended.out) == (1, "")
    assert "colour" in ended.sentence


def test_models_that_are_not_there_end_in_one_sentence(vocmine, tmp_path, monkeypatch, csv_file):
    monkeypatch.setenv("VOCMINE_MODELS", str(tmp_path / "nowhere"))
    ended = vocmine("score", csv_file(1), "-o", "out.jsonl")
    assert (ended.code, ended.out) == (1, "")
    assert "No manifest.json in" in ended.sentence


@pytest.mark.slow
def test_interrupted_ends_with_130_and_says_how_to_go_on(tmp_path):
    rows = "".join(f"{row},The parcel number {row} came late and the courier was rude.\n" for row in range(20_000))
    (tmp_path / "in.csv").write_text(f"id,comment\n{rows}", encoding="utf-8")
    heeding = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "  # a shell's background jobs ignore it
    command = [sys.executable, "-c", heeding + RUN, "score", str(tmp_path / "in.csv"), "-o", str(tmp_path / "out.jsonl")]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8", env={**os.environ}
    ) as child:
        until = time.monotonic() + 60
        while not (tmp_path / "out.jsonl.unfinished" / "mark.json").exists() and time.monotonic() < until:
            time.sleep(0.05)
        child.send_signal(signal.SIGINT)
        out, err = child.communicate(timeout=20)
    assert child.returncode == 130
    assert (out, err) == ("", "Error: Interrupted; run the same command again to go on.\n")
    assert not (tmp_path / "out.jsonl").exists()


def test_a_reader_that_goes_away_is_no_crash(tmp_path):
    command = f"{sys.executable} -c '{RUN}' journey show lifecycle | head -1"
    ran = subprocess.run(["sh", "-c", command], capture_output=True, encoding="utf-8", check=False)
    assert ran.stdout.startswith("id: lifecycle")
    assert "Traceback" not in ran.stderr


def test_results_go_to_stdout_and_can_be_piped():
    ended = run_apart("journey", "list")
    assert (ended.code, ended.err) == (0, "")
    assert "\x1b" not in ended.out


@pytest.mark.parametrize("text", ["[red]x[/red]", "[/]", "\\[bold]", "[link=file:///etc/passwd]x"])
def test_texts_are_never_taken_for_markup(capsys, text):
    console.result(console.literal(text))
    console.table((text,), [(text,)])
    assert [line.strip() for line in capsys.readouterr().out.splitlines()] == [text] * 3


def test_control_characters_are_shown_as_their_code(capsys):
    console.failure("a\x1b[31mb\x00c\u202ed")
    assert capsys.readouterr().err == "Error: a\\x1b[31mb\\x00c\\x202ed\n"


def test_a_path_longer_than_a_line_is_not_cut(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    path = f"/{'folder/' * 20}file.csv"
    console.failure(f"{path} cannot be opened.")
    assert path in capsys.readouterr().err
