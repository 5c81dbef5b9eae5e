"""The schema is brought up to date or refused; readers are not in the way of writers; what is published stays."""

import threading

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text

from tests.fakes import JOURNEY
from vocmine.errors import StoreError
from vocmine.store import database
from vocmine.store.database import open_store
from vocmine.store.migrations import known_revisions
from vocmine.store.projects import ensure_project, list_projects
from vocmine.store.runs import RunDraft, publish_run
from vocmine.store.scorings import ensure_scoring, take_snapshot
from vocmine.store.tables import METADATA
from vocmine.types import Theme, Themes


def test_migrations_from_empty_make_exactly_the_tables(store):
    with store.read() as session:
        context = MigrationContext.configure(session.connection(), opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []
        assert session.execute(text("SELECT version_num FROM alembic_version")).scalar() == known_revisions()[-1]


def test_opening_again_keeps_what_is_there(db_url, store):
    with store.write() as session:
        ensure_project("shop", session=session)
    again = open_store(db_url)
    with again.read() as session:
        assert [size.name for size in list_projects(session=session)] == ["shop"]
    again.close()


def test_newer_database_is_refused_and_left_alone(db_url, store):
    set_version(db_url, "9999")
    with pytest.raises(
        StoreError, match=rf"has schema 9999; this version of vocmine knows up to {known_revisions()[-1]}\. Upgrade vocmine"
    ):
        open_store(db_url)
    engine = create_engine(db_url)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == "9999"
    engine.dispose()


def set_version(url, version):
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :version"), {"version": version})
    engine.dispose()


def test_broken_migration_leaves_nothing_half_done(tmp_path, monkeypatch):
    url = f"sqlite:///{tmp_path / 'a.db'}"

    def stop(connection):
        connection.execute(text("CREATE TABLE half (id INTEGER)"))
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(database, "upgrade", stop)
        with pytest.raises(KeyboardInterrupt):
            open_store(url)
    store = open_store(url)
    with store.read() as session:
        assert session.execute(text("SELECT count(*) FROM sqlite_master WHERE name = 'half'")).scalar() == 0
    assert store.check() == "sound"
    store.close()


def test_check_tells_what_is_broken_in_the_file(tmp_path):
    path = tmp_path / "store.db"
    store = open_store(f"sqlite:///{path.as_posix()}")
    with store.write() as session:
        ensure_project("shop", session=session)
        page = session.execute(text("SELECT rootpage FROM sqlite_master WHERE name = 'project'")).scalar()
        size = session.execute(text("PRAGMA page_size")).scalar()
    store.close()
    with path.open("r+b") as handle:
        handle.seek((page - 1) * size)
        handle.write(b"\x0d\x00\x00\x00\x01\xff\xff")
    store = open_store(f"sqlite:///{path.as_posix()}")
    assert store.check() not in ("sound", "")
    store.close()


def test_two_opening_an_empty_database_at_once_both_get_in(db_url):
    opened, failed = [], []

    def enter():
        try:
            opened.append(open_store(db_url))
        except StoreError as error:
            failed.append(error)

    threads = [threading.Thread(target=enter) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for store in opened:
        store.close()
    assert (len(opened), failed) == (4, [])


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("nonsense", "'nonsense' is no address of a database; write sqlite:///path"),
        ("mysql://host/db", "Databases of the kind 'mysql' are not supported; use sqlite or postgresql"),
        ("postgresql+psycopg9://host/db", "Databases of the kind 'postgresql.psycopg9' are not supported"),
    ],
)
def test_open_refuses_other_addresses(url, message):
    with pytest.raises(StoreError, match=message):
        open_store(url)


def test_open_refuses_a_file_that_is_no_database(tmp_path):
    (tmp_path / "a.db").write_text("id,comment\n" * 200)
    with pytest.raises(StoreError, match="file is not a database"):
        open_store(f"sqlite:///{tmp_path / 'a.db'}")


def test_open_makes_the_folder_for_its_owner_alone(tmp_path):
    store = open_store(f"sqlite:///{tmp_path / 'new' / 'a.db'}")
    store.close()
    assert (tmp_path / "new").stat().st_mode & 0o077 == 0


def test_password_is_not_told():
    with pytest.raises(StoreError) as raised:
        database._refuse_newer("9999", database.make_url("postgresql+psycopg://me:secret@host/db"))
    assert "secret" not in str(raised.value)


def test_reader_keeps_its_state_while_another_writes(store):
    with store.read() as reading:
        assert list_projects(session=reading) == ()
        with store.write() as session:
            ensure_project("shop", session=session)
        assert list_projects(session=reading) == ()
    with store.read() as reading:
        assert len(list_projects(session=reading)) == 1


def test_readers_and_writers_at_once_meet_no_lock(store):
    failed = []

    def write(name):
        try:
            for n in range(10):
                with store.write() as session:
                    ensure_project(f"{name} {n}", session=session)
                with store.read() as session:
                    list_projects(session=session)
        except StoreError as error:
            failed.append(error)

    threads = [threading.Thread(target=write, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.read() as session:
        assert (len(list_projects(session=session)), failed) == (40, [])


def test_what_is_raised_takes_the_writing_back(store):
    with pytest.raises(KeyboardInterrupt), store.write() as session:
        ensure_project("shop", session=session)
        raise KeyboardInterrupt
    with store.read() as session:
        assert list_projects(session=session) == ()


@pytest.mark.parametrize("change", ["UPDATE run SET theme_finder = 'x'", "UPDATE theme SET label = 'x'"])
def test_published_run_cannot_be_changed(store, change):
    with store.write() as session:
        project = ensure_project("shop", session=session)
        scoring = ensure_scoring(JOURNEY, segmenter="s", encoder="e", reader="r", session=session)
        theme = Theme("t", "gain", "good app", (), (), (), 0.5, ())
        draft = RunDraft(take_snapshot(project, scoring, session=session), "f", Themes((theme,), ()), {})
        publish_run(project, draft, session=session)
    with pytest.raises(StoreError, match="what is published is never changed"), store.write() as session:
        session.execute(text(change))
