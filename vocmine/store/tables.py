"""The tables: integer keys of our own, public ids as text, times in UTC.

A project has a *revision* that grows with each change of what it shows. A feedback is visible at
revision ``r`` where ``since <= r < until`` (``until`` NULL: still). Rows of an import that has not
finished have no ``since`` and are visible nowhere. A run keeps the revision that it was made at, so
that it shows the same feedback for ever. Of one public id one row at most is visible (unique index).
Runs, themes and corrections are never updated (triggers refuse it).
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, DateTime, Dialect, Index, LargeBinary, MetaData, Table, UniqueConstraint, text
from sqlalchemy.orm import registry
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
VISIBLE = text("since IS NOT NULL AND until IS NULL")


class UtcTime(TypeDecorator[datetime]):
    """Aware UTC in Python; SQLite, which knows no zones, holds the bare UTC time."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn any aware time to UTC."""
        if value is None:
            return None
        return value.astimezone(UTC).replace(tzinfo=None) if dialect.name == "sqlite" else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Row(SQLModel, registry=registry(metadata=MetaData(naming_convention=NAMES))):
    """The base of all tables; its metadata holds them and nothing else."""


class ProjectRow(Row, table=True):
    """A body of feedback that is mined together."""

    __tablename__ = "project"
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    revision: int = 0
    created_at: datetime = Field(sa_type=UtcTime)


class ImportRow(Row, table=True):
    """One reading of one file: ``running``, ``done``, ``failed`` or ``undone``; ``ledger`` counts rows, as JSON."""

    __tablename__ = "import_"
    __table_args__ = (UniqueConstraint("project_id", "number"), Index(None, "project_id", "sha256"))
    id: int | None = Field(default=None, primary_key=True)
    project_id: int = Field(foreign_key="project.id", ondelete="CASCADE")
    number: int
    name: str
    sha256: str
    plan: str
    ledger: str
    status: str
    started_at: datetime = Field(sa_type=UtcTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcTime)


class RejectRow(Row, table=True):
    """A row that an import could not take, and why."""

    __tablename__ = "reject"
    id: int | None = Field(default=None, primary_key=True)
    import_id: int = Field(foreign_key="import_.id", ondelete="CASCADE", index=True)
    file: str
    row: int
    sheet: str | None = None
    column: str | None = None
    code: str
    message: str


class FeedbackRow(Row, table=True):
    """A feedback as it was once told; another content of the same id is another row.

    ``digest`` covers the content of the whole record; ``replaces`` says that the record was known
    with other content when it came; ``attributes`` and ``redactions`` are JSON.
    """

    __tablename__ = "feedback"
    __table_args__ = (
        Index(None, "project_id", "record"),
        Index("ux_feedback_visible", "project_id", "public_id", unique=True, sqlite_where=VISIBLE, postgresql_where=VISIBLE),
        Index(None, "project_id", "created_at"),
        Index(None, "project_id", "channel"),
        Index(None, "project_id", "customer_segment"),
        Index(None, "project_id", "unit"),
    )
    id: int | None = Field(default=None, primary_key=True)
    project_id: int = Field(foreign_key="project.id", ondelete="CASCADE")
    import_id: int = Field(foreign_key="import_.id", ondelete="CASCADE", index=True)
    since: int | None = None
    until: int | None = None
    replaces: bool = False
    digest: str
    unit: str
    public_id: str
    record: str
    text: str
    kind: str
    source_file: str
    source_row: int
    source_sheet: str | None = None
    created_at: datetime | None = Field(default=None, sa_type=UtcTime)
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
    role: str | None = None
    turn: int | None = None
    conversation: str | None = None
    attributes: str
    redactions: str


class SegmentationRow(Row, table=True):
    """A way of cutting and encoding; ``key`` is made of the names of segmenter and encoder."""

    __tablename__ = "segmentation"
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    segmenter: str
    encoder: str


class SegmentRow(Row, table=True):
    """A segment and its vector: little-endian float16, ``dim`` numbers."""

    __tablename__ = "segment"
    __table_args__ = (UniqueConstraint("feedback_id", "segmentation_id", "idx"),)
    id: int | None = Field(default=None, primary_key=True)
    feedback_id: int = Field(foreign_key="feedback.id", ondelete="CASCADE")
    segmentation_id: int = Field(foreign_key="segmentation.id")
    idx: int
    start: int
    end: int
    vector: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class ScoringRow(Row, table=True):
    """A way of reading; ``key`` digests the models' names and the journey, which is kept as JSON."""

    __tablename__ = "scoring"
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    segmentation_id: int = Field(foreign_key="segmentation.id")
    reader: str
    journey_id: str
    journey: str


