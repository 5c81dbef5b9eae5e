"""The frozen values that travel between the rooms; they know nothing of storage.

Invariants: ``segment.text == segment.feedback.text[segment.start:segment.end]``;
a mask is as long as what it hides; probabilities of a reading sum to 1.
Offsets count Unicode code points. Times are aware UTC. A share is a fraction in [0, 1].
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import pairwise
from typing import Literal, get_args
from uuid import UUID, uuid5

Kind = Literal["survey", "review", "transcript"]
Role = Literal["customer", "agent", "system"]
Evidence = Literal["none", "thin", "solid"]
ThemeKind = Literal["pain_point", "gain", "suggestion"]
Scores = tuple[tuple[str, float], ...]
NO_STAGE = "none"
_NAMESPACE = UUID("9c1d7a52-3a5e-5b0e-8f57-2f4b7f0d6e31")


@dataclass(frozen=True, slots=True)
class Redaction:
    """A masked stretch of a feedback's text, and what it held (``EMAIL``, ``PHONE`` …)."""

    start: int
    end: int
    entity: str


@dataclass(frozen=True, slots=True)
class Feedback:
    """One answer, review, or turn of a conversation, with what its row told besides.

    ``record`` names the row that it came from (two answers of one row share it);
    ``source_row`` counts records from 1 without the header; ``weight`` is the survey weight.
    An empty ``text`` is a score without words.
    """

    id: str
    record: str
    text: str
    kind: Kind
    source_file: str
    source_row: int
    source_sheet: str | None = None
    created_at: datetime | None = None
    rating: float | None = None
    nps: float | None = None
    csat: float | None = None
    ces: float | None = None
    channel: str | None = None
    touchpoint_given: str | None = None
    customer: str | None = None
    customer_segment: str | None = None
    language: str | None = None
    question: str | None = None
    stage_asked: str | None = None
    weight: float | None = None
    speaker: str | None = None
    role: Role | None = None
    turn: int | None = None
    conversation: str | None = None
    attributes: tuple[tuple[str, str], ...] = ()
    redactions: tuple[Redaction, ...] = ()

    @property
    def unit(self) -> str:
        """What shares count: the customer where known, else the conversation, else the row."""
        return self.customer or self.conversation or self.record

    def with_text(self, text: str, redactions: tuple[Redaction, ...]) -> "Feedback":
        """Return the same feedback with masked text of the same length."""
        return replace(self, text=text, redactions=redactions)


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a file as feedback: one for each text that it holds, or one without text where it holds a score alone."""

    file: str
    row: int
    feedbacks: tuple[Feedback, ...]


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row, or a cell of it, that could not be taken, and why; the value is cut short."""

    file: str
    row: int
    code: str
    message: str
    sheet: str | None = None
    column: str | None = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that was left out on purpose: ``empty``, ``preview`` or ``other speaker``."""

    file: str
    row: int
    reason: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A sentence or independent clause of a feedback: ``feedback.text[start:end]``."""

    feedback: Feedback
    index: int
    start: int
    end: int

    @property
    def id(self) -> str:
        """``feedback_id#n``."""
        return f"{self.feedback.id}#{self.index}"

    @property
    def text(self) -> str:
        """The segment's own words."""
        return self.feedback.text[self.start : self.end]


def feedback_runs(segments: Sequence[Segment]) -> list[range]:
    """Return the runs of rows that belong to one feedback."""
    starts = [row for row, segment in enumerate(segments) if row == 0 or segment.feedback is not segments[row - 1].feedback]
    return [range(start, end) for start, end in pairwise([*starts, len(segments)])]


@dataclass(frozen=True, slots=True)
class Taught:
    """All segments of a feedback, and the stages that people gave some of them: pairs of place and stage id."""

    segments: tuple[Segment, ...]
    stages: tuple[tuple[int, str], ...]


def alone(text: str, *, question: str | None = None) -> Segment:
    """Return a text as the one segment of a feedback of its own, which nobody said: a definition, an example."""
    return Segment(Feedback("", "", text, "survey", "", 0, question=question), 0, 0, len(text))


@dataclass(frozen=True, slots=True)
class Reading:
    """What the heads say of one unit; the fields and ranges of the score table.

    ``sentiment`` lies in [-1, 1]; ``effort`` in [-1, 1] or None; probabilities in [0, 1];
    ``cause_start`` and ``cause_end`` are offsets in the feedback's text.
    A unit in a language that is not read abstains: stage ``none``, sentiment None.
    """

    language: str | None
    stage: str
    stage_abstained: bool
    stage_confidence: float
    stage_scores: Scores
    stage_basis: Literal["text", "context", "asked", "metadata"]
    touchpoint: str | None
    sentiment: float | None
    sentiment_label: Literal["negative", "neutral", "positive", "mixed"] | None
    sentiment_scores: Scores
    emotions: tuple[str, ...]
    emotion_scores: Scores
    emotion_groups: tuple[str, ...]
    emotion_intensity: int | None
    intent: str
    effort: float | None
    effort_label: Literal["high", "low", "none"]
    pain_point: str | None
    cause: str | None
    cause_start: int | None
    cause_end: int | None
    cause_stage: str | None
    duration_hours: float | None
    flags: tuple[str, ...]
    model: str
    journey: str


@dataclass(frozen=True, slots=True)
class Scored:
    """A segment and what was read in it."""

    segment: Segment
    reading: Reading


@dataclass(frozen=True, slots=True)
class Review:
    """What a person read in a segment that was drawn for it: its stage (``none`` for no stage) and sentiment."""

    segment_id: str
    stage: str
    sentiment_label: Literal["negative", "neutral", "positive", "mixed"]


