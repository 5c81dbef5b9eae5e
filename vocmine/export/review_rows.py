"""The stage review as cells and tables: figures as numbers with interval and n, claims with the words that they rest on.

Guarantees: shares are fractions, times hours; what is not known is an empty cell; the same tables in the same order for every map.
"""

from collections.abc import Iterator, Sequence

from vocmine.export.figures import unit_noun
from vocmine.export.review_text import handoff_text, moment_text, opportunity_text
from vocmine.export.score_rows import Row
from vocmine.export.tables import Kind, Table, rate_cells
from vocmine.map_types import JourneyMap, MapTheme, StageColumn
from vocmine.types import Rate

Columns = tuple[tuple[str, Kind], ...]
_STAGE: Columns = (("stage", "text"), ("name", "text"))
_WORDS: Columns = (("quotes", "lines"), ("segment_ids", "lines"))


def _rate(name: str, kind: Kind) -> Columns:
    value, low, high, n = rate_cells(name, None)
    return (value, kind), (low, kind), (high, kind), (n, "count")


_SHARE = _rate("share", "share")
_MOMENT: Columns = (
    *_STAGE,
    ("kind", "text"),
    *_rate("figure", "number"),
    *_rate("beside", "number"),
    *_rate("gap", "number"),
    ("q", "number"),
    ("sentence", "text"),
    *_WORDS,
)
_OPPORTUNITY: Columns = (
    ("rank", "count"),
    ("rank_low", "count"),
    ("rank_high", "count"),
    ("stage", "text"),
    ("measure", "text"),
    ("metric", "text"),
    *_rate("figure", "number"),
    ("quarter", "text"),
    ("reason", "text"),
    ("pain_points", "lines"),
    *_WORDS,
)
_FLAG: Columns = (*_STAGE, ("flag", "text"), ("people", "count"), *_SHARE, *_WORDS)
_HANDOFF: Columns = (("from", "text"), ("to", "text"), ("people", "count"), *_SHARE, ("sentence", "text"), *_WORDS)


def review_cells(stage: StageColumn, journey_map: JourneyMap) -> Row:
    """Return what a review says of a stage as cells by the names of their columns."""
    noun, names = unit_noun(journey_map), {one.id: one.name for one in journey_map.stages}
    importance, duration = stage.importance, stage.duration
    effect = Rate(importance.value, importance.low, importance.high, importance.n) if importance else None
    row: Row = {**rate_cells("importance", effect), "importance_metric": importance.metric if importance else None}
    row |= rate_cells("importance_weight", importance.weight if importance else None)
    row |= rate_cells("importance_gain", importance.gain if importance else None)
    row |= {"quarter": stage.quarter, "standing": stage.standing}
    row |= rate_cells("says_it_matters", stage.stated.share if stage.stated else None)
    row |= rate_cells("importance_rated", stage.stated.rating if stage.stated else None)
    row["moment_of_truth"] = " ".join(moment_text(one, noun) for one in stage.moments)
    row["opportunity_rank"] = next((one.place for one in journey_map.opportunities if one.stage == stage.id), None)
    row |= rate_cells("hours_median", duration.median if duration else None)
    row |= rate_cells("hours_p90", duration.p90 if duration else None)
    row |= {"barriers": _labels(stage.barriers), "enablers": _labels(stage.enablers)}
    row["flags"] = "; ".join(f"{one.flag} ({one.volume})" for one in stage.flags)
    row["handoffs"] = " ".join(handoff_text(one, names, noun) for one in journey_map.handoffs if one.source == stage.id)
    return row


def review_tables(journey_map: JourneyMap) -> tuple[Table, ...]:
    """Return the tables of a review: moments of truth, opportunities, flags and hand-offs."""
    whole = _Whole(journey_map)
    return (
        Table("Moments of truth", _MOMENT, whole.moments()),
        Table("Opportunities", _OPPORTUNITY, whole.opportunities()),
        Table("Ways astray", _FLAG, whole.flags()),
        Table("Hand-offs", _HANDOFF, whole.handoffs()),
    )


def _labels(themes: Sequence[MapTheme]) -> str:
    return "; ".join(f"{theme.label} ({theme.volume})" for theme in themes)


class _Whole:
    """Writes rows, knowing the words and names of the whole map."""

    def __init__(self, journey_map: JourneyMap) -> None:
        self.map, self.noun = journey_map, unit_noun(journey_map)
        self.texts = dict(journey_map.segments)
        self.names = {stage.id: stage.name for stage in journey_map.stages}

    def moments(self) -> Iterator[Row]:
        for stage in self.map.stages:
            for one in stage.moments:
                row: Row = {"stage": stage.id, "name": stage.name, "kind": one.kind, "q": one.q, "sentence": moment_text(one, self.noun)}
                row |= rate_cells("figure", one.figure) | rate_cells("beside", one.beside) | rate_cells("gap", one.gap)
                yield row | self._words(one.evidence)

    def opportunities(self) -> Iterator[Row]:
        for one in self.map.opportunities:
            row: Row = {name: getattr(one, name) for name in ("stage", "measure", "metric", "quarter")}
            row |= {"rank": one.place, "rank_low": one.first, "rank_high": one.last, "pain_points": "\n".join(one.pain_points)}
            row |= rate_cells("figure", one.figure) | {"reason": opportunity_text(one, self.map, self.noun)}
            yield row | self._words(one.evidence)

    def flags(self) -> Iterator[Row]:
        for stage in self.map.stages:
            for one in stage.flags:
                row: Row = {"stage": stage.id, "name": stage.name, "flag": one.flag, "people": one.volume}
                yield row | rate_cells("share", one.share) | self._words(one.evidence)

    def handoffs(self) -> Iterator[Row]:
        for one in self.map.handoffs:
            row: Row = {"from": one.source, "to": one.target, "people": one.volume, "sentence": handoff_text(one, self.names, self.noun)}
            yield row | rate_cells("share", one.share) | self._words(one.evidence)

    def _words(self, ids: Sequence[str]) -> Row:
        return {"quotes": "\n".join(self.texts[segment_id] for segment_id in ids), "segment_ids": "\n".join(ids)}
