"""What a survey's question asks for, by its words.

Guarantees: it follows from the question's text alone; one that asks for both sides asks for neither.
"""

import json
import re
from functools import cache, lru_cache
from pathlib import Path

MERITS, FAULTS = 1, -1


@lru_cache(maxsize=256)
def asked_side(question: str | None) -> int:
    """Return whether a question asks for what is good (``MERITS``), for what is bad (``FAULTS``), or for neither or both (0)."""
    sides = [side for side, words in _words_asked() if question and words.search(question.lower())]
    return sides[0] if len(sides) == 1 else 0


@cache
def _words_asked() -> tuple[tuple[int, re.Pattern[str]], ...]:
    listed = json.loads((Path(__file__).parent / "questions.json").read_text(encoding="utf-8"))
    sides = (("praise", MERITS), ("trouble", FAULTS))
    return tuple((side, re.compile(rf"\b(?:{'|'.join(map(re.escape, listed[name]))})(?! least)")) for name, side in sides)
