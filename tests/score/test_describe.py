"""Definitions of journeys: carried over from the head where it tells the stages apart, by likeness where it does not."""

import numpy as np
import pytest

from tests.score.made import embed, encode, make_heads
from vocmine.score.describe import HEAD_WEIGHTS, LIKENESS_WEIGHTS, describe
from vocmine.types import Journey, Stage

APART = Journey("a", "A", (Stage("daily", "Use of screen"), Stage("trouble", "Support", "refund, hotline")))
ALIKE = Journey("b", "B", (Stage("screens", "Screen"), Stage("power", "Battery")))


def test_describe_carries_each_trained_stage_to_the_stage_that_speaks_of_it():
    described = describe(APART, make_heads().heads["stage"], encode=encode, compare=embed)
    assert described.carried.argmax(axis=1).tolist() == [0, 1]
    assert described.carried.sum(axis=1) == pytest.approx([1.0, 1.0])


def test_describe_follows_the_head_as_far_as_it_tells_the_stages_apart():
    assert describe(APART, make_heads().heads["stage"], encode=encode, compare=embed).head_weight == HEAD_WEIGHTS[1]
    assert describe(ALIKE, make_heads().heads["stage"], encode=encode, compare=embed).likeness_weight == LIKENESS_WEIGHTS[0]


def test_probabilities_sum_to_one_also_where_the_head_is_sure_of_none():
    described = describe(APART, make_heads().heads["stage"], encode=encode, compare=embed)
    found = described.probabilities(np.zeros(2), embed(["battery"])[0])
    assert found.sum() == pytest.approx(1.0)
    assert found.argmax() == 0


def test_describe_takes_a_journey_of_one_stage():
    described = describe(Journey("c", "C", (Stage("all", "All"),)), make_heads().heads["stage"], encode=encode, compare=embed)
    assert described.probabilities(np.array([0.5, 0.5]), embed(["battery"])[0]).tolist() == [1.0]


def test_what_all_stages_have_in_common_does_not_count():
    stages = tuple(Stage(f"s{n}", name) for n, name in enumerate(("Use", "Use of support", "Use and talk: hello", "Use, hello, refund")))
    described = describe(Journey("d", "D", stages), make_heads().heads["stage"], encode=encode, compare=embed)
    assert described.common @ embed(["use"])[0] > 0.25
    assert described.probabilities(np.array([0.5, 0.5]), embed(["refund"])[0]).argmax() in (1, 3)


def test_a_name_is_told_in_several_ways_and_a_description_besides():
    described = describe(APART, make_heads().heads["stage"], encode=encode, compare=embed)
    assert [len(told) for told in described.told] == [1, 2]
    assert np.linalg.norm(described.told[1], axis=1) == pytest.approx([1.0, 1.0])
