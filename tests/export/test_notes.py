from tests.export.any_map import any_map
from tests.export.drawn import HOSTILE, journey_map
from vocmine.export.notes import note_table


def notes():
    return list(note_table(journey_map()).rows)


def of(lane, stage="Use"):
    return [row for row in notes() if (row["lane"], row["stage"]) == (lane, stage)]


def test_each_stage_has_a_note_with_people_and_balance_below_twenty_in_counts():
    assert [row["text"] for row in notes() if row["lane"] == "stage"] == [
        "Use\n100\u00a0people, 67% of 150\n−40 (−48 to −32)",
        "Help\n12\u00a0people, 8% of 150\n3 favourable, 7 unfavourable of 12",
        "Leave\n0\u00a0people\n0 favourable, 0 unfavourable of 0",
    ]


def test_claims_carry_figure_colour_and_segments():
    slow = of("pain points")[0]
    assert (slow["text"], slow["colour"], slow["segment_ids"]) == ("label of slow\n30% (22–38%), 30\u00a0people", "orange", "a#0")
    assert [(row["text"].split("\n")[0], row["colour"]) for row in (*of("gains"), *of("suggestions"))] == [
        ("label of warm", "blue"),
        ("label of widget", "gray"),
    ]
    assert [row["text"] for row in of("pain points", "Help")] == ["label of hold\n4 of 12\u00a0people"]
    assert len(of("pain points")) == 6


def test_deeds_wants_and_words_have_lanes_of_their_own():
    lanes = ("what they do", "what is done to them", "what they want")
    assert [of(lane)[0]["text"].split("\n")[0] for lane in lanes] == ["turn dial", "charge twice", "get refund"]
    first = of("in their words")[0]
    assert (first["text"], first["segment_ids"]) == (f"“{HOSTILE}”", "a#0")


def test_long_words_are_cut_in_sight():
    drawn = journey_map(segments=(("a#0", "x" * 400), ("b#0", "y" * 300)))
    words = [row["text"] for row in note_table(drawn).rows if row["lane"] == "in their words"]
    assert words == [f"“{'x' * 299}…”", f"“{'y' * 300}”"]


def test_every_claim_of_any_map_has_its_note():
    drawn = any_map(7)
    expected = sum(1 + len(s.pain_points + s.gains + s.suggestions + s.actions + s.told_goals + s.quotes) for s in drawn.stages)
    assert len(list(note_table(drawn).rows)) == expected > len(drawn.stages)
