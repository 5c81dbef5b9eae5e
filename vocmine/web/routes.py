"""The pages and their addresses."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from streamlit.navigation.page import Page

MAP, STAGE, THEME, STATEMENTS, UPLOAD = "map", "stage", "theme", "statements", "upload"


def navigation(default: str = MAP) -> "Page":
    """Return the page that the address asks for."""
    return st.navigation([_page(name, default=name == default) for name in _shown()], position="top")


def page(name: str) -> "Page":
    """Return a page as the target of a link."""
    return _page(name, default=name == MAP)


def _page(name: str, *, default: bool) -> "Page":
    show, title = _shown()[name]
    return st.Page(show, title=title, url_path=name, default=default)


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
