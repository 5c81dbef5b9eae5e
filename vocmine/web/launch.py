"""How the explorer is started: one look, bound to this machine, telling nobody.

The same options hold for ``vocmine explore`` (as flags) and for ``streamlit run app.py`` (set by ``settle``).
Statistics of use are off, nothing is fetched from elsewhere, and only 127.0.0.1 is listened to.
"""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

from vocmine.artifacts import shipped
from vocmine.errors import UsageError

HOST = "127.0.0.1"
ICON, LOGO = (str(Path(__file__).parent / name) for name in ("icon.svg", "logo.svg"))
_TEXT, _LINE, _BLUE, _ORANGE, _GREY = "#18222c", "#dfe5ea", "#1769aa", "#bf5600", "#8a949e"
LOOK = {
    "browser.gatherUsageStats": "false",
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "none",
    "theme.base": "light",
    "theme.primaryColor": "#26333f",
    "theme.backgroundColor": "#ffffff",
    "theme.secondaryBackgroundColor": "#f5f7f9",
    "theme.textColor": _TEXT,
    "theme.linkColor": "#26333f",
    "theme.linkUnderline": "false",
    "theme.font": "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif",
    "theme.baseFontSize": "14",
    "theme.headingFontSizes": '["1.65rem", "1.2rem", "1.05rem", "1rem", "0.95rem", "0.9rem"]',
    "theme.headingFontWeights": "[650, 650, 650, 600, 600, 600]",
    "theme.metricValueFontSize": "1.5rem",
    "theme.baseRadius": "0.5rem",
    "theme.borderColor": _LINE,
    "theme.dataframeBorderColor": _LINE,
    "theme.showWidgetBorder": "true",
    "theme.showSidebarBorder": "true",
    "theme.paddingTop": "0.5rem",
    "theme.sidebar.backgroundColor": "#f7f9fb",
    "theme.blueColor": _BLUE,
    "theme.blueTextColor": "#125a94",
    "theme.blueBackgroundColor": "#e2edf7",
    "theme.orangeColor": _ORANGE,
    "theme.orangeTextColor": "#a84b00",
    "theme.orangeBackgroundColor": "#fbe9d7",
    "theme.grayColor": _GREY,
    "theme.grayTextColor": "#4d5963",
    "theme.grayBackgroundColor": "#edf0f3",
}
SERVER = {
    "server.address": HOST,
    "server.fileWatcherType": "none",
    "server.maxUploadSize": "1000",
    "server.runOnSave": "false",
}


def address(port: int, project: str | None = None) -> str:
    """Return the address of the explorer, opened on a project where one is named."""
    return f"http://{HOST}:{port}/" + (f"?project={quote(project, safe='')}" if project else "")


def command(port: int, *, headless: bool = True) -> list[str]:
    """Return the command that serves the explorer on a port of this machine."""
    options = {**LOOK, **SERVER, "server.port": str(port), "server.headless": str(headless).lower()}
    flags = [f"--{name}={value}" for name, value in options.items()]
    return [sys.executable, "-m", "streamlit", "run", str(shipped("app.py")), *flags]


def serve(*, port: int = 8501, project: str | None = None, db: str | None = None) -> None:
    """Serve the explorer until it is stopped; a browser opens unless NO_BROWSER is set.

    Raises
    ------
    UsageError
        If the port is taken or the server ends with a failure.
    """
    environment = dict(os.environ) | ({"VOCMINE_DB": db} if db else {})
    with subprocess.Popen(command(port), env=environment) as server:  # noqa: S603  # our own interpreter and options
        _open_browser(address(port, project), server)
        try:
            status = server.wait()
        except KeyboardInterrupt:
            server.terminate()
            return
    if status:
        raise UsageError(f"The explorer could not be served on port {port}; is it taken? Pass another one by --port.")


def settle() -> bool:
    """Give a server that was started without our options their look and silence; tell whether anything was changed."""
    from streamlit import config

    wanted = {name: value for name, value in LOOK.items() if not config.is_manually_set(name)}
    for name, value in wanted.items():
        config.set_option(name, _typed(value), where_defined="vocmine")
    return bool(wanted)


def _typed(value: str) -> str | bool | int:
    if value in ("true", "false"):
        return value == "true"
    return int(value) if value.isdecimal() else value


def _open_browser(url: str, server: "subprocess.Popen[bytes]") -> None:
    if os.environ.get("NO_BROWSER"):
        return
    import webbrowser

    try:
        server.wait(timeout=2)
    except subprocess.TimeoutExpired:
        webbrowser.open(url)
