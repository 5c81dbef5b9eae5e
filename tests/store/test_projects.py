"""Projects are found by name, renamed, and deleted with all that they hold."""

import pytest

from tests.dumps import row_counts
from tests.fakes import JOURNEY, FullStopSegmenter, HashEncoder, MaskRedactor, WordReader, WordThemes, make_feedback, make_record
from vocmine.errors import NotFound, UsageError
from vocmine.pipeline import ImportSource, Steps, import_files, mine
from vocmine.store.projects import delete_project, ensure_project, get_project, list_projects, rename_project
from vocmine.types import Rejected


def fill(store, name):
    rows = [make_record(1, make_feedback("1", "Bad order. Good app.")), make_record(2, make_feedback("2", ""))]
    rows += [make_record(n, make_feedback(f"{n}", "Fine.")) for n in range(3, 40)] + [Rejected("a.csv", 40, "ragged", "Row 40 is ragged.")]
    import_files(store, name, [ImportSource("a.csv", "aa", "{}", lambda: iter(rows))], redactor=MaskRedactor())
    return mine(store, name, journey=JOURNEY, steps=Steps(FullStopSegmenter(), HashEncoder(), WordReader(), WordThemes()))


def test_list_tells_sizes_and_the_newest_run(store):
    with store.write() as session:
        ensure_project("empty", session=session)
    mined = fill(store, "shop")
    with store.read() as session:
        empty, shop = list_projects(session=session)
    assert (empty.name, empty.feedbacks, empty.run) == ("empty", 0, None)
    assert (shop.feedbacks, shop.segments, shop.imports, shop.runs, shop.run) == (39, 39, 1, 1, mined.run)


def test_rename_keeps_what_is_in_it(store):
    fill(store, "shop")
    with store.write() as session:
        rename_project("shop", "store", session=session)
    with store.read() as session:
        assert [(size.name, size.feedbacks) for size in list_projects(session=session)] == [("store", 39)]


def test_rename_to_a_taken_name_is_refused(store):
    with store.write() as session:
        ensure_project("a", session=session)
        ensure_project("b", session=session)
    with store.write() as session, pytest.raises(UsageError, match="There is a project 'b' already; choose another name"):
        rename_project("a", "b", session=session)


def test_delete_takes_everything_of_it_and_nothing_else(store):
    fill(store, "shop")
    before = row_counts(store)
    fill(store, "other")
    with store.write() as session:
        delete_project("other", session=session)
    assert row_counts(store) == before
    with store.write() as session:
        delete_project("shop", session=session)
    left = {name for name, n in row_counts(store).items() if n}
    assert left == {"segmentation", "scoring"}


def test_deleted_words_are_gone_from_the_file(tmp_path):
    from vocmine.store.database import open_store

    path = tmp_path / "a.db"
    store = open_store(f"sqlite:///{path}")
    rows = [make_record(n, make_feedback(f"{n}", f"unmistakable {n} " * 20)) for n in range(200)]
    import_files(store, "shop", [ImportSource("a.csv", "aa", "{}", lambda: iter(rows))], redactor=MaskRedactor())
    with store.write() as session:
        delete_project("shop", session=session)
    store.close()
    assert b"unmistakable" not in path.read_bytes()


def test_unknown_project_is_named_with_those_that_exist(store):
    with store.write() as session:
        ensure_project("shop", session=session)
    with store.read() as session, pytest.raises(NotFound, match=r"No project 'shp'; there are 'shop'\."):
        get_project("shp", session=session)


@pytest.mark.parametrize("name", ["", "  ", "a" * 201, "a\nb", "a\0b"])
def test_name_that_cannot_be_shown_is_refused(store, name):
    with store.write() as session, pytest.raises(UsageError, match="A project's name has 1 to 200 printable characters"):
        ensure_project(name, session=session)
