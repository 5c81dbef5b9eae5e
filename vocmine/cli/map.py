"""``vocmine map``: the journey map as a file."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vocmine.cli import options
from vocmine.errors import UsageError

if TYPE_CHECKING:
    from vocmine.map_types import JourneyMap
    from vocmine.workspace import Asked

Saved = Annotated[
    Path | None,
    typer.Argument(metavar="[MAP]", help="A map that was saved as .json, drawn as it is in place of a project's.", show_default=False),
]

Template = Annotated[
    Path | None, typer.Option("--template", help="A presentation whose masters slides are made on (.pptx).", show_default=False)
]


def map_journey(
    out: options.Out,
    saved: Saved = None,
    project: options.SomeProject = None,
    journey: options.JourneyName = "lifecycle",
    run: options.Run = None,
    filters: options.Filters = None,
    from_day: options.From = None,
    to_day: options.To = None,
    db: options.Db = None,
    template: Template = None,
    as_json: options.Json = False,
) -> None:
    """Write the journey map; the ending chooses the format: .html, .pptx, .pdf, .png, .svg, .xlsx, .csv, .json or .mmd (Mermaid)."""
    from vocmine import workspace
    from vocmine.cli import console
    from vocmine.export.files import write_map

    asked = workspace.Asked(
        journey=journey, run=run, filters=options.pairs(filters, "--filter", "FIELD=VALUE"), from_day=from_day, to_day=to_day
    )
    journey_map = _saved(saved, project, asked) if saved else _mined(project, asked, db)
    write_map(journey_map, out, template=template)
    console.result(f"Journey map of {console.literal(journey_map.project)} written to {console.literal(out)}.")
    if as_json:
        console.machine({"project": journey_map.project, "run": journey_map.run, "output": str(out)})


def _saved(path: Path, project: str | None, asked: "Asked") -> "JourneyMap":
    from vocmine import workspace
    from vocmine.readers.saved_map import read_map

    if project is not None or asked != workspace.Asked():
        raise UsageError(f"{path} is drawn as it was saved; leave out --project, --journey, --run, --filter, --from and --to.")
    return read_map(path)


def _mined(project: str | None, asked: "Asked", db: str | None) -> "JourneyMap":
    from vocmine import workspace

    if project is None:
        raise UsageError("Name a project with --project, or give a map that was saved as .json.")
    with workspace.open_workspace(db) as opened:
        return opened.told_map(project, asked)
