"""Data to plotly figures; never imports Streamlit.

Guarantees: stages stand in the order of the journey; blue is good, orange bad, grey neutral or unknown; thin evidence is lighter;
names are escaped, so that nothing of them is taken for markup; an interval is drawn wherever one is known.
"""

import html
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from vocmine.export.figures import MIN_PERCENT, MIN_UNITS, Noun, percent, percents, signed
from vocmine.journey.slices import Slice
from vocmine.map_types import JourneyMap, StageColumn
from vocmine.types import Rate

GOOD, BAD, NEUTRAL = "#1769aa", "#dc7a26", "#a2acb5"
INK, SOFT, LINE, BAND = "#18222c", "#5f6b76", "#dfe5ea", "rgba(38,51,63,0.10)"
HEAD = {"solid": "#26333f", "thin": "#b9c3cc", "none": "#edf0f3"}
HEAD_INK = {"solid": "#ffffff", "thin": "#18222c", "none": "#4d5963"}
FEELINGS = {
    "delight": "#1769aa",
    "appreciation": "#5b9dcf",
    "hope": "#a9cbe6",
    "surprise": "#cdd4da",
    "confusion": "#a2acb5",
    "anxiety": "#f8d3b0",
    "disappointment": "#f0ab6b",
    "frustration": "#dc7a26",
    "disgust": "#a84b00",
}
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif"


@dataclass(frozen=True, slots=True)
class Bar:
    """A theme to rank: its people, and their share with its interval."""

    id: str
    label: str
    people: int
    rate: Rate


def literal(text: object) -> str:
    """Return a text that plotly shows as it is."""
    return html.escape("".join(char if char.isprintable() else " " for char in str(text)), quote=False)


def journey(journey_map: JourneyMap, noun: Noun, *, gap: float = 0.0) -> go.Figure:
    """Return the heads of the stages and the curve of net sentiment under them; points carry their stage's id.

    Parameters
    ----------
    gap : space between two columns, as a fraction of their distance, so that columns below can stand under the heads.
    """
    stages = journey_map.stages
    figure = go.Figure()
    figure.add_trace(_heads(stages, noun, 1 - gap))
    _add_band(figure, stages)
    figure.add_trace(_curve(stages))
    for place, stage in enumerate(stages):
        _add_head_text(figure, place, stage, noun)
        if stage.sentiment.n < MIN_UNITS:
            figure.add_annotation(
                x=place, y=0, text="too few<br>to tell", showarrow=False, font={"size": 11, "color": SOFT}, bgcolor="#fff"
            )
    figure.add_hline(y=0, line={"color": NEUTRAL, "width": 1, "dash": "dot"})
    edge = 0.5 - gap / 2
    figure.update_xaxes(visible=False, range=[-edge, len(stages) - 1 + edge], fixedrange=True)
    figure.update_layout(
        yaxis={
            "domain": [0, 0.7],
            "range": [-128, 128],
            "tickvals": [-100, 0, 100],
            "showticklabels": False,
            "gridcolor": LINE,
            "fixedrange": True,
        },
        yaxis2={"domain": [0.74, 1], "range": [0, 1], "visible": False, "fixedrange": True, "anchor": "x"},
        clickmode="event+select",
    )
    return _plain(figure, height=310)


def ranked(bars: Sequence[Bar], *, colour: str) -> go.Figure:
    """Return themes as bars of their share with its interval, in the order given; points carry the theme's id."""
    shown = list(reversed(bars))
    figure = go.Figure(
        go.Bar(
            x=[bar.rate.value for bar in shown],
            y=list(range(len(shown))),
            orientation="h",
            customdata=[bar.id for bar in shown],
            marker={"color": colour, "opacity": [1.0 if bar.people >= MIN_UNITS else 0.45 for bar in shown]},
            error_x=_errors([(bar.rate.value, bar.rate.low, bar.rate.high) for bar in shown]),
            text=[f"{bar.people:,}" for bar in shown],
            textposition="inside",
            insidetextanchor="start",
            textangle=0,
            hovertext=[_told(bar) for bar in shown],
            hoverinfo="text",
            width=0.6,
        )
    )
    figure.update_xaxes(tickformat=".0%", gridcolor=LINE, rangemode="tozero", fixedrange=True, nticks=5, zeroline=False)
    _name_rows(figure, [_wrapped(bar.label, 30, 2) for bar in shown], size=13)
    figure.update_layout(clickmode="event+select")
    return _plain(figure, height=46 + (38 if len(shown) < 8 else 30) * max(1, len(shown)), left=8, bottom=28)


