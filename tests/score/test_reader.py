"""The reader: all readings of a segment, abstaining in other languages, whatever the batch."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.score import made
from tests.score.made import make_heads, make_segments
from vocmine.artifacts import ModelFolder
from vocmine.score.reader import SegmentReader
from vocmine.score.stage import StageReader
from vocmine.types import Journey, Stage, Taught

JOURNEY = Journey("short", "Short", (Stage("usage", "Use"), Stage("support", "Support")))


def make_reader(*taught):
    heads = make_heads()
    stages = StageReader(heads.heads["stage"], JOURNEY, encode=made.encode, compare=made.embed, taught=taught)
    return SegmentReader(ModelFolder(Path("m"), "m.v1", {}), heads, JOURNEY, stages)


def encode(segments):
    """Return what the heads read, and token logits that take the first word for a pain point, what follows 'because' for a likely cause."""
    tags, offsets = [], []
    for segment in segments:
        words = [match.span() for match in re.finditer(r"\w+", segment.text)]
        told = re.search("because|Turns out|$", segment.text).end()
        row = [[0, 9 if start == 0 else -9, 0.5 if start >= told else -9] for start, _ in words]
        tags.append(np.array(row, dtype=np.float32).reshape(-1, 3))
        offsets.append(np.array(words, dtype=np.int32).reshape(-1, 2))
    return replace(made.encode(segments), token_logits=tuple(tags), token_offsets=tuple(offsets))


def read(*texts, **values):
    segments = make_segments(*texts, **values)
    return make_reader().read(segments, encode(segments))


def test_all_readings_of_a_segment_stand_together():
    (reading,) = read("awful battery, I waited three hours and nobody replied to me")
    assert (reading.stage, reading.sentiment_label, reading.intent) == ("usage", "negative", "complaint")
    assert (reading.effort_label, reading.duration_hours, reading.pain_point) == ("high", 3.0, "awful")
    assert (reading.language, reading.model, reading.journey) == ("en", "m.v1", "short")


def test_a_cause_happened_at_the_stage_that_its_own_words_tell():
    (reading,) = read("awful battery because the hotline was shut")
    assert (reading.stage, reading.cause, reading.cause_stage) == ("usage", "the hotline was shut", "support")


def test_a_cause_in_the_next_segment_happened_at_its_stage():
    first, second = read("awful battery, dead.", "Turns out the hotline was shut.")
    assert (first.cause_stage, second.stage, second.cause_stage) == ("support", "support", None)


def test_a_cause_that_tells_another_stage_in_company_than_alone_has_none():
    reason = "screen battery screen battery refund hotline refund"
    (alone,) = read(f"awful because {reason}")
    (in_company,) = read(f"awful {'hotline refund support ' * 9}because {reason}")
    assert (alone.cause_stage, in_company.cause, in_company.cause_stage) == ("usage", reason, None)


def test_a_cause_of_no_clear_stage_has_none():
    (reading,) = read("awful battery because the moon was full")
    assert (reading.cause, reading.cause_stage) == ("the moon was full", None)


def test_a_pain_point_needs_blame_or_a_wish():
    assert read("great battery and the parcel was here")[0].pain_point is None


def test_a_feedback_in_another_language_abstains_whole():
    readings = read("Das Display ist leider nach einer Woche kaputt gegangen.", "awful battery")
    assert {reading.language for reading in readings} == {"de"}
    assert {(reading.stage, reading.stage_abstained, reading.sentiment) for reading in readings} == {("none", True, None)}
    assert readings[0].stage_scores == (("usage", 0.0), ("support", 0.0), ("none", 1.0))
    assert (readings[1].sentiment_label, readings[1].emotion_groups, readings[1].pain_point) == (None, ("neutral",), None)


@pytest.mark.parametrize(
    ("text", "given", "language"),
    [
        ("Das Display ist leider nach einer Woche kaputt", "EN", "de"),
        ("gut", "de-DE", "de"),
        ("ok", "English", "en"),
        ("ok", "n/a", "en"),
        ("ok", None, "en"),
    ],
)
def test_the_text_tells_its_language_and_else_the_row(text, given, language):
    assert read(text, language=given)[0].language == language


def test_a_reading_does_not_depend_on_the_batch():
    feedbacks = [make_segments(f"awful screen {n}", "great hotline", *["hello"] * (n % 3)) for n in range(20)]
    together = make_reader().read(*_joined(feedbacks))
    alone = [reading for segments in feedbacks for reading in make_reader().read(segments, encode(segments))]
    assert list(together) == alone


def _joined(feedbacks):
    segments = [segment for some in feedbacks for segment in some]
    return segments, encode(segments)


def test_nothing_to_read_gives_no_reading():
    assert make_reader().read([], encode([])) == ()


def test_the_name_tells_what_was_taught_whatever_its_order():
    one, other = (Taught(tuple(make_segments(text)), ((0, "support"),)) for text in ("the battery", "a screen"))
    names = [make_reader(*taught).name for taught in ((), (one,), (one, other), (other, one))]
    assert names[0] == "m.v1"
    assert names[2] == names[3]
    assert len({*names}) == 3
    assert all(name.startswith("m.v1+taught.") for name in names[1:])
