"""Personal data in feedback, masked before anything is stored.

Guarantees: a mask is as long as what it hides, so offsets hold; what follows is masked: e-mail addresses, phone
numbers, cards (Luhn), IBANs (mod 97), IP addresses, and account-like numbers. Years, dates, prices, times, flight
numbers, quantities, versions and scores stay. No network is asked. A text without ``@`` and without
a run of digits costs one look. Names and @handles of persons stay in the text.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from vocmine.lazy import kept_out
from vocmine.privacy.numbers import account_spans
from vocmine.protocols import Redactor
from vocmine.types import Feedback, Redaction

if TYPE_CHECKING:
    from presidio_analyzer import EntityRecognizer

MASK = "█"
PHONE_REGIONS = ("GB", "US", "IE", "AU", "IN", "DE", "FR")
_RANK = ("EMAIL", "IBAN", "CARD", "IP", "PHONE", "ACCOUNT")
_LEAST_SCORE = 0.3
_LOCAL_PART, _DOMAIN = 64, 255
_DIGITS = re.compile(
    r"\d[^\W_]{0,3}(?:[^\w\n]{0,3}[^\W_]{0,3}\d){3}|[0-9A-Fa-f]{0,4}::?[0-9A-Fa-f]{1,4}:|\b(?:no|number|code|id|ref|reference|pnr)\b", re.I
)
_PHONE_LIKE = re.compile(r"\d(?:[^\w\n]{0,3}\d){7}")
_ABROAD = re.compile(r"\+\d(?:[ ().-]{0,2}\d){8,14}(?!\d)")
_DATED = re.compile(r"(?:19|20)\d{6}|(?:19|20)\d{2}\b.*|\d{1,2}([./-])\d{1,2}\1(?:\d{2}|\d{4})\b.*", re.S)
_CARD_LIKE = re.compile(r"\d(?:[- ]?\d){12}")
_IBAN_LIKE = re.compile(r"[A-Za-z]{2}\d{2}[ -]?[A-Za-z0-9]{4}")
_IP_LIKE = re.compile(r"\d\.\d{1,3}\.\d{1,3}\.\d|[0-9A-Fa-f]?::?[0-9A-Fa-f]{1,4}:|::[0-9A-Fa-f]")
_VERSION = re.compile(r"(?:\bv|\bversion|\bver\.?|\bupdate|\brelease|\bbuild|\bfirmware|\bios|\bandroid)\s{0,2}$", re.I)
_UPPER = {code: code - 32 for code in range(ord("a"), ord("z") + 1)}
_PLAIN = {**{0xFF01 + n: 0x21 + n for n in range(94)}, 0x00A0: 0x20, 0x2007: 0x20, 0x202F: 0x20, 0x2010: 0x2D, 0x2011: 0x2D, 0x2013: 0x2D}

Span = tuple[int, int, str]


class PatternRedactor(Redactor):
    """Mask personal data by Presidio's pattern recognisers and rules for account-like numbers."""

    name = "redaction.patterns.v1"

    def redact(self, feedback: Feedback) -> Feedback:
        """Return the feedback with masked text and its redactions, in order and disjoint; its attributes are masked likewise."""
        attributes = tuple((name, self._masked(value)) for name, value in feedback.attributes)
        if attributes != feedback.attributes:
            feedback = replace(feedback, attributes=attributes)
        spans = self._find(feedback.text)
        if not spans:
            return feedback
        return feedback.with_text(_mask(feedback.text, spans), tuple(Redaction(*span) for span in spans))

    def _masked(self, value: str) -> str:
        spans = self._find(value)
        return _mask(value, spans) if spans else value

    def _find(self, text: str) -> tuple[Span, ...]:
        has_at, has_digits = "@" in text or "＠" in text, _DIGITS.search(text) is not None
        if not (has_at or has_digits):
            return ()
        plain = text.translate(_PLAIN)
        found = list(self._emails(plain)) if has_at else []
        if has_digits:
            found += [(start, end, "ACCOUNT") for start, end in account_spans(plain)]
            found += self._numbers(plain)
        return _disjoint(found)

    def _emails(self, text: str) -> Iterator[Span]:
        for first, last in _windows(text):
            yield from self._ask("EMAIL", text[first:last], first)

    def _numbers(self, text: str) -> Iterator[Span]:
        if _IBAN_LIKE.search(text):
            yield from self._ask("IBAN", text.translate(_UPPER))
        if _CARD_LIKE.search(text):
            yield from self._ask("CARD", text)
        if _IP_LIKE.search(text):
            yield from (span for span in self._ask("IP", text) if not _VERSION.search(text, max(0, span[0] - 12), span[0]))
        if _PHONE_LIKE.search(text):
            yield from ((*match.span(), "PHONE") for match in _ABROAD.finditer(text))
            yield from (span for span in self._ask("PHONE", text) if _is_phone(text, span))

    def _ask(self, entity: str, text: str, shift: int = 0) -> Iterator[Span]:
        for result in self._recognisers[entity].analyze(text, [], None):
            if result.score >= _LEAST_SCORE:
                yield result.start + shift, result.end + shift, entity

    @cached_property
    def _recognisers(self) -> "dict[str, EntityRecognizer]":
        with kept_out("torch", "transformers"):
            from presidio_analyzer import Pattern
            from presidio_analyzer.predefined_recognizers import (
                CreditCardRecognizer,
                EmailRecognizer,
                IbanRecognizer,
                IpRecognizer,
                PhoneRecognizer,
            )

        email = EmailRecognizer()
        # Presidio asks the network for the list of top-level domains; an unknown domain is no reason to show an address.
        email.validate_result = lambda pattern_text: None
        amex = Pattern("Amex in its printed groups", r"\b3[47]\d{2}[- ]\d{6}[- ]\d{5}\b", _LEAST_SCORE)
        return {
            "EMAIL": email,
            "IBAN": IbanRecognizer(),
            "CARD": CreditCardRecognizer(patterns=[*CreditCardRecognizer.PATTERNS, amex]),
            "IP": IpRecognizer(),
            "PHONE": PhoneRecognizer(supported_regions=PHONE_REGIONS),
        }


def _windows(text: str) -> Iterator[tuple[int, int]]:
    """Yield the surroundings of each ``@``: Presidio's pattern takes quadratic time on long texts without one."""
    first, last = 0, -1
    for match in re.finditer("@", text):
        start, end = max(0, match.start() - _LOCAL_PART - 1), match.end() + _DOMAIN
        if start > last and last >= 0:
            yield first, last
            first = start
        elif last < 0:
            first = start
        last = end
    if last >= 0:
        yield first, last


def _is_phone(text: str, span: Span) -> bool:
    said = text[span[0] : span[1]]
    groups = re.findall(r"\d+", said)
    called = said[0] in "+0(" or max(map(len, groups)) >= 3
    priced = text[max(0, span[0] - 2) : span[0]].rstrip()[-1:] in tuple("£$€₹")
    return called and not priced and sum(map(len, groups)) >= 8 and not _DATED.fullmatch(said)


def _disjoint(spans: list[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for start, end, entity in sorted(spans):
        if merged and start < merged[-1][1]:
            before = merged.pop()
            start, end, entity = before[0], max(before[1], end), min(before[2], entity, key=_RANK.index)
        merged.append((start, end, entity))
    return tuple(merged)


def _mask(text: str, spans: tuple[Span, ...]) -> str:
    parts, at = [], 0
    for start, end, _ in spans:
        parts += [text[at:start], MASK * (end - start)]
        at = end
    return "".join((*parts, text[at:]))
