"""The team's own map is read from any table, set against the shop's, and refused with its place where it is wrong."""

import json

import pytest

ROWS = [
    ("Support", "pain_point", "nobody answers"),
    ("delivery and onboarding", "Pain point", "The parcel came late"),
    ("support", "sentiment", "bad"),
]


def test_a_map_of_the_teams_is_told_what_became_of_it(vocmine, shop, tmp_path):
    (tmp_path / "our.csv").write_text("stage,kind,text\n" + "\n".join(map(",".join, ROWS)), encoding="utf-8")
    ended = vocmine("assumed", "our.csv", "-p", shop, "-o", "out.jsonl")
    assert ended.code == 0, ended.err
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["assumed"] for row in rows[:3]] == [text for _, _, text in ROWS]
    assert {row["verdict"] for row in rows} <= {"confirmed", "contradicted", "unseen", "unexpected"}


@pytest.mark.parametrize("ending", ["json", "yaml"])
def test_lists_say_the_same(vocmine, shop, tmp_path, ending):
    listed = [dict(zip(("stage", "kind", "text"), row, strict=True)) for row in ROWS]
    (tmp_path / f"our.{ending}").write_text(json.dumps(listed), encoding="utf-8")
    assert vocmine("assumed", f"our.{ending}", "-p", shop).code == 0


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("Nowhere,gain,x", "our.csv, row 1, column 'stage': 'Nowhere' is no stage of the journey; it has awareness"),
        ("support,hope,x", "our.csv, row 1, column 'kind': 'hope' is no kind; write pain_point, gain, feeling, touchpoint, sentiment."),
        ("support,feeling,rage", "our.csv, row 1, column 'text': 'rage' is no feeling; write delight"),
        ("support,gain,", "our.csv, row 1, column 'text': it holds 1 to 200 printable signs."),
    ],
)
def test_what_is_wrong_is_named(vocmine, shop, tmp_path, row, said):
    (tmp_path / "our.csv").write_text(f"stage,kind,text\n{row}\n", encoding="utf-8")
    ended = vocmine("assumed", "our.csv", "-p", shop)
    assert (ended.code, said in ended.sentence) == (1, True), ended.err


def test_what_is_no_list_is_refused(vocmine, shop, tmp_path):
    (tmp_path / "our.json").write_text('{"stage": "support"}', encoding="utf-8")
    assert "our.json is no list; write" in vocmine("assumed", "our.json", "-p", shop).sentence
    (tmp_path / "bad.yaml").write_text("- [", encoding="utf-8")
    assert "bad.yaml cannot be read" in vocmine("assumed", "bad.yaml", "-p", shop).sentence