def feelings(emotions: Sequence[tuple[str, Rate]]) -> go.Figure:
    """Return the kinds of feelings as one strip; lengths are in proportion to the people who show them."""
    figure = go.Figure()
    shares = dict(emotions)
    for group, colour in FEELINGS.items():
        rate = shares.get(group)
        if rate is None or not rate.value:
            continue
        figure.add_trace(
            go.Bar(
                x=[rate.value],
                y=[""],
                orientation="h",
                name=group,
                customdata=[group],
                marker={"color": colour, "line": {"color": "#fff", "width": 2}},
                text=[group],
                textposition="inside",
                insidetextanchor="middle",
                textangle=0,
                hovertext=[f"{group}: {_rate(rate)}"],
                hoverinfo="text",
            )
        )
    figure.update_layout(barmode="stack", uniformtext={"minsize": 11, "mode": "hide"}, clickmode="event+select")
    figure.update_xaxes(visible=False, fixedrange=True)
    figure.update_yaxes(visible=False, fixedrange=True)
    return _plain(figure, height=52)


def over_time(months: Sequence[Slice], *, height: int = 190) -> go.Figure:
    """Return the people of each month as stacked bars: bad, neutral, good."""
    figure = go.Figure()
    for name, colour, counts in (
        ("bad", BAD, [month.unfavourable for month in months]),
        ("neutral", NEUTRAL, [month.neutral for month in months]),
        ("good", GOOD, [month.favourable for month in months]),
    ):
        figure.add_trace(
            go.Bar(
                x=[month.name for month in months],
                y=counts,
                name=name,
                marker={"color": colour},
                customdata=[month.name for month in months],
                hovertemplate="%{x}: %{y} " + name + "<extra></extra>",
            )
        )
    figure.update_layout(barmode="stack", bargap=0.35, legend={"orientation": "h", "y": 1.2, "x": 1, "xanchor": "right"}, showlegend=True)
    figure.update_xaxes(type="category", fixedrange=True, nticks=8, tickfont={"size": 11, "color": SOFT})
    figure.update_yaxes(gridcolor=LINE, fixedrange=True, nticks=4, rangemode="tozero", tickfont={"size": 11, "color": SOFT})
    return _plain(figure, height=height, top=24, bottom=24, left=32)


def leanings(slices: Sequence[Slice]) -> go.Figure:
    """Return the values of a field as bars: how many people, and which way they lean."""
    shown = list(reversed(slices))
    figure = go.Figure()
    for name, colour, counts in (
        ("bad", BAD, [one.unfavourable for one in shown]),
        ("neutral", NEUTRAL, [one.neutral for one in shown]),
        ("good", GOOD, [one.favourable for one in shown]),
    ):
        rows = list(range(len(shown)))
        hover = "%{x} " + name + "<extra></extra>"
        figure.add_trace(
            go.Bar(x=counts, y=rows, orientation="h", marker={"color": colour}, hovertemplate=hover, customdata=[one.name for one in shown])
        )
    figure.update_layout(barmode="stack", bargap=0.4, clickmode="event+select")
    figure.update_xaxes(visible=False, fixedrange=True)
    _name_rows(figure, [_wrapped(one.name, 22, 1) for one in shown], size=12)
    return _plain(figure, height=24 + 30 * max(1, len(shown)))


