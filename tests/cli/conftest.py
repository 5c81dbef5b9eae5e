"""The command line as a user meets it: its exit status, what it prints to stdout and to stderr, on 80 columns."""

import shutil
import sys
from pathlib import Path

import pytest

from tests.cli.run import SHOP, Ended, run_apart
from vocmine.cli.main import main


@pytest.fixture
def vocmine(monkeypatch, capsys, tmp_path):
    """Return a function that runs the command line in a folder of its own."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(tmp_path)

    def run(*arguments: object) -> Ended:
        capsys.readouterr()
        monkeypatch.setattr(sys, "argv", ["vocmine", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return Ended(ended.value.code or 0, said.out, said.err)

    return run


@pytest.fixture(scope="session")
def mined_once(tmp_path_factory):
    """Return what ``vocmine mine`` said of the shop's thirty rows, and the database that it made."""
    folder = tmp_path_factory.mktemp("mined")
    db = folder / "shop.db"
    ended = run_apart("mine", SHOP, "--project", "shop", "--db", f"sqlite:///{db.as_posix()}", "--json", XDG_DATA_HOME=str(folder))
    assert ended.code == 0, ended.err
    return ended, db


@pytest.fixture
def shop(mined_once, tmp_path, monkeypatch):
    """Point the settings at a copy of the mined shop; returns the project's name."""
    shutil.copy(mined_once[1], tmp_path / "shop.db")
    monkeypatch.setenv("VOCMINE_DB", f"sqlite:///{(tmp_path / 'shop.db').as_posix()}")
    monkeypatch.setenv("XDG_DATA_HOME", str(mined_once[1].parent))
    return "shop"


@pytest.fixture
def csv_file(tmp_path):
    """Return a function that writes rows of id and comment; a row of three cells is a bad one."""

    def write(n_good: int, n_bad: int = 0, name: str = "in.csv") -> Path:
        good = [f"{row},Parcel number {row} came late." for row in range(n_good)]
        bad = [f"b{row},Torn,row" for row in range(n_bad)]
        path = tmp_path / name
        path.write_text("\n".join(["id,comment", *good, *bad, ""]), encoding="utf-8")
        return path

    return write
