"""All that a journey map holds as tables: how it hangs on the wall, then its figures, claims and words, one kind a table.

Guarantees: figures are numbers with interval and n in columns of their own; every claim carries the ids of its segments, whose words stand
in the table ``Statements``; the same tables in the same order for every map, empty ones with their headings.
"""

from collections.abc import Iterator, Sequence
from io import BytesIO

from vocmine.export.csv import stage_rows
from vocmine.export.figures import alert_text, association_text, behind_text, period_text, systemic_text, unit_noun
from vocmine.export.review_rows import review_tables
from vocmine.export.score_rows import Row
from vocmine.export.sheets import write_sheets
from vocmine.export.supplied import metric_names, supplied_rows
from vocmine.export.tables import Kind, Table, rate_cells
from vocmine.export.wall import wall_table
from vocmine.map_types import Activity, JourneyMap, Kpi, MapTheme, StageColumn, Trend

Columns = tuple[tuple[str, Kind], ...]
_CLAIMS = {"Pain points": "pain_points", "Gains": "gains", "Suggestions": "suggestions", "Barriers": "barriers", "Enablers": "enablers"}
_FRACTIONS = ("share", "emotion_", "effort", "importance_weight", "says_it_matters")


def to_xlsx(journey_map: JourneyMap) -> bytes:
    """Return the map as a workbook, a sheet for each of its tables."""
    target = BytesIO()
    write_sheets(map_tables(journey_map), target)
    return target.getvalue()


def map_tables(journey_map: JourneyMap) -> tuple[Table, ...]:
    """Return the tables of a map, the wall first."""
    whole = _Whole(journey_map)
    claims = (Table(name, _THEME, whole.themes(lane)) for name, lane in _CLAIMS.items())
    return (
        wall_table(journey_map),
        _stages(journey_map),
        Table("Feelings", (*_STAGE, ("feeling", "text"), *_rate("share", "share")), whole.feelings()),
        *claims,
        Table("Causes", _CAUSE, whole.causes()),
        Table("Behind causes", _BEHIND, whole.behind()),
        Table("Behind much", _SYSTEMIC, whole.systemic()),
        Table("Goes together with", _ASSOCIATION, whole.associations()),
        Table("Scores", _KPI, whole.kpis()),
        Table("Done and wanted", _ACTIVITY, whole.activities()),
        Table("Trends", _TREND, whole.trends()),
        Table("Rose of late", _ALERT, whole.alerts()),
        *review_tables(journey_map),
        Table("Imported", _SUPPLIED, supplied_rows(journey_map)),
        Table("Statements", (("segment_id", "text"), ("text", "lines")), whole.statements()),
        Table("About", (("what", "text"), ("value", "lines")), whole.about()),
    )


def _rate(name: str, kind: Kind) -> Columns:
    value, low, high, n = rate_cells(name, None)
    return (value, kind), (low, kind), (high, kind), (n, "count")


_STAGE: Columns = (("stage", "text"), ("name", "text"))
_WORDS: Columns = (("quotes", "lines"), ("segment_ids", "lines"))
_OF_THEME: Columns = (("theme_id", "text"), ("label", "text"))
_SHARE: Columns = (("share", "share"), ("low", "share"), ("high", "share"))
_THEME: Columns = (
    *_STAGE,
    ("rank", "count"),
    ("rank_low", "count"),
    ("rank_high", "count"),
    *_OF_THEME,
    ("people", "count"),
    ("people_at_stage", "count"),
    *_SHARE,
    ("severity", "number"),
    ("impact_metric", "text"),
    *_rate("impact", "number"),
    *_rate("leave_one_out", "number"),
    ("trend", "text"),
    ("owner", "text"),
    ("status", "text"),
    *_WORDS,
)
_CAUSE: Columns = (*_STAGE, *_OF_THEME, ("cause_id", "text"), ("cause", "text"), ("people", "count"), ("cause_stage", "text"), *_WORDS)
_BEHIND: Columns = (("theme_id", "text"), ("label", "text"), ("behind", "lines"), ("people", "count"), *_WORDS)
_SYSTEMIC: Columns = (
    ("id", "text"),
    ("label", "text"),
    ("stage", "text"),
    ("people", "count"),
    ("pain_points", "lines"),
    ("stages", "lines"),
    ("sentence", "text"),
    *_WORDS,
)
_ASSOCIATION: Columns = (
    *_OF_THEME,
    ("field", "text"),
    ("value", "text"),
    *_rate("lift", "number"),
    ("q", "number"),
    ("people", "count"),
    ("told", "count"),
    ("others", "count"),
    ("told_by_others", "count"),
    ("sentence", "text"),
    *_WORDS,
)
_KPI: Columns = (*_STAGE, ("metric", "text"), *_rate("value", "number"), ("origin", "text"))
_SUPPLIED: Columns = (*_STAGE, ("metric", "text"), *_rate("value", "number"), ("unit", "text"), ("source", "text"), ("origin", "text"))
_ACTIVITY: Columns = (
    *_STAGE,
    ("what", "text"),
    ("touchpoint", "text"),
    ("label", "text"),
    ("people", "count"),
    *_SHARE,
    ("n", "count"),
    *_WORDS,
)
_TREND: Columns = (
    ("kind", "text"),
    ("id", "text"),
    ("label", "text"),
    ("period", "text"),
    ("people", "count"),
    *_rate("share", "share"),
    ("direction", "text"),
    ("q", "number"),
)
_ALERT: Columns = (
    ("kind", "text"),
    ("id", "text"),
    ("label", "text"),
    ("since", "text"),
    ("until", "text"),
    ("people", "count"),
    *_rate("now", "share"),
    *_rate("before", "share"),
    *_rate("ratio", "number"),
    ("q", "number"),
    ("sentence", "text"),
    *_WORDS,
)


