"""What ``evaluate`` prints: the planted figures, on 80 columns."""

import pytest

from tests.fakes import make_reading
from vocmine.cli.measured import show
from vocmine.evaluate.table import evaluate_table

LONG = "a label that somebody made up of very many words so that it is longer than a line"
LABELS = [*(f"label{n}" for n in range(12)), LONG]


def read(texts):
    """Say the second word of a text, as sure as its first says."""
    return [_read(*text.split(" ", 1)) for text in texts]


def _read(surety, label):
    felt = {"sentiment_label": "positive", "sentiment_scores": (("negative", 0.25), ("neutral", 0.0), ("positive", 0.75))}
    return make_reading(stage_scores=((label, float(surety)),), stage_confidence=float(surety), pain_point=label, **felt)


@pytest.fixture
def printed(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", "80")
    rows = [f"0.{n % 90 + 10} {LABELS[n % 13]},{LABELS[0 if n < 26 else n % 13]},mixed,{LABELS[n % 13]}" for n in range(130)]
    rows += ["0.50 use,use,positive,"]
    path = tmp_path / "gold.csv"
    path.write_text("\n".join(["text,stage,mood,[red]bob", *rows, ""]), encoding="utf-8")
    gold = {"stage": "stage", "sentiment": "mood", "pain_point": "[red]bob"}
    show(evaluate_table(path, text="text", gold=gold, second={"stage": "[red]bob"}, read=read))
    return capsys.readouterr().out


def row(printed, *cells):
    return any(line.split() == list(cells) for line in printed.splitlines())


def test_nothing_is_wider_than_the_terminal(printed):
    assert max(map(len, printed.splitlines())) <= 80


def test_all_columns_of_a_wide_confusion_are_printed(printed):
    assert row(printed, "true", "label,", "read", "as", *map(str, range(1, 10)))
    assert row(printed, "true", "label,", "read", "as", *map(str, range(10, 15)))


def test_headings_of_the_table_are_never_markup(printed):
    assert "stage and [red]bob" in printed


def test_rows_of_the_curve_end_at_the_error_of_all(printed):
    (last,) = [line.split() for line in printed.splitlines() if line.strip().startswith("100%") and line.endswith("0.10")]
    assert last[1] == "0.18"


def test_mixed_rows_are_counted_and_measured_as_stored(printed):
    assert "as stored, with the 130 rows labelled mixed: n = 131" in printed


def test_spans_show_their_token_f1_beside_that_of_the_whole_text(printed):
    assert "stretches of text, n = 130: token F1 1.00 (1.00–1.00)" in " ".join(printed.split())
