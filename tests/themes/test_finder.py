"""Planted themes are found, nothing is forced, and the same segments give the same themes in any order."""

import json
import os
import random
import subprocess
import sys
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from vocmine.artifacts import open_model, shipped
from vocmine.encode.onnx import OnnxEncoder
from vocmine.themes.finder import GraphFinder
from vocmine.types import alone

REAL = {
    "the refund has not arrived after six weeks": "refund",
    "still waiting for my refund": "refund",
    "where is my refund, it takes forever": "refund",
    "app keeps crashing since the update": "crash",
    "the app crashes every time I open it": "crash",
    "it crashes, the app is useless now": "crash",
    "the waiter brought us cold soup": "odd",
    "my daughter chose the blue curtains": "odd",
    "traffic on the ring road was dreadful": "odd",
    "too many adverts in the magazine": "odd",
}


def _truths_of(themes, scored, truths):
    truth_of = {one.segment.id: truth for one, truth in zip(scored, truths, strict=True)}
    return [Counter(truth_of[segment] for segment in theme.segment_ids) for theme in themes]


@pytest.mark.parametrize("n_each", [3, 13, 66])
def test_find_recovers_what_was_planted_in_ten_forty_and_two_hundred_rows(planted, n_each):
    scored, vectors, truths = planted(n_each)
    found = GraphFinder().find(scored, vectors)
    groups = _truths_of(found.themes, scored, truths)
    assert sorted(max(group, key=group.get) for group in groups) == ["crash", "parking", "refund"]
    assert all(len(group) == 1 for group in groups)
    assert sum(group.total() for group in groups) >= 0.9 * 3 * n_each


def test_find_puts_each_segment_in_one_theme_or_in_unassigned(planted):
    scored, vectors, _ = planted(20, n_odd=20)
    found = GraphFinder().find(scored, vectors)
    placed = [segment for theme in found.themes for segment in theme.segment_ids]
    assert sorted([*placed, *found.unassigned]) == sorted(one.segment.id for one in scored)
    assert sum(segment.startswith("odd") for segment in found.unassigned) >= 15


@pytest.mark.parametrize(("texts", "n_themes"), [(("Parking!",), 0), (("Parking!", "parking"), 1)])
def test_find_bears_a_vocabulary_of_one_word(make, texts, n_themes):
    scored = [make(text, id=f"f{place}") for place, text in enumerate(texts)]
    found = GraphFinder().find(scored, np.ones((len(texts), 4), dtype=np.float32) / 2)
    assert [theme.keywords for theme in found.themes] == [("parking",)] * n_themes


def test_find_forces_no_group_upon_unlike_segments(make):
    scored = [make(f"matter {letter * 3} alone", id=letter) for letter in "abcdefghijkl"]
    found = GraphFinder().find(scored, np.eye(12, dtype=np.float32))
    assert found.themes == ()
    assert found.unassigned == tuple(sorted(one.segment.id for one in scored))


def test_find_gives_the_same_themes_for_shuffled_rows(planted):
    scored, vectors, _ = planted(40, n_odd=10)
    expected = GraphFinder().find(scored, vectors)
    for seed in range(2):
        rows = random.Random(seed).sample(range(len(scored)), len(scored))
        assert GraphFinder().find([scored[row] for row in rows], vectors[rows]) == expected


_AGAIN = """
import json, random, sys
import numpy as np
from vocmine.themes.finder import GraphFinder
from vocmine.types import Feedback, Scored, Segment, Reading
texts, vectors, reading = json.load(sys.stdin)
rows = list(range(len(texts)))
random.Random(int(sys.argv[1])).shuffle(rows)
feedbacks = [Feedback(id=f"{row:03}", record=f"{row:03}", text=texts[row], kind="survey", source_file="", source_row=1) for row in rows]
scored = [Scored(Segment(one, 0, 0, len(one.text)), Reading(**reading)) for one in feedbacks]
print(GraphFinder().find(scored, np.array(vectors, dtype=np.float32)[rows]))
"""


