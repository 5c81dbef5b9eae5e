"""Intent and effort: one label each; the value of effort is null where nothing is told."""

import pytest

from tests.score.made import make_batch, make_heads
from vocmine.score.effort import EffortReader
from vocmine.score.intent import IntentReader


@pytest.mark.parametrize(("text", "intent"), [("awful", "complaint"), ("great", "praise"), ("the parcel", "inform")])
def test_intent_is_the_likeliest(text, intent):
    assert IntentReader(make_heads().heads["intent"]).read(make_batch(text)) == (intent,)


@pytest.mark.parametrize(("text", "label", "sign"), [("I waited", "high", -1), ("so easy", "low", 1)])
def test_effort_has_a_sign(text, label, sign):
    (reading,) = EffortReader(make_heads().heads["effort"]).read(make_batch(text))
    assert reading.label == label
    assert reading.value in (sign * 0.5, sign * 1.0)


def test_effort_is_null_where_nothing_tells_of_it():
    (reading,) = EffortReader(make_heads().heads["effort"]).read(make_batch("the parcel"))
    assert (reading.label, reading.value) == ("none", None)
