"""Personal data is masked in its own length; what only looks like it stays; nothing asks the network."""

import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vocmine.privacy.redaction import MASK, PatternRedactor
from vocmine.types import Feedback

REDACTOR = PatternRedactor()

PERSONAL = [
    ("mail me at jane.doe+x@example.co.uk please", "EMAIL", "jane.doe+x@example.co.uk"),
    ("my address is bob@corp.local.", "EMAIL", "bob@corp.local"),
    ("call 020 7946 0958 today", "PHONE", "020 7946 0958"),
    ("text +44 7700 900123 now", "PHONE", "+44 7700 900123"),
    ("(415) 555-2671 is my cell", "PHONE", "(415) 555-2671"),
    ("card 4111 1111 1111 1111 exp 09/27", "CARD", "4111 1111 1111 1111"),
    ("amex 3782 822463 10005", "CARD", "3782 822463 10005"),
    ("iban GB29 NWBK 6016 1331 9268 19 thanks", "IBAN", "GB29 NWBK 6016 1331 9268 19"),
    ("iban de89370400440532013000 2 days", "IBAN", "de89370400440532013000"),
    ("server 192.168.10.254 refused", "IP", "192.168.10.254"),
    ("from 2001:db8::8a2e:370:7334 ok", "IP", "2001:db8::8a2e:370:7334"),
    ("account no. 12345678", "ACCOUNT", "12345678"),
    ("Order #A1234567 never came", "ACCOUNT", "A1234567"),
    ("customer number: 4471", "ACCOUNT", "4471"),
    ("my order 445566 is late", "ACCOUNT", "445566"),
    ("booking reference ABCDEF", "ACCOUNT", "ABCDEF"),
    ("sort code 20-00-00", "ACCOUNT", "20-00-00"),
    ("ssn 123-45-6789", "ACCOUNT", "123-45-6789"),
    ("(KMM24999563V99860L0KM)", "ACCOUNT", "KMM24999563V99860L0KM"),
]
PLAIN = """since 2014 and in 2019-2020
paid £1200.50 and $12,000,000
at 10:30 on 12/05/2015, 2015-02-18 11:20:35 or 02.27.2015
flight 4567 to JFK, flight number BA2490, flight no 4567
version 5.2.10.1 crashes, iOS 10.3.3
order 2 pizzas, customer 2019, order 66, order number 2
scores 10 9 8 7 6 5 4 3 and 4 8 15 16 23 42
12000000 people and 12345678 dollars
Boeing 777-300ER, room 1204, gate B22, seat 45C
REFERENCE NUMBER PLEASE
@united thanks""".splitlines()


def feedback(text):
    return Feedback(id="f", record="f", text=text, kind="review", source_file="x.csv", source_row=1)


@pytest.mark.parametrize(("text", "entity", "hidden"), PERSONAL)
def test_redact_masks_personal_data_in_its_own_length(text, entity, hidden):
    masked = REDACTOR.redact(feedback(text))
    assert masked.text == text.replace(hidden, MASK * len(hidden))
    (redaction,) = masked.redactions
    assert (text[redaction.start : redaction.end], redaction.entity) == (hidden, entity)


@pytest.mark.parametrize("text", PLAIN)
def test_redact_leaves_what_only_looks_personal(text):
    assert REDACTOR.redact(feedback(text)).text == text


def test_redact_masks_several_and_is_idempotent():
    once = REDACTOR.redact(feedback("a@b.example or c@d.example, card 4111111111111111, not 4111111111111112"))
    assert [redaction.entity for redaction in once.redactions] == ["EMAIL", "EMAIL", "CARD", "ACCOUNT"]
    assert REDACTOR.redact(once) == once


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab@.1290 -+:#/(é█😀\nGBno"), max_size=60))
def test_redact_keeps_length_and_everything_outside_the_masks(text):
    masked = REDACTOR.redact(feedback(text))
    assert len(masked.text) == len(text)
    kept = [char for place, char in enumerate(text) if not any(r.start <= place < r.end for r in masked.redactions)]
    assert [char for place, char in enumerate(masked.text) if not any(r.start <= place < r.end for r in masked.redactions)] == kept
    assert all(set(masked.text[r.start : r.end]) == {MASK} for r in masked.redactions)


def test_redact_masks_attributes_too():
    told = replace(feedback("fine"), attributes=(("Plan", "Basic"), ("Note", "ring 020 7946 0958")))
    assert REDACTOR.redact(told).attributes == (("Plan", "Basic"), ("Note", f"ring {MASK * 13}"))


def test_redact_takes_long_hostile_text():
    for text in ("a!" * 50_000 + "@", "order no " * 10_000):
        assert REDACTOR.redact(feedback(text)).text == text
    assert REDACTOR.redact(feedback("order no " * 10_000 + "ann@example.org")).text.endswith(f" {MASK * 15}")


def test_redact_imports_neither_torch_nor_transformers():
    code = (
        "import sys; from tests.privacy.test_redaction import REDACTOR, feedback; REDACTOR.redact(feedback('a@b.example'));"
        "sys.exit(int('torch' in sys.modules or 'transformers' in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
