"""Figures of stages that the user brought; projects of before have none."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "supplied_metric",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("project_id", sa.Integer, sa.ForeignKey("project.id", ondelete="CASCADE"), nullable=False),
        *(sa.Column(name, sa.String, nullable=False) for name in ("journey", "metric", "stage")),
        sa.Column("value", sa.Float, nullable=False),
        *(sa.Column(name, sa.Float) for name in ("low", "high")),
        sa.Column("n", sa.Integer),
        *(sa.Column(name, sa.String, nullable=False) for name in ("unit", "source")),
        sa.UniqueConstraint("project_id", "journey", "metric", "stage"),
    )
