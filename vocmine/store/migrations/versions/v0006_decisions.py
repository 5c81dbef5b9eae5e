"""What pain points are weighed by, and the values that the user gave them."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "criterion",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("project_id", sa.Integer, sa.ForeignKey("project.id", ondelete="CASCADE"), nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        *(sa.Column(name, sa.String, nullable=False) for name in ("public_id", "name")),
        sa.Column("weight", sa.Float, nullable=False),
        *(sa.Column(name, sa.Float) for name in ("least", "most")),
        sa.Column("less", sa.Boolean, nullable=False),
        sa.UniqueConstraint("project_id", "public_id"),
    )
    op.create_table(
        "criterion_value",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("project_id", sa.Integer, sa.ForeignKey("project.id", ondelete="CASCADE"), nullable=False),
        *(sa.Column(name, sa.String, nullable=False) for name in ("theme", "criterion")),
        *(sa.Column(name, sa.Float) for name in ("value", "low", "high")),
        *(sa.Column(name, sa.String, nullable=False) for name in ("origin", "who")),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_criterion_value_project_id", "criterion_value", ["project_id"])
