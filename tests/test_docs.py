"""What the README says works as it stands there, and names all that there is; examples in the code run."""

import doctest
import importlib
import re
import shlex
import shutil
from pathlib import Path

import pytest
from typer.main import get_command

import vocmine as package
from tests.cli.run import SHOP
from vocmine.artifacts import shipped
from vocmine.cli.main import app
from vocmine.settings import Settings

ROOT = shipped("README.md").parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
CODE = [*re.findall(r"`([^`\n]+)`", README), *(line for block in BLOCKS for line in block.splitlines())]
SYNOPSES = sorted({code for code in CODE if code.startswith("vocmine ")})
SOURCES = sorted((ROOT / "vocmine").rglob("*.py"))


def resolve(words):
    """Return the command that words of a synopsis start, its name, and the words that are left."""
    command, name = get_command(app), []
    while hasattr(command, "commands"):
        if not words:
            return command, name, []
        assert words[0] in command.commands, f"no command {' '.join([*name, words[0]])!r}"
        command, name, words = command.commands[words[0]], [*name, words[0]], words[1:]
    return command, name, words


@pytest.mark.parametrize("synopsis", SYNOPSES)
def test_commands_of_the_readme_exist_with_their_options(synopsis):
    command, _, rest = resolve(shlex.split(synopsis)[1:])
    known = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in rest if word.startswith("-")} <= known


def test_each_command_stands_in_the_readme():
    told = {tuple(resolve(shlex.split(synopsis)[1:])[1][:1]) for synopsis in SYNOPSES}
    assert {(name,) for name in get_command(app).commands} <= told


def test_options_that_the_readme_names_exist():
    def options(command):
        own = {option for parameter in command.params for option in parameter.opts}
        return own.union(*(options(child) for child in getattr(command, "commands", {}).values()))

    told = set(re.findall(r"`(--[a-z-]+)", README))
    assert told
    assert told <= options(get_command(app)) | {"--index-url"}


def test_each_setting_stands_in_the_readme():
    assert set(re.findall(r"`(VOCMINE_[A-Z_]+)`", README)) == {f"VOCMINE_{name.upper()}" for name in Settings.model_fields}


def test_targets_of_make_that_the_readme_names_exist():
    made = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    told = set(re.findall(r"(?:^|`|=1 )make ([a-z-]+)", README, re.MULTILINE))
    assert {"demo", "test"} <= told <= made


def test_files_that_the_readme_shows_exist():
    linked = [link for link in re.findall(r"\]\(([^)]+)\)", README) if "://" not in link]
    assert linked
    assert [link for link in linked if not (ROOT / link).is_file()] == []


def test_the_version_of_the_readme_is_this_one():
    assert set(re.findall(r"vocmine-([0-9.]+)-py3", README)) == {package.__version__}


def test_quick_start_runs_as_it_stands(monkeypatch, capsys, tmp_path):
    from vocmine.cli.main import main
    from vocmine.web import launch

    served = []
    monkeypatch.setattr(launch, "serve", lambda **asked: served.append(asked))
    monkeypatch.chdir(tmp_path)
    shutil.copy(SHOP, "my.csv")
    block = next(block for block in BLOCKS if "my.csv" in block)
    for line in block.splitlines():
        monkeypatch.setattr("sys.argv", shlex.split(line))
        with pytest.raises(SystemExit, match=r"^0$"):
            main()
    assert "Pain points" in capsys.readouterr().out
    assert Path("map.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert len(served) == 1


def test_public_names_are_there():
    assert all(hasattr(package, name) for name in package.__all__)
    assert package.__all__ == sorted(package.__all__)


@pytest.mark.parametrize("path", [path for path in SOURCES if ">>> " in path.read_text(encoding="utf-8")], ids=lambda path: path.stem)
def test_examples_in_the_code_run(path):
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    ran = doctest.testmod(importlib.import_module(name), optionflags=doctest.ELLIPSIS)
    assert ran.attempted > 0
    assert ran.failed == 0
