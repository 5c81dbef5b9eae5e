"""Words, candidates, names and severity, each on a few segments made by hand."""

from dataclasses import replace

import numpy as np
import pytest
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score

from vocmine.themes.candidates import gather, kind_of, set_apart
from vocmine.themes.clusterers import Centres, find_groups, find_strict_groups
from vocmine.themes.names import Unnamed, name_themes
from vocmine.themes.phrases import phrases_of
from vocmine.themes.proper import called, names_in, proper_names
from vocmine.themes.severity import severity
from vocmine.themes.words import key, stem, tells_nothing, visible, wishes_nothing, words
from vocmine.types import Redaction


@pytest.mark.parametrize(
    "text", ["N/A", "nothing.", "Thank you so much!", "...", "12345", "@shop https://example.org", "Nothing comes to mind"]
)
def test_tells_nothing_knows_answers_without_content(text):
    assert tells_nothing(text)


@pytest.mark.parametrize("text", ["price", "nothing works", "thank you for the quick refund", "no parking"])
def test_tells_nothing_spares_short_answers_with_content(text):
    assert not tells_nothing(text)


@pytest.mark.parametrize("text", ["No improvements needed", "I can't think of anything to improve.", "wouldn't change a thing"])
def test_gather_keeps_contented_answers_that_ask_for_no_change_apart(make, text):
    assert set_apart([make(text, sentiment_label="positive")]).non_answers == {"f1#0"}
    assert set_apart([make(text, sentiment_label="negative")]).non_answers == frozenset()


def test_answers_that_tell_nothing_and_copies_are_kept_apart_in_whatever_tone_they_are_read(make):
    long = "this very long text was pasted by robots to each forum page"
    said = [("N/A", "a"), ("nothing else to add", "b"), (long, "c"), (long.upper(), "d"), ("I went on a Monday", "e")]
    apart = set_apart([make(text, id=id, sentiment_label="neutral") for text, id in said])
    assert (apart.non_answers, apart.copies) == ({"a#0", "b#0"}, {"d#0"})


def test_what_was_not_read_is_no_answer_and_no_copy_either(make):
    assert not set_apart([make("N/A", sentiment_label=None)]).non_answers


@pytest.mark.parametrize(
    "text", ["I can change it online", "no hidden charges", "nothing, excellent service", "the service can't be beaten"]
)
def test_wishes_nothing_spares_what_tells_more(text):
    assert not wishes_nothing(text)


def test_key_is_one_for_copies_that_differ_in_case_signs_and_handles():
    assert key("@shop Where's my  REFUND?!") == key("where's my refund") != key("where is my refund")


def test_stem_is_one_for_the_forms_of_a_word():
    assert len({stem(word) for word in ("refund", "Refunds", "refunded", "refunding")}) == 1
    assert stem("crashes") == stem("crash")


def test_visible_keeps_the_length_and_hides_what_was_redacted(make):
    scored = make("ask XXXXXXXX about @me now")
    feedback = replace(scored.segment.feedback, redactions=(Redaction(4, 12, "PHONE"),))
    assert visible(replace(scored.segment, feedback=feedback)) == "ask          about     now"


def test_kind_of_takes_a_wish_before_its_tone(make):
    assert kind_of(make("please add a lift", intent="suggestion")) == "suggestion"
    assert kind_of(make("good but slow", sentiment_label="mixed")) == "pain_point"
    assert kind_of(make("it is blue", sentiment_label="neutral")) is None


def test_gather_keeps_non_answers_apart(make):
    scored = [make("n/a", id="a"), make("still no signal", id="c"), make("hard to say where it went wrong", id="d")]
    apart = set_apart(scored)
    candidates = gather("pain_point", scored, np.eye(3, dtype=np.float32), apart)
    assert [member.key for member in candidates.members] == ["still no signal", "hard to say where it went wrong"]
    assert apart.non_answers == {"a#0"}


def test_gather_puts_a_sentence_beside_the_others_of_its_feedback(make):
    alone = make("three weeks now", id="b")
    spoken = make("The refund is late. three weeks now", id="a")
    first = replace(spoken, segment=replace(spoken.segment, end=19))
    second = replace(spoken, segment=replace(spoken.segment, index=1, start=20))
    vectors = np.eye(3, dtype=np.float32)
    nothing = set_apart([])
    found = gather("pain_point", [first, second, alone], vectors, nothing).vectors
    assert found[1, 0] > 0.1
    assert gather("pain_point", [alone], vectors[2:], nothing).vectors[0, 0] == 0


