"""Themes keep their ids as data grows, and what people did with them survives."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from vocmine.themes.finder import GraphFinder
from vocmine.themes.lasting import changes_since, lasting_ids
from vocmine.types import Known, OwnTheme, Theme, Themes


def _ids(themes):
    return {_mostly(theme): theme.id for theme in themes.themes}


def _mostly(theme):
    return Counter(segment.rstrip("0123456789#") for segment in theme.segment_ids).most_common(1)[0][0]


def _theme(name, segments, id=None):
    return Theme(id or name, "pain_point", name, (), tuple(segments), (), 0.5, ())


@pytest.fixture
def run(planted):
    """Return a function that finds themes in the first so many of 150 planted rows a truth, all of them where none is told."""
    scored, vectors, _ = planted(150, n_odd=20)
    order = np.random.default_rng(1).permutation(len(scored))

    def found(n_rows=None, **known):
        rows = order[:n_rows]
        return GraphFinder(_compare).find([scored[row] for row in rows], vectors[rows], Known(**known))

    def _compare(texts):
        own = {"Getting money back": "refund", "Space for cars": "parking"}
        rows = [
            next(place for place, one in enumerate(scored) if one.segment.id.startswith(own.get(t.split(".")[0], "odd"))) for t in texts
        ]
        return vectors[rows]

    return found


def test_ids_and_names_last_as_data_grows(run):
    before = run(400)
    after = run(earlier=before)
    assert _ids(after) == _ids(before)
    assert {theme.label for theme in after.themes} == {theme.label for theme in before.themes}
    assert {change.what for change in after.changes} == {"grown"}


def test_the_same_again_moves_nothing(run):
    before = run()
    after = run(earlier=before)
    assert before.unassigned
    assert (after.themes, after.unassigned, after.bare) == (before.themes, before.unassigned, before.bare)


def test_what_was_grouped_stays_as_data_grows(run):
    before, after = run(420), run(earlier=run(420))
    homes = {segment: theme.id for theme in after.themes for segment in theme.segment_ids}
    assert all(homes[segment] == theme.id for theme in before.themes for segment in theme.segment_ids)


def test_one_statement_moved_leaves_those_of_the_same_words_where_they_were(make):
    scored = [make(text, id=f"{text[0]}{row:03}") for text in ("courier lost it", "app crashed") for row in range(160)]
    vectors = np.repeat(np.eye(2, 4, dtype=np.float32), 160, axis=0)
    ids = [one.segment.id for one in scored]
    courier, app = (Theme(name, "pain_point", name, (), tuple(some), (), 0.5, ()) for name, some in (("c", ids[:160]), ("a", ids[160:])))
    moved = Themes((replace(courier, segment_ids=tuple(ids[1:160])), replace(app, segment_ids=(*ids[160:], ids[0]))), ())
    after = GraphFinder().find(scored, vectors, Known(earlier=moved, moved=((ids[0], "a"),), kept=frozenset(("a",))))
    assert {theme.id: len(theme.segment_ids) for theme in after.themes} == {"c": 159, "a": 161}


def test_ids_last_where_most_of_the_data_is_new(run):
    before = run(310)
    after = run(earlier=replace(before, themes=before.themes, unassigned=()))
    assert _ids(after) == _ids(before)


def test_what_fits_no_earlier_theme_makes_a_new_one(run):
    before = run()
    known = Themes(tuple(theme for theme in before.themes if _mostly(theme) != "crash"), before.unassigned)
    after = run(earlier=known)
    assert {name: after_id for name, after_id in _ids(after).items() if name != "crash"} == _ids(known)
    assert [change.what for change in after.changes if change.theme_id == _ids(after)["crash"]] == ["born"]


def test_merged_themes_stay_merged_though_most_of_the_data_is_new(run):
    before = run(310)
    refund, crash, parking = (next(t for t in before.themes if _mostly(t) == n) for n in ("refund", "crash", "parking"))
    merged = replace(refund, segment_ids=(*refund.segment_ids, *crash.segment_ids), label="money and app", parts=(refund, crash))
    after = run(earlier=Themes((merged, parking), ()), kept=frozenset({refund.id}))
    found = next(theme for theme in after.themes if theme.id == refund.id)
    assert found.label == "money and app"
    assert {segment.rstrip("0123456789#") for segment in found.segment_ids} >= {"refund", "crash"}
    assert len(found.segment_ids) > 280


def test_a_deleted_theme_does_not_come_back(run):
    before = run(310)
    deleted = next(theme for theme in before.themes if _mostly(theme) == "refund")
    after = run(earlier=replace(before, themes=tuple(t for t in before.themes if t is not deleted)), deleted=(deleted,))
    assert "refund" not in _ids(after)
    assert sum(segment.startswith("refund") for segment in after.unassigned) > 140


def test_a_moved_segment_stays_where_it_was_put(run):
    before = run()
    crash = _ids(before)["crash"]
    after = run(earlier=before, kept=frozenset({crash}), moved=(("refund7#0", crash), ("parking3#0", None)))
    assert "refund7#0" in next(theme.segment_ids for theme in after.themes if theme.id == crash)
    assert sum("refund7#0" in theme.segment_ids for theme in after.themes) == 1
    assert "parking3#0" in after.unassigned


def test_themes_of_the_users_own_come_first_and_are_not_found_again(run):
    own = (OwnTheme("money", "Getting money back", kind="pain_point"), OwnTheme("cars", "Space for cars", kind="pain_point"))
    after = run(own=own)
    assert {theme.id: theme.label for theme in after.themes if theme.id in ("money", "cars")} == {
        "money": "Getting money back",
        "cars": "Space for cars",
    }
    assert _ids(after)["refund"] == "money"
    assert sum(_mostly(theme) != "odd" for theme in after.themes) == 3


def test_lasting_ids_go_to_the_group_that_holds_most():
    earlier = {"a": ("1", "2", "3"), "b": ("4", "5"), "c": ("6", "7", "8", "9")}
    assert lasting_ids([("1", "2", "x"), ("3", "4", "5"), ("6", "7"), ("8", "9"), ("y",)], earlier) == ("a", "b", "c", None, None)


def test_changes_tell_what_was_merged_split_born_and_gone():
    earlier = [_theme("a", "123456"), _theme("b", "78"), _theme("c", "ABCD"), _theme("d", "E")]
    now = [_theme("a", "123"), _theme("new", "456"), _theme("c", "ABCD78"), _theme("e", "X")]
    told = {change.theme_id: (change.what, change.before, change.after, change.others) for change in changes_since(earlier, now)}
    assert told == {
        "a": ("split", 6, 3, ("new",)),
        "new": ("split", 0, 3, ("a",)),
        "c": ("merged", 4, 6, ("b",)),
        "e": ("born", 0, 1, ()),
        "b": ("merged", 2, 0, ("c",)),
        "d": ("gone", 1, 0, ()),
    }
    assert changes_since([], now) == ()
