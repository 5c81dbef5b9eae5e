import random
from datetime import UTC, datetime

import pytest

from tests.made import feedback, reading, scored
from vocmine.journey.definitions import load
from vocmine.journey.intervals import wilson
from vocmine.journey.map import Heading, build_map
from vocmine.types import Cause, CauseLink, Journey, Naming, Proposal, RootCauses, Scored, Segment, Stage, Theme, Themes

NOW = datetime(2026, 10, 1, tzinfo=UTC)
JOURNEY = Journey("two", "Two", (Stage("usage", "Use", goals=("work",)), Stage("support", "Support")))
NO_THEMES = Themes((), ())


def draw(statements, themes=NO_THEMES, *, journey=JOURNEY, scores=()):
    return build_map(Heading("shop", "r1", NOW), journey, statements, themes, scores=scores)


def theme(name, members, *, kind="pain_point", severity=0.5, **fields):
    fields = {"keywords": (), "quotes": (), "stages": ()} | fields
    return Theme(name, kind, name.title(), segment_ids=tuple(members), severity=severity, **fields)


def said(unit, texts, stage="usage", sentiment="negative"):
    """One customer saying several things, each a feedback of its own."""
    return [scored(of=feedback(f"{unit}-{n}", text, customer=unit), stage=stage, sentiment=sentiment) for n, text in enumerate(texts)]


def test_shares_count_customers_and_not_what_they_say():
    statements = [*said("ann", ["bad"] * 8), *said("bob", ["bad"], "support"), *said("cas", ["bad"], "support")]
    usage, support = draw(statements).stages
    assert (usage.volume, support.volume) == (1, 2)
    assert usage.share.value == pytest.approx(1 / 3)
    assert (usage.share.low, usage.share.high) == pytest.approx(wilson(1 / 3, 3))


def test_net_counts_people_by_the_side_they_lean_to():
    statements = [
        *said("ann", ["bad", "bad"]),
        *said("ann", ["", "", "good"], sentiment="positive")[2:],
        *said("bob", ["good"], sentiment="positive"),
        *said("cas", ["so so"], sentiment="neutral"),
        *said("dan", ["good"], sentiment="positive"),
    ]
    sentiment = draw(statements).stages[0].sentiment
    assert (sentiment.favourable, sentiment.unfavourable, sentiment.n) == (2, 1, 4)
    assert sentiment.net == pytest.approx(25.0)
    assert sentiment.mean == pytest.approx(((-0.8 - 0.8 + 0.8) / 3 + 0.8 + 0.8) / 4)


def test_survey_weights_are_honoured_and_told():
    heavy = scored(of=feedback("a", weight=3.0), sentiment="positive")
    light = scored(of=feedback("b", weight=1.0), stage="support")
    drawn = draw([heavy, light])
    assert drawn.stages[0].share.value == pytest.approx(0.75)
    assert any(note.startswith("Shares honour the survey weights; they tell as much as 2 people") for note in drawn.notes)


def test_order_of_the_segments_makes_no_difference():
    generator = random.Random(3)
    statements = [scored(f"f{n}", generator.choice(["usage", "support"]), generator.choice(["negative", "positive"])) for n in range(60)]
    themes = Themes(tuple(theme(f"t{k}", [f"f{n}#0" for n in range(k, 60, 3)]) for k in range(3)), ())
    assert draw(statements, themes) == draw(generator.sample(statements, 60), themes)


def test_theme_stands_at_each_stage_with_its_people_there():
    statements = [scored(f"f{n}") for n in range(10)] + [scored("g", "support")]
    usage, support = draw(statements, Themes((theme("slow", ["f0#0", "f1#0", "f1#0", "g#0", "filtered#0"]),), ())).stages
    assert (usage.pain_points[0].volume, usage.pain_points[0].share) == (2, 0.2)
    assert (support.pain_points[0].volume, support.pain_points[0].share) == (1, 1.0)
    assert usage.gains == ()


def test_pain_points_rank_by_share_times_severity_and_stop_at_eight():
    statements = [scored(f"f{n}") for n in range(20)]
    often = theme("often", [f"f{n}#0" for n in range(10)], severity=0.3)
    grave = theme("grave", [f"f{n}#0" for n in range(4)], severity=0.9)
    rare = [theme(f"rare{k:02}", [f"f{k}#0"]) for k in range(10)]
    labels = [pain.theme_id for pain in draw(statements, Themes((*rare, often, grave), ())).stages[0].pain_points]
    assert labels == ["grave", "often", "rare00", "rare01", "rare02", "rare03", "rare04", "rare05"]


def test_causes_are_those_that_the_stages_people_tell():
    statements = [scored("a"), scored("b", "support"), scored("c", "support")]
    causes = (Cause("app update", 3, ("a#0", "b#0", "c#0"), "usage"), Cause("old hub", 1, ("a#0",)))
    usage, support = draw(statements, Themes((theme("slow", ["a#0", "b#0", "c#0"], causes=causes),), ())).stages
    assert [(c.label, c.told) for c in usage.pain_points[0].causes] == [("app update", 1), ("old hub", 1)]
    assert support.pain_points[0].causes == (Cause("app update", 2, ("b#0", "c#0"), "usage"),)


