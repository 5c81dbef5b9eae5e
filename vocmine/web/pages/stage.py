"""One stage: what hurts and what helps, what people feel, when they said it, who they are, and their words."""

import streamlit as st

from vocmine.export.figures import effect_text, kpi_text, left_out_text, rank_text
from vocmine.map_types import Activity, JourneyMap, MapTheme, StageColumn
from vocmine.types import Rate
from vocmine.web import charts, loaders, parts, routes, state, text
from vocmine.web.parts import Card, Opened

GROUPS = (("channel", "Channels"), ("group", "Groups"))
SHOWN = 6
ASKED = QUOTED = 3


def show() -> None:
    """Draw the page."""
    found = parts.opened("Stage", ("from", "to", "channel", "group"))
    if found is None:
        return
    journey_map = loaders.journey_map(found.project, found.run.id, found.filters)
    stage = _chosen(journey_map)
    if not stage.volume:
        parts.empty(f"Nobody tells of {stage.name} here.", "Choose another stage, or widen the filters above.")
        return
    _figures(found, stage)
    left, right = st.columns(2)
    with left:
        _themes(found, stage, "What hurts", stage.pain_points, good=False)
    with right:
        _themes(found, stage, "What helps", stage.gains, good=True)
    _deeds(found, loaders.told_map(found.project, found.run.id, found.filters, stage.id))
    _feelings(found, stage)
    _time_and_groups(found, stage)
    _words(found, journey_map, stage)
    parts.foot(journey_map)


def _chosen(journey_map: JourneyMap) -> StageColumn:
    by_id = {stage.id: stage for stage in journey_map.stages}
    wanted = state.asked("stage")
    busiest = max(journey_map.stages, key=lambda stage: stage.volume)
    st.session_state["stage-box"] = wanted if wanted in by_id else busiest.id
    chosen = st.segmented_control(
        "Stage",
        list(by_id),
        key="stage-box",
        format_func=lambda one: text.safe(by_id[one].name),
        label_visibility="collapsed",
        on_change=lambda: state.put("stage", st.session_state["stage-box"]),
        required=True,
    )
    return by_id[chosen or busiest.id]


def _figures(found: Opened, stage: StageColumn) -> None:
    here = _here(stage)
    net, between = text.net(stage.sentiment)
    hard, score = stage.effort, next(iter(stage.kpis), None)
    work = text.share(hard, round(hard.value * hard.n), found.noun) if hard else "–"
    value, detail = kpi_text(score) if score else ("–", "no scores given")
    who = f"{found.noun.many.capitalize()} at this stage"
    parts.cards(
        found,
        (
            Card(who, f"{stage.volume:,}", text.of_all(stage.share), "all statements", here),
            Card("Net sentiment", net, between, "the complaints", {**here, "sentiment": "negative"}),
            Card("Tell of hard work", work, text.interval(hard), "their statements", {**here, "effort": "high"}),
            Card(f"{score.metric.upper()} of those who speak" if score else "Scores", value, detail, "their statements", here),
        ),
    )


def _themes(found: Opened, stage: StageColumn, title: str, themes: tuple[MapTheme, ...], *, good: bool) -> None:
    with st.container(border=True, height="stretch"):
        st.markdown(f"### {title}")
        if not themes:
            st.caption("No theme of at least a few people was found here.")
            return
        st.caption(f"As a share of the {found.noun.count(stage.volume)} at this stage, with 95% intervals. Click a bar to open its theme.")
        bars = [charts.Bar(one.theme_id, one.label, one.volume, Rate(one.share, one.low, one.high, stage.volume)) for one in themes[:SHOWN]]
        figure = charts.ranked(bars, colour=charts.GOOD if good else charts.BAD)
        names = ", ".join(f"{theme.label} ({theme.volume})" for theme in themes[:SHOWN])
        parts.picture(figure, f"themes-{good}", alt=f"{title}: {names}", on_point=lambda one: parts.go(routes.THEME, found, theme=one))
        for theme in themes[:SHOWN]:
            told = (rank_text(theme.rank), effect_text(theme), left_out_text(theme))
            if any(told):
                st.caption(f"**{text.safe(theme.label)}**: {text.safe('. '.join(one.rstrip('.') for one in told if one))}.")


