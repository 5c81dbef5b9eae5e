"""Root causes: gathered over themes by meaning and words, linked where one is told as the reason of another, and never invented."""

import random
from dataclasses import replace

import numpy as np

from tests import made as by_hand
from vocmine.themes.candidates import gather, set_apart
from vocmine.themes.causes import gather as collect
from vocmine.themes.roots import with_causes
from vocmine.types import RootCauses, Scored, Segment, Theme

LATE, LOST, APP = "parcels came late", "courier lost parcels", "app crashed"


def theme(name, scored, kind="pain_point"):
    return Theme(name, kind, name, (), tuple(sorted(one.segment.id for one in scored)), (), 0.5, ())


def roots(by_theme, compare=None):
    """Return the themes with their causes, by name, and what stands behind them."""
    everyone = [one for some in by_theme.values() for one in some]
    themes = [theme(name, some) for name, some in by_theme.items()]
    vectors = compare([one.segment.text for one in everyone]) if compare else np.eye(len(everyone), dtype=np.float32)
    candidates = gather("pain_point", everyone, vectors, set_apart(everyone))
    found, behind = with_causes(themes, {one.segment.id: one for one in everyone}, candidates, compare)
    return {one.label: one.causes for one in found}, behind


def meaning(texts):
    """Return vectors of a direction for each subject (parcels lost, lateness, the app), and a little of each text's own."""
    vectors = []
    for text in texts:
        told = [any(word in text for word in some) for some in (("lost", "vanished"), ("late",), ("app", "crash"))]
        rng = np.random.default_rng(sum(map(ord, text)))
        vectors.append(np.array([*(4.0 * one for one in told), *rng.normal(size=29) * 0.3]))
    return (np.array(vectors) / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def telling(make, name, causes):
    """Return a segment for each cause, of a feedback of its own, whose trouble is what ``name`` says."""
    return [make(f"{name} {chr(97 + n) * 3}", id=f"{name} {n}", pain_point=name, cause=cause) for n, cause in enumerate(causes)]


def test_causes_are_grouped_by_their_words_and_count_units(make):
    causes = ["because the code is for new accounts only", "code only works for new accounts", "because the till was broken"]
    scored = [make(cause, id=f"f{number}", cause=cause, cause_stage="purchase") for number, cause in enumerate(causes)]
    twice = make(causes[0] + " indeed", id="g", unit="f0", cause=causes[0])
    found = roots({"refused": [*scored, twice, make("no cause told", id="h")]})[0]["refused"]
    assert [(cause.told, cause.evidence) for cause in found] == [(2, ("f0#0", "f1#0", "g#0")), (1, ("f2#0",))]
    assert found[1].label == "the till was broken"
    assert found[0].cause_stage == "purchase"


def test_a_causes_label_is_the_reason_clause_alone(make):
    causes = [
        "apparently because the parcel was never scanned in at your depot, which I told them twice",
        "bc of the strike",
        "the old battery had died and so I bought another one from the shop",
        "because you pushed 5.2, on a Friday",
    ]
    found = roots({"trouble": telling(make, "trouble", causes)})[0]["trouble"]
    assert {cause.label for cause in found} == {
        "the parcel was never scanned",
        "the strike",
        "the old battery had died",
        "you pushed 5.2 on a friday",
    }


def test_causes_that_mean_the_same_are_one_though_no_word_is_shared(make):
    causes = ["the courier lost it", "everything vanished on the road", "the till was broken"]
    by_words = roots({LATE: telling(make, LATE, causes)})[0][LATE]
    by_meaning = roots({LATE: telling(make, LATE, causes)}, meaning)[0][LATE]
    assert [cause.told for cause in by_words] == [1, 1, 1]
    assert [cause.told for cause in by_meaning] == [2, 1]


def test_texts_that_no_groups_are_found_on_go_where_they_are_near():
    texts = [f"{one} {letter * 3}" for one in ("driver strike at the depot", "broken till in the shop") for letter in "abcd"]
    whole = collect(texts, None)
    assert len(set(whole.ids.values())) == 2
    for most in (6, 7):
        assert {frozenset(same(found)) for found in (whole, collect(texts, None, most_grouped=most))} == {frozenset(same(whole))}
    few = same(collect(texts, None, most_grouped=1))
    assert all(any(group <= other for other in same(whole)) for group in few)


def same(gathered):
    """Return the texts of each cause."""
    return {frozenset(text for text, id in gathered.ids.items() if id == one) for one in gathered.ids.values()}


def test_a_cause_told_in_several_themes_is_one_with_one_id(make):
    found, _ = roots(
        {"late": telling(make, "late", ["the driver strike"]), "refund": telling(make, "refund", ["because of the driver strike"])}
    )
    (late,), (refund,) = found["late"], found["refund"]
    assert (late.id, late.label) == (refund.id, refund.label)
    other = roots({"code": telling(make, "code", ["drivers on strike again", "the driver strike", "the driver strike"])})[0]["code"][0]
    assert other.id == late.id


def test_a_reason_within_a_reason_stands_behind_it(make):
    causes = ["because the courier lost it since the label fell off", "the courier lost it because the label fell off"]
    found, behind = roots({LATE: telling(make, LATE, causes)})
    (inner,) = behind.behind
    (link,) = (link for link in behind.links if link.cause == inner.id)
    assert (inner.label, [cause.label for cause in found[LATE]]) == ("the label fell off", ["the courier lost it"])
    assert (link.cause, link.effect, link.told, len(link.evidence)) == (inner.id, found[LATE][0].id, 2, 2)


def test_since_when_is_no_reason_of_a_reason(make):
    causes = ["the lift has been broken since the winter storms came", "the shop was shut since Monday"]
    _, behind = roots({"stuck": telling(make, "stuck", causes)})
    assert behind.behind == ()


def planted(make, causes):
    """Return three pain points of many units each; some of those who tell of lateness give a cause."""
    return {
        LATE: [*telling(make, LATE, causes), *telling(make, f"{LATE} again", [None] * 8)],
        LOST: telling(make, LOST, [None] * 9),
        APP: telling(make, APP, [None] * 9),
    }


def test_a_pain_point_told_as_the_cause_of_another_is_linked_to_it(make):
    causes = ["the courier lost it", "they lost it at the depot", "it vanished, said my neighbour"]
    _, behind = roots(planted(make, causes), meaning)
    (link,) = (link for link in behind.links if link.cause in (LATE, LOST, APP))
    assert (link.cause, link.effect, link.told) == (LOST, LATE, 2)
    assert link.evidence == (f"{LATE} 0#0", f"{LATE} 1#0")


def test_a_link_needs_a_trouble_that_names_the_pain_point(make):
    by_theme = planted(make, ["the courier lost it", "they lost it at the depot"])
    vague = {name: [replace(one, reading=replace(one.reading, pain_point="not good")) for one in some] for name, some in by_theme.items()}
    assert [link.effect for link in roots(by_theme, meaning)[1].links][:1] == [LATE]
    assert roots(vague, meaning)[1].links == ()


def test_a_pain_point_is_not_its_own_cause(make):
    found, behind = roots(planted(make, ["late parcels", "parcels being so late", "my parcels came late again"]), meaning)
    assert found[LATE] == ()
    assert behind.links == ()


def test_nothing_is_linked_that_is_not_told(make):
    units = [one for name in (LATE, LOST) for one in telling(make, name, [None] * 9)]
    shared = [
        replace(one, segment=replace(one.segment, feedback=replace(one.segment.feedback, record=f"u{n % 9}")))
        for n, one in enumerate(units)
    ]
    found, behind = roots({LATE: shared[:9], LOST: shared[9:]}, meaning)
    assert (found, behind) == ({LATE: (), LOST: ()}, RootCauses())


def test_a_reason_told_in_the_next_segment_carries_both(make):
    whole = by_hand.feedback("f", "The refund took weeks. Turns out nobody scanned the parcel.")
    start = whole.text.index("nobody")
    told = by_hand.reading(cause="nobody scanned the parcel", cause_start=start, cause_end=len(whole.text) - 1)
    first, second = Scored(Segment(whole, 0, 0, 22), told), Scored(Segment(whole, 1, 23, len(whole.text)), by_hand.reading())
    found, _ = with_causes(
        [theme("slow", [first])],
        {"f#0": first, "f#1": second},
        gather("pain_point", [first], np.ones((1, 2), np.float32), set_apart([first])),
        None,
    )
    assert [(cause.label, cause.evidence) for cause in found[0].causes] == [("nobody scanned the parcel", ("f#0", "f#1"))]


def test_causes_of_shuffled_segments_are_the_same(make):
    causes = ["the courier lost it since the label fell off", "it vanished at the depot", "my dog was ill", "the dog was ill again"]
    by_theme = planted(make, causes)
    expected = roots(by_theme, meaning)
    for seed in range(3):
        mixed = {name: random.Random(seed).sample(some, len(some)) for name, some in by_theme.items()}
        assert roots(mixed, meaning) == expected
