import pytest

from tests.export.drawn import theme
from vocmine.export.figures import effect_text, left_out_text, rank_text
from vocmine.map_types import Rank
from vocmine.types import Rate


@pytest.mark.parametrize(
    ("rank", "words"),
    [
        (Rank(2, 1, 4), "2nd, between 1st and 4th"),
        (Rank(3, 3, 3), "3rd"),
        (Rank(11, 2, 22), "11th, between 2nd and 22nd"),
        (None, ""),
    ],
)
def test_rank_is_told_with_its_interval(rank, words):
    assert rank_text(rank) == words


def test_gain_tells_what_they_give_more():
    warm = theme("warm", impact=Rate(0.84, 0.31, 1.37, 1204), impact_metric="rating")
    said = "Those who tell this give 0.8 points more on the rating [0.3, 1.4], n = 1,204; goes together with, not proven to cause."
    assert effect_text(warm) == said


def test_effect_that_may_be_none_is_not_called_less():
    unsure = theme("slow", impact=Rate(-0.2, -0.5, 0.1, 40), impact_metric="csat")
    assert effect_text(unsure) == "Those who tell this give no clearly different score on CSAT (−0.2 [−0.5, +0.1], n = 40)."


def test_leaving_out_tells_the_mean_without_them():
    warm = theme("warm", leave_one_out=Rate(-0.04, -0.09, 0.0, 40), impact_metric="rating")
    assert left_out_text(warm) == "Without those who tell this the mean rating would be 0.04 points lower [−0.09, 0.00]."


def test_nothing_known_is_nothing_said():
    assert (effect_text(theme("slow")), left_out_text(theme("slow"))) == ("", "")