def test_find_gives_the_same_themes_in_two_processes(planted):
    scored, vectors, _ = planted(25, n_odd=5)
    reading = {name: getattr(scored[0].reading, name) for name in scored[0].reading.__slots__}
    told = json.dumps([[one.segment.text for one in scored], vectors.tolist(), reading])
    started = [
        subprocess.Popen(
            [sys.executable, "-c", _AGAIN, seed],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "OMP_NUM_THREADS": seed, "OPENBLAS_NUM_THREADS": seed},
        )
        for seed in ("1", "2")
    ]
    printed = [process.communicate(told)[0] for process in started]
    assert printed[0] == printed[1]
    assert "refund" in printed[0]


def test_find_fits_on_a_sample_and_assigns_the_others_by_the_same_rule(planted):
    scored, vectors, truths = planted(60)
    found = GraphFinder(most_fitted=60).find(scored, vectors)
    groups = _truths_of(found.themes, scored, truths)
    assert [len(group) for group in groups] == [1, 1, 1]
    assert sum(group.total() for group in groups) >= 170


def test_find_keeps_pains_gains_and_suggestions_apart(planted):
    scored, vectors, truths = planted(12)
    changes = {
        "refund": {},
        "crash": {"sentiment": 0.8, "sentiment_label": "positive", "intent": "praise"},
        "parking": {"intent": "suggestion"},
    }
    changed = [replace(one, reading=replace(one.reading, **changes[truth])) for one, truth in zip(scored, truths, strict=True)]
    found = GraphFinder().find(changed, vectors)
    assert {theme.kind: theme.segment_ids[0].rstrip("0123456789#") for theme in found.themes} == {
        "pain_point": "refund",
        "gain": "crash",
        "suggestion": "parking",
    }


def test_find_counts_neutral_segments_in_neither(planted):
    scored, vectors, _ = planted(5)
    neutral = [replace(one, reading=replace(one.reading, sentiment_label="neutral", intent="inform")) for one in scored]
    assert GraphFinder().find(neutral, vectors) == GraphFinder().find([], np.zeros((0, 64), dtype=np.float32))


def test_copies_follow_the_text_that_stands_for_them(planted, make):
    scored, vectors, _ = planted(20)
    copies = [make(scored[0].segment.text.upper() + "!!", id=f"copy{number}") for number in range(3)]
    found = GraphFinder().find([*scored, *copies], np.vstack([vectors, vectors[:1], vectors[1:3]]))
    home = next(theme for theme in found.themes if "refund0#0" in theme.segment_ids)
    assert {"copy0#0", "copy1#0", "copy2#0"} <= set(home.segment_ids)


def test_a_theme_carries_distinct_quotes_keywords_stages_and_severity(planted):
    scored, vectors, _ = planted(15)
    for theme in GraphFinder().find(scored, vectors).themes:
        texts = {one.segment.id: one.segment.text for one in scored}
        assert len({texts[quote] for quote in theme.quotes}) == 3
        assert theme.stages == (("usage", len(theme.segment_ids)),)
        assert theme.severity == pytest.approx(0.3)
        assert set(theme.keywords) & {"refund", "crashes", "parking"}


def test_find_refuses_vectors_of_another_number(planted):
    scored, vectors, _ = planted(3)
    with pytest.raises(ValueError, match=r"9 segments need vectors of shape \(9, dim\), not \(8, 64\)\."):
        GraphFinder().find(scored, vectors[:-1])


def test_ten_real_rows_give_the_two_groups_that_they_hold(make):
    scored = [make(text, id=f"f{number}") for number, text in enumerate(REAL)]
    vectors = OnnxEncoder(open_model(shipped("models/encoder")), threads=1).encode([alone(text) for text in REAL]).vectors
    found = GraphFinder().find(scored, vectors)
    assert sorted(tuple(group) for group in _truths_of(found.themes, scored, REAL.values())) == [("crash",), ("refund",)]
    assert {f"f{number}#0" for number in range(6, 10)} <= set(found.unassigned)
