"""Account-like numbers, which no checksum tells: by the word before them, or by their length alone.

Guarantees: years, dates, times, prices, versions and quantities are no accounts; every pattern runs in time
linear in the text.
"""

import re
from collections.abc import Iterator
from pathlib import Path

_WORDS = [
    line.strip()
    for line in Path(__file__).with_name("account_words.txt").read_text(encoding="utf-8").splitlines()
    if line.strip() and not line.startswith("#")
]
_WORD = rf"\b(?:{'|'.join(re.escape(word) for word in sorted(_WORDS, key=len, reverse=True))})"
_NAMED = r"(?:\s{0,2}(?:reference|ref|tracking|booking|confirmation|account|card))?"
_MARK = r"(?:\s{0,2}(?:number|num|nr|no|id|code)\b\.?|\s{0,2}#)"
_LINK = r"(?:\s{0,2}(?:[:#=]|is\b|was\b)){0,2}\s{0,2}"
_MARKED = re.compile(
    rf"{_WORD}{_NAMED}(?:{_MARK}{_LINK}|\s{{0,2}}[:#]\s{{0,2}})(?P<found>(?=[A-Za-z\d/-]{{0,11}}\d)[A-Za-z\d][A-Za-z\d/-]{{3,29}})(?![\w])",
    re.I,
)
_BARE = re.compile(rf"{_WORD}{_NAMED}\s{{1,2}}(?P<found>[A-Z]{{0,4}}-?\d{{5,20}})(?![\w.,]*\d)", re.I)
_LETTERS = re.compile(rf"{_WORD}(?:{_NAMED}{_MARK}|\s{{1,2}}(?:reference|ref)){_LINK}(?P<found>(?-i:[A-Z]{{5,8}}))(?!\w)", re.I)
_SORT_CODE = re.compile(r"\bsort\s?code\b\D{0,12}(?P<found>\d{2}[- ]?\d{2}[- ]?\d{2})(?!\d)", re.I)
_LONG = re.compile(r"(?<![\w.,£$€₹])(?<![£$€₹] )(?P<found>(?!Rs)[A-Za-z]{0,6}\d{8,30}[A-Za-z\d]{0,30})(?![.,]?\d)")
_SOCIAL_SECURITY = re.compile(r"(?<![\w-])(?P<found>\d{3}-\d{2}-\d{4})(?![\w-])")
_GROUPED = re.compile(r"(?<![\d.,£$€₹])(?P<found>\d{2,6}(?:[ -]\d{2,6}){2,6})(?![.,:/-]?\d)")
_DATE = re.compile(r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])|(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)\d{2}")
_YEAR = re.compile(r"(?:19|20)\d{2}")
_AMOUNT = re.compile(
    r"\s?(?:[£$€₹%]|(?:dollars?|pounds?|euros?|rupees?|usd|gbp|eur|inr|people|users|customers|times|miles|points)\b)", re.I
)
_ENOUGH_GROUPED = 12


def account_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield the stretches of the text that look like numbers of an account, order, policy or the like."""
    for pattern, keep in (
        (_MARKED, _is_code),
        (_LETTERS, _always),
        (_SOCIAL_SECURITY, _always),
        (_BARE, _is_code),
        (_SORT_CODE, _always),
        (_LONG, _is_code),
        (_GROUPED, _is_grouped),
    ):
        for match in pattern.finditer(text):
            start, end = match.span("found")
            shouted = pattern is _LETTERS and match[0].isupper()
            if keep(match["found"]) and not shouted and not _AMOUNT.match(text, end):
                yield start, end


def _always(found: str) -> bool:
    return bool(found)


def _is_code(found: str) -> bool:
    digits = sum(char.isdigit() for char in found)
    return digits >= 2 and not _DATE.fullmatch(found) and not _YEAR.fullmatch(found)


def _is_grouped(found: str) -> bool:
    groups = re.split("[ -]", found)
    return sum(map(len, groups)) >= _ENOUGH_GROUPED and not any(_YEAR.fullmatch(group) for group in groups[1:-1] or groups)
