"""A team's own map is confirmed, contradicted or unseen by what is told, and silence contradicts nothing."""

import numpy as np

from tests.export.drawn import column, journey_map, theme
from vocmine.journey.assumed import check, claims_of
from vocmine.map_types import Assumption
from vocmine.themes.likeness import liken
from vocmine.types import Rate

MAP = journey_map(
    column(
        "Use", 100, 20, 60, pain_points=(theme("slow"),), gains=(theme("warm", 12),), emotions=(("delight", Rate(0.1, 0.05, 0.2, 100)),)
    ),
    column("Help", 12, 3, 7, pain_points=(theme("hold", 4, 12),)),
    column("Leave", 0),
)


def verdicts(*assumptions, alike=()):
    """Return what became of assumptions; ``alike`` are pairs of an assumption and a claim, by place, that tell of the same."""
    claims = claims_of(MAP)
    likeness = np.zeros((len(assumptions), len(claims)))
    for row, place in alike:
        likeness[row, place] = 0.7
    return check(MAP, assumptions, claims, likeness)


def test_a_pain_point_that_is_told_at_its_stage_is_confirmed_with_its_share_and_words():
    (one, *rest) = verdicts(Assumption("use", "pain_point", "too slow"), alike=[(0, 0)])
    assert (one.verdict, one.theme_id, one.share.value, one.n, one.evidence) == ("confirmed", "slow", 0.3, 100, ("a#0",))
    assert [(other.verdict, other.theme_id) for other in rest] == [("unexpected", "warm")]


def test_the_contrary_contradicts_and_another_stage_does_not():
    slow = Assumption("use", "gain", "quick"), Assumption("help", "pain_point", "too slow")
    found = verdicts(*slow, alike=[(0, 0), (1, 0)])
    assert [(one.verdict, one.said) for one in found[:2]] == [
        ("contradicted", "the contrary is told: 'label of slow'"),
        ("unseen", "told at use, not here"),
    ]


def test_silence_is_unseen_and_tells_how_many_could_have_spoken():
    said = [one.said for one in verdicts(Assumption("use", "pain_point", "dear"), Assumption("leave", "pain_point", "dear"))[:2]]
    assert said == ["unseen, though 100 speak of the stage", "too few speak of the stage (0)"]


def test_moods_are_judged_by_the_interval_and_feelings_by_being_told():
    found = verdicts(
        Assumption("use", "sentiment", "good"),
        Assumption("use", "sentiment", "bad"),
        Assumption("help", "sentiment", "good"),
        Assumption("use", "feeling", "delight"),
        Assumption("use", "feeling", "anxiety"),
    )
    assert [one.verdict for one in found[:5]] == ["contradicted", "confirmed", "unseen", "confirmed", "unseen"]
    assert found[0].share.value == -40


def test_at_stages_of_few_nothing_is_unexpected():
    assert {one.assumption.stage for one in verdicts(Assumption("use", "touchpoint", "App")) if one.verdict == "unexpected"} == {"use"}


def test_likeness_is_half_that_to_the_name_and_half_that_to_the_words():
    vectors = {"a": [1, 0], "name": [1, 0], "word": [0, 1], "other": [0, 1]}

    def compare(texts):
        return np.array([vectors[text] for text in texts], dtype=np.float32)

    assert liken(["a"], [("name", ["word"]), ("name", []), ("other", ["other"])], compare).tolist() == [[0.5, 1.0, 0.0]]
    assert liken([], [("name", [])], compare).shape == (0, 1)
