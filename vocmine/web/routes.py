"""The pages and their addresses."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from streamlit.navigation.page import Page

_LOG = logging.getLogger(__name__)
MAP, STAGE, THEME, STATEMENTS, UPLOAD = "map", "stage", "theme", "statements", "upload"


def navigation(default: str = MAP) -> "Page":
    """Return the page that the address asks for."""
    return st.navigation([_page(name, default=name == default) for name in _shown()], position="top")


def page(name: str) -> "Page":
    """Return a page as the target of a link."""
    return _page(name, default=name == MAP)


def _page(name: str, *, default: bool) -> "Page":
    show, title = _shown()[name]
    return st.Page(_guarded(show), title=title, url_path=name, default=default)


def _guarded(show: Callable[[], None]) -> Callable[[], None]:
    """Return a page whose unforeseen failure is a sentence on screen and a traceback in the log."""

    @wraps(show)
    def guarded() -> None:
        try:
            show()
        except Exception:
            _LOG.exception("The page %s failed", show.__module__)
            st.error(
                "This page failed by a fault of vocmine's own. What was stored is safe; the terminal that runs the explorer tells more."
            )

    return guarded


def _shown() -> dict[str, tuple[Callable[[], None], str]]:
    # Pages link to one another, so that they can only be imported when one is asked for.
    from vocmine.web.pages import journey_map, stage, statements, theme, upload

    return {
        MAP: (journey_map.show, "Journey map"),
        STAGE: (stage.show, "Stages"),
        THEME: (theme.show, "Themes"),
        STATEMENTS: (statements.show, "Statements"),
        UPLOAD: (upload.show, "Upload"),
    }
