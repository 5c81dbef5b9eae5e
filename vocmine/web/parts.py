"""What all pages are laid out of: the head with the project, filters, cells that open statements, quotes, empty states."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal

import streamlit as st

from vocmine.errors import NotFound, VocmineError
from vocmine.export.figures import Noun, period_text
from vocmine.map_types import JourneyMap
from vocmine.store.filters import Filters
from vocmine.store.queries import Statement
from vocmine.store.runs import Run
from vocmine.types import NO_STAGE, Journey, Rate
from vocmine.web import loaders, routes, state, text
from vocmine.web.state import View

TONES = {"negative": "orange", "positive": "blue", "neutral": "gray", "mixed": "gray"}
GOOD_FEELINGS = ("delight", "appreciation", "hope")
BAD_FEELINGS = ("anxiety", "disappointment", "frustration", "disgust")
NO_STAGE_TOLD = "no stage told"
IN_NO_THEME = {"none": "fits no theme", "bare": "a feeling alone", "non_answer": "no answer", "copy": "a copied text"}


@dataclass(frozen=True, slots=True)
class Opened:
    """A project and its run, opened by a page; ``view`` is what the address asks for, ``filters`` what the head's boxes leave."""

    project: str
    run: Run
    view: View
    filters: Filters

    @property
    def journey(self) -> Journey:
        """The journey of the run."""
        return self.run.journey

    @property
    def noun(self) -> Noun:
        """What those are called whom shares count."""
        return loaders.noun(self.project, self.run.id)

    def stage_name(self, stage: str) -> str:
        """Return what a stage is called on screen."""
        return next((one.name for one in self.journey.stages if one.id == stage), NO_STAGE_TOLD if stage == NO_STAGE else stage)


@dataclass(frozen=True, slots=True)
class Card:
    """A figure with what it rests on; ``way`` names the link to the statements that ``where`` leaves, empty for none."""

    title: str
    value: str
    detail: str
    way: str = ""
    where: Mapping[str, str] = field(default_factory=dict)


def opened(title: str, filters: Sequence[str] = ()) -> Opened | None:
    """Draw the head of a page with its filters, and open its project; where there is nothing to open, say what to do and return None."""
    view = state.current()
    left, right = st.columns([2, 5], vertical_alignment="bottom")
    left.markdown(f"# {title}")
    try:
        with right.container(horizontal=True, horizontal_alignment="right", vertical_alignment="bottom", gap="small"):
            chosen = _project_box([size.name for size in loaders.projects()], view.project)
            run = loaders.run(chosen, view.run if chosen == view.project else None) if chosen else None
            found = Opened(chosen, run, replace(view, project=chosen), Filters()) if chosen and run else None
            left_over = filter_boxes(found, filters) if found else Filters()
    except NotFound as error:
        empty(str(error), "Choose a project above, or open the newest run of it.")
        return None
    except VocmineError as error:
        st.error(text.safe(error))
        return None
    if found is None:
        _nothing(chosen)
    return replace(found, filters=left_over) if found else None


def _nothing(project: str | None) -> None:
    if project is None:
        empty("There is no project yet.", "Upload a file of feedback, and its journey map will stand here.", upload=True)
    else:
        empty(f"{project} was not mined yet.", "Upload a file to it, or run: vocmine mine --project NAME", upload=True)


def empty(missing: str, what_to_do: str, *, upload: bool = False) -> None:
    """Say what is missing and what to do about it."""
    with st.container(border=True, horizontal_alignment="center", gap="small"):
        st.space("small")
        st.markdown(f"#### {text.safe(missing)}", text_alignment="center", width="content")
        st.text(what_to_do, text_alignment="center")
        if upload:
            st.page_link(routes.page(routes.UPLOAD), label="Upload feedback", icon=":material/upload_file:")
        st.space("small")


def filter_boxes(found: Opened, names: Sequence[str], *, width: int = 132) -> Filters:
    """Draw select boxes for the named filters (``stage``, ``sentiment``, ``channel``, ``from`` …); return what they leave."""
    for name in names:
        _FILTERS[name](found, name, width)
    if any(state.asked(name) for name in names):
        st.button("Clear", type="tertiary", icon=":material/close:", on_click=_clear, args=(tuple(names),), key="clear")
    left = state.filters_of(state.asked, only=names)
    odds = state.AT_ODDS in names and state.asked(state.AT_ODDS)
    return replace(left, among=tuple(sorted(loaders.at_odds(found.project, found.run.id)))) if odds else left


