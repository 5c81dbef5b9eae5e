"""How much a stage matters as people say it: in words that something is important to them, or as marks in a column of the user's own.

Guarantees: only what is said counts, nothing is inferred; a column counts only where its
heading asks for the importance and names the stage.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from math import fsum, sqrt

from scipy import special

from vocmine.journey.shares import Population
from vocmine.review_types import Stated
from vocmine.types import Feedback, Rate

MIN_MARKS = 5
_ASKED = re.compile(r"\bimportan(?:t|ce)\b", re.IGNORECASE)


def marks(names: Mapping[str, str], feedbacks: Iterable[Feedback]) -> dict[str, tuple[str, dict[str, float]]]:
    """Return for each stage the column that asks how important it is, and each unit's latest mark there.

    A heading asks so where it holds 'important' or 'importance' and the stage's name or id as whole words; of two the first by name counts.
    ``names`` gives the names of the stages by their ids.
    """
    given = list(feedbacks)
    headings = sorted({heading for feedback in given for heading, _ in feedback.attributes if _ASKED.search(heading)})
    found = {}
    for stage, name in names.items():
        column = next((heading for heading in headings if _asks_for(heading, (name, stage))), None)
        values = _values(column, given) if column else {}
        if column and values:
            found[stage] = column, values
    return found


def measure_stated(
    people: Population, sayers: Iterable[str], evidence: Sequence[str], rated: tuple[str, Mapping[str, float]] | None, everyone: Population
) -> Stated | None:
    """Return how much a stage matters as people say it; None where nobody says so and no column asks.

    Parameters
    ----------
    people : the units that speak of the stage.
    sayers : those of them who say that something there matters.
    evidence : ids of segments in which they do.
    rated : the column that asks for the stage's importance, and the mark of each unit.
    everyone : the units whose marks count, with their weights.
    """
    said = set(sayers)
    share = people.rate(said) if said else None
    rating = _mean(rated[1], everyone.among(rated[1])) if rated else None
    if share is None and rating is None:
        return None
    return Stated(share, tuple(evidence), rating, rated[0] if rated and rating else None)


def _asks_for(heading: str, names: Sequence[str]) -> bool:
    words = f" {_words(heading)} "
    return any(f" {name} " in words for name in map(_words, names) if name)


def _words(text: str) -> str:
    return " ".join(re.sub(r"[\W_]+", " ", text.casefold()).split())


def _values(column: str, feedbacks: Iterable[Feedback]) -> dict[str, float]:
    values = {}
    for feedback in feedbacks:
        try:
            values[feedback.unit] = float(dict(feedback.attributes).get(column, ""))
        except ValueError:
            continue
    return values


def _mean(values: Mapping[str, float], people: Population) -> Rate | None:
    """Return the weighted mean with Student's interval, its degrees of freedom by Kish's effective number."""
    if people.n < MIN_MARKS or people.effective_n <= 1:
        return None
    mean = fsum(weight * values[unit] for unit, weight in people.weights.items()) / people.weight
    spread = fsum(weight * (values[unit] - mean) ** 2 for unit, weight in people.weights.items()) / people.weight
    n = people.effective_n
    half = float(special.stdtrit(n - 1, 0.975)) * sqrt(spread / (n - 1))
    return Rate(mean, mean - half, mean + half, people.n)
