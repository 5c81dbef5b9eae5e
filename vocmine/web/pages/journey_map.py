"""The journey map: stages from left to right, the curve of net sentiment, lanes below; every cell opens its statements."""

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from vocmine.export.csv import to_csv
from vocmine.export.figures import alert_text, kpi_text, percent, period_text
from vocmine.export.html import to_html
from vocmine.export.json import to_json
from vocmine.export.map_tables import to_xlsx
from vocmine.map_types import Alert, JourneyMap, MapTheme, StageColumn
from vocmine.web import charts, loaders, parts, routes, text
from vocmine.web.parts import Opened

SHOWN = 3
_FORMATS: dict[str, tuple[str, Callable[[JourneyMap], bytes]]] = {
    "html": ("text/html", to_html),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", to_xlsx),
    "json": ("application/json", to_json),
    "csv": ("text/csv", to_csv),
}
GAP = 12
_Cell = Callable[[Opened, JourneyMap, StageColumn], None]


def show() -> None:
    """Draw the page."""
    found = parts.opened("Journey map", ("from", "to", "channel", "group"))
    if found is None:
        return
    journey_map = loaders.journey_map(found.project, found.run.id, found.filters)
    _header(found, journey_map)
    if not any(stage.volume for stage in journey_map.stages):
        parts.empty("Nobody tells of any stage of the journey here.", " ".join(journey_map.notes) or "Widen the filters above.")
        return
    _alerts(found, journey_map)
    _grid(found, journey_map)
    if journey_map.notes:
        st.caption(text.safe(" ".join(journey_map.notes)))
    parts.foot(journey_map)
    _downloads(found)


def _header(found: Opened, journey_map: JourneyMap) -> None:
    totals = journey_map.totals
    line = [period_text(journey_map.period), found.noun.count(totals.units), text.statements(totals.segments)]
    if totals.read_share < 1:
        line.append(f"{percent(totals.read_share)} of the feedback is in a language that is read")
    line += [f"{kpi.metric.upper()} {value} ({detail})" for kpi in journey_map.kpis for value, detail in (kpi_text(kpi),)]
    st.markdown(f":gray[{text.safe(' · '.join(line))}]")


def _alerts(found: Opened, journey_map: JourneyMap) -> None:
    """Draw what rose of late; each opens its stage or theme."""
    if not journey_map.alerts:
        return
    with st.container(border=True, gap="xxsmall"):
        st.markdown("**Rose of late**")
        for alert in journey_map.alerts[:SHOWN]:
            _alert(found, alert)
        if len(journey_map.alerts) > SHOWN:
            with st.expander(f"{len(journey_map.alerts) - SHOWN} more"):
                for alert in journey_map.alerts[SHOWN:]:
                    _alert(found, alert)


def _alert(found: Opened, alert: Alert) -> None:
    page, where = (routes.STAGE, "stage") if alert.kind == "stage" else (routes.THEME, "theme")
    parts.open_page(page, found, text.safe(alert_text(alert, found.noun)), width="content", **{where: alert.id})


def _grid(found: Opened, journey_map: JourneyMap) -> None:
    n = len(journey_map.stages)
    with st.container(border=True, gap=None):
        left, right = _columns(n)
        with left, st.container(gap=None):
            st.markdown("**Stages**")
            st.caption("who speaks of them; the darker, the surer")
            st.space("large")
            st.markdown("**Net sentiment**")
            st.caption("% good − % bad, with its 95% interval")
        with right:
            gap = GAP / (1100 / n)
            figure = charts.journey(journey_map, found.noun, gap=gap)
            names = ", ".join(stage.name for stage in journey_map.stages)
            parts.picture(
                figure, "journey", alt=f"Net sentiment along {names}", on_point=lambda stage: parts.go(routes.STAGE, found, stage=stage)
            )
        for label, hint, cell in _LANES:
            st.divider()
            _lane(found, journey_map, label, hint, cell)


