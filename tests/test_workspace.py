"""What is done with a project tells how far it is."""

from vocmine import compose, workspace


def test_import_tells_how_many_rows_of_a_file_were_read(tmp_path):
    path = tmp_path / "in.csv"
    path.write_text("id,comment\n" + "".join(f"{row},Parcel number {row} came late.\n" for row in range(450)), encoding="utf-8")
    told = []
    with workspace.open_workspace(f"sqlite:///{(tmp_path / 'x.db').as_posix()}") as opened:
        opened.import_files([path], "x", compose.read_options(), limits=compose.Limits(), report=lambda *step: told.append(step))
    assert told == [("reading in.csv", 200, 450), ("reading in.csv", 400, 450), ("reading in.csv", 450, 450)]


def test_workspace_opens_the_database_that_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("VOCMINE_DB", f"sqlite:///{(tmp_path / 'set.db').as_posix()}")
    with workspace.open_workspace(), workspace.open_workspace(f"sqlite:///{(tmp_path / 'named.db').as_posix()}"):
        pass
    assert sorted(path.name for path in tmp_path.glob("*.db")) == ["named.db", "set.db"]
