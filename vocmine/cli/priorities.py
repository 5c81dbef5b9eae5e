"""``vocmine priorities``: what to fix first, by the user's criteria and by what was mined."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vocmine.cli import options
from vocmine.cli.decide import deciding
from vocmine.errors import UsageError

if TYPE_CHECKING:
    from vocmine.map_types import JourneyMap

app = typer.Typer(help="What to fix first: pain points weighed by your criteria and by mined ones.")
SHOWN = 15
Weights = Annotated[
    str | None, typer.Option("--weights", metavar="NAME=WEIGHT,…", help="Other weights for this once: share=2,cost=3.", show_default=False)
]
SomeProject = Annotated[str | None, typer.Option("--project", "-p", help="Name of the project.", show_default=False)]
SomeOut = Annotated[
    Path | None, typer.Option("--output", "-o", help="Write all values too: .json, .jsonl, .csv, .xlsx or .parquet.", show_default=False)
]
Theme = Annotated[str, typer.Argument(metavar="THEME", help="Id of a pain point, or its name.", show_default=False)]
Values = Annotated[
    list[str],
    typer.Argument(metavar="CRITERION=VALUE...", help="A number, or a range as 8..12; nothing takes it back.", show_default=False),
]


@app.callback(invoke_without_command=True)
def priorities(
    context: typer.Context,
    project: SomeProject = None,
    weights: Weights = None,
    journey: options.JourneyName = "lifecycle",
    filters: options.Filters = None,
    from_day: options.From = None,
    to_day: options.To = None,
    out: SomeOut = None,
    db: options.Db = None,
    as_json: options.Json = False,
) -> None:
    """List pain points by what there is to gain, quick wins first, and what would change the order."""
    if context.invoked_subcommand:
        return
    from vocmine.cli import console
    from vocmine.export.files import write_priorities
    from vocmine.workspace import Asked

    if not project:
        raise UsageError("Name the project: vocmine priorities --project NAME.")
    asked = Asked(journey, None, options.pairs(filters, "--filter", "FIELD=VALUE"), from_day, to_day)
    with deciding(project, db) as made:
        journey_map = made.weighed_map(asked, parse_weights(weights))
    show(journey_map)
    if out:
        write_priorities(journey_map, out)
        console.result(f"Priorities written to {console.literal(out)}.")
    if as_json:
        items = journey_map.priorities.items if journey_map.priorities else ()
        plain = [{"theme_id": one.theme_id, "label": one.label, "total": one.total, "quadrant": one.quadrant} for one in items]
        console.machine({"project": project, "run": journey_map.run, "priorities": plain})


@app.command("import")
def import_priorities(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="CSV, XLSX or YAML: a column pain_point, a column for each criterion.", show_default=False),
    ],
    project: options.Project,
    db: options.Db = None,
) -> None:
    """Bring criteria, weights, values and delivery effort; values of before are replaced, the others stay."""
    from vocmine.cli import console

    with deciding(project, db) as made:
        imported = made.import_priorities(file)
    console.result(f"{imported.values:,} values of {len(imported.criteria)} criteria: {console.literal(', '.join(imported.criteria))}.")


@app.command("set")
def set_values(theme: Theme, values: Values, project: options.Project, db: options.Db = None) -> None:
    """Type values of a pain point, such as delivery_effort=3 or cost=8000..12000."""
    from vocmine.cli import console

    with deciding(project, db) as made:
        n_values = made.give(theme, options.pairs(values, "set", "CRITERION=VALUE"))
    console.result(f"{n_values} value{'s' if n_values > 1 else ''} recorded.")


def parse_weights(text: str | None) -> dict[str, float]:
    """Return weights by criterion.

    Raises
    ------
    UsageError
        If one is no number.
    """
    found = {}
    for name, weight in options.pairs(text.split(",") if text else None, "--weights", "NAME=WEIGHT"):
        try:
            found[name] = float(weight)
        except ValueError as error:
            raise UsageError(f"--weights takes numbers, got {weight!r} for {name}.") from error
    return found


def show(journey_map: "JourneyMap") -> None:
    """Print the first pain points, and what would change their order."""
    from vocmine.cli import console
    from vocmine.export.decisions import matrix_texts, quadrant_text, quick_wins_first

    found = journey_map.priorities
    if found and found.items:
        rows = [
            (
                f"{one.place} ({one.place_low}–{one.place_high})",
                one.label,
                f"{one.total:.0f} ({one.low:.0f}–{one.high:.0f})",
                f"{one.volume:,}",
                quadrant_text(one),
            )
            for one in quick_wins_first(found)[:SHOWN]
        ]
        console.table(("place", "pain point", "total of 100", "people", "quarter"), rows, right=(2, 3))
        if len(found.items) > SHOWN:
            console.result(f"… and {len(found.items) - SHOWN} more; -o writes them all.")
    for said in matrix_texts(found):
        console.result(console.literal(said))