def test_a_long_copied_text_is_kept_apart_and_a_short_answer_told_by_all(make):
    long = ["this very long text was pasted by robots to each forum page", "Robots pasted this very long TEXT to each page of the forum 2"]
    scored = [make(text, id=f"{number}{text[0]}") for number in range(4) for text in (long[number % 2], "price")]
    apart = set_apart(scored)
    candidates = gather("pain_point", scored, np.ones((8, 4), dtype=np.float32), apart)
    assert [len(member.units) for member in candidates.members] == [4, 1]
    assert apart.copies == {"1R#0", "2t#0", "3R#0"}


def test_what_several_people_say_in_the_same_words_among_others_is_no_copy(make):
    said = "the mobile banking app refuses my new card number"
    scored = [make(f"{said}. {other}", id=name) for name, other in (("a", "I moved to Leeds"), ("b", "Two branches closed"))]
    scored = [replace(one, segment=replace(one.segment, end=len(said))) for one in scored]
    apart = set_apart(scored)
    candidates = gather("pain_point", scored, np.ones((2, 4), dtype=np.float32), apart)
    assert (apart.copies, [len(member.units) for member in candidates.members]) == (frozenset(), [2])


def test_strict_groups_want_two_units():
    vectors = np.array([[1.0, 0], [1, 0], [0, 1], [0, 1]])
    units = [frozenset("a"), frozenset("a"), frozenset("b"), frozenset("c")]
    labels = find_strict_groups(vectors, units).parts
    assert labels[0] == labels[1] == -1
    assert labels[2] == labels[3] >= 0


def test_centres_give_each_row_its_group_again_and_leave_far_rows_out(planted):
    _, vectors, truths = planted(30)
    features = vectors.astype(np.float64)
    groups = find_groups(features, [frozenset((str(row),)) for row in range(90)], least=3)
    rule = Centres(features, groups)
    assert np.array_equal(rule.assign(features).parts, groups.parts)
    assert len({(truth, theme) for truth, theme in zip(truths, groups.themes.tolist(), strict=True)}) == 3
    assert rule.assign(-features[:1]).parts.tolist() == [-1]


def test_find_groups_finds_parts_within_themes():
    rng = np.random.default_rng(3)
    axes = np.linalg.qr(rng.normal(size=(48, 48)))[0]
    sides = [(theme, 10 + 3 * theme + side) for theme in range(3) for side in range(3) for _ in range(40)]
    features = np.array([axes[theme] + rng.uniform(0, 0.7) * axes[side] + 0.11 * rng.normal(size=48) for theme, side in sides])
    features -= features.mean(axis=0)
    features /= np.linalg.norm(features, axis=1, keepdims=True)
    groups = find_groups(features, [frozenset((str(row),)) for row in range(360)], least=3)
    assert adjusted_rand_score(np.repeat(np.arange(3), 120), groups.themes) > 0.85
    assert adjusted_mutual_info_score(np.repeat(np.arange(9), 40), groups.parts) > 0.6
    assert len(groups.theme_of) > 2 * groups.n_themes


def _unnamed(make, texts, start, **changes):
    return Unnamed(tuple(make(text, id=f"{start}{number}", **changes) for number, text in enumerate(texts)))


def _names(themes, kind="pain_point"):
    return name_themes(themes, kind, names_in([one.segment for theme in themes for one in theme.nearest]))


REFUND = ["my refund takes weeks", "the refund takes weeks", "refund takes weeks again", "the refund never arrived"]
CRASH = ["the app crashes after the update", "app crashes constantly", "my app crashes", "it crashes, this app"]
BAGS = ["they lost my bags", "lost my bags again", "where are our bags", "you have lost my bags"]


def test_name_themes_uses_the_customers_words_for_aspect_and_problem(make):
    assert _names([_unnamed(make, REFUND, "r"), _unnamed(make, CRASH, "c")]) == ("refund takes weeks", "app crashes")


def test_names_leave_out_owners_and_helping_verbs(make):
    texts = ["our flight was delayed", "my flight has been delayed", "the flight is really delayed"]
    assert _names([_unnamed(make, BAGS, "b"), _unnamed(make, texts, "f")]) == ("lost bags", "flight delayed")


@pytest.mark.parametrize(
    ("texts", "name"),
    [
        (["I do not get my rebate", "still don't get my rebate", "I dont get my rebate"], "don't get rebate"),
        (["nobody answers the phone", "nobody ever answers the phone", "nobody answers my phone"], "nobody answers the phone"),
        (["we are on hold for hours", "I was on hold for 3 hours", "on hold for hours again"], "on hold for hours"),
    ],
)
def test_names_join_what_belongs_together(make, texts, name):
    assert _names([_unnamed(make, texts, "t")]) == (name,)


