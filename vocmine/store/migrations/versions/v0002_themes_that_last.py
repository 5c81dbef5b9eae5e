"""Parts of themes, what is kept apart, what became of them, what stands behind causes, the user's own ones; runs of before have none."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns and the table."""
    for table, columns in {"theme": ("spread", "parts"), "run": ("changes",)}.items():
        for column in columns:
            op.add_column(table, sa.Column(column, sa.String, nullable=False, server_default="[]"))
    op.add_column("run", sa.Column("roots", sa.String, nullable=False, server_default="{}"))
    op.add_column("run", sa.Column("own_themes", sa.String, nullable=False, server_default=""))
    op.add_column("run", sa.Column("last_correction", sa.Integer, nullable=False, server_default="0"))
    for column in ("part", "apart"):
        op.add_column("theme_segment", sa.Column(column, sa.String))
    op.create_table(
        "own_theme",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("project_id", sa.Integer, sa.ForeignKey("project.id", ondelete="CASCADE"), nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        *(sa.Column(name, sa.String, nullable=False) for name in ("public_id", "name", "definition", "examples")),
        sa.Column("kind", sa.String),
        sa.UniqueConstraint("project_id", "public_id"),
    )