def _deeds(found: Opened, told: JourneyMap) -> None:
    (stage,) = told.stages
    organisation = dict(told.journey.words).get("organisation", "company")
    deeds = {who: tuple(one for one in stage.actions if one.who == who) for who in ("customer", "company")}
    lanes = (("What they do", deeds["customer"]), (f"What the {organisation} does", deeds["company"]), ("What they want", stage.told_goals))
    words = dict(told.segments)
    read = next((one.n for one in (*stage.actions, *stage.told_goals)), stage.volume)
    if read < stage.volume:
        st.caption(f"What is done and wanted was read in the words of {found.noun.count(read)} drawn by lot.")
    for column, (title, activities) in zip(st.columns(3), lanes, strict=True):
        with column.container(border=True, height="stretch", gap="xsmall"):
            st.markdown(f"### {text.safe(title)}")
            for one in activities[:SHOWN]:
                _deed(found, one, words)
            if not activities:
                st.caption("Nothing that several people tell.")
    for point, tasks in stage.tasks:
        st.caption(f"{text.safe(point)}: {text.safe(', '.join(task.label for task in tasks))}")


def _deed(found: Opened, activity: Activity, words: dict[str, str]) -> None:
    rate = Rate(activity.share, activity.low, activity.high, activity.n)
    figure = f"{text.part(activity.volume, activity.share, activity.n)} {text.interval(rate)}".strip()
    with st.expander(f"{text.safe(activity.label)} :gray[{text.safe(figure)}]"):
        for segment_id in activity.evidence[:QUOTED]:
            parts.quote(found, segment_id, words[segment_id])


def _feelings(found: Opened, stage: StageColumn) -> None:
    with st.container(border=True, gap="xsmall"):
        st.markdown("### What they feel")
        if not any(rate.value for _, rate in stage.emotions):
            st.caption("No feelings were told here.")
            return
        alt = ", ".join(f"{group} {rate.value:.0%}" for group, rate in stage.emotions if rate.value)
        here = _here(stage)
        figure = charts.feelings(stage.emotions)
        parts.picture(figure, "feelings", alt=alt, on_point=lambda one: parts.go(routes.STATEMENTS, found, emotion=one, **here))
        parts.feelings(found, stage.emotions, **here)


def _time_and_groups(found: Opened, stage: StageColumn) -> None:
    at_stage = state.with_stage(found.filters, stage.id)
    left, right = st.columns([3, 2])
    with left.container(border=True, height="stretch"):
        st.markdown("### When they said it")
        months = loaders.months(found.project, found.run.id, at_stage)
        if len(months) > 1:
            parts.picture(
                charts.over_time(months, height=340), "months", alt="People a month: " + ", ".join(f"{m.name} {m.people}" for m in months)
            )
        else:
            st.caption("The feedback carries no dates, or all of it is of one month.")
    with right.container(border=True, height="stretch"):
        st.markdown("### Who they are")
        any_groups = False
        for name, title in GROUPS:
            slices = loaders.groups(found.project, found.run.id, state.FIELDS[name], at_stage)[:SHOWN]
            if slices:
                any_groups = True
                st.caption(f"{title}: {found.noun.many} that lean bad, neither, good")
                alt = ", ".join(f"{one.name} {one.people}" for one in slices)
                parts.picture(charts.leanings(slices), f"groups-{name}", alt=alt)
        if not any_groups:
            st.caption("The files carry no channel and no group.")


def _words(found: Opened, journey_map: JourneyMap, stage: StageColumn) -> None:
    words = dict(journey_map.segments)
    left, right = st.columns(2)
    with left.container(border=True, height="stretch"):
        st.markdown("### In their words")
        quoted = (*stage.quotes, *(quote for theme in stage.pain_points for quote in theme.quotes[:1]))
        for segment_id in tuple(dict.fromkeys(quoted))[:SHOWN]:
            parts.quote(found, segment_id, words[segment_id])
    with right.container(border=True, height="stretch"):
        st.markdown("### What they ask for")
        for theme in stage.suggestions[:ASKED]:
            label = f"{text.safe(theme.label)} :gray[{text.part(theme.volume, theme.share, stage.volume)}]"
            parts.open_page(routes.THEME, found, label, width="content", theme=theme.theme_id)
            for segment_id in theme.quotes[:1]:
                parts.quote(found, segment_id, words[segment_id])
        if not stage.suggestions:
            st.caption("No suggestions that several people share.")


def _here(stage: StageColumn) -> dict[str, str]:
    return {"stage": stage.id, **state.kept("from", "to", "channel", "group")}