@pytest.mark.parametrize("text", ["forty minutes", "six weeks", "twenty past", "wtf", "just not", "quid a month"])
def test_no_phrase_is_a_number_a_time_or_an_exclamation(make, text):
    assert list(phrases_of(make(text), frozenset())) == []


def test_a_phrase_ends_where_its_pain_point_would_cut_a_word(make):
    told = make("tyre_shop tyres wore out", pain_point="shop tyres wore out")
    assert "tyres wore out" in {phrase.text for phrase in phrases_of(told, frozenset()) if phrase.told_as_pain}
    assert not any("shop" in phrase.words for phrase in phrases_of(told, frozenset()))


def test_name_themes_prefers_the_problem_to_the_verdict_and_the_topic(make):
    texts = ["awful staff", "the staff were rude", "rude staff", "the staff here", "staff rude to us", "terrible staff"]
    assert _names([_unnamed(make, texts, "s")]) in (("staff rude",), ("rude staff",))


def test_a_theme_that_shares_a_tone_alone_has_no_name(make):
    tone = ["wtf", "this is awful", "not happy at all", "worst ever", "so disappointed", "you guys are terrible", "really bad"]
    assert _names([_unnamed(make, tone, "w"), _unnamed(make, BAGS, "b")]) == (None, "lost bags")


def test_names_of_gains_and_suggestions_tell_what_is_good_or_wished_for(make):
    gains = ["so easy to install", "it was easy to install", "easy to install, this one"]
    wishes = ["a yearly plan please", "offer a yearly plan", "I want a yearly plan"]
    assert _names([_unnamed(make, gains, "g")], "gain") == ("easy to install",)
    assert _names([_unnamed(make, wishes, "w")], "suggestion") == ("yearly plan",)


def test_name_themes_prefers_the_spans_that_were_read_as_pain(make):
    spans = [("The hub at my mother's house loses its signal", "loses its signal"), ("hub loses signal at night", "loses signal")]
    scored = tuple(make(text, id=f"p{number}", pain_point=span) for number, (text, span) in enumerate(spans))
    assert _names([Unnamed(scored)])[0] in ("hub loses signal", "loses signal")


def test_name_themes_gives_no_two_themes_one_name(make):
    texts = ["late parcel again", "a late parcel", "late parcel"]
    labels = [label for label in _names([_unnamed(make, texts, start) for start in "abc"]) if label]
    assert labels
    assert len(set(labels)) == len(labels)


def test_names_hold_no_proper_name_number_or_handle(make):
    texts = [
        "the clerk called Brenda shouted at us",
        "then Brenda shouted loudly",
        "ask @depot why Brenda shouted 3 times",
        "the clerk shouted at my mother",
        "a clerk shouted",
    ]
    assert "brenda" in proper_names(texts)
    assert _names([_unnamed(make, texts, "n")]) == ("clerk shouted",)


def test_handles_often_called_are_names_in_their_parts():
    texts = ["@BlueParcel where is it", "@BlueParcel hello", "@blueparcel late again", "@me too"]
    assert called(texts) == {"blueparcel", "blue", "parcel"}


def test_headings_tell_nothing_of_names():
    assert proper_names(["Slow Internet And Wrong Bill", "Never Got The Refund"]) == frozenset()


def test_severity_weighs_units_alike_and_follows_its_formula(make):
    worst = {"sentiment": -1.0, "emotion_intensity": 5, "effort_label": "high", "flags": ("churn",)}
    calm = make("slow", id="b", sentiment=0.0)
    assert severity([make("never again", id="a", **worst)], "pain_point") == 1.0
    assert severity([make("never again", id=f"a{number}", unit="a", **worst) for number in range(9)] + [calm], "pain_point") == 0.5
    assert severity([make("love it", sentiment=1.0, emotion_intensity=5, effort_label="low")], "gain") == 1.0


def test_words_leaves_out_numbers_and_what_is_joined_to_them():
    assert words("the 5th hub's won't e-mail x_y café") == ["the", "hub's", "won't", "e-mail", "café"]


def test_name_themes_calls_a_problem_that_is_told_without_a_noun_by_its_word_and_a_verdict_by_none(make):
    dear = ["Too expensive.", "expensive", "Very expensive!", "It was too expensive"]
    bad = ["terrible", "It was bad", "Bad.", "really terrible"]
    assert _names([_unnamed(make, dear, "d"), _unnamed(make, bad, "b")]) == ("expensive", None)
