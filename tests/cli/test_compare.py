"""``vocmine compare``: two selections of a mined project side by side, or one sentence that says why not."""

import csv
import json

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


def test_compare_writes_all_with_its_words_as_json(vocmine, shop, tmp_path):
    assert vocmine("compare", "channel=web", "channel=app", "-p", shop, "-o", "changes.json").code == 0
    found = json.loads((tmp_path / "changes.json").read_text(encoding="utf-8"))
    assert [side["name"] for side in found["sides"]] == ["channel=web", "channel=app"]
    assert all(one["difference"]["low"] <= one["difference"]["value"] <= one["difference"]["high"] for one in found["changes"])
    named = {i for one in found["changes"] for ids in one["evidence"].values() for i in ids}
    assert named == set(found["segments"]) != set()


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