def _columns(n: int) -> Sequence[st.delta_generator.DeltaGenerator]:
    return st.columns([0.95, n], gap=GAP)


def _lane(found: Opened, journey_map: JourneyMap, label: str, hint: str, cell: _Cell) -> None:
    left, right = _columns(len(journey_map.stages))
    with left, st.container(gap=None):
        st.markdown(f"**{label}**")
        st.caption(hint)
    with right:
        for column, stage in zip(st.columns(len(journey_map.stages), gap=GAP), journey_map.stages, strict=True):
            with column, st.container(gap=None):
                cell(found, journey_map, stage)


def _feelings(found: Opened, _: JourneyMap, stage: StageColumn) -> None:
    felt = sorted(((rate, group) for group, rate in stage.emotions if rate.value), key=lambda one: -one[0].value)[:SHOWN]
    for rate, group in felt:
        shown = f":{parts.feeling_tone(group)}[{group}] {text.share(rate, round(rate.value * rate.n), found.noun)}"
        parts.open_statements(found, shown, stage=stage.id, emotion=group)
    _or_dash(felt)


def _theme_lane(field: str) -> _Cell:
    def draw(found: Opened, _: JourneyMap, stage: StageColumn) -> None:
        themes: tuple[MapTheme, ...] = getattr(stage, field)
        for theme in themes[:SHOWN]:
            label = f"{text.safe(text.short(theme.label, 60))} :gray[{text.part(theme.volume, theme.share, stage.volume)}]"
            parts.open_statements(found, label, stage=stage.id, theme=theme.theme_id)
        if len(themes) > SHOWN:
            parts.open_page(routes.STAGE, found, f":gray[{len(themes) - SHOWN} more]", at=field, stage=stage.id)
        _or_dash(themes)

    return draw


def _ease(found: Opened, _: JourneyMap, stage: StageColumn) -> None:
    if stage.effort is None:
        _or_dash(())
        return
    hard = round(stage.effort.value * stage.effort.n)
    parts.open_statements(found, f"{text.share(stage.effort, hard, found.noun)} :gray[tell of hard work]", stage=stage.id, effort="high")


def _kpis(found: Opened, _: JourneyMap, stage: StageColumn) -> None:
    for kpi in stage.kpis:
        value, detail = kpi_text(kpi)
        told = f"**{text.safe(value)}** " if value != "–" else ""
        parts.open_statements(found, f"{kpi.metric.upper()} {told}:gray[{text.safe(detail)}]", stage=stage.id)
    _or_dash(stage.kpis)


def _quotes(found: Opened, journey_map: JourneyMap, stage: StageColumn) -> None:
    words = dict(journey_map.segments)
    for segment_id in stage.quotes[:2]:
        label = f"*“{text.safe(text.short(words[segment_id], 90))}”*"
        parts.open_statements(found, label, at=segment_id, feedback=segment_id.rpartition("#")[0])
    _or_dash(stage.quotes)


def _or_dash(shown: Sequence[object]) -> None:
    if not shown:
        st.markdown(":gray[–]", text_alignment="center")


def _downloads(found: Opened) -> None:
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.markdown(":gray[Download the map]", width="content")
        for ending, (mime, write) in _FORMATS.items():
            name = f"journey-map.{ending}"
            st.download_button(ending.upper(), partial(_written, write, found), name, mime, key=f"get-{ending}", on_click="ignore")


def _written(write: Callable[[JourneyMap], bytes], found: Opened) -> bytes:
    return write(loaders.told_map(found.project, found.run.id, found.filters))


_LANES: tuple[tuple[str, str, _Cell], ...] = (
    ("Feelings", "share who show it", _feelings),
    ("Pain points", "what hurts", _theme_lane("pain_points")),
    ("Gains", "what helps", _theme_lane("gains")),
    ("Suggestions", "what they ask for", _theme_lane("suggestions")),
    ("Ease", "hard work told", _ease),
    ("Scores", "of those who speak of it", _kpis),
    ("Quotes", "in their words", _quotes),
)
