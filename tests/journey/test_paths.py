"""Ways and listening: what was planted comes out, whatever the order, and what is not known counts nowhere."""

from datetime import UTC, datetime

from tests.made import feedback, reading
from vocmine.journey.coverage import find_coverage
from vocmine.journey.paths import find_paths
from vocmine.journey.shares import population
from vocmine.types import Scored, Segment


def told(customer, day, stage, **fields):
    when = datetime(2026, 3, day, 23, tzinfo=UTC) if day else None
    whole = feedback(f"{customer}-{day}-{stage}", "it is so", customer=customer, created_at=when, **fields)
    return Scored(Segment(whole, 0, 0, 8), reading(stage))


def ways(scored):
    return find_paths(scored, population([one.segment.feedback for one in scored]))


def walk(customer, *stages):
    return [told(customer, day, stage) for day, stage in enumerate(stages, start=1)]


def test_the_commonest_ways_come_first_with_their_share_and_words():
    scored = [one for k in range(6) for one in walk(f"a{k}", "purchase", "usage", "support")]
    scored += [one for k in range(3) for one in walk(f"b{k}", "usage", "usage", "purchase")] + walk("c", "support", "usage")
    paths, stops = ways(scored)
    assert [(one.stages, one.volume) for one in paths] == [(("purchase", "usage", "support"), 6), (("usage", "purchase"), 3)]
    assert (paths[0].share.value, paths[0].share.n) == (0.6, 10)
    assert [(one.stage, one.volume) for one in stops] == [("support", 6), ("purchase", 3), ("usage", 1)]
    assert set(paths[1].evidence) == {"b0-3-purchase#0", "b1-3-purchase#0", "b2-3-purchase#0"}
    assert ways(scored[::-1]) == (paths, stops)


def test_one_day_no_date_no_customer_or_no_stage_makes_no_way():
    scored = [*walk("a", "usage"), told("b", None, "usage"), told(None, 1, "usage"), told(None, 2, "support"), *walk("d", "none", "usage")]
    assert ways(scored) == ((), ())


def test_on_a_day_the_stage_most_told_counts():
    day = [told("a", 2, "support"), told("a", 2, "usage", source_row=2), told("a", 2, "usage")]
    (paths, stops) = ways([*walk("a", "purchase"), *day, *walk("b", "purchase", "support")])
    assert paths == ()
    assert {(one.stage, one.evidence) for one in stops} == {("usage", ("a-2-usage#0",)), ("support", ("b-2-support#0",))}


def test_every_stage_stands_beside_every_place_also_where_nobody_speaks():
    phone = [
        ("usage", feedback(f"p{k}", record=f"p{k}", channel=name, source_file="a.csv")) for k, name in enumerate(["Phone", "call"] * 20)
    ]
    mail = [("support", feedback(f"m{k}", record=f"m{k}", channel="E-Mail", source_file="b.csv")) for k in range(6)]
    found = find_coverage(["usage", "support"], [*phone, *mail, ("none", feedback("x", record="x", source_file="a.csv"))])
    cells = {(one.stage, one.channel, one.source): (one.volume, one.evidence) for one in found}
    assert cells == {
        ("usage", "Phone", "a.csv"): (40, "solid"),
        ("usage", "E-mail", "b.csv"): (0, "none"),
        ("usage", "", "a.csv"): (0, "none"),
        ("support", "Phone", "a.csv"): (0, "none"),
        ("support", "E-mail", "b.csv"): (6, "thin"),
        ("support", "", "a.csv"): (0, "none"),
    }


def test_with_too_many_files_channels_alone_are_told_apart():
    told = [("usage", feedback(f"p{k}", record=f"p{k}", channel="Phone", source_file=f"{k}.csv")) for k in range(50)]
    assert [(one.source, one.volume) for one in find_coverage(["usage"], told)] == [("", 50)]
