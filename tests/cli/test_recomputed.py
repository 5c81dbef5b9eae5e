"""Every figure of a map follows from the exported tables by arithmetic that shares nothing with it."""

import csv
import json
import random

import pytest

from tests.recomputed import Recomputed

SAID = [
    "The parcel came late and nobody answered.",
    "I love the new app, it is quick.",
    "Ordering was easy. The parcel was broken.",
    "The invoice is wrong again and support did not help.",
    "Great service on the phone, thank you.",
    "I will cancel my contract, the price went up.",
    "The app crashes every day.",
    "",
]
ZONES = ("+00:00", "+05:30", "-08:00")


@pytest.fixture(scope="module")
def rows():
    """Return a survey with customers who come again, weights, scores without words and times of three zones."""
    chance = random.Random(3)
    return [
        {
            "Response ID": f"r{k}",
            "Comment": chance.choice(SAID),
            "NPS": chance.choice(["", *map(str, range(11))]),
            "Submitted at": f"2026-0{1 + k % 5}-{1 + k % 28:02}T{k % 24:02}:30:00{ZONES[k % 3]}",
            "Customer ID": f"C{k % 50:03}",
            "Weight": chance.choice(["0.5", "1", "2.25"]),
            "Region": chance.choice(["North", "South"]),
        }
        for k in range(90)
    ]


@pytest.fixture
def survey(vocmine, rows, tmp_path, monkeypatch):
    monkeypatch.setenv("VOCMINE_DB", f"sqlite:///{(tmp_path / 's.db').as_posix()}")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    with (tmp_path / "survey.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    fields = ("weight=Weight", "customer=Customer ID", "created_at=Submitted at", "nps=NPS")
    ended = vocmine("mine", "survey.csv", "-p", "survey", *(part for one in fields for part in ("--map", one)))
    assert ended.code == 0, ended.err
    return "survey"


def read(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("asked", [(), ("--filter", "Region=North"), ("--from", "2026-02-10", "--to", "2026-04-20")])
def test_a_survey_with_weights_zones_and_scores_alone(vocmine, survey, tmp_path, asked):
    assert vocmine("map", "-p", survey, "-o", "map.json", *asked).code == 0
    for what in ("segments", "feedback"):
        assert vocmine("export", what, "-p", survey, "-o", f"{what}.jsonl", *asked).code == 0
    drawn = json.loads((tmp_path / "map.json").read_text(encoding="utf-8"))
    found = Recomputed(read(tmp_path / "segments.jsonl"), read(tmp_path / "feedback.jsonl"))
    assert any(weight != 1 for weight in found.weights.values())
    assert any(not row["text"] for row in found.feedback)
    assert found.check(drawn) == []


def test_reviews_of_a_shop_too(vocmine, shop, tmp_path):
    for command in (("map", "-o", "map.json"), ("export", "segments", "-o", "s.jsonl"), ("export", "feedback", "-o", "f.jsonl")):
        assert vocmine(*command, "-p", shop).code == 0
    drawn = json.loads((tmp_path / "map.json").read_text(encoding="utf-8"))
    assert Recomputed(read(tmp_path / "s.jsonl"), read(tmp_path / "f.jsonl")).check(drawn) == []
