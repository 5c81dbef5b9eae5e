"""Titles that say what was found, with its n.

Guarantees: no stage is said to hurt or to stand lowest that its interval does not bear out; below 20 units nothing but counts.
"""

from vocmine.export.board import Board, Column
from vocmine.export.lettering import CUT
from vocmine.map_types import JourneyMap, StageColumn

_LONGEST = 44


def headline(journey_map: JourneyMap, board: Board) -> str:
    """Say which stage stands lowest and whether surely so: ``Support hurts most: 412 of 1,000 people, net −38 (−45 to −31)``."""
    told = [(s, c) for s, c in zip(journey_map.stages, board.columns, strict=True) if c.net[0]]
    if not told:
        return (
            f"{_short(journey_map.project)}: {board.noun.count(journey_map.totals.units)}, too few at each stage to say which stands lowest"
        )
    ranked = sorted(told, key=lambda pair: pair[0].sentiment.net or 0.0)
    (lowest, column), others = ranked[0], ranked[1:]
    high = lowest.sentiment.high or 0.0
    near = [c.name for s, c in others if (s.sentiment.low or 0.0) <= high]
    says = f"stands lowest, not clearly below {_listed(near)}" if near else "hurts most" if high < 0 else "stands lowest"
    told_of = f"{_people(lowest, column)}, net {column.net[0]}"
    return (
        f"{_short(column.name)} {says}: {told_of}" if others else f"Enough people to tell speak of {_short(column.name)} alone: {told_of}"
    )


def stage_headline(stage: StageColumn, column: Column) -> str:
    """Say of a stage whether it hurts or helps, of how many, and what is first among what hurts."""
    if not stage.volume:
        return f"Nobody speaks of {_short(column.name)}"
    sentiment = stage.sentiment
    if not column.net[0] or sentiment.low is None or sentiment.high is None:
        return f"{_short(column.name)}: too few to tell, {column.net[1]}"
    first = next((f"; first among what hurts: {_short(claim.label)}" for claim in column.pain_points if claim.rank), "")
    says = "hurts more than it helps" if sentiment.high < 0 else "helps more than it hurts" if sentiment.low > 0 else "both helps and hurts"
    return f"{_short(column.name)} {says}: {_people(stage, column)}, net {column.net[0]}{first}"


def _people(stage: StageColumn, column: Column) -> str:
    count, _, noun = column.people.partition("\u00a0")
    return f"{count} of {stage.share.n:,} {noun}" if stage.share else column.people


def _listed(names: list[str]) -> str:
    return _short(names[0]) if len(names) == 1 else f"{_short(names[0])} and {len(names) - 1} more"


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST else name[: _LONGEST - 1].rstrip() + CUT
