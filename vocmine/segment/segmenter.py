"""Feedback to segments: sentences, then independent clauses where a sentence holds two opinions.

Guarantees: ``feedback.text[start:end]`` is the segment's text, never empty, and trimmed; segments of a feedback
are in order and disjoint, with nothing but white space and punctuation between them; a text with any sign in it
has at least one segment. Of conversations only the customer's turns are read.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from vocmine.protocols import Segmenter
from vocmine.segment.clauses import clause_starts
from vocmine.segment.sentences import Sentences, Span, tidy
from vocmine.types import Feedback, Segment

BATCH = 256


class ClauseSegmenter(Segmenter):
    """Split feedback by spaCy's rule sentencizer and the clause rules."""

    name = "segment.clauses.v1"

    def __init__(self) -> None:
        self._sentences = Sentences()

    def segment(self, feedbacks: Iterable[Feedback]) -> Iterator[Segment]:
        """Yield the segments of each feedback in order; empty texts and turns of others yield none."""
        rest = (feedback for feedback in feedbacks if feedback.role in ("customer", None))
        while batch := list(islice(rest, BATCH)):
            for feedback, sentences in zip(batch, self._sentences.split([feedback.text for feedback in batch]), strict=True):
                yield from _numbered(feedback, _clauses(feedback, sentences))


class WholeSegmenter(Segmenter):
    """Take each text whole, without splitting."""

    name = "segment.whole.v1"

    def segment(self, feedbacks: Iterable[Feedback]) -> Iterator[Segment]:
        """Yield each feedback as one segment; empty texts and turns of others yield none."""
        for feedback in feedbacks:
            text = feedback.text
            if text.strip() and feedback.role in ("customer", None):
                yield Segment(feedback, 0, len(text) - len(text.lstrip()), len(text.rstrip()))


def _clauses(feedback: Feedback, sentences: Sequence[Span]) -> Iterator[Span]:
    spoken = feedback.kind == "transcript"
    for first, last in sentences:
        sentence = feedback.text[first:last]
        starts = clause_starts(sentence, spoken=spoken)
        if not starts:
            yield first, last
            continue
        yield from ((first + start, first + end) for start, end in tidy(sentence, starts))


def _numbered(feedback: Feedback, spans: Iterable[Span]) -> Iterator[Segment]:
    for index, (start, end) in enumerate(spans):
        yield Segment(feedback, index, start, end)
