"""``vocmine export``: tables out of the store."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from vocmine.cli import options
from vocmine.errors import UsageError


def export(
    what: Annotated[
        Literal["segments", "feedback", "themes", "pains", "notes", "tickets"], typer.Argument(help="Which table.", show_default=False)
    ],
    project: options.Project,
    out: options.Out,
    journey: options.JourneyName = "lifecycle",
    run: options.Run = None,
    filters: options.Filters = None,
    from_day: options.From = None,
    to_day: options.To = None,
    tracker: Annotated[
        Literal["jira", "azure"] | None, typer.Option("--tracker", help="Whose tickets; default: jira.", show_default=False)
    ] = None,
    known: Annotated[
        Path | None, typer.Option("--known", help="The tracker's own export: its tickets of themes are updated.", show_default=False)
    ] = None,
    db: options.Db = None,
    as_json: options.Json = False,
) -> None:
    """Write a table: .jsonl, .csv, .xlsx, .parquet or .sav (SPSS); segments also as .qdpx (REFI-QDA), tickets as .csv alone."""
    from vocmine import workspace
    from vocmine.cli import console

    asked = workspace.Asked(
        journey=journey, run=run, filters=options.pairs(filters, "--filter", "FIELD=VALUE"), from_day=from_day, to_day=to_day
    )
    if what != "tickets" and (tracker or known):
        raise UsageError("--tracker and --known go with tickets alone.")
    with workspace.open_workspace(db) as opened:
        if what == "tickets":
            n_rows = opened.export_tickets(project, out, asked, tracker=tracker or "jira", known=known)
        else:
            n_rows = opened.export_table(project, what, out, asked)
    console.result(f"{n_rows:,} rows of {what} written to {console.literal(out)}.")
    if as_json:
        console.machine({"project": project, "table": what, "rows": n_rows, "output": str(out)})
