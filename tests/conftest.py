"""The shell's environment is cleared, the network is shut, and missing programs skip with a reason."""

import importlib.util
import os
import shutil
import socket
from uuid import uuid4

import pytest


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch, tmp_path):
    for name in [name for name in os.environ if name.startswith("VOCMINE_") and not name.startswith(("VOCMINE_TEST_", "VOCMINE_ALL_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture(autouse=True)
def _no_network(monkeypatch):
    connect = socket.socket.connect

    def local_only(self, address):
        if self.family != socket.AF_UNIX and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise AssertionError(f"A connection to {address} was tried; nothing may leave the machine.")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", local_only)


@pytest.fixture(scope="session")
def require():
    """Return a function that skips where a program is missing, or fails where all tests must run."""

    def check(program: str) -> str:
        found = shutil.which(program)
        if found is None:
            reason = f"{program} is not installed"
            (pytest.fail if os.environ.get("VOCMINE_ALL_TESTS") else pytest.skip)(reason)
        return found

    return check


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def db_url(request, tmp_path):
    """Return the address of an empty database."""
    if request.param == "sqlite":
        yield f"sqlite:///{(tmp_path / 'store.db').as_posix()}"
        return
    from sqlalchemy import DDL, create_engine

    server = os.environ.get("VOCMINE_TEST_POSTGRES")
    if not server or importlib.util.find_spec("psycopg") is None:
        reason = "no PostgreSQL: set VOCMINE_TEST_POSTGRES and install the extra 'postgres'"
        (pytest.fail if os.environ.get("VOCMINE_ALL_TESTS") else pytest.skip)(reason)
    name = f"vocmine_{uuid4().hex[:12]}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(DDL("CREATE DATABASE %(name)s", context={"name": name}))
    yield engine.url.set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.execute(DDL("DROP DATABASE %(name)s WITH (FORCE)", context={"name": name}))
    engine.dispose()


@pytest.fixture
def store(db_url):
    """Return an open, empty store."""
    from vocmine.store.database import open_store

    opened = open_store(db_url)
    yield opened
    opened.close()
