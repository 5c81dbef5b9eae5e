"""The explorer in a real browser: every page opens, cells lead to statements, a file is mined; nothing leaves this machine."""

import os
import re
import shutil
import socket
import subprocess
import time
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from tests.web.project import PROJECT
from tests.web.test_preview import CSV
from vocmine.web import launch

pytestmark = [pytest.mark.browser, pytest.mark.slow]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PATHS = ("", "stage?stage=usage", "theme", "statements?q=script", "statements?feedback=hostile", "upload")
SETTLED = '[data-testid="stApp"][data-test-script-state="notRunning"]'


@pytest.fixture(scope="module")
def base(require, mined_file, tmp_path_factory):
    """Serve the explorer on a free port; returns its address."""
    require("chromium")
    folder = tmp_path_factory.mktemp("served")
    shutil.copy(mined_file, folder / "mined.db")
    port = _free_port()
    environment = {**os.environ, "VOCMINE_DB": f"sqlite:///{(folder / 'mined.db').as_posix()}", "XDG_DATA_HOME": str(folder)}
    with subprocess.Popen(launch.command(port), env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        _wait(port)
        yield launch.address(port)
        server.terminate()


@pytest.fixture(scope="module")
def chromium(require):
    """Return Debian's chromium, started once."""
    program = require("chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def page(chromium):
    """Return a page that fails its test if a dialog opens or a request goes elsewhere."""
    shown = chromium.new_page(viewport={"width": 1400, "height": 900})
    dialogs, foreign = [], []
    shown.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    shown.on("request", lambda request: foreign.append(request.url) if not _own(request.url) else None)
    shown.on("websocket", lambda opened: foreign.append(opened.url) if not _own(opened.url) else None)
    yield shown
    shown.close()
    assert dialogs == []
    assert foreign == []


def settle(page):
    for _ in range(2):  # between two runs of a page it is settled for a moment
        page.wait_for_timeout(300)
        page.wait_for_selector(SETTLED, timeout=30_000)


def open_at(page, address):
    page.goto(address)
    page.wait_for_selector("h1", timeout=30_000)
    settle(page)


@pytest.mark.parametrize("path", PATHS)
def test_page_opens_without_dialog_error_or_foreign_request(page, base, path):
    open_at(page, base + path)
    assert page.locator('[data-testid="stException"]').count() == 0
    assert page.locator("main [onerror], main [onload], main script, main img").count() == 0


def test_payloads_stand_on_the_page_as_they_were_written(page, base):
    open_at(page, base + "statements?q=script")
    page.get_by_text("<script>alert(1)</script>").first.wait_for(timeout=20_000)


def test_click_on_a_stage_leads_to_its_statements(page, base):
    open_at(page, f"{base}?project={PROJECT}")
    _click_middle(page, page.locator(".js-plotly-plot .barlayer .point").nth(5))
    page.wait_for_url(re.compile(r"/stage\?.*stage=support"), timeout=20_000)
    settle(page)
    page.get_by_role("button", name="all statements").click()
    page.wait_for_url(re.compile(r"/statements\?.*stage=support"), timeout=20_000)
    page.get_by_text("second agent").first.wait_for(timeout=20_000)


def test_click_on_a_pain_point_opens_its_theme(page, base):
    open_at(page, f"{base}stage?project={PROJECT}&stage=support")
    _click_middle(page, page.locator(".js-plotly-plot .barlayer .point").first)
    page.wait_for_url(re.compile(r"/theme\?.*theme="), timeout=20_000)
    page.get_by_role("heading", name="No answer from support").wait_for(timeout=20_000)


def test_address_opens_the_same_view_in_another_window(page, base, chromium):
    open_at(page, f"{base}statements?project={PROJECT}")
    page.get_by_role("button", name="Next").click()
    page.get_by_text("page 2 of").wait_for(timeout=20_000)
    other = chromium.new_page()
    other.goto(page.url)
    other.get_by_text("page 2 of").wait_for(timeout=20_000)
    other.close()


def test_upload_is_mined_and_survives_a_reload(page, base, tmp_path):
    (tmp_path / "own.csv").write_text(CSV)
    open_at(page, base + "upload")
    page.set_input_files("input[type=file]", tmp_path / "own.csv")
    page.get_by_role("button", name="Mine the feedback").click(timeout=30_000)
    page.wait_for_url(re.compile("job="), timeout=20_000)
    page.reload()
    page.get_by_role("button", name="Open the journey map").click(timeout=120_000)
    page.wait_for_url(re.compile("project=own"), timeout=20_000)
    page.get_by_text(re.compile(r"3\sfeedbacks")).first.wait_for(timeout=20_000)


def _click_middle(page, mark):
    box = mark.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def _own(url):
    parts = urlsplit(url)
    return parts.scheme in ("data", "blob", "about") or parts.hostname == "127.0.0.1"


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait(port):
    end = time.monotonic() + 60
    while True:
        try:
            asked = HTTPConnection("127.0.0.1", port, timeout=2)
            asked.request("GET", "/_stcore/health")
            asked.getresponse().read()
            asked.close()
            return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)
