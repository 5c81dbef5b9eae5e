"""Two runs of a project side by side, as they lie in the database."""

from dataclasses import replace

import pytest

from tests.fakes import FullStopSegmenter, HashEncoder
from tests.web.project import PROJECT, KnownReader, KnownThemes, make_project
from vocmine.comparing import How, compare
from vocmine.errors import UsageError
from vocmine.journey.definitions import load
from vocmine.pipeline import Steps, mine
from vocmine.store import runs
from vocmine.store.own_themes import replace_own_themes
from vocmine.store.projects import get_project
from vocmine.types import OwnTheme
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
    with pytest.raises(UsageError, match="were read by other models, another codebook or another journey: what moved would be the reader"):
        compare(opened, PROJECT, ends(opened))


class GloomyReader(KnownReader):
    """Read as ``KnownReader`` does, but take what is praised for a complaint."""

    name = "gloomy.v1"

    def read(self, segments, encoded):
        return tuple(replace(one, sentiment_label="negative", sentiment=-0.8) for one in super().read(segments, encoded))


@pytest.fixture
def once(tmp_path):
    """Yield the database of a project of one run."""
    url = f"sqlite:///{(tmp_path / 'one.db').as_posix()}"
    make_project(url, n=60)
    with open_workspace(url) as workspace:
        yield workspace


def test_an_older_run_that_is_read_anew_tells_customers_and_reader_apart(once):
    opened, (first, _) = once, ends(once)
    with opened.store.read() as session:
        before = runs.get_run(get_project(PROJECT, session=session), first, session=session)
        was = runs.load_themes(before, session=session)
    mine(opened.store, PROJECT, journey=load("lifecycle"), steps=Steps(FullStopSegmenter(), HashEncoder(), GloomyReader(), KnownThemes()))
    found = compare(opened, PROJECT, ends(opened), How(reread=True))
    nets = [one for one in found.reader if one.measure == "net"]
    assert any(one.verdict == "shrank" for one in nets)
    assert all(one.after.value == -100 for one in nets)
    assert {one.before.value for one in found.changes if one.measure == "net"} == {-100}
    assert not [one for one in found.changes if one.measure == "net" and one.verdict != "steady"]
    assert {i for one in found.reader for some in one.evidence for i in some} <= {i for i, _ in found.segments}
    with opened.store.read() as session:
        assert runs.load_themes(before, session=session) == was


def test_a_run_of_another_codebook_is_read_otherwise_too(opened):
    with opened.store.write() as session:
        replace_own_themes(get_project(PROJECT, session=session), (OwnTheme("o", "Of our own", "", ()),), session=session)
    mine(opened.store, PROJECT, journey=load("lifecycle"), steps=Steps(FullStopSegmenter(), HashEncoder(), KnownReader(), KnownThemes()))
    with pytest.raises(UsageError, match=r"another codebook .* Pass --reread to read the older anew\.$"):
        compare(opened, PROJECT, ends(opened))
