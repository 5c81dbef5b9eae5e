"""What is done with a project tells how far it is."""

import pytest

from vocmine import compose, workspace
from vocmine.errors import UsageError


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


def test_feedback_is_filtered_by_a_column_that_names_employees_only_where_settings_allow_it(tmp_path, monkeypatch, caplog):
    path = tmp_path / "in.csv"
    rows = "".join(f"{row},The parcel came late.,{'Kim' if row % 2 else 'Lee'}\n" for row in range(20))
    path.write_text("id,comment,Served by\n" + rows, encoding="utf-8")
    db, asked = f"sqlite:///{(tmp_path / 'x.db').as_posix()}", workspace.Asked(filters=(("Served by", "Kim"),))
    with workspace.open_workspace(db) as opened:
        opened.import_files([path], "x", compose.read_options(), limits=compose.Limits())
        opened.mine("x", journey="lifecycle")
        with pytest.raises(UsageError, match=r"^Column 'Served by' names employees; set employee_columns = true in vocmine\.toml"):
            opened.journey_map("x", asked)
        notes = opened.journey_map("x", workspace.Asked()).notes
        assert "Served by names employees: left out of what pain points go together with." in notes
    monkeypatch.setenv("VOCMINE_EMPLOYEE_COLUMNS", "true")
    with workspace.open_workspace(db) as opened, caplog.at_level("INFO"):
        assert opened.journey_map("x", asked).totals.feedbacks == 10
    assert "'Served by', which names employees" in caplog.text
