"""One theme: how many tell of it, since when, where in the journey, why, and in which words; without one, all themes ranked."""

import streamlit as st

from vocmine.export.figures import association_text, begun_text, behind_text, proposal_text, systemic_text, trend_text
from vocmine.store.filters import Filters
from vocmine.types import Rate, Theme
from vocmine.web import charts, loaders, parts, routes, state, text
from vocmine.web.parts import Card, Opened

KINDS = {
    "pain_point": ("Pain points", "pain point", "orange", charts.BAD),
    "gain": ("Gains", "gain", "blue", charts.GOOD),
    "suggestion": ("Suggestions", "suggestion", "gray", charts.NEUTRAL),
}
HISTORY = {
    "born": "New.",
    "kept": "As it was.",
    "grown": "Grown.",
    "shrunk": "Shrunk.",
    "merged": "Now holds what was told as",
    "split": "Parted from",
    "gone": "Gone.",
}
SHOWN = 20
QUOTES = 6
LOUD, LEAST_LOUD = 0.25, 4


def show() -> None:
    """Draw the page."""
    found = parts.opened("Theme" if state.asked("theme") else "Themes")
    if found is None:
        return
    themes = loaders.themes(found.project, found.run.id)
    wanted = next((theme for theme in themes if theme.id == state.asked("theme")), None)
    if wanted:
        _theme(found, wanted)
    elif themes:
        _all(found, themes)
        _apart(found)
    else:
        parts.empty(
            "No themes were found.", "Themes need several people who tell of one thing; add more feedback and mine again.", upload=True
        )


def _all(found: Opened, themes: tuple[Theme, ...]) -> None:
    rates = loaders.theme_rates(found.project, found.run.id)
    for column, (kind, (title, _, _, colour)) in zip(st.columns(3), KINDS.items(), strict=True):
        ranked = sorted((theme for theme in themes if theme.kind == kind), key=lambda theme: -rates[theme.id][0] * theme.severity)
        with column.container(border=True, height="stretch", gap="xsmall"):
            st.markdown(f"### {title} :gray[{len(ranked)}]")
            bars = [charts.Bar(theme.id, theme.label, people, rate) for theme in ranked for people, rate in (rates[theme.id],) if rate]
            shown = charts.ranked(bars[:SHOWN], colour=colour)
            alt = ", ".join(f"{bar.label} ({bar.people})" for bar in bars[:SHOWN])
            if bars:
                parts.picture(shown, f"all-{kind}", alt=alt, on_point=lambda one: parts.go(routes.THEME, found, theme=one))
            for bar in bars[SHOWN:]:
                parts.open_page(routes.THEME, found, f"{text.safe(bar.label)} :gray[{bar.people:,}]", width="content", theme=bar.id)
            if not ranked:
                st.caption("None that several people share.")


