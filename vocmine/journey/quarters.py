"""Importance set against satisfaction: four quarters, and where something can be won.

Guarantees: a stage stands in a quarter only where both intervals lie on one side of their lines, else it is undecided; nothing is ranked of
fewer than 20 units; the same figures give the same order.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from vocmine.map_types import StageColumn
from vocmine.review_types import Importance, Opportunity, Quarter
from vocmine.types import Rate

PAINS = 3
_QUARTERS: dict[tuple[bool, bool], Quarter] = {
    (True, True): "keep up",
    (True, False): "fix first",
    (False, False): "watch",
    (False, True): "do not overdo",
}


def quarter(importance: Importance | None, net: Rate | None) -> Quarter | None:
    """Return the quarter of a stage; None where its importance is not known.

    More important than the others: the effect on the score is above that of the stages on average, and above 0. Satisfied: more people
    there are favourable than unfavourable (Martilla and James 1977, Journal of Marketing 41, put the lines at the middle of what was
    found; 0 says what it means).

    Parameters
    ----------
    importance : of the stage.
    net : favourable − unfavourable in points, of at least 20 units; None below.
    """
    if importance is None:
        return None
    if importance.beyond is None or net is None:
        return "undecided"
    matters, content = _side(importance.beyond), _side(net)
    if matters is None or content is None or (matters and importance.low <= 0):
        return "undecided"
    return _QUARTERS[matters, content]


def _side(rate: Rate) -> bool | None:
    return True if rate.low > 0 else False if rate.high < 0 else None


@dataclass(frozen=True, slots=True)
class Won:
    """A stage with what could be won there: the units that are unfavourable, of all; and segments that say why."""

    stage: StageColumn
    unfavourable: Rate | None
    evidence: Sequence[str]


def find_opportunities(stages: Sequence[Won]) -> tuple[Opportunity, ...]:
    """Return where something can be won, most first.

    Where the importance of any stage is known, these are the stages whose gain in the score is above 0 beyond chance, by that gain; else
    those where more people are unfavourable than favourable beyond chance, by the fraction of all units that are unfavourable there. The
    places left open are those of the stages whose intervals overlap.
    """
    known = any(one.stage.importance for one in stages)
    found = [(one, figure) for one in stages if (figure := _gain(one) if known else _weak(one))]
    found.sort(key=lambda pair: -pair[1].value)
    return tuple(
        Opportunity(
            stage=one.stage.id,
            measure="gain" if known else "unfavourable",
            figure=figure,
            metric=one.stage.importance.metric if one.stage.importance else None,
            quarter=one.stage.quarter,
            place=place,
            first=1 + sum(other.low > figure.high for _, other in found),
            last=len(found) - sum(other.high < figure.low for _, other in found),
            pain_points=tuple(theme.theme_id for theme in one.stage.pain_points[:PAINS]),
            evidence=tuple(one.evidence),
        )
        for place, (one, figure) in enumerate(found, start=1)
    )


def _gain(one: Won) -> Rate | None:
    importance = one.stage.importance
    return importance.gain if importance and importance.low > 0 and importance.gain.low > 0 else None


def _weak(one: Won) -> Rate | None:
    return one.unfavourable if one.stage.standing == "weakness" else None
