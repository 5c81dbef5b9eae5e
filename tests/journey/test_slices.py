"""Cuts by month and field: people counted once, no month left out, leanings that add up."""

from datetime import UTC, datetime

from tests.made import feedback, reading
from vocmine.journey.slices import Slice, by_field, by_month
from vocmine.types import Scored, Segment


def told(name, label, month=None, **fields):
    created = datetime(2026, month, 3, tzinfo=UTC) if month else None
    one = feedback(name, record=name, created_at=created, **fields)
    return Scored(Segment(one, 0, 0, len(one.text)), reading("usage", label))


def test_by_month_has_no_holes_and_leaves_out_the_undated():
    slices = by_month([told("a", "negative", 1), told("b", "positive", 3), told("c", "positive")])
    assert slices == (Slice("2026-01", 1, 0, 0, 1), Slice("2026-02", 0, 0, 0, 0), Slice("2026-03", 1, 1, 0, 0))


def test_by_month_of_nothing_dated_is_empty():
    assert by_month([told("a", "negative")]) == ()


def test_by_field_counts_a_customer_once():
    slices = by_field([told("a", "negative", channel="app", customer="c1"), told("b", "positive", channel="app", customer="c1")], "channel")
    assert slices == (Slice("app", 1, 0, 1, 0),)


def test_by_field_reads_attributes_largest_first():
    scored = [told(name, "positive", attributes=(("store", store),)) for name, store in (("a", "north"), ("b", "south"), ("c", "south"))]
    assert [(one.name, one.people) for one in by_field(scored, "store")] == [("south", 2), ("north", 1)]
