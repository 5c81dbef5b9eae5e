"""The contracts between the rooms: one method where possible; our classes name the one they fulfil."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from vocmine.types import Feedback, Known, Reading, Record, Rejected, Scored, Segment, Skipped, Themes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Encoded:
    """What the encoder says of ``n`` segments; row *i* belongs to segment *i*.

    ``vectors``: float32, shape ``(n, dim)``, unit length.
    ``logits``: float32, shape ``(n, columns)``, those of all heads side by side; no columns where the encoder has no heads.
    ``token_logits``: for each segment float32 of shape ``(tokens, tags)``, empty where the encoder has no span head.
    ``token_offsets``: for each segment int32 of shape ``(tokens, 2)``: code-point offsets in the segment.
    """

    vectors: "NDArray[np.float32]"
    logits: "NDArray[np.float32]"
    token_logits: tuple["NDArray[np.float32]", ...] = ()
    token_offsets: tuple["NDArray[np.int32]", ...] = ()


class FeedbackReader(Protocol):
    """Turn one file into feedback; every row of it comes out once, as one of the three."""

    def read(self) -> Iterator[Record | Rejected | Skipped]:
        """Yield what the file holds, in its order."""
        ...


class Redactor(Protocol):
    """Mask personal data in a feedback's text, length kept."""

    name: str

    def redact(self, feedback: Feedback) -> Feedback:
        """Return the feedback with masked text and its redactions."""
        ...


class Segmenter(Protocol):
    """Split feedback into sentences and independent clauses."""

    name: str

    def segment(self, feedbacks: Iterable[Feedback]) -> Iterator[Segment]:
        """Yield the segments of each feedback in order; empty texts yield none."""
        ...


class Encoder(Protocol):
    """Turn segments into vectors and logits; a feedback's numbers do not depend on its batch."""

    name: str

    def encode(self, segments: Sequence[Segment]) -> Encoded:
        """Return what the encoder says of each segment, in the order given; all segments of a feedback are given together."""
        ...


class Reader(Protocol):
    """Read stage, sentiment and the rest from segments in the context of their feedback."""

    name: str

    def read(self, segments: Sequence[Segment], encoded: Encoded) -> tuple[Reading, ...]:
        """Return one reading a segment; all segments of a feedback are given together."""
        ...


class ThemeFinder(Protocol):
    """Group scored segments into pain points, gains and suggestions."""

    name: str

    def find(self, scored: Sequence[Scored], vectors: "NDArray[np.float32]", known: Known = ...) -> Themes:
        """Return the themes and the segments that fit none; the same input gives the same themes.

        ``known`` holds the themes of the run before and what people say of themes.
        """
        ...


class Namer(Protocol):
    """Propose names for found themes by a language model of the user's own."""

    model: str

    def propose(self, themes: Themes, scored: Sequence[Scored], known: Known, tell: Callable[[int, int], None]) -> Themes:
        """Return the themes with the names that were taken, and how it went under ``naming``; nothing is raised for a bad answer.

        ``scored`` are all segments of the run; ``known`` says which themes are a person's; ``tell`` is told how many are named.
        """
        ...


@dataclass(frozen=True, slots=True)
class VerbPhrase:
    """What a text says is done or wanted, and by whom; of somebody else than customer and company, nothing is told.

    ``verb``: its lemma, with the particle. ``target``: lemmas of what it is done to, the preposition first where there is one, or empty.
    ``manner``: an adverb that changes the deed ("twice"), or empty. ``said``: the phrase in the infinitive, in the words of the text.
    ``wished``: it is wanted and not told as done.
    """

    who: Literal["customer", "company"]
    verb: str
    target: str
    manner: str
    said: str
    negated: bool = False
    wished: bool = False


class PhraseReader(Protocol):
    """Read from texts who does what, and who wants what."""

    name: str

    def read(self, texts: Sequence[str]) -> list[tuple[VerbPhrase, ...]]:
        """Return the verb phrases of each text; they do not depend on the order of the texts."""
        ...
