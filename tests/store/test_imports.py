"""An import is taken back whole, and what it replaced stands again."""

import pytest

from tests.fakes import MaskRedactor, make_feedback, make_record
from vocmine.errors import NotFound, UsageError
from vocmine.pipeline import ImportSource, RejectPolicy, import_files
from vocmine.store.imports import Ledger, add_chunk, begin_import, list_imports, rejects_of, total, undo_import
from vocmine.store.projects import ensure_project, get_project
from vocmine.store.scorings import visible_now
from vocmine.store.tables import FEEDBACK
from vocmine.types import Rejected, Skipped


def take(store, sha256, **texts):
    rows = [make_record(n, make_feedback(id_, text)) for n, (id_, text) in enumerate(texts.items(), 1)]
    return import_files(store, "shop", [ImportSource(f"{sha256}.csv", sha256, "{}", lambda: iter(rows))], redactor=MaskRedactor())


def undo(store, number):
    with store.write() as session:
        return undo_import(get_project("shop", session=session), number, session=session)


def shown(store):
    with store.read() as session:
        project = get_project("shop", session=session)
        rows = session.execute(FEEDBACK.select().where(visible_now(project.key))).all()
    return {row.public_id: row.text for row in rows}


def statuses(store):
    with store.read() as session:
        return [i.status for i in list_imports(get_project("shop", session=session), session=session)]


def test_undo_takes_its_rows_out(store):
    take(store, "aa", a="Bad.", b="Good.")
    take(store, "bb", c="Fine.")
    assert undo(store, 1) == 2
    assert shown(store) == {"c": "Fine."}
    assert statuses(store) == ["undone", "done"]


def test_undo_brings_back_what_was_replaced(store):
    take(store, "aa", a="one", b="one")
    take(store, "bb", a="two")
    undo(store, 2)
    assert shown(store) == {"a": "one", "b": "one"}


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ((2, 3), "one"),
        ((3, 2), "one"),
        ((3,), "two"),
        ((2,), "three"),
        ((1,), "three"),
        ((1, 3), "two"),
        ((3, 2, 1), None),
        ((1, 2, 3), None),
    ],
)
def test_undo_in_any_order_leaves_the_newest_that_stands(store, order, expected):
    for sha256, text in (("aa", "one"), ("bb", "two"), ("cc", "three")):
        take(store, sha256, a=text)
    for number in order:
        undo(store, number)
    assert shown(store) == ({"a": expected} if expected else {})


def test_file_can_be_imported_again_after_its_undoing(store):
    take(store, "aa", a="Bad.")
    undo(store, 1)
    assert take(store, "aa", a="Bad.").stored == 1
    assert shown(store) == {"a": "Bad."}


def test_undo_of_an_unfinished_import_takes_its_rows_out(store):
    with store.write() as session:
        project = ensure_project("shop", session=session)
        begin_import(project, name="a.csv", sha256="aa", plan="{}", session=session)
    assert undo(store, 1) == 0
    assert statuses(store) == ["undone"]


def test_chunk_that_was_added_before_adds_only_what_is_new_in_it(store):
    rows = [make_record(n, make_feedback(str(n), "Bad.")) for n in range(4)] + [Skipped("a.csv", 5, "empty")]
    with store.write() as session:
        project = ensure_project("shop", session=session)
        key = begin_import(project, name="a.csv", sha256="aa", plan="{}", session=session).key
        add_chunk(key, rows[:3], start=0, session=session)
        assert add_chunk(key, rows[:3], start=0, session=session) == Ledger(read=3, stored=3)
        assert add_chunk(key, rows[1:], start=1, session=session) == Ledger(read=5, stored=4, skipped=(("empty", 1),))


def test_undo_twice_is_refused(store):
    take(store, "aa", a="Bad.")
    undo(store, 1)
    with pytest.raises(UsageError, match="Import 1 of 'shop' is undone already; there is nothing to undo"):
        undo(store, 1)
    with pytest.raises(NotFound, match="No import '7'; there are '1'"):
        undo(store, 7)


def test_rejected_rows_are_kept_with_the_import(store):
    bad = Rejected("a\udc80.csv", 3, "ragged", "Row 3 has 2 cells.", sheet="S", column="c")
    rows = [make_record(1, make_feedback("a", "Bad.")), bad]
    source = ImportSource("a.csv", "aa", "{}", lambda: iter(rows))
    import_files(store, "shop", [source], redactor=MaskRedactor(), policy=RejectPolicy(max_share=0.5))
    with store.read() as session:
        (imported,) = list_imports(get_project("shop", session=session), session=session)
        kept = rejects_of(imported.key, session=session)
    assert kept == (Rejected("a\ufffd.csv", 3, "ragged", "Row 3 has 2 cells.", sheet="S", column="c"),)
    assert imported.ledger.closes


def test_ledgers_add_up():
    both = total((Ledger(3, 1, 1, 0, 0, (("empty", 1),)), Ledger(2, 0, 0, 0, 0, (("empty", 1), ("preview", 1)))))
    assert both == Ledger(5, 1, 1, 0, 0, (("empty", 2), ("preview", 1)))
    assert both.closes
    assert not Ledger(read=2, stored=1).closes
