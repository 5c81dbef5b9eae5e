"""Segments reproduce the text by their offsets; sentences and opinions are parted, words never."""

import subprocess
import sys
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vocmine.segment import sentences
from vocmine.segment.segmenter import ClauseSegmenter, WholeSegmenter
from vocmine.types import Feedback

SEGMENTER = ClauseSegmenter()

CASES = {
    "sentences": ["Lovely staff.", "The queue was long!", "Would I return?"],
    "two opinions": ["Great food", "but the waiter was rude."],
    "comma and": ["The fitter was brilliant,", "and the app is useless."],
    "however": ["The room was clean,", "however the staff were unfriendly."],
    "semicolon": ["The treatment was very good;", "the waiting room was dirty."],
    "dash": ["Our waitress was great -", "the food was awful."],
    "one opinion": ["I rang twice but nobody told me when the parcel would come."],
    "same subject": ["It is small but works well and looks good."],
    "scene": ["When the driver came, he was rude, and the box was damaged."],
    "list": ["We got bread, cheese, soup and a very good cake."],
    "brackets": ["The room was fine (the bed was hard, but the view was lovely)."],
    "abbreviations": ["Dr. Amin was kind, e.g. she rang me at 9.30 a.m. on the dot.", "Seats, food etc. were fine."],
    "decimals": ["Version 5.2 costs £3.99 now.", "Rated 4.5/5."],
    "ellipsis": ["Well... it works.", "Not great… though ok."],
    "web": ["See www.kelvane.example/help?x=1!y and mail us.", "Thanks."],
    "glued": ["It was good.", "But slow!", "Never again"],
    "marks": ["Worst ever!!!", "Why???"],
    "emoji": ["Love it 😀👍", "Thank you 🙏"],
    "emoji first": ["😀 Love it.", "Really."],
    "openers": ["Not a word.", "#disappointed!", '"Sorry" they said.', "(Twice!)", "Fine."],
    "lost apostrophes": ["I didn?t get it.", "Really?", "Yes"],
    "lines": ["Too slow", "Too dear", "Nice colour"],
}
TEXTS = {
    "sentences": " Lovely staff.  The queue was long! Would I return? ",
    "two opinions": "Great food but the waiter was rude.",
    "comma and": "The fitter was brilliant, and the app is useless.",
    "however": "The room was clean, however the staff were unfriendly.",
    "semicolon": "The treatment was very good; the waiting room was dirty.",
    "dash": "Our waitress was great - the food was awful.",
    "one opinion": "I rang twice but nobody told me when the parcel would come.",
    "same subject": "It is small but works well and looks good.",
    "scene": "When the driver came, he was rude, and the box was damaged.",
    "list": "We got bread, cheese, soup and a very good cake.",
    "brackets": "The room was fine (the bed was hard, but the view was lovely).",
    "abbreviations": "Dr. Amin was kind, e.g. she rang me at 9.30 a.m. on the dot. Seats, food etc. were fine.",
    "decimals": "Version 5.2 costs £3.99 now. Rated 4.5/5.",
    "ellipsis": "Well... it works. Not great… though ok.",
    "web": "See www.kelvane.example/help?x=1!y and mail us. Thanks.",
    "glued": "It was good.But slow!Never again",
    "marks": "Worst ever!!! Why???",
    "emoji": "Love it 😀👍\nThank you 🙏",
    "emoji first": "😀 Love it. Really.",
    "openers": 'Not a word. #disappointed! "Sorry" they said. (Twice!) Fine.',
    "lost apostrophes": "I didn?t get it. Really?Yes",
    "lines": "- Too slow\r\n- Too dear\n\n• Nice colour",
}


def feedback(text, **fields):
    return Feedback(id="f", record="f", text=text, source_file="x.csv", source_row=1, **{"kind": "survey", **fields})


def texts(text, **fields):
    return [segment.text for segment in SEGMENTER.segment([feedback(text, **fields)])]