def along_journey(stages: Sequence[tuple[str, str, int]], *, colour: str) -> go.Figure:
    """Return where a theme shows: (stage id, name, people) as small bars from left to right."""
    counts = [count for _, _, count in stages]
    figure = go.Figure(
        go.Bar(
            x=list(range(len(stages))),
            y=counts,
            customdata=[stage_id for stage_id, _, _ in stages],
            marker={"color": colour},
            text=[f"{count:,}" if count else "" for count in counts],
            textposition="outside",
            cliponaxis=False,
            hoverinfo="skip",
            width=0.6,
        )
    )
    figure.update_xaxes(
        tickvals=list(range(len(stages))),
        ticktext=[_wrapped(name, 13, 2) for _, name, _ in stages],
        tickfont={"size": 11, "color": SOFT},
        fixedrange=True,
        tickangle=0,
    )
    figure.update_yaxes(visible=False, fixedrange=True, range=[0, max([*counts, 1]) * 1.25])
    figure.update_layout(clickmode="event+select")
    return _plain(figure, height=170, bottom=36, top=16)


def _name_rows(figure: go.Figure, names: Sequence[str], *, size: int) -> None:
    labels = [name + "\u2002" for name in names]
    font = {"size": size, "color": INK}
    figure.update_yaxes(tickvals=list(range(len(names))), ticktext=labels, fixedrange=True, automargin=True, tickfont=font, zeroline=False)


def _heads(stages: Sequence[StageColumn], noun: Noun, width: float) -> go.Bar:
    return go.Bar(
        x=list(range(len(stages))),
        y=[1] * len(stages),
        yaxis="y2",
        width=width,
        customdata=[stage.id for stage in stages],
        marker={
            "color": [HEAD[stage.evidence] for stage in stages],
            "cornerradius": 6,
            "pattern": {
                "shape": ["" if s.evidence == "solid" else "/" for s in stages],
                "fgcolor": "#ffffff",
                "fgopacity": 0.16,
                "size": 5,
                "fillmode": "overlay",
            },
        },
        hovertext=[f"{literal(stage.name)}: {noun.count(stage.volume)}, evidence {stage.evidence}. Click to open." for stage in stages],
        hoverinfo="text",
    )


def _add_head_text(figure: go.Figure, place: int, stage: StageColumn, noun: Noun) -> None:
    ink = HEAD_INK[stage.evidence]
    share = f" · {percent(stage.share.value)}" if stage.share and stage.share.n >= MIN_PERCENT else ""
    text = f"<b>{_wrapped(stage.name, 15, 2)}</b><br><span style='font-size:12px'>{noun.count(stage.volume)}{share}</span>"
    figure.add_annotation(x=place, y=0.5, yref="y2", text=text, showarrow=False, font={"color": ink, "size": 13}, captureevents=False)


def _add_band(figure: go.Figure, stages: Sequence[StageColumn]) -> None:
    for run in _unbroken(stages):
        places = [float(place) for place, _ in run]
        lows = [stage.sentiment.low or 0.0 for _, stage in run]
        highs = [stage.sentiment.high or 0.0 for _, stage in run]
        if len(run) == 1:
            places, lows, highs = [places[0] - 0.08, places[0] + 0.08], lows * 2, highs * 2
        figure.add_trace(
            go.Scatter(
                x=[*places, *reversed(places)],
                y=[*highs, *reversed(lows)],
                fill="toself",
                fillcolor=BAND,
                line={"width": 0, "shape": "linear"},
                hoverinfo="skip",
                mode="lines",
            )
        )


def _curve(stages: Sequence[StageColumn]) -> go.Scatter:
    known = [stage.sentiment.n >= MIN_UNITS for stage in stages]
    nets = [stage.sentiment.net if known[place] else None for place, stage in enumerate(stages)]
    return go.Scatter(
        x=list(range(len(stages))),
        y=nets,
        mode="lines+markers+text",
        connectgaps=False,
        customdata=[stage.id for stage in stages],
        line={"color": "#26333f", "width": 2.5},
        marker={"size": 13, "color": [_tone(stage) for stage in stages], "line": {"color": "#fff", "width": 2}},
        text=[_label(stage) for stage in stages],
        textposition=_label_sides(nets),
        textfont={"size": 14, "color": INK},
        hovertext=[_told_net(stage) for stage in stages],
        hoverinfo="text",
        cliponaxis=False,
    )


