"""The journey map as a table for spreadsheets: one row a stage, one column a lane.

Guarantees: UTF-8 with a byte-order mark; every cell is made safe by ``formula_safe``; figures are plain numbers,
shares as fractions; what is not known is an empty cell.
"""

import csv
import io
from collections.abc import Sequence

from vocmine.export.decisions import decision_text
from vocmine.export.review_rows import review_cells
from vocmine.export.score_rows import Row, cell
from vocmine.export.supplied import metric_names, supplied_cells
from vocmine.export.tables import rate_cells
from vocmine.map_types import Activity, Corrected, JourneyMap, Kpi, MapTheme, StageColumn

METRICS = ("nps", "csat", "ces")


def to_csv(journey_map: JourneyMap) -> bytes:
    """Return the map as CSV."""
    rows = stage_rows(journey_map)
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(map(cell, rows[0]))
    writer.writerows([cell(value) for value in row.values()] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def stage_rows(journey_map: JourneyMap) -> list[Row]:
    """Return the map as one row a stage, its cells by the names of their columns; figures are numbers, shares fractions."""
    texts = dict(journey_map.segments)
    groups = tuple(dict.fromkeys(group for stage in journey_map.stages for group, _ in stage.emotions))
    names = metric_names(journey_map)
    return [_row(stage, texts, groups) | review_cells(stage, journey_map) | supplied_cells(stage, names) for stage in journey_map.stages]


def _row(stage: StageColumn, texts: dict[str, str], groups: Sequence[str]) -> Row:
    sentiment = stage.sentiment
    row: Row = {"stage": stage.id, "name": stage.name, "people": stage.volume, **rate_cells("share", stage.share)}
    row |= {f"sentiment_{name}": getattr(sentiment, name) for name in ("mean", "net", "low", "high", "n", "favourable", "unfavourable")}
    row["evidence"] = stage.evidence
    corrected = stage.corrected or Corrected(None, None)
    row |= rate_cells("share_corrected", corrected.share) | rate_cells("net_corrected", corrected.net)
    felt = {group: rate.value for group, rate in stage.emotions}
    row |= {f"emotion_{group}": felt.get(group) for group in groups}
    row |= rate_cells("effort", stage.effort)
    kpis = {kpi.metric: kpi for kpi in stage.kpis}
    for metric in METRICS:
        row |= _kpi(metric, kpis.get(metric))
    row |= {"pain_points": _themes(stage.pain_points), "causes": _causes(stage.pain_points)}
    row["pain_kinds"] = "; ".join(f"{one.label}: {one.kind_of_pain.name}" for one in stage.pain_points if one.kind_of_pain)
    row["decisions"] = "; ".join(f"{one.label}: {said}" for one in stage.pain_points if (said := decision_text(one)))
    row |= {"gains": _themes(stage.gains), "suggestions": _themes(stage.suggestions)}
    row["quotes"] = "\n".join(texts[segment_id] for segment_id in stage.quotes)
    row["touchpoints"] = "; ".join(f"{name} ({volume})" for name, volume in stage.touchpoints)
    row["goals"] = "; ".join(stage.goals)
    row |= {f"{who}_does": _activities([one for one in stage.actions if one.who == who]) for who in ("customer", "company")}
    row["told_goals"] = _activities(stage.told_goals)
    row["tasks"] = "; ".join(f"{name}: {_activities(found)}" for name, found in stage.tasks)
    return row


def _kpi(metric: str, kpi: Kpi | None) -> dict[str, float | None]:
    values = (kpi.value, kpi.low, kpi.high, kpi.n) if kpi else (None, None, None, None)
    return dict(zip((metric, f"{metric}_low", f"{metric}_high", f"{metric}_n"), values, strict=True))


def _themes(themes: Sequence[MapTheme]) -> str:
    return "; ".join(f"{theme.label} ({theme.volume})" for theme in themes)


def _activities(activities: Sequence[Activity]) -> str:
    return "; ".join(f"{one.label} ({one.volume})" for one in activities)


def _causes(themes: Sequence[MapTheme]) -> str:
    return "; ".join(f"{theme.label}: {cause.label} ({cause.told})" for theme in themes for cause in theme.causes)
