"""The first tables, their indices, and the triggers that keep what is published as it is."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

FROZEN = ("run", "theme", "theme_segment", "correction")
SQLITE_TRIGGER = "CREATE TRIGGER frozen_TABLE BEFORE UPDATE ON TABLE BEGIN SELECT RAISE(ABORT, 'what is published is never changed'); END"
POSTGRESQL_FUNCTION = (
    "CREATE OR REPLACE FUNCTION vocmine_frozen() RETURNS trigger LANGUAGE plpgsql AS "
    "$$BEGIN RAISE EXCEPTION 'what is published is never changed'; END$$"
)
POSTGRESQL_TRIGGER = "CREATE TRIGGER frozen_TABLE BEFORE UPDATE ON TABLE FOR EACH ROW EXECUTE FUNCTION vocmine_frozen()"


def upgrade() -> None:
    """Make everything."""
    _projects()
    _feedback()
    _readings()
    _runs()
    for table in FROZEN:
        _freeze(table)


def _projects() -> None:
    op.create_table(
        "project",
        _key(),
        sa.Column("name", sa.String, nullable=False, unique=True),
        *_columns(sa.Integer, "revision"),
        _time("created_at"),
    )
    op.create_table(
        "import_",
        _key(),
        _refers("project_id", "project", cascade=True),
        *_columns(sa.Integer, "number"),
        *_columns(sa.String, "name", "sha256", "plan", "ledger", "status"),
        _time("started_at"),
        _time("finished_at", null=True),
        sa.UniqueConstraint("project_id", "number"),
    )
    _index("import_", "project_id", "sha256")
    op.create_table(
        "reject",
        _key(),
        _refers("import_id", "import_", cascade=True),
        *_columns(sa.Integer, "row"),
        *_columns(sa.String, "file", "code", "message"),
        *_columns(sa.String, "sheet", "column", null=True),
    )
    _index("reject", "import_id")
    op.create_table(
        "correction",
        _key(),
        _refers("project_id", "project", cascade=True),
        *_columns(sa.String, "target", "target_id", "field", "who"),
        *_columns(sa.String, "old", "new", null=True),
        _time("created_at"),
        sa.Column("undoes", sa.Integer, sa.ForeignKey("correction.id", ondelete="CASCADE"), unique=True),
    )
    _index("correction", "project_id")


def _feedback() -> None:
    op.create_table(
        "feedback",
        _key(),
        _refers("project_id", "project", cascade=True),
        _refers("import_id", "import_", cascade=True),
        *_columns(sa.Integer, "since", "until", "turn", null=True),
        *_columns(sa.Boolean, "replaces"),
        *_columns(sa.String, "digest", "unit", "public_id", "record", "text", "kind", "source_file", "attributes", "redactions"),
        *_columns(sa.Integer, "source_row"),
        _time("created_at", null=True),
        *_columns(sa.Float, "rating", "nps", "csat", "ces", "weight", null=True),
        *_columns(sa.String, "source_sheet", "channel", "touchpoint_given", "customer", "customer_segment", null=True),
        *_columns(sa.String, "language", "question", "stage_asked", "speaker", "role", "conversation", null=True),
    )
    _index("feedback", "import_id")
    for column in ("record", "created_at", "channel", "customer_segment", "unit"):
        _index("feedback", "project_id", column)
    visible = sa.text("since IS NOT NULL AND until IS NULL")
    op.create_index(
        "ux_feedback_visible", "feedback", ["project_id", "public_id"], unique=True, sqlite_where=visible, postgresql_where=visible
    )


def _readings() -> None:
    op.create_table(
        "segmentation", _key(), sa.Column("key", sa.String, nullable=False, unique=True), *_columns(sa.String, "segmenter", "encoder")
    )
    op.create_table(
        "segment",
        _key(),
        _refers("feedback_id", "feedback", cascade=True),
        _refers("segmentation_id", "segmentation"),
        *_columns(sa.Integer, "idx", "start", "end"),
        *_columns(sa.LargeBinary, "vector"),
        sa.UniqueConstraint("feedback_id", "segmentation_id", "idx"),
    )
    op.create_table(
        "scoring",
        _key(),
        sa.Column("key", sa.String, nullable=False, unique=True),
        _refers("segmentation_id", "segmentation"),
        *_columns(sa.String, "reader", "journey_id", "journey"),
    )
    op.create_table(
        "scored_feedback", _refers("feedback_id", "feedback", cascade=True, key=True), _refers("scoring_id", "scoring", key=True)
    )
    op.create_table(
        "reading",
        _refers("scoring_id", "scoring", key=True),
        _refers("segment_id", "segment", cascade=True, key=True),
        *_columns(sa.Boolean, "stage_abstained"),
        *_columns(sa.Float, "stage_confidence"),
        *_columns(sa.Float, "sentiment", "effort", "duration_hours", null=True),
        *_columns(sa.Integer, "emotion_intensity", "cause_start", "cause_end", null=True),
        *_columns(sa.String, "stage", "stage_basis", "intent", "effort_label", "model", "scores", "lists"),
        *_columns(sa.String, "language", "touchpoint", "sentiment_label", "pain_point", "cause", "cause_stage", null=True),
    )
    _index("reading", "scoring_id", "stage", "segment_id")
    _index("reading", "scoring_id", "sentiment_label", "segment_id")
    _index("reading", "segment_id")


def _runs() -> None:
    op.create_table(
        "run",
        _key(),
        _refers("project_id", "project", cascade=True),
        _refers("scoring_id", "scoring"),
        *_columns(sa.String, "public_id", "theme_finder", "imports"),
        *_columns(sa.Integer, "revision"),
        _time("created_at"),
        sa.UniqueConstraint("project_id", "public_id"),
    )
    op.create_table(
        "theme",
        _key(),
        _refers("run_id", "run", cascade=True),
        *_columns(sa.Integer, "rank"),
        *_columns(sa.Float, "severity"),
        *_columns(sa.String, "public_id", "kind", "label", "keywords", "quotes", "stages", "causes"),
        sa.UniqueConstraint("run_id", "public_id"),
    )
    op.create_table(
        "theme_segment",
        _key(),
        _refers("run_id", "run", cascade=True),
        sa.Column("theme_id", sa.Integer, sa.ForeignKey("theme.id", ondelete="CASCADE")),
        _refers("segment_id", "segment", cascade=True),
        *_columns(sa.Integer, "rank"),
    )
    _index("theme_segment", "run_id", "segment_id")
    _index("theme_segment", "theme_id")
    _index("theme_segment", "segment_id")


def _freeze(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(SQLITE_TRIGGER.replace("TABLE", table))
        return
    op.execute(POSTGRESQL_FUNCTION)
    op.execute(POSTGRESQL_TRIGGER.replace("TABLE", table))


def _key() -> sa.Column[int]:
    return sa.Column("id", sa.Integer, primary_key=True)


def _refers(name: str, table: str, *, cascade: bool = False, key: bool = False) -> sa.Column[int]:
    target = sa.ForeignKey(f"{table}.id", ondelete="CASCADE" if cascade else None)
    return sa.Column(name, sa.Integer, target, nullable=False, primary_key=key)


def _columns(kind: Any, *names: str, null: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, nullable=null) for name in names]


def _time(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=null)


def _index(table: str, *columns: str) -> None:
    op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns))
