"""A Mermaid journey holds the stages and what is told of them, and no name can be syntax."""

from dataclasses import replace

from tests.export.drawn import HOSTILE, column, journey_map, theme
from vocmine.export.mermaid import to_mermaid


def test_stages_are_sections_and_themes_their_tasks_scored_by_net_sentiment():
    lines = to_mermaid(journey_map()).decode().splitlines()
    assert lines[0] == "journey"
    assert [line.strip() for line in lines if "section" in line] == ["section Use", "section Help", "section Leave"]
    assert lines[3:7] == [f"      label of {name}: 2: Customer" for name in ("slow", "pain0", "pain1")] + [
        "      label of warm: 2: Customer"
    ]


def test_names_hold_nothing_that_could_be_syntax():
    pains = (replace(theme("p"), label=f"a: 5: Me\n section {HOSTILE}"),)
    text = to_mermaid(journey_map(column("x", 100, 20, 60, pain_points=pains))).decode()
    assert "      a 5 Me section script alert 1 script 1 1: 2: Customer" in text.splitlines()
    assert sum(line.strip().startswith("section") for line in text.splitlines()) == 1
