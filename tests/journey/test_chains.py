"""Chains of causes on planted links: told ones alone, without circles, at most four long, the same in any order."""

import random
from dataclasses import replace

import pytest

from tests.made import scored
from vocmine.journey.chains import find_chains, find_systemic
from vocmine.types import Cause, CauseLink, RootCauses, Theme, Themes


def told(name, n=2):
    return tuple(f"{name}{k}#0" for k in range(n))


def cause(name, n=2, stage=None):
    return Cause(f"told {name}", n, told(name, n), stage, name)


def link(cause, effect, n=2):
    return CauseLink(cause, effect, n, told(f"{cause}>{effect}", n))


def pain(name, *causes, stage="usage", kind="pain_point"):
    evidence = tuple(i for cause in causes for i in cause.evidence)
    return Theme(name, kind, name.title(), (), (*evidence, f"{name}#0"), (), 0.5, ((stage, 1),), causes)


def found(*pains, links=(), behind=(), stages=None):
    """Return the themes and their segments, each a feedback of its own; those of a theme tell of its stage."""
    themes = Themes(pains, (), roots=RootCauses(tuple(behind), tuple(links)))
    at = {i: theme.stages[0][0] for theme in pains for i in theme.segment_ids} | (stages or {})
    ids = {*at, *(i for one in (*links, *behind) for i in one.evidence)}
    return themes, {i: scored(i.removesuffix("#0"), at.get(i, "usage")) for i in sorted(ids)}


def shown(chains):
    return [([one.id for one in chain.links], chain.told) for chain in chains]


def test_a_chain_goes_from_the_root_to_the_pain_point():
    themes, by_id = found(
        pain("late", cause("lost", 3, "onboarding"), stage="support"),
        links=[link("label", "lost", 2), CauseLink("lost", "late", 3, told("lost", 3))],
        behind=[cause("label")],
    )
    (chain,) = find_chains(themes, by_id)
    assert [(one.kind, one.label, one.stage, one.told) for one in chain.links] == [
        ("cause", "told label", None, 2),
        ("cause", "told lost", "onboarding", 3),
        ("theme", "Late", "support", None),
    ]
    assert chain.told == 2
    assert chain.evidence == (*told("label>lost"), *told("lost", 3))


def test_a_cause_with_nothing_behind_it_is_no_chain():
    assert find_chains(*found(pain("late", cause("lost", 9)), links=[link("lost", "late", 9)])) == ()


def test_what_one_unit_tells_alone_is_no_link():
    themes, by_id = found(pain("late"), pain("lost"), links=[link("lost", "late", 2)])
    assert shown(find_chains(themes, by_id)) == [(["lost", "late"], 2)]
    of_one = {
        i: replace(one, segment=replace(one.segment, feedback=replace(one.segment.feedback, customer="ann"))) for i, one in by_id.items()
    }
    assert find_chains(themes, of_one) == ()


def test_segments_out_of_the_selection_tell_no_link():
    themes, by_id = found(pain("late"), pain("lost"), links=[link("lost", "late", 3)])
    del by_id["lost>late0#0"]
    assert shown(find_chains(themes, by_id)) == [(["lost", "late"], 2)]
    del by_id["lost>late1#0"]
    assert find_chains(themes, by_id) == ()


def test_a_circle_is_broken_where_fewest_tell_it():
    links = [link("a", "b", 5), link("b", "c", 4), link("c", "a", 3)]
    assert shown(find_chains(*found(pain("a"), pain("b"), pain("c"), links=links))) == [(["a", "b", "c"], 4)]


def test_a_chain_has_four_links_at_most_and_parts_of_chains_are_left_out():
    links = [link(cause, effect) for cause, effect in ("ab", "bc", "cd", "de")]
    chains = find_chains(*found(*(pain(name) for name in "abcde"), links=links))
    assert sorted(shown(chains)) == [(list("abcd"), 2), (list("bcde"), 2)]


def test_chains_stand_in_the_order_of_what_is_told_most():
    links = [link("a", "b", 3), link("c", "d", 7)]
    assert shown(find_chains(*found(*(pain(name) for name in "abcd"), links=links))) == [(["c", "d"], 7), (["a", "b"], 3)]


def test_a_cause_behind_two_pain_points_is_systemic_and_one_behind_one_is_not():
    late, refund = cause("strike", 2, "onboarding"), replace(cause("strike", 3), evidence=told("refunds", 3))
    (one,) = find_systemic(*found(pain("late", late), pain("refund", refund, cause("till", 5), stage="support")))
    assert (one.kind, one.id, one.stage, one.told) == ("cause", "strike", "onboarding", 5)
    assert one.pain_points == (("refund", "Refund", 3), ("late", "Late", 2))
    assert one.stages == (("support", 3), ("usage", 2))
    assert one.evidence == (*told("refunds", 3), *told("strike"))


def test_a_cause_felt_at_three_stages_is_systemic():
    stages = dict(zip(told("strike", 7), (*("usage", "support", "retention") * 2, "advocacy"), strict=True))
    assert find_systemic(*found(pain("late", cause("strike", 7)), stages=dict.fromkeys(stages, "usage"))) == ()
    (one,) = find_systemic(*found(pain("late", cause("strike", 7)), stages=stages))
    assert [stage for stage, _ in one.stages] == ["retention", "support", "usage"]


def test_a_cause_that_one_unit_tells_of_a_second_pain_point_is_not_systemic():
    once = replace(cause("strike", 1), evidence=told("refunds", 1))
    assert find_systemic(*found(pain("late", cause("strike", 4)), pain("refund", once))) == ()


def test_a_cause_that_is_told_where_a_pain_point_is_stands_under_that_alone():
    links = [CauseLink("lost", effect, 2, told(effect)) for effect in ("late", "refund")]
    pains = [pain(name, replace(cause("missing"), evidence=told(name))) for name in ("late", "refund")]
    assert [one.id for one in find_systemic(*found(*pains, pain("lost"), links=links))] == ["lost"]


def test_a_pain_point_told_as_the_cause_of_two_others_is_systemic():
    links = [link("lost", "late", 2), link("lost", "refund", 4)]
    (one,) = find_systemic(*found(pain("late"), pain("refund"), pain("lost"), links=links))
    assert (one.kind, one.label, one.told) == ("theme", "Lost", 6)


@pytest.mark.parametrize("find", [find_chains, find_systemic])
def test_the_order_of_what_is_told_makes_no_difference(find):
    links = [link("a", "b", 2), link("a", "c", 2), link("b", "c", 2), link("c", "a", 2)]
    themes, by_id = found(pain("a", cause("x", 2)), pain("b", cause("x", 2)), pain("c", cause("y", 2)), links=links)
    expected = find(themes, by_id)
    assert expected
    for seed in range(4):
        drawn = random.Random(seed)
        mixed = replace(themes, themes=tuple(drawn.sample(themes.themes, 3)), roots=RootCauses((), tuple(drawn.sample(links, 4))))
        assert find(mixed, {i: by_id[i] for i in drawn.sample(sorted(by_id), len(by_id))}) == expected
