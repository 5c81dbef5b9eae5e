"""Tables of what was mined: one row a segment, a feedback, a theme, a pain point at a stage, or a figure that was compared.

Guarantees: columns stand in a fixed order that follows from the input; a 0/1 column of ``feedback`` is 1 where any segment of it
stands at the stage or in the theme; times are aware; nested values of other tables than ``segments`` are JSON text.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any, Literal

from vocmine.decision_types import Priority
from vocmine.export.decisions import DECISION_COLUMNS, decision_cells, used_criteria
from vocmine.export.figures import association_text, behind_text, unit_noun
from vocmine.export.score_rows import CANONICAL, FULL, Row, score_row
from vocmine.map_types import Change, Checked, Comparison, Crosstab, JourneyMap
from vocmine.types import NO_STAGE, Feedback, Journey, Rate, Scored, Theme, Themes

Kind = Literal["text", "lines", "given", "flag", "count", "number", "share", "time", "score"]
_KINDS: dict[str, Kind] = {
    "created_at": "time",
    "turn": "count",
    **dict.fromkeys(("rating", "nps", "csat", "ces", "weight"), "number"),
}
_LEAN = {"positive": 1, "negative": -1}
_SENTIMENTS = tuple((label, label) for label in ("negative", "neutral", "positive", "mixed"))


@dataclass(frozen=True, slots=True)
class Table:
    """Columns with their kinds, and the rows, which may be read once only.

    ``lines`` is text of several lines, ``given`` text of the user's own that may be numbers throughout, ``flag`` 0 or 1, ``share`` a
    fraction, ``score`` a column of the score table. ``codes`` holds of some columns the values that they take, each with its name.
    """

    name: str
    columns: tuple[tuple[str, Kind], ...]
    rows: Iterable[Row]
    codes: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(name for name, _ in self.columns)


def segment_table(scored: Iterable[Scored], themes: Themes) -> Table:
    """Return one row a segment: the score table's fields, ``theme_id`` and ``theme_label``; streams."""
    homes: dict[str, Theme] = {}
    for theme in themes.themes:
        for segment_id in theme.segment_ids:
            homes.setdefault(segment_id, theme)
    columns: list[tuple[str, Kind]] = [(name, "score") for name in FULL]
    columns += [("theme_id", "text"), ("theme_label", "text")]
    return Table("segments", tuple(columns), (_segment(one, homes.get(one.segment.id)) for one in scored))


def _segment(scored: Scored, theme: Theme | None) -> Row:
    return {**score_row(scored), "theme_id": theme.id if theme else None, "theme_label": theme.label if theme else None}


def feedback_table(
    scored: Iterable[Scored], themes: Themes, journey: Journey, *, scores: Sequence[Feedback] = (), at_odds: Set[str] = frozenset()
) -> Table:
    """Return one row a feedback: the user's own columns, stage, sentiment, and 0 or 1 for each stage and theme.

    ``stage`` is the one that most of its segments tell of, the first told among equals; ``sentiment`` the mean of its segments.
    ``score_at_odds`` is 1 for the ids in ``at_odds``, whose score and words contradict each other.
    Rows stand as in their file; in those that are a score without words (``scores``) nothing is read.
    """
    told: dict[str, list[Scored]] = defaultdict(list)
    for one in scored:
        told[one.segment.feedback.id].append(one)
    feedbacks = sorted((*(segments[0].segment.feedback for segments in told.values()), *scores), key=_origin)
    own = _own_names(feedbacks)
    coded = _theme_names(themes)
    names = [name for name in CANONICAL if name != "attributes"]
    columns: list[tuple[str, Kind]] = [("feedback_id", "text"), ("source_file", "text"), ("source_row", "count"), ("text", "text")]
    columns += [(name, _KINDS.get(name, "text")) for name in names] + [(name, "given") for name in own.values()]
    columns += [("score_at_odds", "flag"), ("stage", "text"), ("sentiment", "number"), ("sentiment_label", "text")]
    columns += [(f"stage: {stage.id}", "flag") for stage in journey.stages] + [(name, "flag") for name in coded]
    members = {name: frozenset(theme.segment_ids) for name, theme in coded.items()}
    rows = (
        _given(one, names, own) | {"score_at_odds": int(one.id in at_odds)} | _read(told.get(one.id, []), journey, members)
        for one in feedbacks
    )
    stages = (*((stage.id, stage.name) for stage in journey.stages), (NO_STAGE, "no stage told"))
    return Table("feedback", tuple(columns), rows, (("stage", stages), ("sentiment_label", _SENTIMENTS)))


