"""The numbered steps of the schema: append-only, each one whole or not at all, on both databases."""

from pathlib import Path

from sqlalchemy import Connection

_FOLDER = Path(__file__).resolve().parent


def known_revisions() -> tuple[str, ...]:
    """Return the numbers of all steps, oldest first, without loading Alembic."""
    return tuple(sorted(file.name[1:5] for file in (_FOLDER / "versions").glob("v[0-9]*.py")))


def upgrade(connection: Connection) -> None:
    """Bring the database to the newest schema within the transaction of ``connection``."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
