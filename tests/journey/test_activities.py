"""Actions, goals and tasks on planted phrases: counts are of people, the same in any order, each with its evidence."""

import random
from datetime import UTC, datetime

import pytest

from tests.made import feedback, scored
from vocmine.journey import activities
from vocmine.journey.activities import add_activities
from vocmine.journey.intervals import wilson
from vocmine.journey.map import Heading, build_map
from vocmine.protocols import VerbPhrase
from vocmine.types import Journey, Stage, Themes, Touchpoint

JOURNEY = Journey("two", "Two", (Stage("usage", "Use"), Stage("support", "Support", touchpoints=(Touchpoint("phone", "Phone line"),))))
CALL = VerbPhrase("customer", "call", "support", "", "call support")
CHARGE = VerbPhrase("company", "charge", "", "twice", "charge twice")
REFUND = VerbPhrase("customer", "get", "refund", "", "get refund", wished=True)
TOLD = {
    "called": (CALL,),
    "calls": (VerbPhrase("customer", "call", "support", "", "call supports"),),
    "charged": (CHARGE,),
    "refund": (REFUND,),
    "both": (CALL, REFUND),
    "not called": (VerbPhrase("customer", "call", "support", "", "call support", negated=True),),
    "they call": (VerbPhrase("company", "call", "support", "", "call support"),),
}


class Known:
    """Look each text up in ``TOLD``; what comes after a colon tells texts apart."""

    name = "known.v1"

    def __init__(self):
        self.seen = []

    def read(self, texts):
        self.seen += texts
        return [TOLD.get(text.partition(":")[0], ()) for text in texts]


def say(unit, text, stage="support", **fields):
    return scored(of=feedback(f"{unit}-{text}", text, customer=unit), stage=stage, **fields)


def draw(statements, reader=None):
    built = build_map(Heading("shop", "r1", datetime(2026, 10, 1, tzinfo=UTC)), JOURNEY, statements, Themes((), ()))
    return add_activities(built, statements, reader or Known())


def labels(found):
    return [(one.who, one.label, one.volume) for one in found]


def test_an_action_counts_people_and_not_what_they_say():
    statements = [*(say("ann", f"called:{n}") for n in range(6)), say("bob", "called"), say("cas", "nothing")]
    action = draw(statements).stages[1].actions[0]
    assert (action.who, action.label, action.volume, action.n) == ("customer", "call support", 2, 3)
    assert (action.share, action.low, action.high) == pytest.approx((2 / 3, *wilson(2 / 3, 3)))
    assert len(action.evidence) == 7


def test_forms_of_one_phrase_are_one_and_named_by_the_commonest():
    statements = [say("ann", "called"), say("bob", "calls"), say("cas", "calls")]
    assert labels(draw(statements).stages[1].actions) == [("customer", "call supports", 3)]


def test_customer_company_denial_and_wish_are_told_apart():
    texts = ("called", "they call", "not called", "charged", "refund")
    support = draw([say(unit, text) for text in texts for unit in ("ann", "bob")]).stages[1]
    assert labels(support.actions) == [
        ("customer", "call support", 2),
        ("customer", "not call support", 2),
        ("company", "call support", 2),
        ("company", "charge twice", 2),
    ]
    assert labels(support.told_goals) == [("customer", "get refund", 2)]


def test_a_phrase_stands_at_its_stage_alone():
    usage, support = draw([say("ann", "called"), say("bob", "charged", "usage")]).stages
    assert (labels(usage.actions), labels(support.actions)) == ([("company", "charge twice", 1)], [("customer", "call support", 1)])


def test_what_one_person_alone_tells_is_left_out_where_many_speak():
    few = [say("ann", "called"), *(say(f"p{n}", f"nothing:{n}") for n in range(48))]
    assert labels(draw(few).stages[1].actions) == [("customer", "call support", 1)]
    assert draw([*few, say("zoe", "nothing")]).stages[1].actions == ()


def test_tasks_stand_under_the_touchpoint_where_they_are_done():
    statements = [say("ann", "both", touchpoint="phone"), say("bob", "called", touchpoint="phone"), say("cas", "called")]
    ((name, tasks),) = draw(statements).stages[1].tasks
    assert (name, labels(tasks)) == ("Phone line", [("customer", "call support", 2)])
    assert (tasks[0].share, tasks[0].n) == (1.0, 2)


def test_every_evidence_has_its_text_and_the_model_is_named():
    drawn = draw([say("ann", "called"), say("bob", "refund")])
    support, texts = drawn.stages[1], dict(drawn.segments)
    assert [texts[one.evidence[0]] for one in (*support.actions, *support.told_goals)] == ["called", "refund"]
    assert drawn.models == ("known.v1",)


def test_survey_weights_are_honoured():
    heavy = scored(of=feedback("a", "called", weight=3.0), stage="support")
    assert draw([heavy, say("bob", "nothing")]).stages[1].actions[0].share == 0.75


def test_what_was_not_read_is_not_parsed():
    reader = Known()
    drawn = draw([say("ann", "called", language="de", sentiment=None)], reader)
    assert (reader.seen, drawn.stages[1].actions) == ([], ())


def many(n=60):
    rng = random.Random(4)
    return [say(f"p{rng.randrange(25)}", f"{rng.choice(sorted(TOLD))}:{n}", rng.choice(["usage", "support"])) for n in range(n)]


def test_order_of_the_segments_makes_no_difference(monkeypatch):
    monkeypatch.setattr(activities, "READ", 20)
    statements = many()
    assert draw(statements) == draw(random.Random(1).sample(statements, len(statements)))


def test_a_large_stage_is_read_in_people_drawn_by_lot(monkeypatch):
    monkeypatch.setattr(activities, "READ", 20)
    reader, statements = Known(), [say(f"p{n % 12}", f"called:{n}") for n in range(60)]
    drawn = draw(statements, reader)
    by_text = {one.segment.text: one.segment.feedback.unit for one in statements}
    read = [by_text[text] for text in reader.seen]
    assert len(read) == 20 and {read.count(unit) for unit in read} == {5}
    units = sorted(set(by_text.values()))
    assert set(read) not in ({*units[:4]}, {*units[-4:]})
    assert (drawn.stages[1].actions[0].n, drawn.stages[1].actions[0].share) == (4, 1.0)
    assert (
        "What is done and wanted was read in 20 of 60 statements: at a stage of more than 20, in those of people drawn by lot."
        in drawn.notes
    )


def test_one_person_who_says_very_much_does_not_crowd_out_the_others(monkeypatch):
    monkeypatch.setattr(activities, "READ", 100)
    reader, statements = Known(), [say(f"p{n}" if n < 40 else "ann", f"called:{n}") for n in range(500)]
    assert draw(statements, reader).stages[1].actions[0].n == 41
    assert len(reader.seen) == 40 + activities.OF_ONE
