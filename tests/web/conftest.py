"""A mined project of sixty feedbacks, and the pages on it as Streamlit's test class runs them."""

import shutil

import pytest
from streamlit.testing.v1 import AppTest

from tests.web.project import PROJECT, make_project


@pytest.fixture(scope="session")
def mined_file(tmp_path_factory):
    """Return the database file of a mined project, made once."""
    path = tmp_path_factory.mktemp("mined") / "mined.db"
    make_project(f"sqlite:///{path.as_posix()}", hostile=True)
    return path


@pytest.fixture
def mined(mined_file, tmp_path, monkeypatch):
    """Point the settings at a copy of the mined project; returns its name."""
    shutil.copy(mined_file, tmp_path / "mined.db")
    monkeypatch.setenv("VOCMINE_DB", f"sqlite:///{(tmp_path / 'mined.db').as_posix()}")
    return PROJECT


@pytest.fixture
def many(tmp_path, monkeypatch):
    """Point the settings at a project of so many people with scores that themes have effects; returns its name."""
    url = f"sqlite:///{(tmp_path / 'many.db').as_posix()}"
    make_project(url, n=240)
    monkeypatch.setenv("VOCMINE_DB", url)
    return PROJECT


@pytest.fixture
def nothing(tmp_path, monkeypatch):
    """Point the settings at an empty database."""
    monkeypatch.setenv("VOCMINE_DB", f"sqlite:///{(tmp_path / 'empty.db').as_posix()}")


@pytest.fixture
def open_page():
    """Return a function that runs a page at an address."""

    def run(name, **query):
        app = AppTest.from_function(_script, default_timeout=20, kwargs={"name": name})
        for key, value in query.items():
            app.query_params[key] = value
        app.run()
        assert not app.exception, app.exception
        return app

    return run


def _script(name):
    from vocmine.web import routes

    routes.navigation(default=name).run()
