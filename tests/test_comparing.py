"""Two runs of a project side by side, as they lie in the database."""

from dataclasses import replace

import pytest

from tests.fakes import FullStopSegmenter, HashEncoder
from tests.web.project import PROJECT, KnownReader, KnownThemes, make_project
from vocmine.comparing import compare
from vocmine.errors import UsageError
from vocmine.journey.definitions import load
from vocmine.pipeline import Steps, mine
from vocmine.store import runs
from vocmine.store.projects import get_project
from vocmine.workspace import Asked, open_workspace


class OtherReader(KnownReader):
    """Read as ``KnownReader`` does, under another name."""

    name = "known.v2"


@pytest.fixture
def opened(tmp_path):
    """Yield the database of a project of two runs."""
    url = f"sqlite:///{(tmp_path / 'two.db').as_posix()}"
    make_project(url, n=60)
    make_project(url, n=240, seed=2)
    with open_workspace(url) as workspace:
        yield workspace


def ends(opened):
    """Return the ids of the first run and of the last."""
    with opened.store.read() as session:
        found = runs.list_runs(get_project(PROJECT, session=session), session=session)
    return found[0].id, found[-1].id


def test_runs_are_compared_by_the_ids_of_their_themes(opened):
    found = compare(opened, PROJECT, ends(opened))
    labels = {theme.id: theme.label for theme in opened.mined(PROJECT, Asked(run=ends(opened)[1])).themes.themes}
    themes = [one for one in found.changes if one.kind != "stage"]
    assert (found.runs, found.units) == (ends(opened), (60, 240))
    assert themes
    assert all(labels[one.id] == one.label for one in themes)


def test_a_run_compared_with_itself_is_steady(opened):
    found = compare(opened, PROJECT, (ends(opened)[0],) * 2)
    assert found.on_both == found.units[0]
    assert {(one.verdict, one.p, one.difference.value) for one in found.changes} == {("steady", 1.0, 0.0)}


@pytest.mark.parametrize(
    ("reader", "journey"),
    [(OtherReader(), load("lifecycle")), (KnownReader(), replace(load("lifecycle"), id="other"))],
    ids=["reader", "journey"],
)
def test_runs_that_were_read_otherwise_are_refused(opened, reader, journey):
    mine(opened.store, PROJECT, journey=journey, steps=Steps(FullStopSegmenter(), HashEncoder(), reader, KnownThemes()))
    with pytest.raises(UsageError, match="were read by other models or another journey: what moved would be the reader"):
        compare(opened, PROJECT, ends(opened))
