"""What people did with themes is what the next run starts from, until they take it back."""

from dataclasses import replace

import pytest

from tests.fakes import JOURNEY, FullStopSegmenter, HashEncoder, MaskRedactor, WordReader, make_feedback, make_record
from vocmine.pipeline import ImportSource, Steps, import_files, mine
from vocmine.store.corrections import Change, add_correction, undo_correction
from vocmine.store.own_themes import replace_own_themes
from vocmine.store.projects import get_project
from vocmine.store.runs import latest_run, load_themes
from vocmine.types import Cause, CauseLink, Known, OwnTheme, Part, RootCauses, Theme, Themes

IDS = tuple(f"r{row}#0" for row in range(6))
SLOW, CRASH = (Part(name, name, (), ids, ids[:1]) for name, ids in (("slow", IDS[:2]), ("crash", IDS[2:3])))
APP = Theme("app", "pain_point", "app trouble", ("app",), IDS[:3], IDS[:1], 0.5, (), spread=IDS[2:3], parts=(SLOW, CRASH))
VAN = Theme("van", "pain_point", "late van", ("van",), IDS[3:5], IDS[3:4], 0.5, ())
ROOTS = RootCauses((Cause("rain", 1, IDS[4:5], None, "rain"),), (CauseLink("van", "app", 1, IDS[:1]),))
FOUND = Themes((APP, VAN), unassigned=IDS[5:], roots=ROOTS)


class Carrying:
    """Give back the earlier themes as they are known, and remember what was known."""

    name = "carrying.v1"

    def __init__(self):
        self.known, self.lost = Known(), None

    def find(self, scored, vectors, known):
        self.known = known
        themes = known.earlier if known.earlier.themes else FOUND
        return replace(themes, themes=tuple(theme for theme in themes.themes if theme.id != self.lost), changes=())


@pytest.fixture
def run(store):
    """Return a function that changes themes, mines, and returns what was known."""
    records = [make_record(row, make_feedback(f"r{row}", "The app is bad.", source_row=row)) for row in range(6)]
    import_files(store, "shop", [ImportSource("a.csv", "aa", "{}", lambda: iter(records))], redactor=MaskRedactor())
    finder = Carrying()
    steps = Steps(FullStopSegmenter(), HashEncoder(), WordReader(), finder)
    mine(store, "shop", journey=JOURNEY, steps=steps)

    def changed(*changes, undo=None, lost=None):
        finder.lost = lost
        with store.write() as session:
            project = get_project("shop", session=session)
            keys = [add_correction(project, Change(*change, "kim"), session=session).key for change in changes]
            if undo:
                undo_correction(project, undo, who="kim", session=session)
        mine(store, "shop", journey=JOURNEY, steps=steps)
        return finder.known, keys

    return changed


def told(known):
    return {theme.id: (theme.label, theme.segment_ids) for theme in known.earlier.themes}


def test_a_run_that_nobody_changed_holds_and_comes_back_whole(run, store):
    assert run()[0] == Known()
    with store.read() as session:
        project = get_project("shop", session=session)
        assert load_themes(latest_run(project, session=session), session=session) == FOUND


def test_a_name_is_kept_and_taken_back(run):
    known, (key,) = run(("theme", "van", "label", "late van", "vans come late"))
    assert (told(known)["van"][0], known.kept) == ("vans come late", {"van"})
    known, _ = run(undo=key)
    assert (told(known)["van"][0], known.kept) == ("late van", frozenset())


def test_the_newest_name_holds_whatever_older_one_is_taken_back(run):
    _, (first, second) = run(("theme", "van", "label", "late van", "vans late"), ("theme", "van", "label", "vans late", "no van"))
    assert told(run(undo=first)[0])["van"][0] == "no van"
    assert told(run(undo=second)[0])["van"][0] == "late van"


def test_a_named_theme_without_members_is_known_on_until_it_has_some_again(run):
    run(("theme", "van", "label", "late van", "vans late"), lost="van")
    for _ in range(2):
        known, _ = run(("theme", "app", "label", "app trouble", f"app {_}"), lost="van")
        assert told(known)["van"] == ("vans late", IDS[3:5])


def test_a_moved_segment_follows_its_theme_into_another(run):
    known, (_, merge) = run(("segment", IDS[5], "theme", None, "van"), ("theme", "van", "into", None, "app"))
    assert dict(known.moved) == {IDS[5]: "app"}
    assert dict(run(undo=merge)[0].moved) == {IDS[5]: "van"}


def test_a_theme_put_into_another_is_a_part_of_it_and_comes_out_again(run):
    known, (key,) = run(("theme", "van", "into", None, "app"))
    assert told(known) == {"app": ("app trouble", IDS[:5])}
    assert [part.label for part in known.earlier.themes[0].parts] == ["slow", "crash", "late van"]
    assert known.kept == {"app", "van"}
    known, _ = run(undo=key)
    assert told(known) == {"app": ("app trouble", IDS[:3]), "van": ("late van", IDS[3:5])}


def test_a_part_becomes_a_theme_of_its_own_and_goes_back(run):
    known, (key,) = run(("part", "crash", "into", "app", "new"))
    assert told(known) == {"app": ("app trouble", IDS[:2]), "van": ("late van", IDS[3:5]), "new": ("crash", IDS[2:3])}
    assert known.kept == {"app", "new"}
    known, _ = run(undo=key)
    assert told(known) == {"app": ("app trouble", IDS[:3]), "van": ("late van", IDS[3:5])}


def test_a_theme_taken_away_is_told_as_such_and_comes_back(run):
    known, (key,) = run(("theme", "van", "deleted", None, "yes"))
    assert (list(told(known)), known.deleted) == (["app"], (VAN,))
    assert known.earlier.unassigned == IDS[3:]
    known, _ = run(undo=key)
    assert (told(known)["van"], known.deleted) == (("late van", IDS[3:5]), ())


def test_a_moved_segment_is_told_with_its_theme(run):
    known, (first, _) = run(("segment", IDS[5], "theme", None, "van"), ("segment", IDS[0], "theme", "app", None))
    assert dict(known.moved) == {IDS[5]: "van", IDS[0]: None}
    assert known.kept == {"van"}
    assert dict(run(undo=first)[0].moved) == {IDS[0]: None}


def test_a_change_is_heeded_once_and_a_codebook_makes_a_further_run(run, store):
    run(("theme", "van", "into", None, "app"))
    own = (OwnTheme("o1", "Late parcels", "come late", ("where is it",), "pain_point"), OwnTheme("o2", "Price"))
    with store.write() as session:
        replace_own_themes(get_project("shop", session=session), own, session=session)
    known, _ = run()
    assert known.own == own
    assert told(known) == {"app": ("app trouble", IDS[:5])}