class ScoredFeedbackRow(Row, table=True):
    """That all segments of a feedback were read; a feedback without segments stands here too."""

    __tablename__ = "scored_feedback"
    feedback_id: int = Field(primary_key=True, foreign_key="feedback.id", ondelete="CASCADE")
    scoring_id: int = Field(primary_key=True, foreign_key="scoring.id")


class ReadingRow(Row, table=True):
    """What was read in a segment; ``scores`` (of stage, sentiment, emotions) and ``lists`` (name and item) are JSON.

    The keys are in such an order that a page of segments needs no sorting.
    """

    __tablename__ = "reading"
    __table_args__ = (Index(None, "scoring_id", "stage", "segment_id"), Index(None, "scoring_id", "sentiment_label", "segment_id"))
    scoring_id: int = Field(primary_key=True, foreign_key="scoring.id")
    segment_id: int = Field(primary_key=True, foreign_key="segment.id", ondelete="CASCADE", index=True)
    language: str | None = None
    stage: str
    stage_abstained: bool
    stage_confidence: float
    stage_basis: str
    touchpoint: str | None = None
    sentiment: float | None = None
    sentiment_label: str | None = None
    emotion_intensity: int | None = None
    intent: str
    effort: float | None = None
    effort_label: str
    pain_point: str | None = None
    cause: str | None = None
    cause_start: int | None = None
    cause_end: int | None = None
    cause_stage: str | None = None
    duration_hours: float | None = None
    model: str
    scores: str
    lists: str


class RunRow(Row, table=True):
    """A published mining of a project: never updated; ``imports`` are their numbers, as JSON, ``changes`` what became of themes.

    ``roots`` is what stands behind the causes of themes, as JSON; ``naming`` tells as JSON which language model was asked for names, and
    how it went, NULL for none.
    ``own_themes`` digests the user's codebook, ``last_correction`` is the newest correction that it heeds; 0 for none.
    """

    __tablename__ = "run"
    __table_args__ = (UniqueConstraint("project_id", "public_id"),)
    id: int | None = Field(default=None, primary_key=True)
    project_id: int = Field(foreign_key="project.id", ondelete="CASCADE")
    public_id: str
    scoring_id: int = Field(foreign_key="scoring.id")
    theme_finder: str
    revision: int
    imports: str
    changes: str = Field(default="[]", sa_column_kwargs={"server_default": "[]"})
    roots: str = Field(default="{}", sa_column_kwargs={"server_default": "{}"})
    own_themes: str = Field(default="", sa_column_kwargs={"server_default": ""})
    last_correction: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    naming: str | None = None
    created_at: datetime = Field(sa_type=UtcTime)


class ThemeRow(Row, table=True):
    """A theme of a run; ``keywords``, ``quotes``, ``spread``, ``stages``, ``causes``, ``parts`` and ``proposal`` are JSON."""

    __tablename__ = "theme"
    __table_args__ = (UniqueConstraint("run_id", "public_id"),)
    id: int | None = Field(default=None, primary_key=True)
    run_id: int = Field(foreign_key="run.id", ondelete="CASCADE")
    rank: int
    public_id: str
    kind: str
    label: str
    severity: float
    keywords: str
    quotes: str
    stages: str
    causes: str
    spread: str = Field(default="[]", sa_column_kwargs={"server_default": "[]"})
    parts: str = Field(default="[]", sa_column_kwargs={"server_default": "[]"})
    proposal: str | None = None


class ThemeSegmentRow(Row, table=True):
    """That a segment belongs to a theme, or in this run to none (``theme_id`` NULL).

    ``part`` is the id of the theme's part that it is in. ``apart`` says of one in none why: ``bare`` with the number of its group,
    ``non_answer`` or ``copy``; NULL where it fits nowhere.
    """

    __tablename__ = "theme_segment"
    __table_args__ = (Index(None, "run_id", "segment_id"),)
    id: int | None = Field(default=None, primary_key=True)
    run_id: int = Field(foreign_key="run.id", ondelete="CASCADE")
    theme_id: int | None = Field(default=None, foreign_key="theme.id", ondelete="CASCADE", index=True)
    segment_id: int = Field(foreign_key="segment.id", ondelete="CASCADE", index=True)
    rank: int
    part: str | None = None
    apart: str | None = None