def _unbroken(stages: Sequence[StageColumn]) -> list[list[tuple[int, StageColumn]]]:
    runs: list[list[tuple[int, StageColumn]]] = [[]]
    for place, stage in enumerate(stages):
        if stage.sentiment.n >= MIN_UNITS and stage.sentiment.low is not None:
            runs[-1].append((place, stage))
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _label_sides(nets: Sequence[float | None]) -> list[str]:
    """Return the side of the curve where it leaves room: below its valleys, above the rest."""
    sides = []
    for place, net in enumerate(nets):
        around = [other for other in (*nets[max(0, place - 1) : place], *nets[place + 1 : place + 2]) if other is not None]
        valley = net is not None and around and net < sum(around) / len(around)
        sides.append("bottom center" if valley else "top center")
    return sides


def _tone(stage: StageColumn) -> str:
    """Return blue or orange only where the interval lies on one side of zero."""
    low, high = stage.sentiment.low, stage.sentiment.high
    if low is None or high is None or low <= 0 <= high:
        return NEUTRAL
    return GOOD if low > 0 else BAD


def _told_net(stage: StageColumn) -> str:
    told = stage.sentiment
    counts = f"{told.favourable:,} good, {told.unfavourable:,} bad of {told.n:,}"
    if told.net is None or told.low is None or told.high is None or told.n < MIN_PERCENT:
        return f"{literal(stage.name)}: {counts}"
    return f"{literal(stage.name)}: net sentiment {signed(told.net)} (95% interval {signed(told.low)} to {signed(told.high)}); {counts}"


def _label(stage: StageColumn) -> str:
    told = stage.sentiment
    if told.net is None or told.n < MIN_UNITS:
        return ""
    if told.n < MIN_PERCENT:
        return f"<span style='font-size:11px'>{told.favourable} good, {told.unfavourable} bad</span>"
    return f"<b>{signed(told.net)}</b>"


def _told(bar: Bar) -> str:
    return f"{literal(bar.label)}<br>{bar.people:,}: {_rate(bar.rate)}"


def _rate(rate: Rate) -> str:
    if rate.n < MIN_PERCENT:
        return f"{round(rate.value * rate.n)} of {rate.n}"
    return f"{percent(rate.value)} of {rate.n:,} (95% interval {percents(rate.low, rate.high)})"


def _errors(bounds: Sequence[tuple[float, float, float]]) -> dict[str, Any]:
    over = [high - value for value, _, high in bounds]
    under = [value - low for value, low, _ in bounds]
    return {"type": "data", "symmetric": False, "array": over, "arrayminus": under, "color": SOFT, "thickness": 1.4, "width": 4}


def _wrapped(text: str, width: int, lines: int) -> str:
    parts = textwrap.wrap(" ".join(text.split()), width, max_lines=lines, placeholder="…") or [""]
    return "<br>".join(literal(part) for part in parts)


def _plain(figure: go.Figure, *, height: int, left: int = 0, top: int = 4, bottom: int = 4) -> go.Figure:
    figure.update_layout(
        height=height,
        margin={"l": left, "r": 0, "t": top, "b": bottom},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": FONT, "size": 13, "color": INK},
        hoverlabel={"bgcolor": "#fff", "bordercolor": LINE, "font": {"family": FONT, "size": 13, "color": INK}},
        dragmode=False,
    )
    if figure.layout.showlegend is None:
        figure.update_layout(showlegend=False)
    figure.update_traces(selector={"type": "bar"}, selected={"marker": {"opacity": 1}}, unselected={"marker": {"opacity": 1}})
    figure.update_traces(selector={"type": "scatter"}, selected={"marker": {"opacity": 1}}, unselected={"marker": {"opacity": 1}})
    return figure
