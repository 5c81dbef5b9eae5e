"""Learning from few examples: what was taught is read so, likeness carries it on, and the rest stays as it was."""

import numpy as np
import pytest

from vocmine.score.learn import Reach, learn

NEAR = Reach(fade=5.0, hold=0.1)
EXAMPLES = np.array([[1, 0, 0], [0, 1, 0]], dtype=np.float32)
BEFORE = np.log([[0.7, 0.2, 0.1], [0.6, 0.3, 0.1]])


def read(learnt, vector, before):
    return int(np.argmax(before + learnt.shift(np.array(vector, dtype=np.float32))))


def test_what_was_taught_is_read_so_and_what_is_like_it_too():
    learnt = learn(EXAMPLES, [1, 2], BEFORE, NEAR)
    assert [read(learnt, vector, before) for vector, before in zip(EXAMPLES, BEFORE, strict=True)] == [1, 2]
    assert read(learnt, [0.995, 0.0, 0.0999], BEFORE[0]) == 1


def test_what_is_unlike_all_examples_keeps_its_reading():
    learnt = learn(EXAMPLES, [1, 2], BEFORE, NEAR)
    assert learnt.shift(np.array([0, 0, -1], dtype=np.float32)) == pytest.approx(np.zeros(3), abs=0.05)


def test_an_example_that_was_read_rightly_changes_little():
    right, wrong = (np.abs(learn(EXAMPLES[:1], [place], BEFORE[:1], NEAR).shift(EXAMPLES[0])).max() for place in (0, 2))
    assert right < wrong / 2


def test_far_reach_carries_further_than_near():
    beside = np.array([0.6, 0.8, 0.0], dtype=np.float32)
    near, far = (learn(EXAMPLES[:1], [1], BEFORE[:1], Reach(fade, 0.1)).shift(beside)[1] for fade in (8.0, 2.0))
    assert far > 2 * near > 0


def test_of_examples_that_contradict_each_other_the_one_that_counts_more_is_followed():
    learnt = learn(EXAMPLES[[0, 0]], [1, 2], BEFORE[[0, 0]], NEAR, counts=[1.0, 3.0])
    assert read(learnt, EXAMPLES[0], BEFORE[0]) == 2


def test_order_of_examples_does_not_matter():
    one = learn(EXAMPLES, [1, 2], BEFORE, NEAR)
    other = learn(EXAMPLES[::-1], [2, 1], BEFORE[::-1], NEAR)
    assert (one.weights == other.weights).all()
    assert (one.vectors == other.vectors).all()


def test_examples_that_contradict_each_other_are_borne():
    learnt = learn(EXAMPLES[[0, 0]], [1, 2], BEFORE[[0, 0]], NEAR)
    shift = learnt.shift(EXAMPLES[0])
    assert np.isfinite(shift).all()
    assert shift[1] > shift[0] < shift[2]
