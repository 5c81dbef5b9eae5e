"""The journey map as a Mermaid user journey (``.mmd``): stages as sections, their pain points and gains as tasks.

The syntax: https://mermaid.js.org/syntax/userJourney.html; a task's score is 1 to 5, here the fifth of −100 … +100 that the stage's net
sentiment lies in. Guarantees: names are letters, digits and spaces, so that none can be syntax; what rests on fewer than 20 units has
no task.
"""

from vocmine.export.figures import MIN_PERCENT, unit_noun
from vocmine.map_types import JourneyMap, StageColumn

N_TASKS = 3


def to_mermaid(journey_map: JourneyMap) -> bytes:
    """Return the map as Mermaid text."""
    who = dict(journey_map.journey.words).get("customer", "customer").capitalize()
    lines = ["journey", f"    title {_plain(journey_map.project) or 'Journey'}, {unit_noun(journey_map).count(journey_map.totals.units)}"]
    for stage in journey_map.stages:
        lines.append(f"    section {_plain(stage.name) or _plain(stage.id)}")
        score = _score(stage)
        if score is not None:
            told = (*stage.pain_points[:N_TASKS], *stage.gains[:1])
            names = [_plain(theme.label) for theme in told] or ["nothing of the kind told"]
            lines += [f"      {name}: {score}: {_plain(who)}" for name in names if name]
    return ("\n".join(lines) + "\n").replace("\u00a0", " ").encode()


def _score(stage: StageColumn) -> int | None:
    if stage.sentiment.net is None or stage.volume < MIN_PERCENT:
        return None
    return min(5, 1 + int((stage.sentiment.net + 100) // 40))


def _plain(text: str) -> str:
    return " ".join("".join(char if char.isalnum() else " " for char in text.replace("'", "")).split())