def _origin(feedback: Feedback) -> tuple[str, str, int]:
    return feedback.source_file, feedback.source_sheet or "", feedback.source_row


def _own_names(feedbacks: Iterable[Feedback]) -> dict[str, str]:
    """Return the user's own headings, each with the column that it gets: one that we use ourselves is told apart."""
    headings = dict.fromkeys(heading for feedback in feedbacks for heading, _ in feedback.attributes)
    ours = {*CANONICAL, "feedback_id", "source_file", "source_row", "text", "stage", "sentiment", "sentiment_label", "score_at_odds"}
    return {
        heading: f"own: {heading}" if heading in ours or heading.startswith(("stage: ", "theme: ")) else heading for heading in headings
    }


def _theme_names(themes: Themes) -> dict[str, Theme]:
    labels = Counter(theme.label for theme in themes.themes)
    return {f"theme: {theme.label}" + (f" ({theme.id})" if labels[theme.label] > 1 else ""): theme for theme in themes.themes}


def _given(feedback: Feedback, names: Sequence[str], own: Mapping[str, str]) -> Row:
    row: Row = {"feedback_id": feedback.id, "source_file": feedback.source_file, "source_row": feedback.source_row, "text": feedback.text}
    row |= {name: getattr(feedback, name) for name in names}
    given = dict(feedback.attributes)
    return row | {column: given.get(heading) for heading, column in own.items()}


def _read(segments: Sequence[Scored], journey: Journey, members: Mapping[str, frozenset[str]]) -> Row:
    stages = Counter(one.reading.stage for one in segments if one.reading.stage != NO_STAGE)
    ids = {one.segment.id for one in segments}
    values = [one.reading.sentiment for one in segments if one.reading.sentiment is not None]
    row: Row = {
        "stage": stages.most_common(1)[0][0] if stages else NO_STAGE if segments else None,
        "sentiment": sum(values) / len(values) if values else None,
        "sentiment_label": _label(segments) if values else None,
    }
    row |= {f"stage: {stage.id}": int(stage.id in stages) for stage in journey.stages}
    return row | {name: int(not ids.isdisjoint(theme)) for name, theme in members.items()}


def _label(segments: Sequence[Scored]) -> str:
    """Return the one side that is told, ``mixed`` where both are, ``neutral`` where neither is."""
    labels = {one.reading.sentiment_label for one in segments}
    if "mixed" in labels or {"positive", "negative"} <= labels:
        return "mixed"
    return next((label for label in _LEAN if label in labels), "neutral")


def assumed_table(found: Sequence[Checked]) -> Table:
    """Return one row an assumption and what became of it, then what nobody assumed; shares are fractions, of sentiment points."""
    texts: tuple[tuple[str, Kind], ...] = tuple((name, "text") for name in ("verdict", "stage", "kind", "assumed", "told", "theme_id"))
    shares: tuple[tuple[str, Kind], ...] = tuple((name, "number") for name in rate_cells("share", None))
    rows = (
        {"verdict": one.verdict, "stage": one.assumption.stage, "kind": one.assumption.kind, "assumed": one.assumption.text}
        | {"told": one.said, "theme_id": one.theme_id, "people_at_stage": one.n, "evidence": _json(one.evidence)}
        | rate_cells("share", one.share)
        for one in found
    )
    return Table("assumed", (*texts, ("people_at_stage", "count"), *shares, ("evidence", "text")), rows)


def crosstab_table(found: Crosstab) -> Table:
    """Return one row a cell: who tells of what among those with a value, beside all others; shares are fractions."""
    texts: tuple[tuple[str, Kind], ...] = ((found.of, "text"), ("name", "text"), (found.column, "text"), ("mark", "text"))
    shares = (*rate_cells("share", None), *rate_cells("others", None))
    numbers: tuple[tuple[str, Kind], ...] = (("people", "count"), *((name, "number") for name in (*shares, "q")))
    return Table("crosstab", (*texts, *numbers), _crossed(found))


