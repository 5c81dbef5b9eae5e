"""``vocmine metrics import|list|remove``: figures of the user's own, stage by stage."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from vocmine.cli import options

app = typer.Typer(
    help="Bring figures of your own per stage (drop-off, containment, cost, revenue), list or remove them.", no_args_is_help=True
)
File = Annotated[
    Path,
    typer.Argument(
        metavar="FILE", help="A table with the columns stage, metric, value; if known low, high, n, unit, source.", show_default=False
    ),
]
Metric = Annotated[str, typer.Argument(metavar="METRIC", help="What the figures measure.", show_default=False)]


@app.command("import")
def import_metrics(
    file: File, project: options.Project, journey: options.JourneyName = "lifecycle", db: options.Db = None, as_json: options.Json = False
) -> None:
    """Put figures on the map's stages; a figure of the same metric at the same stage is replaced."""
    from vocmine import workspace
    from vocmine.cli import console

    with workspace.open_workspace(db) as opened:
        metrics = opened.import_metrics(project, file, journey)
    names = tuple(dict.fromkeys(one.metric for one in metrics))
    console.result(f"{len(metrics):,} figures imported into {console.literal(project)}: {console.literal(', '.join(names))}.")
    if as_json:
        console.machine({"project": project, "imported": len(metrics), "metrics": names})


@app.command("list")
def list_metrics(project: options.Project, db: options.Db = None, as_json: options.Json = False) -> None:
    """List the imported figures of a project."""
    from vocmine import workspace
    from vocmine.cli import console

    with workspace.open_workspace(db) as opened:
        metrics = opened.metrics(project)
    rows = [(one.metric, one.stage, f"{one.value:g}", one.unit, _interval(one.low, one.high), one.n, one.source) for _, one in metrics]
    console.table(("metric", "stage", "value", "unit", "interval", "n", "imported from"), rows, right=(2, 5))
    if as_json:
        console.machine({"project": project, "metrics": [{"journey": journey} | asdict(one) for journey, one in metrics]})


def _interval(low: float | None, high: float | None) -> str:
    return f"{low:g} to {high:g}" if low is not None and high is not None else ""


@app.command("remove")
def remove(
    metric: Metric,
    project: options.Project,
    journey: options.JourneyName = "lifecycle",
    db: options.Db = None,
    as_json: options.Json = False,
) -> None:
    """Take an imported metric away from all stages."""
    from vocmine import workspace
    from vocmine.cli import console

    with workspace.open_workspace(db) as opened:
        removed = opened.remove_metric(project, metric, journey)
    console.result(f"{console.literal(metric)} removed from {removed:,} stages of {console.literal(project)}.")
    if as_json:
        console.machine({"project": project, "metric": metric, "removed": removed})
