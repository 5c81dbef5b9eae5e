"""How the explorer is started: this machine alone, no statistics, one look by both ways."""

import pytest

from vocmine.web import launch


def test_command_listens_to_this_machine_alone_and_sends_no_statistics():
    flags = launch.command(8600)
    assert "--server.address=127.0.0.1" in flags
    assert "--browser.gatherUsageStats=false" in flags
    assert "--server.port=8600" in flags


def test_command_runs_the_shipped_app():
    assert launch.command(8600)[4].endswith("app.py")


@pytest.mark.parametrize("project", [None, "a b&c"])
def test_address_opens_the_project(project):
    assert launch.address(8600, project) == "http://127.0.0.1:8600/" + ("?project=a%20b%26c" if project else "")


def test_settle_gives_a_bare_server_the_same_look(monkeypatch):
    from streamlit import config

    told = {}
    monkeypatch.setattr(config, "is_manually_set", lambda name: name == "theme.base")
    monkeypatch.setattr(config, "set_option", lambda name, value, where_defined: told.update({name: value}))
    assert launch.settle()
    assert told["browser.gatherUsageStats"] is False
    assert told["theme.baseFontSize"] == 14
    assert "theme.base" not in told
