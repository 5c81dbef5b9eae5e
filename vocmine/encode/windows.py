"""The segments of a feedback as runs of tokens that the encoder reads at once, so that each is read in its context.

A window is ``[CLS] question [SEP] segment [SEP] segment [SEP] …``. Handles, addresses and masks say nothing of the
experience: they are blanked, length kept, before a text is read.

Guarantees: every segment stands whole in one window, or cut at ``LONGEST_SEGMENT`` tokens; the windows of a feedback follow from it alone.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from vocmine.types import Segment, feedback_runs

if TYPE_CHECKING:
    from tokenizers import Encoding

WINDOW = 128
LONGEST_SEGMENT = 256
LONGEST_QUESTION = 24
_MEANINGLESS = re.compile(r"@\w+|https?://\S+|█+")


@dataclass(frozen=True, slots=True)
class Place:
    """Where segment ``row`` stands in a window: tokens ``first`` to ``end``, and their code-point offsets in the segment, (tokens, 2).

    The token at ``end`` is the separator that closes the segment.
    """

    row: int
    first: int
    end: int
    offsets: NDArray[np.int32]


@dataclass(slots=True)
class Window:
    """Token ids, and the places of the segments among them."""

    ids: list[int]
    places: list[Place] = field(default_factory=list)


class Windows:
    """Cut feedback into windows.

    Parameters
    ----------
    tokenizer : path of a ``tokenizer.json`` with the tokens ``[CLS]``, ``[SEP]`` and ``[MASK]``; ``hidden`` is the id of the last.
    """

    def __init__(self, tokenizer: Path) -> None:
        from tokenizers import Tokenizer

        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._start, self._separator, self.hidden = (int(self._tokenizer.token_to_id(token) or 0) for token in ("[CLS]", "[SEP]", "[MASK]"))

    def of(self, segments: Sequence[Segment]) -> list[Window]:
        """Return the windows of segments; those of a feedback stand together and share its context."""
        encodings = self._tokens([segment.text for segment in segments])
        questions = list(dict.fromkeys(segment.feedback.question for segment in segments if segment.feedback.question))
        prefixes = {
            question: [self._start, *encoding.ids[:LONGEST_QUESTION], self._separator]
            for question, encoding in zip(questions, self._tokens(questions), strict=True)
        }
        windows: list[Window] = []
        for rows in feedback_runs(segments):
            prefix = prefixes.get(segments[rows.start].feedback.question or "", [self._start])
            windows += self._packed(rows, encodings, prefix)
        return windows

    def _tokens(self, texts: Sequence[str]) -> "list[Encoding]":
        blanked = [_MEANINGLESS.sub(_blank, text) for text in texts]
        return list(self._tokenizer.encode_batch(blanked, add_special_tokens=False))

    def _packed(self, rows: range, encodings: "Sequence[Encoding]", prefix: list[int]) -> Iterator[Window]:
        window = Window(list(prefix))
        for row in rows:
            ids = encodings[row].ids[:LONGEST_SEGMENT]
            if window.places and len(window.ids) + len(ids) + 1 > WINDOW:
                yield window
                window = Window(list(prefix))
            first, end = len(window.ids), len(window.ids) + len(ids)
            offsets = np.array(encodings[row].offsets[: len(ids)], dtype=np.int32).reshape(-1, 2)
            window.ids += [*ids, self._separator]
            window.places.append(Place(row, first, end, offsets))
        yield window


def _blank(found: "re.Match[str]") -> str:
    return " " * len(found.group())
