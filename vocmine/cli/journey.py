"""``vocmine journey list|show|check|init``: journey definitions."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Show the built-in journeys, check a definition of your own, or start one.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(metavar="JOURNEY", help="A built-in id or a path.", show_default=False)]


@app.command("list")
def list_journeys() -> None:
    """List the built-in journeys."""
    from vocmine import compose
    from vocmine.cli import console

    rows = [(journey.id, journey.name, " > ".join(stage.id for stage in journey.stages)) for journey in compose.built_in_journeys()]
    console.table(("id", "name", "stages"), rows)


@app.command("show")
def show(name: Name) -> None:
    """Print a journey definition as YAML."""
    from vocmine import compose
    from vocmine.cli import console

    console.document(compose.journey_text(name))


@app.command("check")
def check(name: Name) -> None:
    """Check a definition; errors name the line."""
    from vocmine import compose
    from vocmine.cli import console

    journey = compose.open_journey(name)
    n_touchpoints = sum(len(stage.touchpoints) for stage in journey.stages)
    console.result(f"{console.literal(journey.id)} is sound: {len(journey.stages)} stages, {n_touchpoints} touchpoints.")


@app.command("init")
def init(path: Annotated[Path, typer.Argument(metavar="FILE", help="File to write.", show_default=False)]) -> None:
    """Write a commented definition to start from."""
    from vocmine import compose
    from vocmine.cli import console

    compose.start_journey(path)
    console.result(f"Written to {console.literal(path)}; edit it, then: vocmine journey check {console.literal(path)}")
