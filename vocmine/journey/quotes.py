"""Which statements stand beside a claim: short enough to read, sure, and of different people.

Guarantees: at most three; of distinct units and distinct wordings; the same choice for the same segments in any order.
"""

from collections.abc import Iterable, Sequence

from vocmine.types import Scored

QUOTES = 3
MIN_WORDS, MAX_WORDS = 5, 30


def choose_quotes(segments: Iterable[Scored]) -> tuple[str, ...]:
    """Return the ids of two or three statements of a stage, a favourable and an unfavourable one among them where there are both.

    Only readings that did not abstain, of 5 to 30 words, are quoted; the surest and most outspoken first.
    """
    fit = sorted((s for s in segments if _fit(s)), key=_telling)
    sides = [[s for s in fit if s.reading.sentiment_label == label] for label in ("negative", "positive")]
    sides.sort(key=len, reverse=True)
    firsts = [side[0] for side in sides if side]
    return tuple(s.segment.id for s in distinct([*firsts, *fit]))


def distinct(segments: Iterable[Scored]) -> tuple[Scored, ...]:
    """Return the first three segments of different units and different wordings."""
    chosen: list[Scored] = []
    units: set[str] = set()
    wordings: set[str] = set()
    for scored in segments:
        unit, wording = scored.segment.feedback.unit, " ".join(scored.segment.text.casefold().split())
        if unit not in units and wording not in wordings:
            chosen.append(scored)
            units.add(unit)
            wordings.add(wording)
        if len(chosen) == QUOTES:
            break
    return tuple(chosen)


def readable(segments: Sequence[Scored]) -> list[Scored]:
    """Return the segments in their order, those of 5 to 30 words without a handle first."""
    return sorted(segments, key=lambda scored: (not _short(scored), "@" in scored.segment.text))


def _short(scored: Scored) -> bool:
    return MIN_WORDS <= len(scored.segment.text.split()) <= MAX_WORDS


def _fit(scored: Scored) -> bool:
    return not scored.reading.stage_abstained and _short(scored)


def _telling(scored: Scored) -> tuple[bool, float, str]:
    """Order by what tells most; texts that carry a handle, which may be a person's name, come last."""
    reading = scored.reading
    return "@" in scored.segment.text, -reading.stage_confidence * (0.5 + abs(reading.sentiment or 0.0)), scored.segment.id
