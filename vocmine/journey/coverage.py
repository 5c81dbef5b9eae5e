"""Where one listens: how many speak of each stage in each channel and source, and where nobody or few do.

Guarantees: every stage stands beside every channel and source that the selection has, also where nobody speaks; units count; channels are
folded by their names; one that is not known is an empty text.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from vocmine.journey.channels import channel_of
from vocmine.journey.shares import MIN_UNITS, SOLID_UNITS
from vocmine.map_types import Coverage
from vocmine.types import Evidence, Feedback

MOST_SOURCES = 40
Place = tuple[str, str]


def find_coverage(stages: Sequence[str], told: Iterable[tuple[str, Feedback]]) -> tuple[Coverage, ...]:
    """Return how many units speak of each stage in each channel and source, in the stages' order, most heard places first.

    Parameters
    ----------
    stages : ids of the journey's stages.
    told : pairs of a stage (or ``none``) and the feedback that tells of it.

    Notes
    -----
    A place is a channel and a file; where there are more than forty, the file is left out. Evidence is ``none`` below 5 units, ``thin``
    below 30, else ``solid``: what is told of few may still be told surely.
    """
    pairs = list(told)
    units = _by_place(pairs, source=True)
    if len(units) > MOST_SOURCES:
        units = _by_place(pairs, source=False)
    heard = {place: len(set().union(*found.values())) for place, found in units.items()}
    places = sorted(heard, key=lambda place: (-heard[place], place))
    counts = {(stage, place): len(units[place].get(stage, ())) for stage in stages for place in places}
    return tuple(Coverage(stage, *place, counts[stage, place], _evidence(counts[stage, place])) for stage in stages for place in places)


def _by_place(told: Iterable[tuple[str, Feedback]], *, source: bool) -> Mapping[Place, Mapping[str, set[str]]]:
    units: dict[Place, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for stage, feedback in told:
        channel = channel_of(feedback.channel).name if feedback.channel else ""
        units[channel, feedback.source_file if source else ""][stage].add(feedback.unit)
    return units


def _evidence(n: int) -> Evidence:
    return "none" if n < MIN_UNITS else "thin" if n < SOLID_UNITS else "solid"
