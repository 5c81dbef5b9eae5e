"""The words that name what went wrong, and the reason that the customer gives for it.

Guarantees: a pain point is an exact substring of its segment, a cause of its feedback, both on whole words;
a cause is told by a connective, never inferred, and stands only where there is a pain point, in its segment or at the start of the next.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vocmine.protocols import Encoded
from vocmine.types import Segment

TAGS = ("O", "PAIN", "CAUSE")
GOLD_LENGTH = 0.7
TROUBLE, TROUBLE_BEFORE = 0.45, 0.1
MOSTLY = 0.4
FEWEST_WORDS = 2
LONGEST_REASON = 240
_SMALL = 1e-6
_HELPERS = r"(?:['’](?:s|m|re|ve|d)\b| (?:is|was|are|were|has|have|had|do|does|did|can|could|may|will|only|never|not|\w+n['’]?t)\b)"
_NOUN = r"(?:the|your|their|his|her|my|our|this|that|these|those) (?:[\w'’]+ ){1,5}?"
_NOUN += r"(?:is|was|are|were|has|have|had|does|do|did|can|could|\w+n['’]?t)\b"
_THEY = r"(?:i|we|you|they|he|she|it|there|nobody|no one)"
_CONNECTIVE = re.compile(
    r"(?<![\w'/])(?:(?:because|becuase|becasue|bcoz|bcz|b/c|bc|'?cos|coz|cuz)(?! of (?:it|this|that)\b)|due to(?! leave| arrive| depart)"
    r"|owing to|caused by|on account of|as a result of(?! (?:it|this|that)\b)|thanks to"
    r"|since(?= (?:(?:they|it|you|this|there|nobody|no one)\b(?!['’]?s? (?:look|first|seem|start|open))"
    rf"|(?:your|their) (?!last\b|new\b)[\w'’]+ \w+|{_NOUN}))"
    rf"|(?<!\bas )(?<!\bsame )(?<!\bsuch )(?<!\bmuch )(?<!\bsoon )(?<!\blong )(?<!\bjust )"
    rf"as(?! it (?:is|was)(?! \w))(?= (?:{_THEY}{_HELPERS}|{_NOUN})))(?![\w/])",
    re.IGNORECASE,
)
_REASON_END = re.compile(r"[.!?;…]+(?=\s|$)|\)|,? (?:but|however|although|though)\b|, (?:and|so|which|then)\b| -+ ", re.IGNORECASE)
_ACT = re.compile(
    r"\b(?:recommend\w*|cancel\w*|clos(?:e|ed|ing)|leav(?:e|ing)|left|switch\w*|moved|return(?:ed|ing)?|told (?!me|us|my)|tell|avoid"
    r"|warn\w*|steer clear|drop(?:ping|ped)? out|enrol\w*|declin\w+ to|chose\w*|choose|went (?:for|with)|bought|buy|ordered|dispute\w*"
    r"|contest|contact\w*|called|rang|phoned|e-?mailed|stars?|rat(?:e|ed|ing)|rank(?:ed)?|scored?|like|think|thought|worried|angry"
    r"|(?:un)?happy|upset|disappoint\w*|frustrat\w*|annoy\w*|hopeless|terrible|horrible|awful|rubbish|worst|not (?:a )?(?:10|ten))\b",
    re.IGNORECASE,
)
_EDGE = ' \t\r\n.,;:!?-–—…"“”*~_/'
_LEADING = re.compile(r"^(?:and|but|so|also|then|because|plus|or|however)\b[\s,]+", re.IGNORECASE)
_LIKENESS = re.compile(r"\bas (?:[\w'’-]+ ){1,2}as$", re.IGNORECASE)
_GOES_ON = re.compile(r" \w")
_DANGLING = re.compile(
    r"(?:(?<=\w) (?:in|to|of|on|at|the|a|an|from|that|which|who|with|is|are|was|were|be|been|has|have|had|than|under|over|for|by|and|or|but"
    r"|so|as|i|we|you|they|he|she|it|my|our|your|their|his|her|its|if|when|where|since|because|into|about|just|very|until|while|after|before))+$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class SpanReading:
    """A pain point and its cause; ``cause_start`` and ``cause_end`` are offsets in the feedback's text."""

    pain_point: str | None = None
    cause: str | None = None
    cause_start: int | None = None
    cause_end: int | None = None


