import numpy as np
import pytest

from vocmine.journey.intervals import net, newcombe, wilson
from vocmine.journey.shares import Population, evidence
from vocmine.types import Rate

SIMULATIONS = 2000


def test_wilson_gives_the_textbooks_interval():
    assert wilson(0.0, 10) == pytest.approx((0.0, 0.27754), abs=1e-5)
    assert wilson(0.5, 10) == pytest.approx((0.23659, 0.76341), abs=1e-5)


def test_net_gives_bonett_and_prices_interval():
    # By hand: shares 16/42 and 6/42, difference 10/42, variance (22/42 - (10/42)^2) / 42.
    low, high = net(15 / 40, 5 / 40, 40)
    half = 1.959964 * ((22 / 42 - (10 / 42) ** 2) / 42) ** 0.5
    assert (low, high) == pytest.approx((10 / 42 - half, 10 / 42 + half), abs=1e-6)


@pytest.mark.parametrize("n", [1, 5, 1000])
@pytest.mark.parametrize(("up", "down"), [(0, 0), (1, 0), (0, 1), (0.5, 0.5), (0.2, 0.6)])
def test_intervals_hold_their_figure_and_keep_a_width(up, down, n):
    low, high = net(up, down, n)
    assert -1 <= low <= up - down <= high <= 1
    assert high - low > 1 / n / 2
    low, high = wilson(up, n)
    assert 0 <= low <= up <= high <= 1


def _people_and_leans(generator, chances, people):
    """People who speak one to ten times, their statements alike: each person leans one way; what he says follows him mostly."""
    lean = generator.choice([1, 0, -1], size=people, p=chances)
    said = [
        generator.choice([1, 0, -1], size=generator.integers(1, 11), p=np.roll([0.8, 0.1, 0.1], {1: 0, 0: 1, -1: 2}[one])) for one in lean
    ]
    return np.sign([statements.sum() for statements in said])


@pytest.mark.parametrize(("chances", "people"), [((0.3, 0.2, 0.5), 40), ((0.6, 0.3, 0.1), 80), ((0.15, 0.1, 0.75), 200)])
def test_net_covers_the_truth_among_people_who_speak_several_times(chances, people):
    generator = np.random.default_rng(7)
    many = _people_and_leans(generator, chances, 15_000)
    truth = many.mean()
    draws = generator.choice(many, size=(SIMULATIONS, people))
    intervals = [net((draw > 0).mean(), (draw < 0).mean(), people) for draw in draws]
    assert 0.93 <= np.mean([low <= truth <= high for low, high in intervals]) <= 0.97


def test_wilson_covers_the_truth_over_many_shares():
    generator = np.random.default_rng(11)
    truths = generator.uniform(0.05, 0.95, SIMULATIONS)
    told = generator.binomial(60, truths) / 60
    covered = [low <= truth <= high for truth, (low, high) in zip(truths, map(wilson, told, [60] * SIMULATIONS), strict=True)]
    assert 0.93 <= np.mean(covered) <= 0.97


@pytest.mark.parametrize(("sizes", "shares"), [((120, 120), (0.15, 0.3)), ((80, 400), (0.1, 0.1)), ((500, 300), (0.05, 0.08))])
def test_newcombe_covers_the_truth(sizes, shares):
    generator = np.random.default_rng(23)
    told = generator.binomial(sizes, shares, size=(SIMULATIONS, 2)) / sizes
    rates = [[Rate(share, *wilson(share, n), n) for share, n in zip(row, sizes, strict=True)] for row in told]
    covered = [low <= shares[1] - shares[0] <= high for low, high in (newcombe(*pair) for pair in rates)]
    assert 0.93 <= np.mean(covered) <= 0.97


def test_newcombe_gives_the_papers_intervals():
    # Newcombe (1998), Statistics in Medicine 17, 873-890, table II, method 10: 56/70 against 48/80 and 9/10 against 3/10.
    for (x, n), (y, m), expected in (((56, 70), (48, 80), (0.0524, 0.3339)), ((9, 10), (3, 10), (0.1705, 0.8090))):
        after, before = (Rate(told / of, *wilson(told / of, of), of) for told, of in ((x, n), (y, m)))
        assert newcombe(before, after) == pytest.approx(expected, abs=1e-4)


def test_newcombe_is_narrower_where_both_figures_go_together():
    before, after = (Rate(share, *wilson(share, 100), 100) for share in (0.3, 0.4))
    widths = [high - low for low, high in (newcombe(before, after, rho) for rho in (-0.5, 0.0, 0.5, 1.0))]
    assert widths == sorted(widths, reverse=True)
    assert widths[-1] > 0


def test_weighted_shares_cover_the_truth():
    generator = np.random.default_rng(13)
    covered = []
    for _ in range(SIMULATIONS):
        weights = dict(enumerate(generator.choice([0.5, 1.0, 3.0], size=120)))
        holds = set(np.flatnonzero(generator.random(120) < 0.3))
        rate = Population(weights).rate(holds)
        covered.append(rate.low <= 0.3 <= rate.high)
    assert 0.93 <= np.mean(covered) <= 0.97


def test_weighted_net_covers_the_truth():
    generator = np.random.default_rng(17)
    covered = []
    for _ in range(SIMULATIONS):
        people = Population(dict(enumerate(generator.choice([0.5, 1.0, 3.0], size=120))))
        lean = generator.choice([1, 0, -1], size=120, p=[0.25, 0.25, 0.5])
        rate = people.net(set(np.flatnonzero(lean == 1)), set(np.flatnonzero(lean == -1)))
        covered.append(rate.low <= -25 <= rate.high)
    assert 0.93 <= np.mean(covered) <= 0.97


def test_weights_count_in_the_share_and_narrow_the_effective_number():
    people = Population({"a": 3.0, "b": 1.0, "c": 0.0})
    assert people.fraction({"a", "c", "stranger"}) == 0.75
    assert people.effective_n == pytest.approx(16 / 10)
    assert people.rate({"a"}).n == 3


@pytest.mark.parametrize(
    ("n", "half", "expected"),
    [(4, 5, "none"), (5, 5, "thin"), (29, 5, "thin"), (30, 10, "solid"), (30, 10.1, "thin"), (500, 2, "solid")],
)
def test_evidence_follows_units_and_half_width(n, half, expected):
    assert evidence(n, Rate(0, -half, half, n)) == expected


def test_evidence_of_nothing_is_none():
    assert evidence(50, None) == "none"


def test_shares_do_not_depend_on_the_order_of_the_units():
    weights = {"a": 0.1, "b": 0.2, "c": 0.3, "d": 0.7}
    people, turned = Population(weights), Population(dict(reversed(weights.items())))
    assert people.fraction(("a", "b", "c")) == turned.fraction(("c", "b", "a"))
    assert people.effective_n == turned.effective_n