def _crossed(found: Crosstab) -> Iterator[Row]:
    for id_, name, _, cells in found.rows:
        for (value, _), cell in zip(found.values, cells, strict=True):
            row: Row = {
                found.of: id_,
                "name": name,
                found.column: value,
                "mark": cell.mark(found.level),
                "people": cell.volume,
                "q": cell.q,
            }
            yield row | rate_cells("share", cell.share) | rate_cells("others", cell.others)


def review_table(scored: Iterable[Scored]) -> Table:
    """Return one row a statement with its words and those around it, and empty columns for what a person reads in it."""
    names = ("segment_id", "feedback", "text", "stage", "sentiment")
    rows = (
        {"segment_id": one.segment.id, "feedback": one.segment.feedback.text, "text": one.segment.text, "stage": None, "sentiment": None}
        for one in scored
    )
    return Table("review", tuple((name, "text") for name in names), rows)


def theme_table(themes: Themes, scored: Iterable[Scored]) -> Table:
    """Return one row a theme; ``people`` counts its distinct units among ``scored``, ``stages`` holds units a stage.

    ``named_by`` is the language model that proposed the label, ``found_label`` the name found in customers' words; empty where the label
    is found or a person's.
    """
    units = {one.segment.id: one.segment.feedback.unit for one in scored}
    texts: tuple[tuple[str, Kind], ...] = (("theme_id", "text"), ("kind", "text"), ("label", "text"), ("keywords", "text"))
    counts: tuple[tuple[str, Kind], ...] = (("segments", "count"), ("people", "count"), ("severity", "number"))
    rest: tuple[tuple[str, Kind], ...] = (
        ("stages", "text"),
        ("causes", "text"),
        ("quotes", "text"),
        ("parts", "text"),
        ("segment_ids", "text"),
        ("named_by", "text"),
        ("found_label", "text"),
    )
    return Table("themes", texts + counts + rest, (_theme(theme, units) for theme in themes.themes))


def _theme(theme: Theme, units: Mapping[str, str]) -> Row:
    return {
        "theme_id": theme.id,
        "kind": theme.kind,
        "label": theme.label,
        "keywords": _json(theme.keywords),
        "segments": len(theme.segment_ids),
        "people": len({units[segment_id] for segment_id in theme.segment_ids if segment_id in units}),
        "severity": theme.severity,
        "stages": _json(dict(theme.stages)),
        "causes": _json([{"label": cause.label, "told": cause.told, "cause_stage": cause.cause_stage} for cause in theme.causes]),
        "quotes": _json(theme.quotes),
        "parts": _json([{"part_id": part.id, "label": part.label, "segments": len(part.segment_ids)} for part in theme.parts]),
        "segment_ids": _json(theme.segment_ids),
        "named_by": theme.named_by.model if theme.named_by else None,
        "found_label": theme.named_by.found if theme.named_by else None,
    }


def pain_table(journey_map: JourneyMap) -> Table:
    """Return one row a pain point of the map at its stage, in the map's order; shares are of the stage's units.

    ``rank`` is the place in that order; its interval is empty at stages of few, ``impact`` and ``leave_one_out`` where scores are few,
    ``trend`` where too few tell over time.
    """
    texts: tuple[tuple[str, Kind], ...] = (("stage", "text"), ("rank", "count"), ("theme_id", "text"), ("label", "text"))
    figures: tuple[tuple[str, Kind], ...] = (("people", "count"), ("people_at_stage", "count"))
    shares: tuple[tuple[str, Kind], ...] = tuple((name, "number") for name in ("share", "low", "high", "severity"))
    ranks: tuple[tuple[str, Kind], ...] = (("rank_low", "count"), ("rank_high", "count"), ("impact_metric", "text"))
    effects: tuple[tuple[str, Kind], ...] = tuple(
        (name, "number") for name in (*rate_cells("impact", None), *rate_cells("leave_one_out", None))
    )
    words: tuple[tuple[str, Kind], ...] = tuple(
        (name, "text") for name in ("causes", "quotes", "goes_together_with", "behind_causes", "cause_stages", "trend")
    )
    return Table("pains", (*texts, *figures, *shares, *words, *ranks, *effects, *DECISION_COLUMNS), _pains(journey_map))