class OwnThemeRow(Row, table=True):
    """A theme of a project's own codebook, in its order; ``examples`` are JSON; ``kind`` NULL stands for every kind."""

    __tablename__ = "own_theme"
    __table_args__ = (UniqueConstraint("project_id", "public_id"),)
    id: int | None = Field(default=None, primary_key=True)
    project_id: int = Field(foreign_key="project.id", ondelete="CASCADE")
    place: int
    public_id: str
    name: str
    definition: str
    examples: str
    kind: str | None = None


class SuppliedMetricRow(Row, table=True):
    """A figure of a stage that the user brought; ``journey`` and ``stage`` are ids of the definition."""

    __tablename__ = "supplied_metric"
    __table_args__ = (UniqueConstraint("project_id", "journey", "metric", "stage"),)
    id: int | None = Field(default=None, primary_key=True)
    project_id: int = Field(foreign_key="project.id", ondelete="CASCADE")
    journey: str
    metric: str
    stage: str
    value: float
    low: float | None = None
    high: float | None = None
    n: int | None = None
    unit: str
    source: str


class CriterionRow(Row, table=True):
    """What a project's pain points are weighed by, in the user's order; ``least`` and ``most`` NULL follow from the values."""

    __tablename__ = "criterion"
    __table_args__ = (UniqueConstraint("project_id", "public_id"),)
    id: int | None = Field(default=None, primary_key=True)
    project_id: int = Field(foreign_key="project.id", ondelete="CASCADE")
    place: int
    public_id: str
    name: str
    weight: float
    least: float | None = None
    most: float | None = None
    less: bool


class CriterionValueRow(Row, table=True):
    """A value that the user gave a theme; of one theme and criterion the newest row holds, ``value`` NULL takes it back."""

    __tablename__ = "criterion_value"
    id: int | None = Field(default=None, primary_key=True)
    project_id: int = Field(foreign_key="project.id", ondelete="CASCADE", index=True)
    theme: str
    criterion: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    origin: str
    who: str
    created_at: datetime = Field(sa_type=UtcTime)


class CorrectionRow(Row, table=True):
    """What a person put right; taken back by a later row that ``undoes`` it."""

    __tablename__ = "correction"
    id: int | None = Field(default=None, primary_key=True)
    project_id: int = Field(foreign_key="project.id", ondelete="CASCADE", index=True)
    target: str
    target_id: str
    field: str
    old: str | None = None
    new: str | None = None
    who: str
    created_at: datetime = Field(sa_type=UtcTime)
    undoes: int | None = Field(default=None, foreign_key="correction.id", ondelete="CASCADE", unique=True)


class GroupRow(Row, table=True):
    """A group of customers by its name; ``filters`` are pairs of field and value, as JSON."""

    __tablename__ = "group_filter"
    __table_args__ = (UniqueConstraint("project_id", "name"),)
    id: int | None = Field(default=None, primary_key=True)
    project_id: int = Field(foreign_key="project.id", ondelete="CASCADE")
    name: str
    filters: str


class ReviewRow(Row, table=True):
    """What a person read in a stretch of a feedback that was drawn for review; of one stretch the newest row holds."""

    __tablename__ = "review"
    id: int | None = Field(default=None, primary_key=True)
    feedback_id: int = Field(foreign_key="feedback.id", ondelete="CASCADE", index=True)
    journey_id: str
    start: int
    end: int
    stage: str
    sentiment_label: str
    who: str
    created_at: datetime = Field(sa_type=UtcTime)


METADATA: MetaData = Row.metadata


def _table(model: type[Row]) -> Table:
    name: Any = model.__tablename__
    return METADATA.tables[name]


PROJECT = _table(ProjectRow)
IMPORT = _table(ImportRow)
REJECT = _table(RejectRow)
FEEDBACK = _table(FeedbackRow)
SEGMENTATION = _table(SegmentationRow)
SEGMENT = _table(SegmentRow)
SCORING = _table(ScoringRow)
SCORED_FEEDBACK = _table(ScoredFeedbackRow)
READING = _table(ReadingRow)
RUN = _table(RunRow)
THEME = _table(ThemeRow)
THEME_SEGMENT = _table(ThemeSegmentRow)
CORRECTION = _table(CorrectionRow)
OWN_THEME = _table(OwnThemeRow)
REVIEW = _table(ReviewRow)
GROUP = _table(GroupRow)
SUPPLIED_METRIC = _table(SuppliedMetricRow)
CRITERION = _table(CriterionRow)
CRITERION_VALUE = _table(CriterionValueRow)
