"""Between which stages customers are passed on: a share for every passage from one stage to the next that anybody tells of.

Guarantees: shares are of distinct units that tell of the passage; survey weights are honoured; the same passages in any order give the same
hand-offs. Stages follow each other as they are told within one answer or conversation, not as they happened.
"""

from collections.abc import Collection, Mapping, Sequence

from vocmine.journey.shares import Population
from vocmine.review_types import Handoff

Passage = tuple[str, str]


def measure_handoffs(
    passed: Mapping[Passage, Collection[str]],
    handed: Mapping[Passage, Collection[str]],
    everyone: Population,
    *,
    stages: Sequence[str],
    evidence: Mapping[Passage, Sequence[str]],
) -> tuple[Handoff, ...]:
    """Return the passages at which anybody was passed on, in the journey's order.

    Parameters
    ----------
    passed : for each passage (stage, stage told next; the same twice: all who speak of it) the units that tell of it.
    handed : those of them who tell of a hand-off in the statements at either end.
    everyone : all units that were read.
    stages : the ids of the journey's stages in its order.
    evidence : for each passage the ids of segments that tell of a hand-off.
    """
    places = {stage: place for place, stage in enumerate(stages)}
    found = []
    for passage in sorted(handed, key=lambda passage: (places[passage[0]], places[passage[1]])):
        share = everyone.among(passed[passage]).rate(handed[passage]) if handed[passage] else None
        if share:
            found.append(Handoff(*passage, len(set(handed[passage])), share, tuple(evidence[passage])))
    return tuple(found)