def open_statements(
    found: Opened, label: str, *, width: Literal["content", "stretch"] = "stretch", at: str = "", **parts: str | None
) -> None:
    """Draw a way to the statements that the named filters leave; ``label`` is markdown whose texts are ``safe``."""
    open_page(routes.STATEMENTS, found, label, width=width, at=at, **parts)


def open_page(
    name: str, found: Opened, label: str, *, width: Literal["content", "stretch"] = "stretch", at: str = "", **parts: str | None
) -> None:
    """Draw a way to a page in the same project and run; ``at`` tells two of the same label and target apart."""
    query = state.link(found.view, **parts)
    key = "open-" + hashlib.sha256(repr((name, label, query, at)).encode()).hexdigest()[:16]
    if st.button(label, key=key, type="tertiary", wrap=True, width=width):
        st.switch_page(routes.page(name), query_params=query)


def quote(found: Opened, segment_id: str, words: str) -> None:
    """Draw a customer's words as they are, with the way to the whole feedback."""
    with st.container(horizontal=True, vertical_alignment="top", gap="small", wrap=False):
        st.markdown(":gray[:material/format_quote:]", width="content")
        with st.container(gap=None):
            st.text(text.short(words, 220))
        whole = state.link(found.view, feedback=segment_id.rpartition("#")[0])
        st.page_link(routes.page(routes.STATEMENTS), label=":gray[open]", query_params=whole, width="content")


def chips(found: Opened, statement: Statement, themes: dict[str, str]) -> str:
    """Return stage, sentiment, feelings and themes of a statement as badges in markdown."""
    reading = statement.scored.reading
    shown = [badge("gray", found.stage_name(reading.stage))]
    if reading.sentiment_label:
        shown.append(badge(TONES[reading.sentiment_label], reading.sentiment_label))
    if statement.scored.segment.feedback.id in loaders.at_odds(found.project, found.run.id):
        shown.append(badge("gray", "score at odds"))
    shown += [badge(feeling_tone(group), group) for group in reading.emotion_groups if group != "neutral"]
    shown += [f":gray[· {text.safe(text.short(themes[one], 48))}]" for one in statement.theme_ids if one in themes]
    return " ".join(shown)


def cards(found: Opened, shown: Sequence[Card]) -> None:
    """Draw figures side by side, each over what it rests on and the way to its statements."""
    for column, card in zip(st.columns(len(shown)), shown, strict=True):
        with column.container(border=True, gap=None, height="stretch"):
            st.metric(card.title, card.value)
            with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="small"):
                st.caption(text.safe(card.detail), width="content")
                if card.way:
                    open_statements(found, card.way, width="content", at=card.title, **card.where)


def feelings(found: Opened, emotions: Sequence[tuple[str, Rate]], **where: str) -> None:
    """Draw how many show each feeling, largest first, each the way to its statements."""
    felt = sorted(((rate, group) for group, rate in emotions if rate.value), key=lambda one: -one[0].value)
    with st.container(horizontal=True, gap="medium"):
        for rate, group in felt:
            label = f":{feeling_tone(group)}[{group}] {text.share(rate, round(rate.value * rate.n), found.noun)}"
            open_statements(found, label, width="content", emotion=group, **where)


def badge(tone: str, label: str) -> str:
    """Return a label on a coloured ground, in markdown."""
    return f":{tone}-badge[{text.safe(label)}]"


def feeling_tone(group: str) -> str:
    """Return the colour of a group of feelings: good, bad, or neither."""
    return "blue" if group in GOOD_FEELINGS else "orange" if group in BAD_FEELINGS else "gray"


def picture(figure: Any, key: str, *, alt: str, on_point: Callable[[str], None] | None = None) -> None:
    """Draw a figure; ``on_point`` is called with what a clicked mark stands for."""
    config = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False}
    if on_point is None:
        st.plotly_chart(figure, theme=None, key=key, config=config, alt=alt)
        return
    event: Any = st.plotly_chart(figure, theme=None, key=key, config=config, alt=alt, on_select="rerun", selection_mode="points")
    points = event["selection"]["points"]
    if points and (told := points[0].get("customdata")):
        on_point(told[0] if isinstance(told, list) else str(told))


