"""What a run shows: statements by filters, counts, facets, whole feedbacks."""

from datetime import UTC, datetime

import pytest

from tests.fakes import JOURNEY, FullStopSegmenter, HashEncoder, MaskRedactor, WordReader, WordThemes, make_feedback, make_record
from vocmine.errors import NotFound, UsageError
from vocmine.pipeline import ImportSource, Steps, import_files, mine
from vocmine.store.filters import Filters
from vocmine.store.projects import get_project
from vocmine.store.queries import count, facet, facet_names, feedbacks, load_scored, statements, whole_feedback
from vocmine.store.runs import get_run, load_themes

HOSTILE = 'it\'s 100%_\\ "x"; DROP TABLE run--'
MARCH, APRIL = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)
FEEDBACK = (
    make_feedback("1", "The order was bad. Good app.", created_at=MARCH, channel="app", customer="ann", attributes=(("Plan", "Gold"),)),
    make_feedback(
        "2", "The login is bad. I am leaving the bad login.", created_at=APRIL, channel="App", attributes=(("plan", "Gold"), ("n", "1"))
    ),
    make_feedback("3", "", nps=9.0, channel="app", customer="ann"),
    make_feedback("4", "ÄRGER 100% über_alles.", channel=HOSTILE, rating=4.5, attributes=((HOSTILE, HOSTILE),)),
    make_feedback("5", "It said Plan is Gold.", nps=3.0, customer="bob", attributes=(("said", '["Plan","Gold"]'),)),
)


@pytest.fixture
def run(store):
    rows = [make_record(n, feedback) for n, feedback in enumerate(FEEDBACK, 1)]
    import_files(store, "shop", [ImportSource("a.csv", "aa", "{}", lambda: iter(rows))], redactor=MaskRedactor())
    mine(store, "shop", journey=JOURNEY, steps=Steps(FullStopSegmenter(), HashEncoder(), WordReader(), WordThemes()))
    with store.read() as session:
        return get_run(get_project("shop", session=session), session=session)


ALL = ("1#0", "1#1", "2#0", "2#1", "4#0", "5#0")


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(), ALL),
        (Filters(stage="buy"), ("1#0",)),
        (Filters(sentiment="negative"), ("1#0", "2#0", "2#1")),
        (Filters(stage="use", sentiment="positive"), ("1#1",)),
        (Filters(theme="none"), ("1#1", "4#0", "5#0")),
        (Filters(since=APRIL), ("2#0", "2#1")),
        (Filters(until=APRIL), ("1#0", "1#1")),
        (Filters(since=MARCH, until=APRIL), ("1#0", "1#1")),
        (Filters(text="LOGIN"), ("2#0", "2#1")),
        (Filters(among=("2", "4", "gone")), ("2#0", "2#1", "4#0")),
        (Filters(among=()), ()),
        (Filters(text="ärger"), ("4#0",)),
        (Filters(text="%"), ("4#0",)),
        (Filters(text="r_a"), ("4#0",)),
        (Filters(text="bad. good"), ()),
        (Filters(text="\\"), ()),
        (Filters(text="\0"), ()),
        (Filters(fields=(("channel", "app"),)), ("1#0", "1#1")),
        (Filters(fields=(("channel", "App"),)), ("2#0", "2#1")),
        (Filters(fields=(("channel", HOSTILE),)), ("4#0",)),
        (Filters(fields=(("Plan", "Gold"),)), ("1#0", "1#1")),
        (Filters(fields=(("plan", "Gold"), ("n", "1"))), ("2#0", "2#1")),
        (Filters(fields=((HOSTILE, HOSTILE),)), ("4#0",)),
        (Filters(fields=(("Plan", "gold"),)), ()),
        (Filters(fields=(("rating", "4.5"),)), ("4#0",)),
        (Filters(fields=(("emotion_groups", "joy"),)), ("1#1",)),
        (Filters(fields=(("flags", "churn"),)), ("2#1",)),
        (Filters(fields=(("intent", "inform"), ("language", "en"))), ALL),
        (Filters(fields=(("customer", "ann"),), stage="use"), ("1#1",)),
    ],
    ids=str,
)
def test_filters_leave_what_they_say(store, run, filters, expected):
    with store.read() as session:
        found = statements(run, filters, session=session)
        counts = count(run, filters, session=session)
    ids = tuple(statement.scored.segment.id for statement in found)
    assert ids == expected
    assert (counts.segments, counts.feedbacks) == (len(ids), len({id_.split("#")[0] for id_ in ids}))


