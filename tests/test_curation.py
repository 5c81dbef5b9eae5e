"""What people do with themes is carried out at once, on planted vectors, and nobody's change is lost to another's."""

import hashlib

import numpy as np
import pytest

from tests.fakes import JOURNEY, FullStopSegmenter, MaskRedactor, WordReader, make_feedback, make_reading, make_record
from vocmine.curation import Curation
from vocmine.errors import UsageError
from vocmine.pipeline import ImportSource, Steps, import_files, mine
from vocmine.protocols import Encoded
from vocmine.themes.finder import GraphFinder
from vocmine.types import OwnTheme

SAID = {
    "refund": ("my refund takes weeks", "the refund still takes weeks", "three weeks and no refund yet", "refund takes far too long"),
    "crash": ("the app crashes on start", "app crashes after the update", "since the update it crashes", "the app crashes every day"),
    "parking": ("no parking near the shop", "the parking was full again", "could not find parking", "parking costs more than lunch"),
}
AXES = np.linalg.qr(np.random.default_rng(7).normal(size=(32, 32)))[0]
REFUNDS = OwnTheme("money", "Slow refunds", "", SAID["refund"], "pain_point")


def direction(text):
    """Return the vector of a text: near the axis of the subject that it names."""
    drawn = np.random.default_rng(int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big")).normal(size=32)
    axis = next((AXES[place] for place, subject in enumerate(SAID) if subject in text.lower()), None)
    vector = drawn if axis is None else axis + 0.07 * drawn
    return (vector / np.linalg.norm(vector)).astype(np.float32)


def compare(texts):
    """Return the vectors of texts."""
    return np.stack([direction(text) for text in texts])


class PlantedEncoder:
    """Give each text its planted vector."""

    name, dim = "planted.v1", 32

    def encode(self, segments):
        return Encoded(compare([one.text for one in segments]), np.zeros((len(segments), 0), np.float32))


class Complaints(WordReader):
    """Take everything for a complaint about using."""

    def _read(self, segment):
        return make_reading(stage="use", sentiment_label="negative", sentiment=-0.5, intent="complaint", journey="short")


class Shop:
    """What curation needs of a workspace; ``meanwhile`` is done once, while themes are being found."""

    def __init__(self, store):
        self.store, self.meanwhile = store, None

    def mine(self, project, *, journey=JOURNEY):
        return mine(self.store, project, journey=journey, steps=Steps(FullStopSegmenter(), PlantedEncoder(), Complaints(), self))

    name = "planted.themes.v1"

    def find(self, scored, vectors, known):
        found = GraphFinder(compare).find(scored, vectors, known)
        if self.meanwhile:
            act, self.meanwhile = self.meanwhile, None
            act()
        return found


@pytest.fixture
def shop(store):
    rows = [(f"{subject}{k:03}", f"{said[k % 4]} {'abcdefghijklmnopqrst'[k // 4]}") for subject, said in SAID.items() for k in range(60)]
    records = [make_record(row, make_feedback(id, text, source_row=row)) for row, (id, text) in enumerate(rows, start=1)]
    import_files(store, "p", [ImportSource("a.csv", "aa", "{}", lambda: iter(records))], redactor=MaskRedactor())
    shop = Shop(store)
    shop.mine("p")
    return shop


def of(curation, subject):
    """Return the theme that holds most of what was said of a subject, None where there is none."""
    held = {theme.id: sum(i.startswith(subject) for i in theme.segment_ids) for theme in curation.themes().themes}
    return next((theme for theme in curation.themes().themes if held[theme.id] > 30), None)


def test_a_theme_of_the_codebook_bears_the_name_that_a_person_gave_it_until_that_is_taken_back(shop):
    ann = Curation(shop, "p", who="ann")
    ann.replace_own_themes([REFUNDS])
    edited = ann.rename("Slow refunds", "Money comes late")
    assert (of(ann, "refund").id, of(ann, "refund").label) == ("money", "Money comes late")
    assert ann.as_codebook()[0].name == "Money comes late"
    ann.undo(edited.correction)
    assert of(ann, "refund").label == "Slow refunds"


def test_a_codebook_that_names_a_theme_anew_is_heeded_and_one_that_does_not_leaves_a_persons_name(shop):
    ann = Curation(shop, "p", who="ann")
    ann.replace_own_themes([REFUNDS])
    ann.rename("money", "Money comes late")
    ann.replace_own_themes([REFUNDS, OwnTheme("lot", "Parking", "", SAID["parking"], "pain_point")])
    assert of(ann, "refund").label == "Money comes late"
    ann.replace_own_themes([OwnTheme("money", "Refund trouble", "", SAID["refund"], "pain_point")])
    assert of(ann, "refund").label == "Refund trouble"


def test_a_theme_that_was_taken_away_is_there_again_once_a_codebook_names_it(shop):
    ann = Curation(shop, "p", who="ann")
    ann.replace_own_themes([REFUNDS])
    ann.delete("Slow refunds")
    assert of(ann, "refund") is None
    assert "money" not in {one.id for one in ann.as_codebook()}
    ann.replace_own_themes([REFUNDS])
    assert of(ann, "refund").label == "Slow refunds"


def test_a_codebook_that_makes_a_theme_another_kind_is_refused_and_nothing_of_it_is_kept(shop):
    ann = Curation(shop, "p", who="ann")
    found = of(ann, "crash")
    with pytest.raises(UsageError, match=r"^'Crashes' has the id of a pain point of this project\. Give it that kind, or leave its id"):
        ann.replace_own_themes([OwnTheme(found.id, "Crashes", "", (), "gain")])
    assert ann.own_themes() == ()
    shop.mine("p")
    assert of(ann, "crash") == found


def test_a_found_theme_does_not_bear_the_name_of_one_of_the_codebook(shop):
    ann = Curation(shop, "p", who="ann")
    taken = of(ann, "crash").label
    ann.replace_own_themes([OwnTheme("lot", taken, "", SAID["parking"], "pain_point")])
    labels = [theme.label.casefold() for theme in ann.themes().themes]
    assert labels.count(taken.casefold()) == 1


def test_what_one_takes_away_while_anothers_change_is_carried_out_stays_away(shop):
    ann, bob = (Curation(shop, "p", who=who) for who in ("ann", "bob"))
    parking = of(ann, "parking").label
    shop.meanwhile = lambda: bob.delete(parking)
    ann.rename(of(ann, "crash").label, "It crashes")
    assert of(ann, "parking") is None
    assert of(ann, "crash").label == "It crashes"


def test_a_theme_is_known_by_the_beginning_of_its_id_too(shop):
    ann = Curation(shop, "p", who="ann")
    ann.rename(of(ann, "crash").id[:8], "It crashes")
    assert of(ann, "crash").label == "It crashes"


def test_a_theme_goes_neither_into_itself_nor_into_one_of_another_kind(shop):
    ann = Curation(shop, "p", who="ann")
    crash = of(ann, "crash")
    with pytest.raises(UsageError, match=r" cannot be put into itself\.$"):
        ann.merge(crash.id, crash.label)