def _stages(journey_map: JourneyMap) -> Table:
    rows = stage_rows(journey_map)
    return Table("Stages", tuple((name, _kind(name, [row[name] for row in rows])) for name in rows[0]), rows)


def _kind(name: str, values: Sequence[object]) -> Kind:
    if any(isinstance(value, str) for value in values):
        return "lines"
    if name.endswith("_n") or any(isinstance(value, int) for value in values):
        return "count"
    return "share" if name.startswith(_FRACTIONS) else "number"


class _Whole:
    """Writes rows, knowing the words and names of the whole map."""

    def __init__(self, journey_map: JourneyMap) -> None:
        self.map, self.noun = journey_map, unit_noun(journey_map)
        self.texts = dict(journey_map.segments)
        self.names = {stage.id: stage.name for stage in journey_map.stages}

    def feelings(self) -> Iterator[Row]:
        for stage in self.map.stages:
            for group, rate in stage.emotions:
                yield _stage(stage) | {"feeling": group} | rate_cells("share", rate)

    def themes(self, lane: str) -> Iterator[Row]:
        for stage in self.map.stages:
            for theme in getattr(stage, lane):
                yield _stage(stage) | {"people_at_stage": stage.volume} | self._theme(theme)

    def _theme(self, theme: MapTheme) -> Row:
        row: Row = {name: getattr(theme, name) for name in ("theme_id", "label", "share", "low", "high", "severity", "owner", "status")}
        row |= {"people": theme.volume, "impact_metric": theme.impact_metric, "trend": theme.trend.direction}
        ends = (theme.rank.value, theme.rank.low, theme.rank.high) if theme.rank else (None, None, None)
        row |= dict(zip(("rank", "rank_low", "rank_high"), ends, strict=True))
        return row | rate_cells("impact", theme.impact) | rate_cells("leave_one_out", theme.leave_one_out) | self._words(theme.quotes)

    def causes(self) -> Iterator[Row]:
        for stage in self.map.stages:
            for theme in stage.pain_points:
                for cause in theme.causes:
                    told = {"cause_id": cause.id, "cause": cause.label, "people": cause.told, "cause_stage": cause.cause_stage}
                    yield _stage(stage) | _named(theme) | told | self._words(cause.evidence)

    def behind(self) -> Iterator[Row]:
        for chain in self.map.chains:
            *links, pain = chain.links
            row: Row = {"theme_id": pain.id, "label": pain.label, "behind": behind_text(links, self.noun, self.names)}
            yield row | {"people": chain.told} | self._words(chain.evidence)

    def systemic(self) -> Iterator[Row]:
        for one in self.map.systemic:
            pains = "\n".join(f"{label} ({told})" for _, label, told in one.pain_points)
            stages = "\n".join(f"{self.names.get(stage, stage)} ({told})" for stage, told in one.stages)
            row: Row = {"id": one.id, "label": one.label, "stage": one.stage, "people": one.told, "pain_points": pains, "stages": stages}
            yield row | {"sentence": systemic_text(one, self.noun)} | self._words(one.evidence)

    def associations(self) -> Iterator[Row]:
        themes = {theme.theme_id: theme for stage in self.map.stages for theme in stage.pain_points}
        for theme in themes.values():
            for one in theme.associations:
                row: Row = {name: getattr(one, name) for name in ("field", "value", "q", "people", "told", "others", "told_by_others")}
                row |= _named(theme) | rate_cells("lift", one.lift) | {"sentence": association_text(one, self.noun)}
                yield row | self._words(one.evidence)

    def kpis(self) -> Iterator[Row]:
        for kpi in self.map.kpis:
            yield {"stage": None, "name": None} | _kpi(kpi)
        for stage in self.map.stages:
            for kpi in stage.kpis:
                yield _stage(stage) | _kpi(kpi)

    def activities(self) -> Iterator[Row]:
        for stage in self.map.stages:
            for one in stage.actions:
                yield _stage(stage) | self._activity(f"{one.who} does", one)
            for one in stage.told_goals:
                yield _stage(stage) | self._activity("wanted", one)
            for touchpoint, tasks in stage.tasks:
                for one in tasks:
                    yield _stage(stage) | self._activity("task", one, touchpoint)

    def _activity(self, what: str, one: Activity, touchpoint: str | None = None) -> Row:
        row: Row = {name: getattr(one, name) for name in ("label", "share", "low", "high", "n")}
        return row | {"what": what, "touchpoint": touchpoint, "people": one.volume} | self._words(one.evidence)

    def trends(self) -> Iterator[Row]:
        for stage in self.map.stages:
            yield from _trend("stage", stage.id, stage.name, stage.trend)
        kinds = {"pain_point": "pain_points", "gain": "gains", "suggestion": "suggestions"}
        for kind, lane in kinds.items():
            themes = {theme.theme_id: theme for stage in self.map.stages for theme in getattr(stage, lane)}
            for theme in themes.values():
                yield from _trend(kind, theme.theme_id, theme.label, theme.trend)

    def alerts(self) -> Iterator[Row]:
        for one in self.map.alerts:
            row: Row = {name: getattr(one, name) for name in ("kind", "id", "label", "q")}
            row |= {"since": one.since.isoformat(), "until": one.until.isoformat(), "people": one.volume}
            row |= rate_cells("now", one.now) | rate_cells("before", one.before) | rate_cells("ratio", one.ratio)
            yield row | {"sentence": alert_text(one, self.noun)} | self._words(one.evidence)

    def statements(self) -> Iterator[Row]:
        for segment_id, text in self.map.segments:
            yield {"segment_id": segment_id, "text": text}

    def about(self) -> Iterator[Row]:
        whole, totals = self.map, self.map.totals
        told: list[tuple[str, object]] = [
            ("project", whole.project),
            ("journey", f"{whole.journey.name} ({whole.journey.id})"),
            ("period", period_text(whole.period)),
            *(("only", f"{field} = {value}") for field, value in whole.filters),
            (self.noun.many, totals.units),
            *((name.replace("_", " "), getattr(totals, name)) for name in ("feedbacks", "customers", "segments")),
            ("feedbacks in a language that is read", round(totals.read_share * totals.feedbacks)),
            *((f"feedbacks in language {language!r}", n) for language, n in totals.languages),
            ("segments that fit no theme", totals.unassigned),
            ("segments at no stage", totals.unstaged),
            ("run", whole.run),
            ("made", whole.generated_at.isoformat()),
            *(("read by", model) for model in whole.models),
            ("themes ranked by", whole.ranked_by),
            *(("note", note) for note in whole.notes),
            *(("imported, not mined", name) for name in metric_names(whole)),
            ("how to read it", "Shows what people wrote about, not how often it happens."),
            ("how to read it", f"Shares are of distinct {self.noun.many}, with their 95 % interval. Below 20 read counts, not shares."),
        ]
        for what, value in told:
            yield {"what": what, "value": value}

    def _words(self, ids: Sequence[str]) -> Row:
        return {"quotes": "\n".join(self.texts[segment_id] for segment_id in ids), "segment_ids": "\n".join(ids)}


def _stage(stage: StageColumn) -> Row:
    return {"stage": stage.id, "name": stage.name}


def _named(theme: MapTheme) -> Row:
    return {"theme_id": theme.theme_id, "label": theme.label}


def _kpi(kpi: Kpi) -> Row:
    figures = {"value": kpi.value, "value_low": kpi.low, "value_high": kpi.high, "value_n": kpi.n}
    return {"metric": kpi.metric, "origin": kpi.origin} | figures


def _trend(kind: str, id_: str, label: str, trend: Trend) -> Iterator[Row]:
    for one in trend.periods:
        row: Row = {"kind": kind, "id": id_, "label": label, "period": one.start.isoformat(), "people": one.volume}
        yield row | rate_cells("share", one.share) | {"direction": trend.direction, "q": trend.q}
