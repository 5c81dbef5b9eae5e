"""``vocmine export``: tables out of the store."""

from typing import Annotated, Literal

import typer

from vocmine.cli import options


def export(
    what: Annotated[Literal["segments", "feedback", "themes", "pains"], typer.Argument(help="Which table.", show_default=False)],
    project: options.Project,
    out: options.Out,
    journey: options.JourneyName = "lifecycle",
    run: options.Run = None,
    filters: options.Filters = None,
    from_day: options.From = None,
    to_day: options.To = None,
    db: options.Db = None,
    as_json: options.Json = False,
) -> None:
    """Write a table; the ending chooses the format: .jsonl, .csv, .xlsx, .parquet, and for segments .qdpx (REFI-QDA)."""
    from vocmine import workspace
    from vocmine.cli import console

    asked = workspace.Asked(
        journey=journey, run=run, filters=options.pairs(filters, "--filter", "FIELD=VALUE"), from_day=from_day, to_day=to_day
    )
    with workspace.open_workspace(db) as opened:
        n_rows = opened.export_table(project, what, out, asked)
    console.result(f"{n_rows:,} rows of {what} written to {console.literal(out)}.")
    if as_json:
        console.machine({"project": project, "table": what, "rows": n_rows, "output": str(out)})
