"""The words that name what went wrong, and the reason that the customer gives for it.

Guarantees: a pain point is an exact substring of its segment, a cause of its feedback, both on whole words;
only a segment with a pain point has a cause; it stands in that segment, or opens the next one ('Turns out …').
What 'because', 'due to' and their like introduce after a pain point is its cause with less certainty than what nothing introduces: the
reason of an act or a feeling is introduced alike.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from vocmine.protocols import Encoded
from vocmine.types import Segment, feedback_runs

TAGS = ("O", "PAIN", "CAUSE")
GOLD_LENGTH = 0.7
MOSTLY = 0.4
LIKELIER_THAN_NOT = 0.5
# Of 22 segments that open like a reason, those above told one, those below did not.
LEAST_OPENING = 0.05
FEWEST_WORDS = 2
_SMALL = 1e-6
_EDGE = ' \t\r\n.,;:!?-–—…"“”*~_/'
_LEADING = re.compile(r"^(?:and|but|so|also|then|because|plus|or|however)\b[\s,]+", re.IGNORECASE)
_GOES_ON = re.compile(r" \w")
_DANGLING = re.compile(
    r"(?:(?<=\w) (?:in|to|of|on|at|the|a|an|from|that|which|who|with|is|are|was|were|be|been|has|have|had|than|under|over|for|by|and|or|but"
    r"|so|as|i|we|you|they|he|she|it|my|our|your|their|his|her|its|if|when|where|since|because|into|about|just|very|until|while|after|before))+$",
    re.IGNORECASE,
)
_BECAUSE = re.compile(
    r"\b(?:because(?: of)?|becuase(?: of)?|bc(?: of)?|cos(?: of)?|coz(?: of)?|cuz(?: of)?"
    r"|due to(?: the fact that)?|owing to|thanks to|caused by|as a result of|on account of)\s+",
    re.IGNORECASE,
)
_LOOSE = re.compile(r"(?:\s+(?:and|or|that|when|while|if|as|since))+$", re.IGNORECASE)
_EXPLAINS = re.compile(r"\W*(?:(?:it )?turn(?:s|ed) out(?: that)?|apparently|(?:all )?because(?: of)?|cos)\b[\s,]+", re.IGNORECASE)
_CLAUSE = re.compile(r"(?:[^\s.,;:!?()…]|(?<=\w)[.,:](?=\w)| (?![-–—]+ |(?:so|but|which|and then)\b))+")


@dataclass(frozen=True, slots=True)
class SpanReading:
    """A pain point and its cause; ``cause_start`` and ``cause_end`` are offsets in the feedback's text."""

    pain_point: str | None = None
    cause: str | None = None
    cause_start: int | None = None
    cause_end: int | None = None


@dataclass(frozen=True, slots=True)
class Least:
    """From when on something is told: tokens of a pain point expected, and the mean probability of the tokens of a cause."""

    pain: float
    cause: float


def find_spans(segments: Sequence[Segment], encoded: Encoded, *, may_have_pain: Sequence[bool], least: Least) -> tuple[SpanReading, ...]:
    """Return what each segment names as a trouble, and why.

    Parameters
    ----------
    encoded : with token logits of ``TAGS`` for each segment; without them nothing is found.
    may_have_pain : whether sentiment or intent allow a pain point, one a segment.
    """
    if not encoded.token_logits:
        return (SpanReading(),) * len(segments)
    read = [
        _read(segments, row, encoded, least) if may and len(encoded.token_logits[row]) else SpanReading()
        for row, may in enumerate(may_have_pain)
    ]
    for rows in feedback_runs(segments):
        for row in rows[:-1]:
            read[row] = _explained(read[row], segments, row + 1, encoded)
    return tuple(read)


def _read(segments: Sequence[Segment], row: int, encoded: Encoded, least: Least) -> SpanReading:
    chances = pain_chances(encoded.token_logits[row])
    if not tells_pain(chances, least.pain):
        return SpanReading()
    segment, offsets = segments[row], encoded.token_offsets[row]
    reason = _opened(segment.text, cause_in(segment.text, encoded, row, least.cause))
    if reason is not None:
        chances = np.where((offsets[:, 0] < reason[1]) & (offsets[:, 1] > reason[0]), 0.0, chances)
    start, end = _pain_point(segment.text, offsets, chances)
    if reason is None and (because := _BECAUSE.search(segment.text, start + 1)):
        reason = _clause(segment.text, because.end(), encoded, row, LIKELIER_THAN_NOT)
        end = min(end, start + len(segment.text[start : because.start()].rstrip(_EDGE))) if reason else end
    if start == end:
        return SpanReading()
    told = SpanReading(segment.text[start:end])
    return told if reason is None else _with_cause(told, segment, *reason)


def _with_cause(read: SpanReading, holder: Segment, start: int, end: int) -> SpanReading:
    return replace(read, cause=holder.text[start:end], cause_start=holder.start + start, cause_end=holder.start + end)