def find_spans(segments: Sequence[Segment], encoded: Encoded, *, may_have_pain: Sequence[bool], least: float) -> tuple[SpanReading, ...]:
    """Return what each segment names as a trouble, and why.

    Parameters
    ----------
    encoded : with token logits of ``TAGS`` for each segment; without them nothing is found.
    may_have_pain : whether sentiment or intent allow a pain point, one a segment.
    least : the number of expected tokens of a pain point from which on one is told.
    """
    if not encoded.token_logits:
        return (SpanReading(),) * len(segments)
    return tuple(
        _read(segments, row, encoded, least) if may and len(encoded.token_logits[row]) else SpanReading()
        for row, may in enumerate(may_have_pain)
    )


def _read(segments: Sequence[Segment], row: int, encoded: Encoded, least: float) -> SpanReading:
    segment, offsets = segments[row], encoded.token_offsets[row]
    chances = pain_chances(encoded.token_logits[row])
    if not tells_pain(chances, least):
        return SpanReading()
    reason = _reason_within(segment.text, offsets, chances)
    n_main = len(chances) if reason is None else int((offsets[:, 1] <= reason[0]).sum())
    pain = _pain_point(segment.text, offsets[:n_main], chances[:n_main])
    if pain is None:
        return SpanReading()
    if reason is not None:
        return _with_cause(pain, segment, *reason)
    following = segments[row + 1] if row + 1 < len(segments) else None
    if following is None or following.feedback is not segment.feedback or _ACT.search(segment.text):
        return SpanReading(pain)
    reason = reason_at_start(following.text)
    return SpanReading(pain) if reason is None else _with_cause(pain, following, *reason)


def _with_cause(pain: str, segment: Segment, start: int, end: int) -> SpanReading:
    return SpanReading(pain, segment.text[start:end], segment.start + start, segment.start + end)


def pain_chances(logits: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return for each token the probability of PAIN, (tokens,), from logits of ``TAGS``, (tokens, 3)."""
    wide = logits.astype(np.float64)
    return np.asarray(1.0 / (1.0 + np.exp(np.clip(np.logaddexp(wide[:, 0], wide[:, 2]) - wide[:, 1], -40.0, 40.0))))


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


def _pain_point(text: str, offsets: NDArray[np.int32], chances: NDArray[np.float64]) -> str | None:
    first, end = likeliest_span(chances)
    start, stop = snap(text, int(offsets[first, 0]), int(offsets[end - 1, 1]))
    return text[start:stop] or None


def snap(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a stretch to whole words, then trim punctuation, a leading conjunction, and words that only lead on to what follows."""
    while start > 0 and _in_word(text[start]) and _in_word(text[start - 1]):
        start -= 1
    while end < len(text) and _in_word(text[end - 1]) and _in_word(text[end]):
        end += 1
    leading = _LEADING.match(text[start:end].lstrip(_EDGE))
    start += len(text[start:end]) - len(text[start:end].lstrip(_EDGE)) + (leading.end() if leading else 0)
    if _GOES_ON.match(text, end):
        end = start + len(_DANGLING.sub("", text[start:end]))
    return start, start + len(text[start:end].rstrip(_EDGE))


def _in_word(letter: str) -> bool:
    return letter.isalnum() or letter in "'’"


def _reason_within(text: str, offsets: NDArray[np.int32], chances: NDArray[np.float64]) -> tuple[int, int] | None:
    """Return the first told reason after a main clause that, more than the reason itself, names the trouble."""
    for found in _CONNECTIVE.finditer(text):
        start, end = _reason(text, found)
        if start >= offsets[-1, 1]:
            return None
        main = text[:start]
        inside, before = (offsets[:, 0] < end) & (offsets[:, 1] > found.end()), offsets[:, 1] <= start
        n_words = min(len(main.split()), len(text[found.end() : end].split()))
        if n_words < FEWEST_WORDS or _ACT.search(main) or _LIKENESS.search(text[: found.end()]) or not inside.any() or not before.any():
            continue
        strongest = float(chances[before].max())
        if strongest > TROUBLE and strongest - float(chances[inside].mean()) > TROUBLE_BEFORE:
            return start, end
    return None


def reason_at_start(text: str) -> tuple[int, int] | None:
    """Return the reason that a segment opens with, or None."""
    found = _CONNECTIVE.match(text)
    if found is None:
        return None
    start, end = _reason(text, found)
    return (start, end) if len(text[found.end() : end].split()) >= FEWEST_WORDS else None


def _reason(text: str, found: "re.Match[str]") -> tuple[int, int]:
    """Return the stretch of a reason, connective included, up to the end of its clause."""
    start = found.start()
    stop = _REASON_END.search(text, found.end())
    end = stop.start() if stop else len(text)
    end = min(end, start + LONGEST_REASON)
    while end < len(text) and end > start and _in_word(text[end]) and _in_word(text[end - 1]):
        end -= 1
    return start, start + len(text[start:end].rstrip(_EDGE))