def test_theme_filter_leaves_its_segments(store, run):
    with store.read() as session:
        for theme in load_themes(run, session=session).themes:
            found = statements(run, Filters(theme=theme.id), session=session)
            assert tuple(statement.scored.segment.id for statement in found) == theme.segment_ids
            assert {statement.theme_ids for statement in found} == {(theme.id,)}


def test_pages_follow_one_another_without_gap(store, run):
    with store.read() as session:
        pages = [statements(run, limit=4, offset=offset, session=session) for offset in (0, 4, 8)]
    assert [statement.scored.segment.id for page in pages for statement in page] == list(ALL)


def test_statement_carries_what_was_read(store, run):
    with store.read() as session:
        (statement,) = statements(run, Filters(stage="buy"), session=session)
    assert statement.scored.segment.text == "The order was bad."
    assert statement.scored.segment.feedback == FEEDBACK[0]
    assert (statement.scored.reading.sentiment, statement.scored.reading.journey) == (-0.5, "short")


def test_whole_feedback_has_all_its_statements(store, run):
    with store.read() as session:
        whole = whole_feedback(run, "2", session=session)
        silent = whole_feedback(run, "3", session=session)
        with pytest.raises(NotFound, match="No feedback '9'"):
            whole_feedback(run, "9", session=session)
    assert (whole.feedback, len(whole.statements)) == (FEEDBACK[1], 2)
    assert (silent.feedback, silent.statements) == (FEEDBACK[2], ())


def test_units_are_counted_once(store, run):
    with store.read() as session:
        assert count(run, session=session).units == 4


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(), "12345"),
        (Filters(fields=(("customer", "ann"),)), "13"),
        (Filters(stage="use"), "12"),
        (Filters(since=APRIL), "2"),
    ],
    ids=str,
)
def test_feedbacks_hold_scores_without_words(store, run, filters, expected):
    with store.read() as session:
        assert "".join(feedback.id for feedback in feedbacks(run, filters, session=session)) == expected


def test_scored_comes_in_canonical_order(store, run):
    with store.read() as session:
        scored = load_scored(run, Filters(sentiment="negative"), session=session)
    assert [item.segment.id for item in scored] == ["1#0", "2#0", "2#1"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("stage", (("none", 2), ("use", 2), ("buy", 1))),
        ("sentiment_label", (("negative", 2), ("neutral", 2), ("positive", 1))),
        ("customer", (("ann", 1), ("bob", 1))),
        ("rating", (("4.5", 1),)),
        ("Plan", (("Gold", 1),)),
        (HOSTILE, ((HOSTILE, 1),)),
        ("emotion_groups", (("anger", 2), ("neutral", 2), ("joy", 1))),
        ("flags", (("churn", 1),)),
    ],
)
def test_facet_counts_feedbacks(store, run, name, expected):
    with store.read() as session:
        assert facet(run, name, session=session) == expected


def test_facet_counts_within_the_filters(store, run):
    with store.read() as session:
        assert facet(run, "stage", Filters(sentiment="positive"), session=session) == (("use", 1),)


def test_facet_names_are_those_with_values(store, run):
    with store.read() as session:
        names = facet_names(run, session=session)
    assert {"channel", "nps", "Plan", "plan", HOSTILE, "intent", "flags"} <= set(names)
    assert not {"csat", "conversation", "question"} & set(names)


@pytest.mark.parametrize(
    ("filters", "message"),
    [
        (Filters(fields=(("nps", "many"),)), "Field 'nps' holds numbers; it cannot be compared with 'many'."),
        (Filters(text="a" * 501), "The words to search for have 501 characters; give at most 500."),
    ],
)
def test_filter_that_makes_no_sense_is_refused(store, run, filters, message):
    with store.read() as session, pytest.raises(UsageError, match=message):
        statements(run, filters, session=session)


def test_more_feedbacks_than_a_database_takes_are_refused(run, store):
    named = Filters(among=tuple(map(str, range(30_001))))
    with store.read() as session, pytest.raises(UsageError, match=r"^30,001 feedbacks are too many to list here; the table of "):
        count(run, named, session=session)
