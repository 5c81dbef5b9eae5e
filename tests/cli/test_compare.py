"""``vocmine compare``: two selections of a mined project side by side, or one sentence that says why not."""

import csv

import pytest


def test_compare_prints_both_sides_and_writes_every_figure(vocmine, shop, tmp_path):
    ended = vocmine("compare", "channel=web", "..2026-03-31", "-p", shop, "-o", "changes.csv", "--json")
    assert (ended.code, ended.err) == (0, "")
    assert ended.lines[0].startswith("shop: channel=web (")
    assert "are on both sides" in ended.out
    assert max(map(len, ended.lines)) <= 80
    with (tmp_path / "changes.csv").open(encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert len(rows) == ended.summary["compared"] > 0
    assert {row["measure"] for row in rows} >= {"share", "net"}
    assert all(float(row["difference_low"]) <= float(row["difference"]) <= float(row["difference_high"]) for row in rows)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nosuchrun", "channel=web"), "nosuchrun"),
        (("channel=web", "channel=pigeon"), "Nothing that was read is of channel=pigeon."),
        (("channel=web", "2026-02-30.."), "2026-02-30"),
        (("channel=web", "..", "--hold", "Colour"), "Colour"),
    ],
)
def test_what_cannot_be_compared_is_said_in_a_sentence(vocmine, shop, arguments, said):
    ended = vocmine("compare", *arguments, "-p", shop)
    assert ended.code == 2
    assert said in ended.sentence
