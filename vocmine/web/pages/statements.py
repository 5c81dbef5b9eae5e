"""The statements: searched and filtered, one a row; beside them the whole feedback with all that was read in it."""

import streamlit as st

from vocmine.errors import VocmineError
from vocmine.store.queries import Statement, WholeFeedback
from vocmine.web import loaders, parts, state, text
from vocmine.web.parts import Opened

FILTERS = ("q", "stage", "sentiment", "theme", "emotion", "channel", "group", "intent", "effort", "touchpoint", state.AT_ODDS, "from", "to")
RARE = ("intent", "effort", "touchpoint")
BASIS = {"text": "its own words", "context": "the rest of the feedback", "asked": "what was asked", "metadata": "a column of the file"}


def show() -> None:
    """Draw the page."""
    found = parts.opened("Statements")
    if found is None:
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        filters = parts.filter_boxes(found, [name for name in FILTERS if name not in RARE or state.asked(name)], width=112)
    try:
        counts = loaders.count(found.project, found.run.id, filters)
        page = min(found.view.page, max(1, -(-counts.segments // loaders.LISTED)))
        listed = loaders.statements(found.project, found.run.id, filters, page)
    except VocmineError as error:
        st.error(text.safe(error))
        return
    left, right = st.columns([3, 2]) if found.view.feedback else (st.container(), None)
    with left:
        by = f"by {found.noun.count(counts.units)} " if counts.units != counts.feedbacks else ""
        st.markdown(f"**{text.statements(counts.segments)}** :gray[{by}in {counts.feedbacks:,} feedbacks]")
        _list(found, listed)
        _paging(page, counts.segments)
    if right is not None and found.view.feedback:
        with right:
            _panel(found, found.view.feedback)


def _list(found: Opened, listed: tuple[Statement, ...]) -> None:
    if not listed:
        parts.empty("No statement passes these filters.", "Take a filter away, or search for fewer words.")
    themes = {theme.id: theme.label for theme in loaders.themes(found.project, found.run.id)}
    for place, statement in enumerate(listed):
        with st.container(border=True, gap="xsmall"), st.container(horizontal=True, wrap=False, vertical_alignment="center"):
            with st.container(gap="xsmall"):
                st.markdown(text.marked(statement.scored.segment.text, state.asked("q")))
                st.markdown(f":small[{parts.chips(found, statement, themes)}] :small[:gray[· {_source(statement)}]]")
            feedback = statement.scored.segment.feedback.id
            st.button("Whole feedback", key=f"whole-{place}", type="tertiary", on_click=_open, args=(feedback,), wrap=False)


def _source(statement: Statement) -> str:
    feedback = statement.scored.segment.feedback
    told = (text.day(feedback.created_at), feedback.channel, feedback.customer_segment)
    return text.safe(" · ".join(part for part in told if part))


def _open(feedback: str | None) -> None:
    if feedback:
        st.query_params["feedback"] = feedback
    elif "feedback" in st.query_params:
        del st.query_params["feedback"]


def _paging(page: int, n: int) -> None:
    last = -(-n // loaders.LISTED)
    if last < 2:
        return
    with st.container(horizontal=True, horizontal_alignment="center", vertical_alignment="center"):
        st.button("Previous", disabled=page <= 1, on_click=state.turn_to, args=(page - 1,), icon=":material/chevron_left:")
        st.markdown(f":gray[page {page:,} of {last:,}]", width="content")
        st.button(
            "Next", disabled=page >= last, on_click=state.turn_to, args=(page + 1,), icon=":material/chevron_right:", icon_position="right"
        )


def _panel(found: Opened, feedback_id: str) -> None:
    with st.container(border=True):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.markdown("### The whole feedback", width="content")
            st.button("Close", type="tertiary", icon=":material/close:", on_click=_open, args=(None,), key="close")
        try:
            whole = loaders.whole_feedback(found.project, found.run.id, feedback_id)
        except VocmineError as error:
            st.error(text.safe(error))
            return
        _facts(whole)
        if odds := loaders.at_odds(found.project, found.run.id).get(feedback_id):
            read = "negative" if odds.sentiment < 0 else "positive"
            st.markdown(
                f"{odds.metric.upper()} {odds.value:g} of {odds.top:g}, yet the words read {read}: irony, a slip, or a scale misread."
            )
        _parts(found, whole)


def _facts(whole: WholeFeedback) -> None:
    one = whole.feedback
    scores = [f"{name.upper()} {value:g}" for name in ("nps", "csat", "ces", "rating") if (value := getattr(one, name)) is not None]
    source = f"{one.source_file}, row {one.source_row}"
    facts = [text.day(one.created_at), one.channel, one.customer_segment, *scores, one.kind, source]
    st.caption(text.safe(" · ".join(fact for fact in facts if fact)))
    if one.question:
        st.caption(f"Asked: {text.safe(one.question)}")


def _parts(found: Opened, whole: WholeFeedback) -> None:
    themes = {theme.id: theme.label for theme in loaders.themes(found.project, found.run.id)}
    end = 0
    for statement in whole.statements:
        segment = statement.scored.segment
        if between := whole.feedback.text[end : segment.start].strip():
            st.text(between)
        end = segment.end
        with st.container(border=True, gap="xsmall"):
            st.text(segment.text)
            st.markdown(f":small[{parts.chips(found, statement, themes)}]")
            st.markdown(f":small[:gray[{_why(statement)}]]")
    if rest := whole.feedback.text[end:].strip():
        st.text(rest)


def _why(statement: Statement) -> str:
    reading = statement.scored.reading
    told = [f"stage from {BASIS[reading.stage_basis]}, {reading.stage_confidence:.0%} sure"]
    if reading.pain_point:
        told.append(f"pain point “{reading.pain_point}”")
    if reading.cause:
        told.append(f"cause “{reading.cause}”")
    return text.safe(" · ".join((*told, *reading.flags)))
