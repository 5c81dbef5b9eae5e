"""A kind of trouble stands on what people say, and none is given where they do not agree."""

import numpy as np
import pytest

from vocmine.journey.pain_kinds import KINDS, Heard, find_kind, kinds_told, likeness
from vocmine.journey.shares import Population

NEUTRAL = dict.fromkeys(KINDS, 0.0)
TOLD = {
    "broken": "The app keeps crashing when I log in.",
    "slow": "I waited three weeks for a reply.",
    "missing_step": "Nobody called me back.",
    "redundant_step": "I had to explain the same story twice.",
    "unclear": "The bill was confusing.",
    "unfair": "There was a hidden charge.",
    "unkind": "The agent was rude.",
    "out_of_reach": "The branch was closed.",
    "below_standard": "The room was dirty.",
}


def heard(*texts):
    return [Heard(f"{n}#0", f"u{n}", text) for n, text in enumerate(texts)]


def found(label, texts, like=NEUTRAL):
    return find_kind(label, heard(*texts), Population({f"u{n}": 1.0 for n in range(len(texts))}), like)


@pytest.mark.parametrize("kind", TOLD)
def test_each_kind_is_told_by_words_of_its_own(kind):
    assert kind in kinds_told(TOLD[kind])
    assert found("thing", [TOLD[kind]] * 5).id == kind


def test_a_denial_takes_a_cue_away():
    assert kinds_told("The staff were not rude.") == frozenset()
    assert "broken" in kinds_told("It does not work.")


def test_words_that_do_not_agree_give_no_kind():
    assert found("thing", [TOLD["slow"], TOLD["unkind"]] * 5) is None
    assert found("thing", ["It is what it is."] * 5) is None


def test_of_two_people_no_kind_is_told():
    assert found("slow", [TOLD["slow"]] * 2) is None


def test_people_count_and_not_their_statements():
    statements = [Heard(f"a#{n}", "ann", TOLD["slow"]) for n in range(20)] + heard(*[TOLD["unkind"]] * 5)
    kind = find_kind("thing", statements, Population({"ann": 1.0} | {f"u{n}": 1.0 for n in range(5)}), NEUTRAL)
    assert (kind.id, kind.share.value, kind.share.n) == ("unkind", pytest.approx(5 / 6), 6)
    assert kind.evidence == ("0#0", "1#0", "2#0")


def test_likeness_decides_between_what_words_tell_alike():
    texts = [TOLD["slow"]] * 5 + [TOLD["unkind"]] * 4
    assert found("thing", texts) is None
    assert found("thing", texts, NEUTRAL | {"slow": 0.8}).id == "slow"


def test_likeness_alone_gives_no_kind():
    assert found("thing", ["It is what it is."] * 5, NEUTRAL | {"slow": 1.0}) is None


def test_likeness_is_highest_to_the_description_that_is_meant():
    def compare(texts):
        rows = np.zeros((len(texts), 12), dtype=np.float32)
        for row, text in enumerate(texts):
            rows[row, 0 if "wait" in text or "queue" in text else 1 + len(text) % 10] = 1.0
        return rows

    (like,) = likeness(compare, [["waiting", "a queue"]])
    assert max(like, key=like.get) == "slow"
    assert likeness(compare, []) == []
