"""The team's assumed map set against the mined one.

Guarantees: assumptions are likened to themes by the vectors that themes are found in; nothing of the project changes.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from vocmine.compose import comparer
from vocmine.map_types import Checked
from vocmine.workspace import Asked

if TYPE_CHECKING:
    from vocmine.workspace import Workspace


def check_assumed(workspace: "Workspace", project: str, path: Path, asked: Asked) -> tuple[Checked, ...]:
    """Return what became of each assumption of a file, then what nobody assumed.

    Raises
    ------
    InputError
        If the file cannot be read or breaks the rules.
    """
    from vocmine.journey.assumed import check, claims_of
    from vocmine.readers.assumed import read_assumed
    from vocmine.themes.likeness import liken

    journey_map = workspace.journey_map(project, asked)
    assumptions = read_assumed(path, journey_map.journey)
    claims, texts = claims_of(journey_map), dict(journey_map.segments)
    told = [(claim.theme.label, [texts[quote] for quote in claim.theme.quotes]) for claim in claims]
    return check(journey_map, assumptions, claims, liken([one.text for one in assumptions], told, comparer(workspace.settings)))
