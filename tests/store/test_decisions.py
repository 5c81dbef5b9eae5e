"""Decisions and values follow their themes, into those that these were merged with and back, and the newest holds."""

from datetime import date

import pytest

from tests.fakes import JOURNEY
from vocmine.decision_types import Criterion, Decision, Given
from vocmine.errors import UsageError
from vocmine.store.corrections import Change, add_correction, undo_correction
from vocmine.store.decisions import add_given, find_home, list_criteria, load_decisions, load_given, put_criteria, withdraw_given
from vocmine.store.projects import ensure_project
from vocmine.store.runs import RunDraft, publish_run
from vocmine.store.scorings import ensure_scoring, take_snapshot
from vocmine.types import Theme, ThemeChange, Themes


@pytest.fixture
def shop(store):
    with store.write() as session:
        return ensure_project("shop", session=session)


def publish(store, shop, *ids, changes=()):
    """Publish a run with themes of these ids."""
    themes = tuple(Theme(id, "pain_point", id, (), (), (), 0.5, ()) for id in ids)
    with store.write() as session:
        scoring = ensure_scoring(JOURNEY, segmenter="s", encoder="e", reader="r", session=session)
        snapshot = take_snapshot(shop, scoring, session=session)
        return publish_run(shop, RunDraft(snapshot, f"finder {ids}", Themes(themes, (), changes=changes), {}), session=session)


def record(store, shop, theme, field, new, *, target="decision"):
    with store.write() as session:
        return add_correction(shop, Change(target, theme, field, None, new, "kim"), session=session).key


def undo(store, shop, key):
    with store.write() as session:
        undo_correction(shop, key, who="kim", session=session)


def held(store, shop, run):
    with store.read() as session:
        found = load_decisions(shop, find_home(shop, run, session=session), session=session)
    return {theme: (one.owner, one.status, one.fixed_on) for theme, one in found.items()}


def given(store, shop, run):
    with store.read() as session:
        found = load_given(shop, find_home(shop, run, session=session), session=session)
    return {(one.theme_id, one.criterion): one.value for one in found}


def put(store, shop, *values):
    with store.write() as session:
        add_given(shop, [Given(theme, "cost", value, value, value, "typed") for theme, value in values], who="kim", session=session)


def test_what_is_decided_holds_until_it_is_changed_or_taken_back(store, shop):
    run = publish(store, shop, "a")
    record(store, shop, "a", "status", "planned")
    second = record(store, shop, "a", "status", "fixed")
    record(store, shop, "a", "fixed_on", "2026-03-01")
    assert held(store, shop, run) == {"a": (None, "fixed", date(2026, 3, 1))}
    undo(store, shop, second)
    assert held(store, shop, run) == {"a": (None, "planned", date(2026, 3, 1))}


def test_an_empty_owner_is_none(store, shop):
    run = publish(store, shop, "a")
    record(store, shop, "a", "owner", "Kim")
    record(store, shop, "a", "owner", "")
    assert held(store, shop, run) == {"a": (None, None, None)}


def test_who_decided_and_when_is_told(store, shop):
    run = publish(store, shop, "a")
    record(store, shop, "a", "owner", "Lee")
    with store.read() as session:
        (one,) = load_decisions(shop, find_home(shop, run, session=session), session=session).values()
    assert isinstance(one, Decision)
    assert one.who == "kim"
    assert one.when is not None


def test_an_unknown_status_is_refused(store, shop):
    with pytest.raises(UsageError, match="'status' cannot be 'done'; choose open, planned, in progress, fixed, will not fix"):
        record(store, shop, "a", "status", "done")


def test_a_decision_goes_where_people_merged_its_theme_and_comes_back(store, shop):
    before = publish(store, shop, "a", "b")
    record(store, shop, "a", "owner", "Kim")
    merge = record(store, shop, "a", "into", "b", target="theme")
    after = publish(store, shop, "b")
    assert held(store, shop, after) == {"b": ("Kim", None, None)}
    assert held(store, shop, before) == {"a": ("Kim", None, None)}
    undo(store, shop, merge)
    assert held(store, shop, publish(store, shop, "a", "b", "c")) == {"a": ("Kim", None, None)}


def test_a_decision_goes_where_mining_merged_its_theme(store, shop):
    publish(store, shop, "a", "b")
    record(store, shop, "a", "fixed_on", "2026-03-01")
    merged = publish(store, shop, "b", changes=(ThemeChange("b", "b", "merged", 1, 2, ("a",)),))
    assert held(store, shop, merged) == {"b": (None, None, date(2026, 3, 1))}


def test_what_a_theme_has_of_its_own_goes_before_what_it_inherits(store, shop):
    record(store, shop, "b", "owner", "Lee")
    record(store, shop, "a", "owner", "Kim")
    record(store, shop, "a", "status", "planned")
    record(store, shop, "a", "into", "b", target="theme")
    put(store, shop, ("b", 5.0), ("a", 9.0))
    run = publish(store, shop, "b")
    assert held(store, shop, run) == {"b": ("Lee", "planned", None)}
    assert given(store, shop, run) == {("b", "cost"): 5.0}


def test_themes_that_were_merged_in_a_circle_end(store, shop):
    record(store, shop, "a", "into", "b", target="theme")
    record(store, shop, "b", "into", "a", target="theme")
    record(store, shop, "a", "owner", "Kim")
    assert len(held(store, shop, publish(store, shop, "c"))) == 1


def test_the_newest_value_holds_and_can_be_taken_back(store, shop):
    run = publish(store, shop, "a", "b")
    put(store, shop, ("a", 1.0), ("b", 2.0))
    put(store, shop, ("a", 3.0))
    assert given(store, shop, run) == {("a", "cost"): 3.0, ("b", "cost"): 2.0}
    with store.write() as session:
        withdraw_given(shop, "a", ["cost"], who="kim", session=session)
    assert given(store, shop, run) == {("b", "cost"): 2.0}


def test_values_go_where_their_theme_was_merged(store, shop):
    publish(store, shop, "a", "b")
    put(store, shop, ("a", 1.0))
    record(store, shop, "a", "into", "b", target="theme")
    assert given(store, shop, publish(store, shop, "b")) == {("b", "cost"): 1.0}


def test_criteria_of_the_same_id_are_replaced_and_the_others_stay(store, shop):
    cost, brand = Criterion("cost", "Cost", 2.0, 0.0, 9.0, less=True), Criterion("brand", "Brand")
    with store.write() as session:
        put_criteria(shop, [brand, cost], session=session)
        put_criteria(shop, [Criterion("brand", "Brand", 4.0)], session=session)
    with store.read() as session:
        assert list_criteria(shop, session=session) == (cost, Criterion("brand", "Brand", 4.0))


def test_a_nul_character_is_refused(store, shop):
    with pytest.raises(UsageError, match="A value cannot hold a NUL character"):
        put(store, shop, ("a\0", 1.0))