def test_a_pain_point_tells_at_which_stages_its_causes_happened():
    statements = [scored("a", cause_stage="support"), scored("b", cause_stage="support"), scored("c", cause_stage="usage"), scored("d")]
    usage = draw(statements, Themes((theme("slow", ["a#0", "b#0", "c#0", "d#0"]),), ())).stages[0]
    assert usage.pain_points[0].cause_stages == (("support", 2), ("usage", 1))


def test_what_stands_behind_a_pain_point_is_told_with_its_words():
    links = (CauseLink("lost", "late", 2, ("a#0", "b#0")),)
    themes = Themes((theme("late", ["a#0", "b#0"]), theme("lost", ["c#0", "d#0"])), (), roots=RootCauses((), links))
    drawn = draw([scored(name) for name in "abcd"], themes)
    ((behind,),) = drawn.behind("late")
    assert (behind.id, behind.told, behind.evidence) == ("lost", 2, ("a#0", "b#0"))
    assert drawn.behind("lost") == ()
    assert {"a#0", "b#0"} <= dict(drawn.segments).keys()


def test_quotes_are_sure_short_enough_and_of_different_people():
    statements = [
        scored("short", text="Too short"),
        scored("long", text="word " * 31),
        scored("unsure", text="An abstained statement of six words.", stage_abstained=True),
        scored("twin1", text="The very same words are said.", stage_confidence=0.8),
        scored("twin2", text="the very same  words are said.", stage_confidence=0.8),
        scored("sure", text="This one is told most surely.", stage_confidence=0.99),
        scored("happy", sentiment="positive", text="This one is happy about it.", stage_confidence=0.3),
    ]
    drawn = draw(statements)
    assert drawn.stages[0].quotes == ("sure#0", "happy#0", "twin1#0")
    assert dict(drawn.segments)["happy#0"] == "This one is happy about it."


def test_every_id_on_the_map_has_its_text_once():
    statements = [scored(f"f{n}") for n in range(9)]
    slow = theme("slow", [f"f{n}#0" for n in range(9)], quotes=("f7#0", "f8#0"), causes=(Cause("hub", 1, ("f3#0",)),))
    drawn = draw(statements, Themes((slow,), ()))
    pain = drawn.stages[0].pain_points[0]
    assert pain.quotes[:2] == ("f7#0", "f8#0")
    ids = [i for i, _ in drawn.segments]
    assert sorted(set(ids)) == ids
    assert {*drawn.stages[0].quotes, *pain.quotes, "f3#0"} == set(ids)


def test_emotions_and_effort_are_shares_of_the_stages_people():
    statements = [
        *(scored(f"f{n}", emotion_groups=("frustration", "anxiety"), effort_label="high", effort=-1.0) for n in range(3)),
        scored("g", emotion_groups=("neutral",), effort_label="low", effort=1.0),
        scored("h", "support"),
    ]
    usage, support = draw(statements).stages
    emotions = {group: rate.value for group, rate in usage.emotions}
    assert (emotions["frustration"], emotions["anxiety"], emotions["delight"]) == (0.75, 0.75, 0.0)
    assert next(iter(emotions)) == "delight" and len(emotions) == 9
    assert (usage.effort.value, usage.effort.n, support.effort) == (0.75, 4, None)


def test_touchpoints_count_people_under_their_names():
    statements = [scored(f"f{n}", "support", touchpoint="chat") for n in range(2)] + [scored("g", "support", touchpoint="phone")]
    support = next(stage for stage in draw(statements, journey=load("lifecycle")).stages if stage.id == "support")
    assert support.touchpoints == (("Chat and chatbot", 2), ("Phone line", 1))


def test_one_person_may_say_many_things_in_one_feedback():
    whole = feedback("f", "Great food but the waiter was rude.")
    parts = [Scored(Segment(whole, 0, 0, 10), reading(sentiment="positive")), Scored(Segment(whole, 1, 11, 35), reading())]
    drawn = draw(parts)
    assert (drawn.totals.feedbacks, drawn.totals.segments, drawn.stages[0].volume) == (1, 2, 1)
    assert drawn.stages[0].sentiment.net == 0.0


def test_what_was_not_read_is_left_out_and_said():
    latin = [scored(f"la{n}", "none", None, language="la") for n in range(31)]
    drawn = draw(latin)
    assert drawn.notes == ("31 of 31 feedbacks are in Latin, which is not read.",)
    assert (drawn.totals.read_share, drawn.totals.units, drawn.totals.languages) == (0.0, 0, (("la", 31),))
    assert [(stage.volume, stage.share, stage.sentiment.net, stage.evidence) for stage in drawn.stages] == [(0, None, None, "none")] * 2


