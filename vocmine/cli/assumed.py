"""``vocmine assumed``: the team's own map set against the mined one."""

from pathlib import Path
from typing import Annotated

import typer

from vocmine.cli import options

MOST = 40


def assumed(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="What you assume: stage, kind, text as CSV, XLSX, JSON or YAML.", show_default=False)
    ],
    project: options.Project,
    out: options.SomeOut = None,
    journey: options.JourneyName = "lifecycle",
    run: options.Run = None,
    db: options.Db = None,
) -> None:
    """Tell what of your own map is confirmed, contradicted or unseen, and what you did not expect; -o writes it as a table.

    Kinds are pain_point, gain, feeling, touchpoint and sentiment (good, bad or mixed).
    """
    from vocmine import workspace
    from vocmine.assuming import check_assumed
    from vocmine.cli import console
    from vocmine.export.figures import percent, signed
    from vocmine.export.tables import assumed_table
    from vocmine.export.write import write_table

    with workspace.open_workspace(db) as opened:
        found = check_assumed(opened, project, file, workspace.Asked(journey=journey, run=run))
    rows = []
    for one in found[:MOST]:
        figure = "" if one.share is None else signed(one.share.value) if one.assumption.kind == "sentiment" else percent(one.share.value)
        rows.append((one.verdict, one.assumption.stage, one.assumption.text, one.said, figure, f"{one.n:,}"))
    console.table(("verdict", "stage", "assumed", "what is told", "share", "n"), rows, right=(4, 5))
    counts = {verdict: sum(one.verdict == verdict for one in found) for verdict in ("confirmed", "contradicted", "unseen", "unexpected")}
    console.result(", ".join(f"{n:,} {verdict}" for verdict, n in counts.items()) + ".")
    if out:
        write_table(assumed_table(found), out)
        console.result(f"Table written to {console.literal(out)}.")
