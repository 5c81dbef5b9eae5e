"""What people read in feedback that was drawn for review; projects of before have none."""

import sqlalchemy as sa
from alembic import op

from vocmine.store.tables import UtcTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "review",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("feedback_id", sa.Integer, sa.ForeignKey("feedback.id", ondelete="CASCADE"), nullable=False),
        sa.Column("journey_id", sa.String, nullable=False),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("start", "end")),
        *(sa.Column(name, sa.String, nullable=False) for name in ("stage", "sentiment_label", "who")),
        sa.Column("created_at", UtcTime, nullable=False),
    )
    op.create_index("ix_review_feedback_id", "review", ["feedback_id"])
