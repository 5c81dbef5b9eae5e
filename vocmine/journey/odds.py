"""Scores at odds with the words: sarcasm, a slip of the finger, or a scale read the wrong way round.

Guarantees: only a score in the outer part of its scale, beside words that lean clearly and on the whole the other way, is at odds;
all words of a row (of a conversation, where there is one) are weighed together; words that the question asked for do not count:
what is named as bad when asked what to improve contradicts no high score.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from vocmine.journey.kpis import METRICS, scale_top
from vocmine.language.questions import asked_side
from vocmine.types import Feedback, Scored

GIVEN = ("rating", *METRICS)
HIGHEST, LOWEST = 0.9, 0.2
CLEAR = 0.5
ENOUGH = 10


@dataclass(frozen=True, slots=True)
class AtOdds:
    """A feedback whose score (``value`` of ``top``) and words contradict each other; ``sentiment`` is its mean, in [-1, 1]."""

    feedback_id: str
    metric: str
    value: float
    top: float
    sentiment: float


@dataclass(frozen=True, slots=True)
class Odds:
    """The feedbacks at odds; ``judged`` counts those with an outer score and clear words, which could be.

    ``turned`` names the metrics that contradict the words more often than not, in ten feedbacks or more.
    """

    found: tuple[AtOdds, ...]
    judged: int
    turned: tuple[str, ...] = ()


def find_at_odds(scored: Iterable[Scored], *, scores: Iterable[Feedback] = ()) -> Odds:
    """Return the feedbacks whose score is at odds with their words, in the order given.

    A score counts as high from nine tenths of its scale's top on (5 of 5, 9 of 10), as low up to two tenths (1 of 5, 2 of 10);
    words are clear where the mean sentiment of their segments is at least 0.5 from 0.

    Parameters
    ----------
    scored : all segments of the run; a selection may lack the very words that agree with a score.
    scores : feedback that is a score without words; it shows how far a scale goes.
    """
    told = _Told(scored)
    tops = _tops((*told.feedbacks, *scores))
    found: list[AtOdds] = []
    agrees: dict[str, list[bool]] = defaultdict(list)
    n_judged = 0
    for feedback in told.feedbacks:
        sides = [(metric, side, lean) for metric, side in _outer(feedback, tops) if (lean := told.lean(feedback, side))]
        n_judged += bool(sides)
        for metric, side, lean in sides:
            agrees[metric].append(lean == side)
        if against := next((metric for metric, side, lean in sides if lean != side), None):
            found.append(AtOdds(feedback.id, against, getattr(feedback, against), tops[against], told.sentiment(feedback)))
    turned = tuple(metric for metric, ones in agrees.items() if len(ones) >= ENOUGH and 2 * sum(ones) < len(ones))
    return Odds(tuple(found), n_judged, turned)


class _Told:
    """What was read in each feedback, and which feedbacks stand in one row or conversation."""

    def __init__(self, scored: Iterable[Scored]) -> None:
        self._values: dict[str, list[float]] = defaultdict(list)
        self._beside: dict[str, list[Feedback]] = defaultdict(list)
        self._whole: dict[tuple[str, int], float] = {}
        known: dict[str, Feedback] = {}
        for one in scored:
            feedback = known.setdefault(one.segment.feedback.id, one.segment.feedback)
            if one.reading.sentiment is not None:
                self._values[feedback.id].append(one.reading.sentiment)
        self.feedbacks = tuple(known.values())
        for feedback in self.feedbacks:
            self._beside[_row(feedback)].append(feedback)

    def sentiment(self, feedback: Feedback) -> float:
        """Return the mean sentiment of a feedback, 0 where nothing was read."""
        return _mean(self._values[feedback.id])

    def lean(self, feedback: Feedback, side: int) -> int | None:
        """Return to which side the words lean clearly, 1 or -1, in the feedback and in its whole row; None where they do not.

        Words that were asked for do not count against a score at the other side, ``side``.
        """
        if asked_side(feedback.question) == -side:
            return None
        whole, own = self._of_row(_row(feedback), side), self.sentiment(feedback)
        if min(abs(whole), abs(own)) < CLEAR or whole * own < 0:
            return None
        return 1 if own > 0 else -1

    def _of_row(self, row: str, side: int) -> float:
        if (row, side) not in self._whole:
            counted = (one for one in self._beside[row] if asked_side(one.question) != -side)
            self._whole[row, side] = _mean([value for one in counted for value in self._values[one.id]])
        return self._whole[row, side]


def _row(feedback: Feedback) -> str:
    return feedback.conversation or feedback.record


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _tops(feedbacks: Sequence[Feedback]) -> dict[str, float]:
    """Return the top of each metric's scale, those left out whose scale is not known."""
    given = {metric: [value for one in feedbacks if (value := getattr(one, metric)) is not None] for metric in GIVEN}
    return {metric: top for metric, values in given.items() if (top := scale_top(metric, values))}


def _outer(feedback: Feedback, tops: Mapping[str, float]) -> Iterator[tuple[str, int]]:
    """Yield the metrics of which the feedback's score is high (1) or low (-1)."""
    for metric, top in tops.items():
        value = getattr(feedback, metric)
        if value is not None and value >= HIGHEST * top:
            yield metric, 1
        elif value is not None and value <= LOWEST * top:
            yield metric, -1
