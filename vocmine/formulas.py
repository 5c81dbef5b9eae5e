"""Text that a spreadsheet might take for a formula, made safe and given back.

Guarantee: ``plain(formula_safe(text)) == text`` for every text.
"""

_FORMULA = "=+-@＝＋－＠"


def formula_safe(text: str) -> str:
    """Return text that no spreadsheet takes for a formula, an apostrophe put before it where it might be one.

    The apostrophe stands before text whose first sign, white space, quotes and invisible signs apart, is one of
    ``= + - @`` (also full-width), before text that begins with a control sign, and before text that begins
    with an apostrophe.
    """
    return f"'{text}" if _is_doubtful(text) else text


def plain(text: str) -> str:
    """Return text without the apostrophe that ``formula_safe`` puts before it."""
    return text[1:] if text[:1] == "'" and _is_doubtful(text[1:]) else text


def _is_doubtful(text: str) -> bool:
    if not text:
        return False
    first = next((char for char in text if not (char.isspace() or not char.isprintable() or char in "\"'")), "")
    return text[0] == "'" or not text[0].isprintable() or (first != "" and first in _FORMULA)
