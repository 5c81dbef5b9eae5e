"""The shell's environment is cleared, the network is shut, and missing programs skip with a reason."""

import os
import shutil
import socket

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


@pytest.fixture
def require():
    """Return a function that skips where a program is missing, or fails where all tests must run."""

    def check(program: str) -> str:
        found = shutil.which(program)
        if found is None:
            reason = f"{program} is not installed"
            (pytest.fail if os.environ.get("VOCMINE_ALL_TESTS") else pytest.skip)(reason)
        return found

    return check
