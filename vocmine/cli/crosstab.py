"""``vocmine crosstab``: stages, themes or feelings against a column."""

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from vocmine.cli import options

if TYPE_CHECKING:
    from vocmine.map_types import Cell, Crosstab

MOST_COLUMNS, LONGEST_VALUE = 5, 10


def crosstab(
    project: options.Project,
    by: Annotated[str, typer.Option("--by", metavar="COLUMN", help="A column of your own, channel, kind, rating …", show_default=False)],
    of: Annotated[Literal["stage", "theme", "emotion"], typer.Option("--of", help="What stands in the rows.")] = "stage",
    out: options.SomeOut = None,
    journey: options.JourneyName = "lifecycle",
    run: options.Run = None,
    filters: options.Filters = None,
    from_day: options.From = None,
    to_day: options.To = None,
    db: options.Db = None,
) -> None:
    """Show who tells of what, value by value of a column, and where that differs from all others; -o writes it as a table."""
    from vocmine import workspace
    from vocmine.cli import console
    from vocmine.export.tables import crosstab_table
    from vocmine.export.write import write_table

    asked = workspace.Asked(
        journey=journey, run=run, filters=options.pairs(filters, "--filter", "FIELD=VALUE"), from_day=from_day, to_day=to_day
    )
    with workspace.open_workspace(db) as opened:
        found = opened.crosstab(project, by, of, asked)
    _show(found)
    if out:
        write_table(crosstab_table(found), out)
        console.result(f"Table written to {console.literal(out)}.")


def _show(found: "Crosstab") -> None:
    from vocmine.cli import console

    shown = found.values[:MOST_COLUMNS]
    rows = [(name, *(_cell(cell, n, found.level) for cell, (_, n) in zip(cells, shown, strict=False))) for _, name, _, cells in found.rows]
    headings = (found.of, *(value[:LONGEST_VALUE] for value, _ in shown))
    console.table(headings, [("n", *(f"{n:,}" for _, n in shown)), *rows], right=tuple(range(1, len(headings))))
    more = f" {len(found.values) - len(shown)} more values with -o." if len(found.values) > len(shown) else ""
    console.result(
        f"Of {found.n:,} with a value in {console.literal(found.column)}; + and − differ from all others (adjusted for all cells).{more}"
    )


def _cell(cell: "Cell", n: int, level: float) -> str:
    from vocmine.export.figures import MIN_PERCENT, percent

    if n < MIN_PERCENT or cell.share is None:
        return f"{cell.volume:,}"
    return f"{percent(cell.share.value)}{cell.mark(level)}"
