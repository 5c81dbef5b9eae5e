"""What stands on screen: customers' words literally, counts where percentages would say too much."""

import pytest

from vocmine.export.figures import Noun
from vocmine.map_types import StageSentiment
from vocmine.types import Rate
from vocmine.web import text

PEOPLE = Noun("person", "people")


@pytest.mark.parametrize("markup", ["<b>x</b>", "*x*", "[x](y)", "![x](y)", "`x`", "$x$", ":red[x]", "# x", "a | b", "~~x~~", "1. x"])
def test_safe_escapes_every_sign_of_markdown(markup):
    shown = text.safe(markup)
    assert shown.replace("\\", "").replace("\u2060", "") == markup
    assert all(shown[place - 1] == "\\" for place, sign in enumerate(shown) if sign in "<>*[]()!`$:#|~.")


@pytest.mark.parametrize("link", ["https://a.example", "www.a.example", "me@a.example", ":smile:", ":material/home:"])
def test_safe_parts_what_is_found_after_unescaping(link):
    assert link not in text.safe(link).replace("\\", "")


def test_safe_keeps_one_line_and_shows_control_signs():
    assert text.safe("a\n\nb\x00") == "a b\ufffd"


def test_short_cuts_between_words():
    assert text.short("one two three four", 12) == "one two…"


def test_share_below_twenty_is_a_count():
    assert text.share(Rate(0.5, 0.3, 0.7, 10), 5, PEOPLE).replace("\u00a0", " ") == "5 people"
    assert text.share(Rate(0.5, 0.4, 0.6, 20), 10, PEOPLE) == "50%"


def test_part_below_twenty_is_a_count_of_all():
    assert (text.part(3, 0.3, 10), text.part(30, 0.3, 100)) == ("3 of 10", "30%")


def test_net_below_twenty_is_counts():
    assert text.net(StageSentiment(0.1, 20.0, -5.0, 45.0, 10, 4, 2)) == ("4 good, 2 bad", "of 10")
    assert text.net(StageSentiment(0.1, -20.0, -35.0, -5.0, 100, 30, 50)) == ("−20", "−35 to −5")


def test_marked_shows_the_words_whatever_their_case():
    assert text.marked("The app and the APP", "app") == "The :gray-background[app] and the :gray-background[APP]"


def test_marked_escapes_the_words_themselves():
    assert text.marked("a <b> c", "<b>") == "a :gray-background[\\<b\\>] c"
