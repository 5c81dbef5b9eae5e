"""What a view shows lies in its address, so that a link opens the same view; nothing else is remembered of a person.

Guarantee: an address with unknown or broken parts opens the nearest view that makes sense, never an error.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

import streamlit as st

from vocmine.store.filters import LONGEST_SEARCH, Filters

# The name in the address, and the field of the store that it filters.
FIELDS = {
    "channel": "channel",
    "group": "customer_segment",
    "emotion": "emotion_groups",
    "intent": "intent",
    "effort": "effort_label",
    "touchpoint": "touchpoint",
}
AT_ODDS = "odds"
WHICH = ("stage", "sentiment", "theme", *FIELDS, "from", "to", "q")
PROJECT = "project"


@dataclass(frozen=True, slots=True)
class View:
    """Project, run and filters of an address; ``run`` None is the newest."""

    project: str | None
    run: str | None
    filters: Filters
    feedback: str | None = None
    page: int = 1


def current() -> View:
    """Return the view that the address tells of."""
    project = asked(PROJECT) or st.session_state.get(PROJECT)
    return View(project, asked("run"), filters_of(asked), asked("feedback"), _page(asked("page")))


def asked(name: str) -> str | None:
    """Return a part of the address, or None where it is empty or missing."""
    value = st.query_params.get(name)
    return value.strip()[:LONGEST_SEARCH] or None if value else None


def filters_of(get: Callable[[str], str | None], *, only: Sequence[str] = WHICH) -> Filters:
    """Return the filters among the named parts."""
    wanted = {name: get(name) for name in only}
    fields = tuple((field, value) for name, field in FIELDS.items() if (value := wanted.get(name)))
    last = _day(wanted.get("to"))
    return Filters(
        stage=wanted.get("stage"),
        theme=wanted.get("theme"),
        sentiment=wanted.get("sentiment"),
        since=_day(wanted.get("from")),
        until=last + timedelta(days=1) if last else None,
        text=wanted.get("q"),
        fields=fields,
    )


def with_stage(filters: Filters, stage: str) -> Filters:
    """Return the same filters at one stage."""
    return replace(filters, stage=stage)


def link(view: View, **parts: str | None) -> dict[str, str]:
    """Return the parts of an address in the same project and run: the named filters and no others."""
    own = {PROJECT: view.project, "run": view.run, **{name.rstrip("_"): value for name, value in parts.items()}}
    return {name: value for name, value in own.items() if value}


def kept(*names: str) -> dict[str, str]:
    """Return the named parts of the present address, to be carried on in a link."""
    return {name: value for name in names if (value := asked(name))}


def put(name: str, value: str | None) -> None:
    """Write a part of the address, or take it away; paging starts again."""
    for part, new in ((name, value), ("page", None)):
        if new:
            st.query_params[part] = new
        elif part in st.query_params:
            del st.query_params[part]


def turn_to(page: int) -> None:
    """Write the page into the address."""
    st.query_params["page"] = str(page)


def remember_project(name: str) -> None:
    """Keep the project while the person goes from page to page by the navigation, which empties the address."""
    st.session_state[PROJECT] = name
    if st.query_params.get(PROJECT) != name:
        st.query_params[PROJECT] = name


def _page(value: str | None) -> int:
    return max(1, min(int(value), 1_000_000)) if value and value.isdecimal() and len(value) < 8 else 1


def _day(value: str | None) -> datetime | None:
    try:
        return datetime.combine(date.fromisoformat(value), time(), UTC) if value else None
    except ValueError:
        return None
