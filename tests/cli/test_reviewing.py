"""A sample goes out to be labelled, comes back, is measured, and is heeded by the map; what is wrong with it is named."""

import csv
import json

import pytest


def label(path, fill):
    """Fill the columns of a sample, row by row."""
    with path.open(encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.DictReader(handle))
    for place, row in enumerate(rows):
        row["stage"], row["sentiment"] = fill(place)
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return rows


@pytest.fixture
def sample(vocmine, shop, tmp_path):
    ended = vocmine("evaluate", "-p", shop, "--sample", 6, "-o", "sample.csv")
    assert ended.code == 0, ended.err
    assert "of 6 drawn at random in sample.csv" in ended.out
    return tmp_path / "sample.csv"


def test_a_labelled_sample_is_measured_and_counts_on_the_map(vocmine, shop, sample, tmp_path):
    rows = label(sample, lambda _: ("Support", "negative"))
    assert all(row["text"] in row["feedback"] for row in rows)
    ended = vocmine("evaluate", sample.name, "-p", shop)
    assert ended.code == 0, ended.err
    assert f"{len(rows)} labels taken; 6 drawn at random are reviewed whole." in ended.out
    vocmine("map", "-p", shop, "-o", "map.json")
    drawn = json.loads((tmp_path / "map.json").read_text(encoding="utf-8"))
    assert drawn["totals"]["reviewed"] == 6
    assert drawn["stages"][0]["corrected"] is None
    assert "6 drawn at random were reviewed by people; from 50 on shares are corrected by them." in drawn["notes"]


def test_a_sample_goes_on_where_the_last_one_ended(vocmine, shop, sample):
    first = label(sample, lambda _: ("none", "neutral"))
    vocmine("evaluate", sample.name, "-p", shop)
    vocmine("evaluate", "-p", shop, "--sample", 8, "-o", "more.csv")
    more = label(sample.with_name("more.csv"), lambda _: ("none", "neutral"))
    assert not {row["segment_id"] for row in first} & {row["segment_id"] for row in more}
    assert "was reviewed already; ask for more" in vocmine("evaluate", "-p", shop, "--sample", 6, "-o", "x.csv").sentence


def test_rows_that_nobody_labelled_are_passed_over(vocmine, shop, sample):
    label(sample, lambda place: ("none", "neutral") if not place else ("", ""))
    assert "1 label taken" in vocmine("evaluate", sample.name, "-p", shop).out


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        (("shopping", "neutral"), "sample.csv, row 1, column 'stage': 'shopping' is not known; write none, awareness"),
        (("none", ""), "sample.csv, row 1, column 'sentiment': it is empty; write negative, neutral, positive, mixed."),
        (("", ""), "sample.csv holds no label; fill the columns stage and sentiment."),
    ],
)
def test_what_is_wrong_with_labels_is_named_and_nothing_is_taken(vocmine, shop, sample, labels, said):
    label(sample, lambda _: labels)
    ended = vocmine("evaluate", sample.name, "-p", shop)
    assert (ended.code, said in ended.sentence) == (1, True), ended.err


def test_a_sample_of_another_project_is_refused(vocmine, shop, tmp_path):
    (tmp_path / "other.csv").write_text("segment_id,stage,sentiment\nzz#0,none,neutral\n", encoding="utf-8")
    assert "No statement of other.csv is one of shop" in vocmine("evaluate", "other.csv", "-p", shop).sentence


@pytest.mark.parametrize("asked", [(), ("--sample", 5), ("a.csv", "--sample", 5, "-o", "b.csv")])
def test_a_project_wants_a_sample_or_a_file(vocmine, shop, asked):
    assert vocmine("evaluate", "-p", shop, *asked).code == 2
