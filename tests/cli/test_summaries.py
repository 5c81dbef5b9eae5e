"""What commands say at the end, by the plain functions."""

from tests.export.drawn import alert, journey_map
from vocmine.cli import summaries
from vocmine.pipeline import MineSummary


def test_languages_are_named_with_their_counts_most_first():
    assert (
        summaries.languages({"de": 388, "en": 1612, "xx": 1})
        == "English (1,612 of 2,001), German (388 of 2,001), the language 'xx' (1 of 2,001)"
    )
    assert summaries.languages({"und": 1, "en": 1}) == "English (1 of 2), an unknown language (1 of 2)"


def test_a_map_in_brief_tells_three_rises_and_how_many_more(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    drawn = journey_map(alerts=tuple(alert(f"t{n}", label=f"theme {n}") for n in range(5)))
    summaries.show_map(drawn, MineSummary("shop", "r1", 320, 5, 12, new=True))
    said = capsys.readouterr().out
    assert [f"Rose: theme {n}:" in said for n in range(5)] == [True, True, True, False, False]
    assert "Rose: 2 more stages and themes" in said
    summaries.show_map(journey_map(alerts=()), MineSummary("shop", "r1", 320, 5, 12, new=True))
    assert "Rose:" not in capsys.readouterr().out
