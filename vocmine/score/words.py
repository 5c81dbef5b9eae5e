"""What a survey's question asked for, by its words.

Guarantees: what a question asked follows from its text alone; one that asks for both counts as asking for faults.
"""

import re

_ASKS_FAULTS = re.compile(r"\b(improve|better|dislike|least|worst|problem|frustrat|wrong|change|concern|missing|difficult)", re.IGNORECASE)
_ASKS_MERITS = re.compile(r"\b(best|like most|like best|love|do well|did well|good about|enjoy|praise|most satisf)", re.IGNORECASE)
ASKS_FAULTS, ASKS_MERITS = "<asks-faults>", "<asks-merits>"


def asked_for(question: str | None) -> str | None:
    """Return whether a question asks for faults, for merits, or for neither."""
    if not question:
        return None
    if _ASKS_FAULTS.search(question):
        return ASKS_FAULTS
    return ASKS_MERITS if _ASKS_MERITS.search(question) else None