def go(name: str, found: Opened, **parts: str | None) -> None:
    """Open another page in the same project and run."""
    st.switch_page(routes.page(name), query_params=state.link(found.view, **parts))


def foot(journey_map: JourneyMap) -> None:
    """Say what the figures rest on."""
    totals = journey_map.totals
    st.caption(
        f"Period {period_text(journey_map.period)} · {totals.feedbacks:,} feedbacks, {text.statements(totals.segments)} · "
        "intervals are 95% · shows what people wrote about, not how often it happens."
    )


def _project_box(names: Sequence[str], wanted: str | None) -> str | None:
    if not names:
        return None
    if wanted not in names and (missing := state.asked(state.PROJECT)):
        raise NotFound("project", missing, names)
    st.session_state["project-box"] = wanted if wanted in names else names[0]
    chosen = str(st.selectbox("Project", names, key="project-box", width=210, on_change=_change_project))
    state.remember_project(chosen)
    return chosen


def _change_project() -> None:
    st.query_params.clear()
    state.remember_project(st.session_state["project-box"])


def _clear(names: tuple[str, ...]) -> None:
    for name in names:
        state.put(name, None)


def _select(name: str, label: str, options: dict[str, str], width: int) -> None:
    key = f"filter-{name}"
    wanted = state.asked(name)
    if wanted and wanted not in options:
        options = {**options, wanted: wanted}
    st.session_state[key] = wanted
    st.selectbox(
        label, list(options), index=None, key=key, format_func=lambda one: options.get(one, str(one)), placeholder="all", width=width,
        on_change=_chosen, args=(name, key),
    )  # fmt: skip


def _chosen(name: str, key: str) -> None:
    value = st.session_state[key]
    state.put(name, value.isoformat() if isinstance(value, date) else value)


def _stage_box(found: Opened, name: str, width: int) -> None:
    _select(name, "Stage", {one.id: one.name for one in found.journey.stages} | {NO_STAGE: NO_STAGE_TOLD}, width)


def _sentiment_box(_: Opened, name: str, width: int) -> None:
    _select(name, "Sentiment", {one: one for one in ("negative", "neutral", "positive", "mixed")}, width)


def _theme_box(found: Opened, name: str, width: int) -> None:
    themes = loaders.themes(found.project, found.run.id)
    part = {part.id: part.label for theme in themes for part in theme.parts if part.id == state.asked(name)}
    _select(name, "Theme", {theme.id: theme.label for theme in themes} | part | IN_NO_THEME, width)


def _field_box(found: Opened, name: str, width: int) -> None:
    values = loaders.facet(found.project, found.run.id, state.FIELDS[name])
    if values or state.asked(name):
        _select(name, {"emotion": "Feeling"}.get(name, name.capitalize()), {value: value for value, _ in values}, width)


def _odds_box(found: Opened, name: str, width: int) -> None:
    if loaders.at_odds(found.project, found.run.id) or state.asked(name):
        _select(name, "Score", {"1": "at odds with the words"}, width)


def _day_box(found: Opened, name: str, width: int) -> None:
    key = f"filter-{name}"
    wanted = state.asked(name)
    try:
        st.session_state[key] = date.fromisoformat(wanted) if wanted else None
    except ValueError:
        st.session_state[key] = None
    st.date_input(name.capitalize(), None, key=key, width=max(width, 128), format="YYYY-MM-DD", on_change=_chosen, args=(name, key))


def _words_box(_: Opened, name: str, width: int) -> None:
    key = f"filter-{name}"
    st.session_state[key] = state.asked(name) or ""
    st.text_input(
        "Words", key=key, placeholder="search the statements", width=width + 40, on_change=_chosen, args=(name, key), max_chars=200
    )


_FILTERS: dict[str, Callable[[Opened, str, int], None]] = {
    "stage": _stage_box,
    "sentiment": _sentiment_box,
    "theme": _theme_box,
    "from": _day_box,
    "to": _day_box,
    state.AT_ODDS: _odds_box,
    "q": _words_box,
    **dict.fromkeys(state.FIELDS, _field_box),
}