def test_shares_are_of_those_who_were_read():
    statements = [scored("a"), scored("b"), *(scored(f"d{n}", "none", None, language="de") for n in range(2))]
    drawn = draw(statements)
    assert drawn.stages[0].share.value == 1.0
    assert (drawn.totals.units, drawn.totals.feedbacks, drawn.totals.read_share) == (2, 4, 0.5)
    assert drawn.notes[0] == "2 of 4 feedbacks are in German, which is not read."


def test_empty_input_gives_an_empty_map_that_says_why():
    drawn = draw([])
    assert drawn.notes == ("There is no feedback with words to read.",)
    assert [stage.name for stage in drawn.stages] == ["Use", "Support"]
    assert drawn.stages[0].goals == ("work",)


def test_empty_selection_is_laid_to_the_filter():
    heading = Heading("shop", "r1", NOW, filters=(("channel", "fax"),))
    assert build_map(heading, JOURNEY, [], NO_THEMES).notes == ("No feedback passes the filter.",)


def test_statements_at_no_stage_are_counted():
    drawn = draw([scored("a"), scored("b", "none"), scored("c", "elsewhere")], Themes((), ("a#0", "gone#0")))
    assert (drawn.totals.unstaged, drawn.totals.unassigned) == (2, 1)
    assert "2 of 3 statements tell of no stage and stand under none." in drawn.notes


def test_period_spans_the_dates_of_the_feedback():
    days = [datetime(2026, month, 5, tzinfo=UTC) for month in (3, 1, 7)]
    drawn = draw([scored(of=feedback(f"f{n}", created_at=day)) for n, day in enumerate(days)])
    assert drawn.period == (days[1], days[2])


def test_evidence_is_solid_only_with_many_people_who_agree_enough():
    few = draw([scored(f"f{n}") for n in range(4)]).stages[0].evidence
    some = draw([scored(f"f{n}", sentiment="negative" if n % 2 else "positive") for n in range(40)]).stages[0].evidence
    many = draw([scored(f"f{n}") for n in range(60)]).stages[0].evidence
    assert (few, some, many) == ("none", "thin", "solid")


def test_scores_without_words_count_in_the_projects_kpi_alone():
    speaks = scored(of=feedback("a", nps=0.0))
    drawn = draw([speaks], scores=[feedback("b", "", nps=10.0), feedback("c", "", nps=9.0)])
    assert [(kpi.metric, kpi.n, kpi.origin) for kpi in drawn.kpis] == [("nps", 3, "project")]
    assert [(kpi.value, kpi.n, kpi.origin) for kpi in drawn.stages[0].kpis] == [(-100.0, 1, "spoke")]
    assert drawn.totals.feedbacks == 1


def test_names_that_a_model_proposed_are_told_with_the_found_ones():
    statements = said("ann", ["bad", "worse", "poor"])
    ids = [one.segment.id for one in statements]
    named = theme("slow refund", ids[:1], proposal=Proposal("small", "refund slow", "Slow Refund"))
    renamed = theme("late van", ids[1:2], proposal=Proposal("small", "van late", "Van Is Late"))
    refused = theme("app", ids[2:], proposal=Proposal("small", "App"))
    drawn = draw(statements, Themes((named, renamed, refused), (), naming=Naming("small", "here:1", 1, 1, "answered with status 500")))
    told = {one.theme_id: one.proposal for one in drawn.stages[0].pain_points}
    assert told == {"slow refund": named.proposal, "late van": None, "app": None}
    assert drawn.notes[-3:] == (
        "Names proposed by the language model small: 1 of 3; those found in customers' words stand beside them.",
        "Answers of small at here:1 that were not taken: 1; there the found names stay.",
        "The language model at here:1 answered with status 500; themes that it did not name keep their found names.",
    )
    assert not any("language model" in note for note in draw(statements, Themes((refused,), ())).notes)


def test_feedback_without_a_date_is_said_to_count_in_no_trend():
    dated = [scored(of=feedback(f"f{n}", created_at=NOW)) for n in range(3)]
    said = "1 of 4 feedbacks that were read carries no date and counts in no trend and no alert."
    assert said in draw([*dated, scored("u")]).notes
    assert not [note for note in draw(dated).notes if "date" in note]
    assert "No period, trends or alerts: the data hold no dates." in draw([scored("u")]).notes


def test_a_map_without_pain_points_says_what_is_kept_apart():
    statements = [scored(f"f{n}", sentiment="negative") for n in range(4)]
    apart = Themes((), (), bare=(("f0#0",),), copies=("f1#0", "f2#0"))
    said = "No pain points: too few statements complain of the same thing"
    assert f"{said}; kept apart are statements: 2 of copied feedback, 1 that tell a feeling alone." in draw(statements, apart).notes
    assert f"{said}." in draw(statements).notes
