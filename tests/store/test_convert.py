"""What goes into rows comes out of them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pytest

from tests.fakes import make_feedback, make_reading, make_record
from vocmine.store import convert
from vocmine.types import (
    Cause,
    CauseLink,
    Feedback,
    Journey,
    Naming,
    Part,
    Proposal,
    Redaction,
    RootCauses,
    Stage,
    Theme,
    ThemeChange,
    Touchpoint,
)

FULL = Feedback(
    id="7:Was nervt?",
    record="7",
    text='Größe 🙂 \u202e\ufffd nicht ["a","b"] \'ok\'; DROP TABLE--',
    kind="transcript",
    source_file="a.zip/ä.csv",
    source_row=3,
    source_sheet="Blatt 1",
    created_at=datetime(2026, 2, 28, 23, 59, 59, 123456, tzinfo=UTC),
    rating=4.5,
    nps=0.0,
    csat=1.0,
    ces=7.0,
    channel="app",
    touchpoint_given="shop",
    customer="9f",
    customer_segment="gold",
    language="de",
    question="Was nervt?",
    stage_asked="use",
    weight=0.1,
    speaker="Kim",
    role="customer",
    turn=2,
    conversation="c1",
    attributes=(("b", "2"), ("a", '1"]'), ("b", "3")),
    redactions=(Redaction(0, 5, "NAME"),),
)


@pytest.mark.parametrize("feedback", [FULL, make_feedback("1", "")], ids=["full", "bare"])
def test_feedback_goes_both_ways(feedback):
    row = convert.feedback_to_row(feedback)
    assert convert.feedback_from_row([row[name] for name in convert.FEEDBACK_COLUMNS]) == feedback


def test_feedback_row_carries_its_unit():
    assert convert.feedback_to_row(FULL)["unit"] == "9f"


@pytest.mark.parametrize(
    "reading",
    [
        make_reading(),
        make_reading(
            emotions=("joy", "anger"),
            emotion_groups=("joy", "anger"),
            flags=("churn",),
            cause="late",
            cause_start=3,
            cause_end=7,
            effort=-0.5,
        ),
        make_reading(
            language="la", stage="none", stage_scores=(), sentiment=None, sentiment_label=None, sentiment_scores=(), emotion_scores=()
        ),
    ],
    ids=["neutral", "rich", "unread"],
)
def test_reading_goes_both_ways(reading):
    row = convert.reading_to_row(reading)
    labels = [row[name] for name in convert.READING_COLUMNS]
    assert convert.reading_from_row(labels, journey="short", scores=row["scores"]) == reading
    bare = replace(reading, stage_scores=(), sentiment_scores=(), emotion_scores=())
    assert convert.reading_from_row(labels, journey="short") == bare


def test_theme_goes_both_ways():
    causes = (Cause("late van", 2, ("1#0", "2#1"), "buy", "c1"), Cause("rain", 1, ("3#0",)))
    parts = (Part("p1", "app", ("app",), ("2#1",), ("2#1",)),)
    theme = Theme("t1", "gain", "good app", ("app", "good"), ("1#0", "2#1"), ("2#1",), 0.1, (("use", 2),), causes, ("1#0",), parts)
    theme = replace(theme, proposal=Proposal("small", "app good"))
    assert convert.theme_from_row(convert.theme_to_row(theme), members=(("1#0", None), ("2#1", "p1"))) == theme


def test_causes_of_runs_made_before_they_had_ids_are_read():
    row = convert.theme_to_row(Theme("t1", "gain", "good app", (), (), (), 0.1, ())) | {"causes": '[["rain",1,["3#0"],null]]'}
    assert convert.theme_from_row(row, members=()).causes == (Cause("rain", 1, ("3#0",)),)


def test_what_stands_behind_causes_goes_both_ways():
    roots = RootCauses((Cause("rain", 1, ("3#0",), None, "c2"),), (CauseLink("c2", "c1", 2, ("1#0", "2#1")),))
    assert convert.roots_from_json(convert.roots_to_json(roots)) == roots
    assert convert.roots_from_json("{}") == RootCauses()


def test_what_became_of_themes_goes_both_ways():
    changes = (ThemeChange("t1", "late van", "merged", 3, 5, ("t2", "t3")), ThemeChange("t4", "rain", "gone", 1, 0))
    assert convert.changes_from_json(convert.changes_to_json(changes)) == changes


def test_journey_goes_both_ways():
    touchpoint = Touchpoint("shop", "Shop", ("in the shop",))
    stages = (Stage("buy", "Buy", "To buy", ("cheap",), (touchpoint,), ("I bought it.",)), Stage("use", "Use"))
    journey = Journey("j", "J", stages, "All", (("customer", "patient"),))
    assert convert.journey_from_json(convert.journey_to_json(journey)) == journey


def test_vectors_come_back_as_the_nearest_half():
    vectors = np.array([[0.1, -1.0, 0.333333], [0.0, 1e-3, 0.5]], dtype=np.float32)
    back = convert.vectors_from_blobs(convert.vectors_to_blobs(vectors))
    assert back.dtype == np.float32
    assert (back == vectors.astype(np.float16)).all()
    assert convert.vectors_from_blobs([]).shape == (0, 0)


def test_digest_covers_content_and_not_its_source():
    def digest(**values):
        return convert.record_digest([convert.feedback_to_row(make_feedback("1", "Good.", **values))])

    assert digest() == digest(source_file="b.csv", source_row=9)
    assert len({digest(), digest(nps=9.0), digest(attributes=(("a", "1"),)), digest(channel="app"), digest(csat=9.0)}) == 5


def test_unstorable_names_the_field():
    assert convert.unstorable(make_record(1, FULL)) is None
    assert convert.unstorable(make_record(1, make_feedback("1", "a", attributes=(("k", "\0"),)))) == "attributes"
    assert convert.unstorable(make_record(1, make_feedback("1", "a\udc80"))) == "text"
    assert convert.made_storable("a\udc80\0b") == "a\ufffd\ufffdb"


def test_time_of_any_zone_is_kept_as_utc(store):
    from tests.fakes import MaskRedactor
    from vocmine.pipeline import ImportSource, import_files
    from vocmine.store.imports import list_imports
    from vocmine.store.projects import get_project
    from vocmine.store.scorings import load_feedback

    told = datetime(2026, 1, 1, 0, 30, tzinfo=timezone(timedelta(hours=2)))
    rows = [make_record(1, make_feedback("1", "Good.", created_at=told))]
    import_files(store, "p", [ImportSource("a.csv", "aa", "{}", lambda: iter(rows))], redactor=MaskRedactor())
    with store.read() as session:
        (feedback,) = load_feedback([1], session=session).values()
        (imported,) = list_imports(get_project("p", session=session), session=session)
    assert feedback.created_at == told
    assert (feedback.created_at.tzinfo, imported.finished_at.tzinfo) == (UTC, UTC)


@pytest.mark.parametrize("naming", [None, Naming("small", "localhost:11434", 3, 1, "answered with status 500")])
def test_naming_goes_both_ways(naming):
    assert convert.naming_from_json(convert.naming_to_json(naming)) == naming
