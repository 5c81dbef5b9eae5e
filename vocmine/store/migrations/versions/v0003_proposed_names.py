"""Names that a language model of the user's own proposed; runs made before have none."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    op.add_column("run", sa.Column("naming", sa.String))
    op.add_column("theme", sa.Column("proposal", sa.String))