def _apart(found: Opened) -> None:
    """Tell what stands in no theme, and open it."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.caption("In no theme:", width="content")
        for which, n_segments in loaders.apart(found.project, found.run.id).items():
            if n_segments:
                label = f":small[{parts.IN_NO_THEME[which]} :gray[{n_segments:,}]]"
                parts.open_page(routes.STATEMENTS, found, label, width="content", theme=which)


def _theme(found: Opened, theme: Theme) -> None:
    _, singular, tone, colour = KINDS[theme.kind]
    people, rate = loaders.theme_rates(found.project, found.run.id)[theme.id]
    only = Filters(theme=theme.id)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.markdown(f"## {text.safe(theme.label)} {parts.badge(tone, singular)}", width="content")
        parts.open_page(routes.THEME, found, "All themes", width="content")
    if theme.named_by:
        st.caption(text.safe(proposal_text(theme.named_by)))
    _figures(found, theme, people, rate)
    left, right = st.columns(2)
    with left.container(border=True, height="stretch"):
        st.markdown("### Where in the journey")
        counts = dict(theme.stages)
        stages = [(stage.id, stage.name, counts.get(stage.id, 0)) for stage in found.journey.stages]
        alt = ", ".join(f"{name} {count}" for _, name, count in stages)
        figure = charts.along_journey(stages, colour=colour)
        parts.picture(figure, "along", alt=alt, on_point=lambda one: parts.go(routes.STATEMENTS, found, stage=one, theme=theme.id))
    with right.container(border=True, height="stretch"):
        st.markdown("### When they said it")
        months = loaders.months(found.project, found.run.id, only)
        if len(months) > 1:
            parts.picture(charts.over_time(months), "months", alt="People a month: " + ", ".join(f"{m.name} {m.people}" for m in months))
        else:
            st.caption("The feedback carries no dates, or all of it is of one month.")
        if said := trend_text(loaders.trend(found.project, found.run.id, theme.id)):
            st.caption(said)
    left, right = st.columns(2)
    with left.container(border=True, height="stretch"):
        _causes(found, theme)
        _behind(found, theme)
        _associations(found, theme)
    with right.container(border=True, height="stretch"):
        st.markdown("### In their words")
        _quotes(found, theme.quotes[:QUOTES])
        if theme.spread:
            st.caption("And as far as it reaches:")
            _quotes(found, theme.spread[:QUOTES])
    left, right = st.columns(2)
    with left.container(border=True, height="stretch", gap="xxsmall"):
        _parts(found, theme)
    with right.container(border=True, height="stretch"):
        _history(found, theme)


def _parts(found: Opened, theme: Theme) -> None:
    st.markdown("### What it is made of")
    for part in theme.parts:
        label = f"{text.safe(part.label)} :gray[{text.statements(len(part.segment_ids))}]"
        parts.open_page(routes.STATEMENTS, found, label, width="content", theme=part.id)
    if not theme.parts:
        st.caption("It is of one piece.")


def _history(found: Opened, theme: Theme) -> None:
    st.markdown("### Since the run before")
    changes = loaders.changes(found.project, found.run.id)
    labels = {change.theme_id: change.label for change in changes}
    change = next((change for change in changes if change.theme_id == theme.id), None)
    if change is None:
        st.caption("This is the first run.")
        return
    others = ", ".join(text.safe(labels.get(one, "a theme taken away")) for one in change.others)
    st.markdown(f"{HISTORY[change.what]} {others}".strip() + f" :gray[{change.before:,} → {change.after:,} statements]")


def _figures(found: Opened, theme: Theme, people: int, rate: Rate | None) -> None:
    who, all_ways = f"{found.noun.many.capitalize()} that tell of it", text.statements(len(theme.segment_ids))
    words = text.short(", ".join(theme.keywords), 34)
    parts.cards(
        found,
        (
            Card(who, f"{people:,}", f"in {all_ways}", "open them", {"theme": theme.id}),
            Card(f"Of all {found.noun.many}", text.share(rate, people, found.noun), text.interval(rate)),
            Card("Severity, 0 to 1", f"{theme.severity:.2f}", "how strongly it is told"),
            Card("Causes told", f"{len(theme.causes):,}", words),
        ),
    )
    loudest = loaders.loudest(found.project, found.run.id, theme.segment_ids)
    if loudest >= max(LEAST_LOUD, LOUD * len(theme.segment_ids)):
        st.caption(f"One {found.noun.one} wrote {loudest:,} of its {text.statements(len(theme.segment_ids))}.")


def _causes(found: Opened, theme: Theme) -> None:
    st.markdown("### Causes told")
    if not theme.causes:
        st.caption("Nobody gives a reason for it in so many words.")
    systemic = loaders.systemic(found.project, found.run.id)
    for cause in theme.causes[:QUOTES]:
        where = f" :gray[from {text.safe(found.stage_name(cause.cause_stage))}]" if cause.cause_stage else ""
        st.markdown(f"**{text.safe(cause.label)}** :gray[{found.noun.count(cause.told)}]{where}")
        _quotes(found, cause.evidence[:2])
        if cause.id in systemic:
            st.caption(text.safe(f"In all, {systemic_text(systemic[cause.id], found.noun)}"))
    names = {stage.id: stage.name for stage in found.journey.stages}
    for stage, at_stage in loaders.cause_stages(found.project, found.run.id, theme.id):
        if begun := begun_text(at_stage, stage, found.noun, names):
            st.markdown(text.safe(begun))


def _behind(found: Opened, theme: Theme) -> None:
    """Tell the chains of causes that end in a pain point, or pass through it."""
    chains = loaders.behind(found.project, found.run.id, theme.id)
    if chains:
        st.markdown("### And behind that")
    names = {stage.id: stage.name for stage in found.journey.stages}
    for links in chains[:QUOTES]:
        with st.expander(text.safe(behind_text(links, found.noun, names))):
            for link in reversed(links):
                _quotes(found, link.evidence[:2])


def _associations(found: Opened, theme: Theme) -> None:
    associations = loaders.associations(found.project, found.run.id).get(theme.id, ())
    if theme.kind == "pain_point":
        st.markdown("### Goes together with")
    for one in associations:
        with st.expander(text.safe(association_text(one, found.noun))):
            _quotes(found, one.evidence)
    if theme.kind == "pain_point" and not associations:
        st.caption("Nothing in the other columns of the feedback that is beyond chance.")


def _quotes(found: Opened, segment_ids: tuple[str, ...]) -> None:
    words = loaders.words(found.project, found.run.id, segment_ids)
    for segment_id in segment_ids:
        parts.quote(found, segment_id, words[segment_id])
