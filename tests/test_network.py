"""No connection leaves the machine: mining, scoring and their help are watched from the first import on.

Two guards: an audit hook that counts each name that is looked up and each address that is connected to, and, where Linux
permits it, a network namespace that has no way out, in which the same commands must do their work.
"""

import json
import shutil
import subprocess
import sys

import pytest

from tests.cli.run import RUN, SHOP

WATCH = """
import json, sys
found = []
def watch(event, arguments):
    if event == "socket.connect":
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else "local"
        if host not in ("127.0.0.1", "::1", "local"):
            found.append(["connect", str(address)])
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        if arguments[0] not in (None, "", "localhost", "127.0.0.1", "::1"):
            found.append([event, str(arguments[0])])
    elif event in ("socket.sendto", "socket.sendmsg"):
        found.append([event, str(arguments[1])])
sys.addaudithook(watch)
import atexit
atexit.register(lambda: sys.stderr.write("WATCHED " + json.dumps(found) + "\\n"))
"""
COMMANDS = {
    "score": ("score", SHOP, "-o", "out.jsonl"),
    "mine": ("mine", SHOP, "-p", "shop", "--db", "sqlite:///shop.db"),
    "import of a dry run": ("import", SHOP, "-p", "shop", "--dry-run"),
    "doctor": ("doctor",),
}


def watched(code, folder, *arguments):
    """Run Python under the watch; returns the process and the contacts that it tried."""
    ran = subprocess.run(
        [sys.executable, "-c", WATCH + code, *map(str, arguments)], cwd=folder, capture_output=True, encoding="utf-8", check=False
    )
    return ran, json.loads(ran.stderr.split("WATCHED ")[1])


def test_the_watch_sees_what_leaves_the_machine(tmp_path):
    code = "import socket\ntry:\n    socket.create_connection(('192.0.2.1', 9), timeout=0.01)\nexcept OSError:\n    pass"
    _, found = watched(code, tmp_path)
    assert ["connect", "('192.0.2.1', 9)"] in found


@pytest.mark.parametrize("command", COMMANDS)
def test_nothing_leaves_the_machine(tmp_path, command):
    ran, found = watched(RUN, tmp_path, *COMMANDS[command])
    assert ran.returncode == 0, ran.stderr
    assert found == []


@pytest.mark.slow
def test_an_encoder_of_ones_own_is_not_fetched(tmp_path, monkeypatch):
    monkeypatch.setenv("VOCMINE_ENCODER", "nobody/no-such-model")
    monkeypatch.setenv("HF_HOME", str(tmp_path / "empty"))
    ran, found = watched(RUN, tmp_path, *COMMANDS["mine"])
    assert ran.returncode == 1
    assert "No sentence-transformers model 'nobody/no-such-model' on this machine" in " ".join(ran.stderr.split())
    assert found == []


@pytest.mark.slow
@pytest.mark.parametrize("command", ["score", "mine"])
def test_the_work_is_done_where_there_is_no_network(tmp_path, command):
    if shutil.which("unshare") is None or subprocess.run(["unshare", "-rn", "true"], capture_output=True, check=False).returncode:
        pytest.skip("no network namespace may be made here")
    alone = ["unshare", "-rn", sys.executable, "-c", RUN, *map(str, COMMANDS[command])]
    ran = subprocess.run(alone, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert ran.returncode == 0, ran.stderr