def _explained(read: SpanReading, segments: Sequence[Segment], following: int, encoded: Encoded) -> SpanReading:
    """Return a reading without a cause with that which the following segment opens with, if it does."""
    text = segments[following].text
    if read.pain_point is None or read.cause is not None or (opening := _EXPLAINS.match(text)) is None:
        return read
    reason = _clause(text, opening.end(), encoded, following, LEAST_OPENING)
    return read if reason is None else _with_cause(read, segments[following], *reason)


def _opened(text: str, reason: tuple[int, int] | None) -> tuple[int, int] | None:
    """Return a stretch that begins within a "because of" without what is left of that."""
    if reason is None:
        return None
    start, end = reason
    inside = next((found.end() for found in _BECAUSE.finditer(text) if found.start() < start < found.end()), start)
    return (inside, end) if inside < end else reason


def _clause(text: str, start: int, encoded: Encoded, row: int, least: float) -> tuple[int, int] | None:
    """Return where the clause that begins at an offset stands, on whole words, or None where its mean probability of a cause is too low."""
    found = _CLAUSE.match(text, start)
    if found is None:
        return None
    begin, end = _whole_words(text, *found.span())
    end = begin + len(_LOOSE.sub("", text[begin:end]))
    offsets = encoded.token_offsets[row]
    inside = (offsets[:, 0] < end) & (offsets[:, 1] > begin)
    chances = _chances(encoded.token_logits[row], TAGS.index("CAUSE"))[inside]
    return (begin, end) if len(chances) and chances.mean() >= least else None


def cause_in(text: str, encoded: Encoded, row: int, least: float) -> tuple[int, int] | None:
    """Return where a segment tells a reason, on whole words, or None."""
    found = cause_tokens(encoded, row, least)
    if found is None:
        return None
    start, end = _whole_words(text, *found)
    return (start, end) if len(text[start:end].split()) >= FEWEST_WORDS else None


def cause_tokens(encoded: Encoded, row: int, least: float) -> tuple[int, int] | None:
    """Return from where to where tokens are likelier a cause than not, or None where their mean probability is below ``least``."""
    chances, offsets = _chances(encoded.token_logits[row], TAGS.index("CAUSE")), encoded.token_offsets[row]
    likely = np.flatnonzero(chances > LIKELIER_THAN_NOT)
    if not len(likely) or chances[likely].mean() < least:
        return None
    return int(offsets[likely[0], 0]), int(offsets[likely[-1], 1])


def _chances(logits: NDArray[np.float32], tag: int) -> NDArray[np.float64]:
    wide = logits.astype(np.float64)
    others = np.logaddexp.reduce(np.delete(wide, tag, axis=1), axis=1)
    return np.asarray(1.0 / (1.0 + np.exp(np.clip(others - wide[:, tag], -40.0, 40.0))))


def pain_chances(logits: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return for each token the probability of PAIN, (tokens,), from logits of ``TAGS``, (tokens, 3)."""
    return _chances(logits, TAGS.index("PAIN"))


def tells_pain(chances: NDArray[np.float64], least: float) -> bool:
    """Return whether ``least`` tokens of a pain point are expected, or fewer in a segment that is hardly longer."""
    return bool(chances.sum() >= min(least, MOSTLY * len(chances)))


def likeliest_span(chances: NDArray[np.float64]) -> tuple[int, int]:
    """Return first and end of the tokens whose expected F1 with the true span is largest."""
    n = len(chances)
    sums = np.concatenate([[0.0], np.cumsum(chances)])
    places = np.arange(n)
    lengths = places[None, :] + 1 - places[:, None]
    inside = np.where(lengths > 0, sums[None, 1:] - sums[:-1, None], -1.0)
    expected = inside / (np.maximum(lengths, 1) + GOLD_LENGTH * sums[-1] + _SMALL)
    first, last = divmod(int(np.argmax(expected.round(6))), n)
    return first, last + 1


def _pain_point(text: str, offsets: NDArray[np.int32], chances: NDArray[np.float64]) -> tuple[int, int]:
    first, end = likeliest_span(chances)
    return snap(text, int(offsets[first, 0]), int(offsets[end - 1, 1]))


def snap(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a stretch to whole words, then trim punctuation, a leading conjunction, and words that only lead on to what follows."""
    start, end = _whole_words(text, start, end)
    leading = _LEADING.match(text[start:end])
    start += leading.end() if leading else 0
    if _GOES_ON.match(text, end):
        end = start + len(_DANGLING.sub("", text[start:end]))
    return start, start + len(text[start:end].rstrip(_EDGE))


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a stretch to whole words and trim the punctuation at its edges."""
    while start > 0 and _in_word(text[start]) and _in_word(text[start - 1]):
        start -= 1
    while end < len(text) and _in_word(text[end - 1]) and _in_word(text[end]):
        end += 1
    start += len(text[start:end]) - len(text[start:end].lstrip(_EDGE))
    return start, start + len(text[start:end].rstrip(_EDGE))


def _in_word(letter: str) -> bool:
    return letter.isalnum() or letter in "'’"
