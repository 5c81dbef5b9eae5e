"""``vocmine compare``: two periods, groups or runs side by side."""

from pathlib import Path
from typing import Annotated

import typer

from vocmine.cli import options

Selection = Annotated[
    str, typer.Argument(help="Days as FROM..TO (either may be left out), FIELD=VALUE, or the id of a run.", show_default=False)
]
Hold = Annotated[str | None, typer.Option("--hold", metavar="FIELD", help="Hold the mix of a column fixed.", show_default=False)]
Out = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        help="Write all figures too: .json, .jsonl, .csv, .xlsx or .parquet.",
        show_default=False,
    ),
]


def compare(
    first: Selection,
    second: Selection,
    project: options.Project,
    journey: options.JourneyName = "lifecycle",
    hold: Hold = None,
    reread: Annotated[bool, typer.Option("--reread", help="Read the older of two runs as the newer one reads.")] = False,
    out: Out = None,
    db: options.Db = None,
    as_json: options.Json = False,
) -> None:
    """Tell which stages and themes are told of more or less, and where sentiment moved; chance is left out."""
    from vocmine import comparing, workspace
    from vocmine.cli import console, summaries
    from vocmine.export.files import write_comparison

    with workspace.open_workspace(db) as opened:
        comparison = comparing.compare(opened, project, (first, second), comparing.How(journey, hold, reread))
    summaries.show_comparison(comparison)
    if out:
        write_comparison(comparison, out)
        console.result(f"All {len(comparison.changes):,} comparisons written to {console.literal(out)}.")
    if as_json:
        held = sum(one.verdict != "steady" for one in comparison.changes)
        console.machine({"project": project, "runs": comparison.runs, "compared": len(comparison.changes), "changed": held})