@dataclass(frozen=True, slots=True)
class Rate:
    """A figure with its 95 % interval, the number of units behind it, and what the interval covers."""

    value: float
    low: float
    high: float
    n: int
    covers: Literal["sampling", "sampling and reading"] = "sampling"


@dataclass(frozen=True, slots=True)
class Cause:
    """A root cause told by customers within a theme; ``told`` counts units.

    ``id`` is shared by all themes that it stands behind; empty in runs that were made before causes had one.
    """

    label: str
    told: int
    evidence: tuple[str, ...]
    cause_stage: str | None = None
    id: str = ""


@dataclass(frozen=True, slots=True)
class CauseLink:
    """That customers tell one thing as the reason of another, both by their ids; ``told`` counts units.

    A cause may be told for a cause or a pain point, a pain point for another.
    """

    cause: str
    effect: str
    told: int
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RootCauses:
    """What stands behind the causes: causes told as reasons of causes, and which is told as the reason of which, most units first."""

    behind: tuple[Cause, ...] = ()
    links: tuple[CauseLink, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A sub-theme: one side of what a theme tells; fields as those of the theme."""

    id: str
    label: str
    keywords: tuple[str, ...]
    segment_ids: tuple[str, ...]
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a language model of the user's own answered when it was asked to name a theme.

    ``found`` is the name that was found in the customers' words, ``name`` the proposed one; None where the answer was not taken.
    """

    model: str
    found: str
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Naming:
    """How a language model of the user's own was asked to name the themes of a run.

    ``host`` is that of its address, with the port; ``taken`` counts the themes that bear a name that it proposed, ``refused`` those
    for which no answer was taken; ``failure`` says what went wrong with the address, as the end of a sentence, empty if nothing did.
    """

    model: str
    host: str
    taken: int
    refused: int
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Theme:
    """A group of segments that tell of one thing; ``segment_ids`` in canonical order.

    ``quotes`` are ids of the segments nearest the centre, ``spread`` of those that show how far it reaches;
    ``severity`` lies in [0, 1]; ``stages`` counts units per stage, largest first; ``parts`` the largest first.
    """

    id: str
    kind: ThemeKind
    label: str
    keywords: tuple[str, ...]
    segment_ids: tuple[str, ...]
    quotes: tuple[str, ...]
    severity: float
    stages: tuple[tuple[str, int], ...]
    causes: tuple[Cause, ...] = ()
    spread: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    proposal: Proposal | None = None

    @property
    def named_by(self) -> Proposal | None:
        """The proposal whose name the theme bears; None where it was found, or given by a person since."""
        return self.proposal if self.proposal and self.proposal.name == self.label else None


@dataclass(frozen=True, slots=True)
class ThemeChange:
    """What became of a theme since the run before; ``before`` and ``after`` count segments.

    ``others`` are the themes that it was merged from, into, or split into or from.
    """

    theme_id: str
    label: str
    what: Literal["born", "kept", "grown", "shrunk", "merged", "split", "gone"]
    before: int
    after: int
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Themes:
    """All themes of a run, and the ids of the segments that stand in none.

    ``unassigned`` fit nowhere, ``bare`` tell a feeling and no subject, in groups of like ones ('awful!', 'thanks'),
    ``non_answers`` tell nothing ('N/A'), ``copies`` repeat a long text of another feedback. ``roots`` stands behind the themes' causes.
    ``naming`` is None where no language model was asked for names.
    """

    themes: tuple[Theme, ...]
    unassigned: tuple[str, ...]
    bare: tuple[tuple[str, ...], ...] = ()
    non_answers: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    changes: tuple[ThemeChange, ...] = ()
    roots: RootCauses = RootCauses()
    naming: Naming | None = None

    @property
    def feelings(self) -> tuple[str, ...]:
        """The segments that tell a feeling and no subject."""
        return tuple(segment for group in self.bare for segment in group)


@dataclass(frozen=True, slots=True)
class OwnTheme:
    """A theme of the user's own codebook; ``kind`` None stands for every kind."""

    id: str
    name: str
    definition: str = ""
    examples: tuple[str, ...] = ()
    kind: ThemeKind | None = None

    @property
    def ids(self) -> tuple[tuple[ThemeKind, str], ...]:
        """The kinds that it stands for, and the id that it bears among the themes of each."""
        if self.kind:
            return ((self.kind, self.id),)
        return tuple((kind, str(uuid5(_NAMESPACE, f"{kind}\n{self.id}"))) for kind in get_args(ThemeKind))


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of themes before they are looked for.

    ``earlier`` are those of the run before, as people changed them since; those in ``kept`` a person named, merged, split or filled:
    they stay whatever comes. ``deleted`` are those that people took away: what is nearest to them stands in no theme.
    ``moved`` holds pairs of segment id and theme id, or None for no theme; ``named`` pairs of theme id and the name that a person gave.
    """

    earlier: Themes = Themes((), ())
    kept: frozenset[str] = frozenset()
    deleted: tuple[Theme, ...] = ()
    moved: tuple[tuple[str, str | None], ...] = ()
    own: tuple[OwnTheme, ...] = ()
    named: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Touchpoint:
    """A point of contact within a stage; ``cues`` are literal phrases, case-insensitive."""

    id: str
    name: str
    cues: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of a customer's journey."""

    id: str
    name: str
    description: str = ""
    goals: tuple[str, ...] = ()
    touchpoints: tuple[Touchpoint, ...] = ()
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Journey:
    """A journey definition; stages in the order in which customers pass them.

    ``words`` holds what a customer and the organisation are called (``customer``, ``organisation``).
    """

    id: str
    name: str
    stages: tuple[Stage, ...]
    description: str = ""
    words: tuple[tuple[str, str], ...] = field(default=())