@pytest.mark.parametrize("case", CASES)
def test_segment_cuts_where_a_reader_would(case):
    assert texts(TEXTS[case]) == [piece.rstrip(",;- ") if piece != CASES[case][-1] else piece for piece in CASES[case]]


def test_segment_cuts_long_speech_without_punctuation():
    said = (
        "yeah hi I ordered the dial two weeks ago on the website and it still has not come "
        "and I rang the line on monday but nobody could tell me where it is so I am fed up"
    )
    cuts = [0, said.index("and it"), said.index("and I rang"), said.index("but nobody"), len(said)]
    assert texts(said, kind="transcript", role="customer") == [said[first:last].strip() for first, last in pairwise(cuts)]
    assert texts(said) == [said]


def test_segment_reads_customers_only():
    turns = [feedback("How can I help?", role="agent"), feedback("No heat.", role="customer"), feedback("Bye.", role="system")]
    assert [segment.text for segment in SEGMENTER.segment(turns)] == ["No heat."]
    assert [segment.text for segment in WholeSegmenter().segment(turns)] == ["No heat."]


def test_segment_numbers_from_zero_and_keeps_order():
    found = list(SEGMENTER.segment([feedback("One. Two."), feedback(""), feedback(" \n "), feedback("Three.")]))
    assert [(segment.id, segment.text) for segment in found] == [("f#0", "One."), ("f#1", "Two."), ("f#0", "Three.")]


@pytest.mark.parametrize("text", ["👍", "...", "!!!", "████"])
def test_segment_keeps_signs_that_stand_alone(text):
    assert texts(f" {text} ") == [text]


def test_whole_segmenter_takes_each_text_as_one():
    (segment,) = WholeSegmenter().segment([feedback("  Good. But slow.\n")])
    assert (segment.start, segment.text) == (2, "Good. But slow.")


PIECES = st.sampled_from(
    [
        "good",
        "the app was bad",
        " ",
        ".",
        "!",
        "?",
        ",",
        ";",
        "\n",
        "\r\n",
        "but",
        "and",
        "I",
        "was",
        "😀",
        "(",
        ")",
        "…",
        "-",
        "•",
        "e.g.",
        "3.5",
        "é",
        "\u200b",
        "█",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=25).map("".join) | st.text(max_size=80))
def test_nothing_but_white_space_and_punctuation_lies_between_segments(text):
    segments = list(SEGMENTER.segment([feedback(text)]))
    assert bool(segments) == bool(text.strip())
    rest, at = "", 0
    for segment in segments:
        assert segment.start >= at and segment.text == text[segment.start : segment.end] == segment.text.strip() != ""
        rest += text[at : segment.start]
        at = segment.end
    assert not any(char.isalnum() or char in "😀█" for char in rest + text[at:])


def test_segment_forgets_words_so_that_memory_stays_bounded(monkeypatch):
    monkeypatch.setattr(sentences, "MAX_VOCABULARY", 4_000)
    own = ClauseSegmenter()
    for start in range(0, 20_000, 1_000):
        list(own.segment([feedback(" ".join(f"w{n}x" for n in range(start, start + 1_000)))]))
        assert len(own._sentences._nlp.vocab.strings) < 10_000


def test_segment_takes_long_hostile_texts():
    for text in ("a " * 50_000, "but it was bad and " * 5_000, "!" * 100_000, "(" * 100_000, "x." * 50_000):
        segments = list(SEGMENTER.segment([feedback(text)]))
        assert segments
        assert "".join(one.text for one in segments).replace(" ", "") == text.replace(" ", "")


def test_segment_imports_neither_torch_nor_transformers():
    code = (
        "import sys; from tests.segment.test_segmenter import texts; assert texts('Good. Bad.') == ['Good.', 'Bad.'];"
        "sys.exit(int('torch' in sys.modules or 'transformers' in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
