"""Who does what and who wants what, read from sentences written for this test by the shipped syntax model."""

import random
import subprocess
import sys

import pytest

from vocmine.artifacts import open_model, shipped
from vocmine.segment.lemmas import plain_forms
from vocmine.segment.syntax import SyntaxPhrases

READER = SyntaxPhrases(open_model(shipped("models") / "syntax"))
FOLDER = shipped("models") / "syntax"

TOLD = {
    "I had to call support again.": ["customer: call support again"],
    "We rang the helpdesk and waited for a refund.": ["customer: call helpdesk", "customer: wait for refund"],
    "My husband returned the kettle to the store.": ["customer: return kettle"],
    "Customers have to pay a deposit.": ["customer: pay deposit"],
    "You have to wait on hold for ages.": ["customer: wait on hold"],
    "They sent me a letter.": ["company: send letter"],
    "The driver left the parcel in the rain.": ["company: leave parcel"],
    "Your agent hung up on me.": ["company: hang up"],
    "The engineer who came broke the boiler.": ["company: break boiler"],
    "The app crashes every time.": [],
    "We waited and were ignored by the waiter.": ["customer: wait", "company: ignore"],
    "I asked the waitress.": ["customer: ask waitress"],
    "I was charged twice.": ["company: charge twice"],
    "They charged me twice.": ["company: charge twice"],
    "My card was charged twice for one order.": ["company: charge card twice"],
    "My order got cancelled.": ["company: cancel order"],
    "The delivery was cancelled by the courier.": ["company: cancel delivery"],
    "The parcel was never delivered.": ["company: not deliver parcel"],
    "They never called me back.": ["company: not call back"],
    "Nobody answered my emails.": ["company: not answer emails"],
    "No one replied to my complaint.": ["company: not reply to complaint"],
    "I received no reply to my email.": ["customer: not receive reply"],
    "They refused to refund my money.": ["company: not refund money"],
    "I couldn't log in to my account.": ["customer: not log in to account"],
    "They asked me to send a copy.": ["customer: send copy"],
    "I was told to call the bank.": ["customer: call bank"],
    "I kept calling the office.": ["customer: call office"],
    "I placed an order for a new hub.": ["customer: order"],
    "I filed a complaint.": ["customer: complain"],
    "Waited two hours for the engineer.": ["customer: wait for engineer"],
    "Bought the kettle online.": ["customer: buy kettle online"],
    "Helped me with my luggage.": ["company: help with luggage"],
    "Never delivered.": ["company: not deliver"],
}
WANTED = {
    "I want to cancel my contract.": ["customer: cancel contract"],
    "I would like to change my booking online.": ["customer: change booking online"],
    "I am trying to reset my password.": ["customer: reset password"],
    "I am looking to upgrade my plan.": ["customer: upgrade plan"],
    "I'd like a refund.": ["customer: get refund"],
    "We hope to get a replacement.": ["customer: get replacement"],
    "I need a refund.": ["customer: get refund"],
    "I am looking for a refund.": ["customer: get refund"],
    "I asked for a refund.": ["customer: get refund"],
    "I signed up so that I can track the parcel.": ["customer: track parcel"],
    "I called to cancel my subscription.": ["customer: cancel subscription"],
    "I want them to fix the app.": ["company: fix app"],
    "I wish they would answer the phone.": ["company: answer phone"],
    "Please fix the app.": ["company: fix app"],
    "Can you send me a receipt?": ["company: send receipt"],
    "Could I change my booking?": ["customer: change booking"],
}
NOTHING = [
    "You should send a letter.",
    "If they had called me I would have waited.",
    "Avoid this company.",
    "Easy to use.",
    "I like the app.",
    "Do you deliver to the islands?",
    "Crashed twice today.",
    "I love the colour.",
    "",
    "😀👍",
]


def read(text, *, wished):
    (phrases,) = READER.read([text])
    return [f"{one.who}: {'not ' if one.negated else ''}{one.said}" for one in phrases if one.wished == wished]


@pytest.mark.parametrize("text", TOLD)
def test_deeds_are_told_with_their_doer(text):
    assert read(text, wished=False) == TOLD[text]


@pytest.mark.parametrize("text", WANTED)
def test_wishes_are_told_apart_from_deeds(text):
    assert read(text, wished=True) == WANTED[text]
    assert not set(read(text, wished=False)) & set(WANTED[text])


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_supposed_felt_or_masked_is_no_deed(text):
    assert READER.read([text]) == [()]


def test_names_and_masks_are_no_part_of_a_phrase():
    found = READER.read(["I called Sarah Miller.", "Sarah sent me a letter.", "I met ████████ at the desk."])
    said = " ".join(one.said for phrases in found for one in phrases)
    assert "send letter" in said
    assert not [name for name in ("sarah", "miller", "tom", "█") if name in said.lower()]


def test_forms_of_a_phrase_share_their_lemmas():
    one, other = (READER.read([text])[0][0] for text in ("They cancelled my appointments.", "THEY ARE CANCELLING MY APPOINTMENT"))
    assert (one.verb, one.target) == (other.verb, other.target) == ("cancel", "appointment")


def test_order_and_company_of_the_texts_make_no_difference():
    texts = [*TOLD, *WANTED, *NOTHING] * 2
    shuffled = random.Random(2).sample(texts, len(texts))
    found = dict(zip(shuffled, READER.read(shuffled), strict=True))
    assert [found[text] for text in texts] == READER.read(texts)
    assert READER.read([]) == []


def test_long_texts_and_long_words_are_borne():
    assert READER.read(["I called support. " + "x" * 50_000])[0][0].said == "call support"


@pytest.mark.parametrize(
    ("form", "verb"),
    [("waited", "wait"), ("charged", "charge"), ("planned", "plan"), ("cancelling", "cancel"), ("tried", "try"), ("gets", "get")],
)
def test_plain_forms_hold_the_infinitive(form, verb):
    assert verb in list(plain_forms(form))


def test_no_torch_and_no_network_are_needed():
    code = f"""
import socket, sys
def refuse(*_, **__):
    raise AssertionError("the network was asked for")
socket.socket.connect = socket.getaddrinfo = refuse
from pathlib import Path
from vocmine.artifacts import open_model
from vocmine.segment.syntax import SyntaxPhrases
print(SyntaxPhrases(open_model(Path({str(FOLDER)!r}))).read(["I called support."])[0][0].said, "torch" in sys.modules)
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ran.stdout.split("\n")[0] == "call support False", ran.stderr
