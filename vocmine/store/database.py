"""The door to the database: opened once, brought to the newest schema, read and written in transactions.

A reader sees one state of the database from its first statement to its last. Writers take their turn:
on SQLite by ``BEGIN IMMEDIATE``, on PostgreSQL by locking the project's row. What ``write()`` yields is
committed whole at its end, or not at all. A database of a newer schema is refused and left as it is.
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError
from sqlmodel import Session

from vocmine.errors import PackageMissing, StoreError
from vocmine.store.migrations import known_revisions, upgrade

WAL_TRIES = 100
WAL_PAUSE = 0.05
PRAGMAS = (
    "PRAGMA busy_timeout = 5000",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
)
DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg", "postgresql+psycopg": "postgresql+psycopg"}


class Store:
    """An open database.

    Parameters
    ----------
    engine
        Connected to a database of the newest schema: see ``open_store``.
    """

    def __init__(self, engine: Engine) -> None:
        self._reading = engine.execution_options(isolation_level="REPEATABLE READ") if engine.dialect.name == "postgresql" else engine
        self._writing = engine.execution_options(vocmine_write=True)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Yield a session that sees one state of the database throughout.

        Raises
        ------
        StoreError
            If the database fails.
        """
        with _clear_errors(self._reading.url), Session(self._reading, autoflush=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Yield a session whose changes are committed together at the end, or taken back if anything is raised.

        Raises
        ------
        StoreError
            If the database fails, or another writer holds it for longer than five seconds.
        """
        with _clear_errors(self._writing.url), Session(self._writing, autoflush=False) as session, session.begin():
            yield session

    def check(self) -> str:
        """Return ``sound``, or what SQLite finds broken in its file; PostgreSQL, which answers for itself, only has to answer.

        Raises
        ------
        StoreError
            If the database cannot be read at all.
        """
        statement = "PRAGMA quick_check(1)" if self._reading.dialect.name == "sqlite" else "SELECT 'ok'"
        with self.read() as session:
            found = str(session.execute(text(statement)).scalar())
        return "sound" if found == "ok" else found

    def close(self) -> None:
        """Let go of all connections."""
        self._reading.dispose()


def open_store(url: str) -> Store:
    """Open a database, making it or bringing it to the newest schema where needed.

    Parameters
    ----------
    url
        ``sqlite:///path`` or ``postgresql+psycopg://…``.

    Raises
    ------
    StoreError
        If it cannot be reached or written, is no database of vocmine, or is of a newer schema.
    PackageMissing
        If PostgreSQL is asked for and psycopg is not installed.
    """
    address = _address(url)
    engine = _engine(address)
    with ExitStack() as failing, _clear_errors(address):
        failing.callback(engine.dispose)
        with engine.connect() as connection:
            found = _revision(connection)
        _refuse_newer(found, address)
        if found != known_revisions()[-1]:
            with engine.execution_options(vocmine_write=True).begin() as connection:
                _lock_schema(connection)
                upgrade(connection)
        failing.pop_all()
    return Store(engine)


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise StoreError(f"{url!r} is no address of a database; write sqlite:///path or postgresql+psycopg://… .") from error
    if address.drivername not in DRIVERS:
        raise StoreError(f"Databases of the kind {address.drivername!r} are not supported; use sqlite or postgresql+psycopg.")
    return address.set(drivername=DRIVERS[address.drivername])


def _engine(address: URL) -> Engine:
    sqlite = address.get_backend_name() == "sqlite"
    if sqlite and address.database and address.database != ":memory:":
        _make_folder(Path(address.database).parent)
    try:
        engine = create_engine(address)
    except ModuleNotFoundError as error:
        raise PackageMissing("psycopg", "A PostgreSQL database", "'vocmine[postgres]'") from error
    if sqlite:
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise StoreError(f"The folder {folder} for the database cannot be made: {error.strerror}. Set VOCMINE_DB or --db.") from error


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver's own implicit BEGIN is switched off, so that _begin_sqlite decides.
    connection.isolation_level = None
    connection.create_function("lower", 1, _lower, deterministic=True)
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(pragma)
    _switch_to_wal(cursor)
    cursor.close()


def _switch_to_wal(cursor: sqlite3.Cursor) -> None:
    # Of several that open a new file at once SQLite refuses some at once, whatever the timeout.
    for _ in range(WAL_TRIES - 1):
        with suppress(sqlite3.OperationalError):
            cursor.execute("PRAGMA journal_mode = WAL")
            return
        time.sleep(WAL_PAUSE)
    cursor.execute("PRAGMA journal_mode = WAL")


def _lower(value: str | None) -> str | None:
    """Stand in for SQLite's own, which knows ASCII only."""
    return None if value is None else value.lower()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("vocmine_write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _revision(connection: Connection) -> str | None:
    if not connection.dialect.has_table(connection, "alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def _refuse_newer(found: str | None, address: URL) -> None:
    known = known_revisions()
    if found is not None and found not in known:
        raise StoreError(
            f"The database {_shown(address)} has schema {found}; this version of vocmine knows up to {known[-1]}. "
            "Upgrade vocmine, or name another database by --db."
        )


def _lock_schema(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(7306365)"))


@contextmanager
def _clear_errors(address: URL) -> Iterator[None]:
    try:
        yield
    except DatabaseError as error:
        raise StoreError(f"The database {_shown(address)} failed: {error.orig}.") from error


def _shown(address: URL) -> str:
    return address.render_as_string(hide_password=True)