def _pains(journey_map: JourneyMap) -> Iterator[Row]:
    texts, noun = dict(journey_map.segments), unit_noun(journey_map)
    names = {stage.id: stage.name for stage in journey_map.stages}
    for stage in journey_map.stages:
        for rank, pain in enumerate(stage.pain_points, start=1):
            yield {
                "stage": stage.id,
                "rank": rank,
                "theme_id": pain.theme_id,
                "label": pain.label,
                "people": pain.volume,
                "people_at_stage": stage.volume,
                "share": pain.share,
                "low": pain.low,
                "high": pain.high,
                "severity": pain.severity,
                "causes": _json([{"label": cause.label, "told": cause.told, "cause_stage": cause.cause_stage} for cause in pain.causes]),
                "quotes": _json([texts[segment_id] for segment_id in pain.quotes]),
                "goes_together_with": _json([association_text(one, noun) for one in pain.associations]),
                "trend": pain.trend.direction,
                "behind_causes": _json([behind_text(links, noun, names) for links in journey_map.behind(pain.theme_id)]),
                "cause_stages": _json(dict(pain.cause_stages)),
                "rank_low": pain.rank.low if pain.rank else None,
                "rank_high": pain.rank.high if pain.rank else None,
                "impact_metric": pain.impact_metric,
                **rate_cells("impact", pain.impact),
                **rate_cells("leave_one_out", pain.leave_one_out),
                **decision_cells(pain),
            }


def priority_table(journey_map: JourneyMap) -> Table:
    """Return one row a pain point that was weighed, highest total first, with the value, origin and points of each criterion."""
    used = used_criteria(journey_map.priorities)
    columns: list[tuple[str, Kind]] = [
        ("place", "count"),
        ("place_low", "count"),
        ("place_high", "count"),
        ("theme_id", "text"),
        ("label", "text"),
    ]
    columns += [("people", "count"), ("total", "number"), ("total_low", "number"), ("total_high", "number")]
    for one in used:
        columns += [(name, "number") for name in rate_cells(one.id, None)]
        columns += [(f"{one.id}_origin", "text"), (f"{one.id}_points", "number")]
    columns += [("delivery_effort", "number"), ("delivery_effort_origin", "text"), ("quadrant", "text"), ("sure", "count")]
    items = journey_map.priorities.items if journey_map.priorities else ()
    return Table("priorities", tuple(columns), (_priority(one) for one in items))


def _priority(one: Priority) -> Row:
    row: Row = {"place": one.place, "place_low": one.place_low, "place_high": one.place_high, "theme_id": one.theme_id, "label": one.label}
    row |= {"people": one.volume, "total": one.total, "total_low": one.low, "total_high": one.high}
    for cell in one.cells:
        row |= rate_cells(cell.criterion, cell.rate) | {f"{cell.criterion}_origin": cell.origin, f"{cell.criterion}_points": cell.points}
    delivery: Row = {"delivery_effort": one.delivery.value if one.delivery else None}
    delivery |= {"delivery_effort_origin": one.delivery.origin if one.delivery else None}
    return row | delivery | {"quadrant": one.quadrant, "sure": int(one.sure) if one.quadrant else None}


def change_table(comparison: Comparison) -> Table:
    """Return one row a figure that was compared, the surest change first; ``net`` is in points, the others are fractions.

    ``evidence`` holds segment ids of the first side and of the second.
    """
    words: tuple[tuple[str, Kind], ...] = tuple(
        (name, "text") for name in ("kind", "id", "label", "measure", "verdict", "stages", "evidence")
    )
    figures = tuple(name for which in ("before", "after", "difference") for name in rate_cells(which, None))
    numbers: tuple[tuple[str, Kind], ...] = tuple((name, "number") for name in (*figures, "p", "q"))
    return Table("changes", (*words, *numbers), map(_change, comparison.changes))


def _change(change: Change) -> Row:
    row: Row = {name: getattr(change, name) for name in ("kind", "id", "label", "measure", "verdict", "p", "q")}
    row |= {"stages": _json(change.stages), "evidence": _json(change.evidence)}
    return row | rate_cells("before", change.before) | rate_cells("after", change.after) | rate_cells("difference", change.difference)


def rate_cells(name: str, rate: Rate | None) -> Row:
    """Return a figure as four cells, the other three named ``_low``, ``_high`` and ``_n`` after the first; empty where there is none."""
    values = (rate.value, rate.low, rate.high, rate.n) if rate else (None,) * 4
    return dict(zip((name, f"{name}_low", f"{name}_high", f"{name}_n"), values, strict=True))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
