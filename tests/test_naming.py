"""Mining asks for names once: what was named is published, what failed is asked again, and nothing is written twice."""

from dataclasses import replace

import pytest

from tests.dumps import row_counts
from tests.fakes import JOURNEY, FullStopSegmenter, HashEncoder, MaskRedactor, WordReader, WordThemes, make_feedback, make_record
from vocmine.pipeline import ImportSource, Steps, import_files, mine
from vocmine.store.projects import get_project
from vocmine.store.runs import get_run, load_themes
from vocmine.types import Naming, Proposal


class OneName:
    """Give all themes a name, or fail; counts how often it was asked."""

    def __init__(self, model="small", failure=""):
        self.model, self.failure, self.n_asked = model, failure, 0

    def propose(self, themes, scored, known, tell):
        self.n_asked += 1
        tell(1, 1)
        if self.failure:
            return replace(themes, naming=Naming(self.model, "here:1", 0, 0, self.failure))
        name = f"named by {self.model}"
        named = tuple(replace(one, label=name, proposal=Proposal(self.model, one.label, name)) for one in themes.themes)
        return replace(themes, themes=named, naming=Naming(self.model, "here:1", len(named), 0))


@pytest.fixture
def find(store):
    """Return a function that mines six complaints with a namer, or without one."""
    rows = [make_record(row, make_feedback(f"r{row}", "The order is bad.", source_row=row)) for row in range(6)]
    import_files(store, "shop", [ImportSource("a.csv", "aa", "{}", lambda: iter(rows))], redactor=MaskRedactor())

    def found(namer=None):
        steps = Steps(FullStopSegmenter(), HashEncoder(), WordReader(), WordThemes(), namer)
        return mine(store, "shop", journey=JOURNEY, steps=steps)

    return found


def published(store, summary):
    with store.read() as session:
        run = get_run(get_project("shop", session=session), summary.run, session=session)
        return run, load_themes(run, session=session)


def test_names_are_published_and_asked_for_once(store, find):
    namer = OneName()
    first, again = find(namer), find(namer)
    run, themes = published(store, first)
    assert (first.new, again.new, again.run, namer.n_asked) == (True, False, first.run, 1)
    assert themes.themes[0].named_by == Proposal("small", "bad buy", "named by small")
    assert themes.naming == run.naming == Naming("small", "here:1", 1, 0)
    assert run.models[-1] == "small at here:1 for names"


def test_mined_project_is_named_once_a_model_is_set_and_stays_when_it_is_not(store, find):
    plain, named, without = find(), find(OneName()), find()
    assert (plain.new, named.new, without.new, without.run) == (True, True, False, named.run)
    assert published(store, plain)[1].themes[0].label == "bad buy"
    assert published(store, plain)[0].naming is None


def test_failure_is_told_once_and_asked_again_until_it_works(store, find):
    failing = OneName(failure="answered with status 500")
    first = find(failing)
    before = row_counts(store)
    again = find(failing)
    assert (first.new, again.new, again.run, failing.n_asked) == (True, False, first.run, 2)
    assert row_counts(store) == before
    assert published(store, first)[1].naming == Naming("small", "here:1", 0, 0, "answered with status 500")
    assert find(OneName()).new


def test_other_model_is_asked(find):
    find(OneName())
    other = OneName("large")
    assert (find(other).new, other.n_asked) == (True, 1)
