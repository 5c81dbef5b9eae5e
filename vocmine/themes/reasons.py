"""The reasons that customers tell, clause by clause, before any are gathered.

Guarantees: only what a customer tells is a reason; what was redacted never stands in one; a reason within a reason
('the courier lost it because the label fell off') is told apart from it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from vocmine.themes.words import fold, stems, visible, word_lines
from vocmine.types import Scored, Theme

ENOUGH_WORDS = 4
_SIGNS = re.compile(r"[.,](?!\d)|[;:!?()\[\]\"“”…/|#\n\r]+|\s[-–—]+\s")
_TOLD = re.compile(r"(?<!\w)(?:\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’-][^\W\d_]+)*)(?!\w)")
_BEHIND = re.compile(
    r"\b(?:because|becuase|bc|b/c|cos|coz|cuz|due to|owing to|thanks to|caused by|as a result of|on account of|(?P<time>since))\b",
    re.IGNORECASE,
)
# 'Since' after such words tells from when on, and not why.
_LASTING = re.compile(r"\b(?:has|have|had|been|ever|hasn't|haven't|hadn't|\w+'ve|days?|weeks?|months?|years?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason told in a segment of a theme, without what introduces it, and the reason told for it, empty for none.

    ``evidence`` are the ids of the segment and, where it stands in another one, of that.
    """

    text: str
    behind: str
    theme: Theme
    scored: Scored
    evidence: tuple[str, ...]


def told_reasons(themes: Iterable[Theme], by_id: Mapping[str, Scored]) -> tuple[Reason, ...]:
    """Return the reasons told in the themes' segments, theme by theme, in the order of their segments."""
    return tuple(
        reason
        for theme in themes
        for segment_id in theme.segment_ids
        if segment_id in by_id
        for reason in _reasons(theme, by_id[segment_id], by_id)
    )


def _reasons(theme: Theme, scored: Scored, by_id: Mapping[str, Scored]) -> Iterator[Reason]:
    cause = scored.reading.cause
    if cause is None:
        return
    holder = _holder(scored, by_id)
    start = holder.segment.text.find(cause)
    shown = visible(holder.segment)[start : start + len(cause)] if start >= 0 else cause
    text, behind = _parted(shown)
    if stems(text):
        yield Reason(text, behind, theme, scored, tuple(dict.fromkeys((scored.segment.id, holder.segment.id))))


def _holder(scored: Scored, by_id: Mapping[str, Scored]) -> Scored:
    """Return the segment that a cause stands in: the one that it was read for, or the next."""
    segment, start = scored.segment, scored.reading.cause_start
    following = by_id.get(f"{segment.feedback.id}#{segment.index + 1}")
    return following if following and start is not None and start >= following.segment.start else scored


def _parted(clause: str) -> tuple[str, str]:
    """Return a reason and the one told for it."""
    for found in _BEHIND.finditer(clause):
        before, after = opened(clause[: found.start()]), opened(clause[found.end() :])
        tells_when = found["time"] and (_LASTING.search(clause[: found.start()]) or len(after.split()) < ENOUGH_WORDS - 1)
        if stems(before) and stems(after) and not tells_when:
            return before, after
    return opened(clause), ""


def opened(clause: str) -> str:
    """Return the words of a clause without what introduces it, up to the sign at which enough is told."""
    told: list[str] = []
    for piece in _SIGNS.split(clause):
        told += [fold(word) for word in _TOLD.findall(piece)]
        told = _without_openers(told)
        if len(told) >= ENOUGH_WORDS:
            break
    return " ".join(told)


def _without_openers(told: list[str]) -> list[str]:
    """Return the words after 'apparently because of' and the like."""
    for opener in (opener.split() for opener in word_lines("openers")):
        if told[: len(opener)] == opener:
            return _without_openers(told[len(opener) :])
    return told
