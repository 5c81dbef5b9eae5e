"""``vocmine explore``: the explorer in the browser."""

from typing import Annotated

import typer

from vocmine.cli import options


def explore(
    project: Annotated[str | None, typer.Option("--project", "-p", help="Project to open.", show_default=False)] = None,
    port: Annotated[int, typer.Option("--port", help="Port on this machine.")] = 8501,
    db: options.Db = None,
) -> None:
    """Open the explorer; with NO_BROWSER=1 in the environment only its address is printed."""
    from vocmine.cli import console
    from vocmine.web import launch

    console.result(f"Explorer: {launch.address(port, project)}")
    console.message("Press Ctrl+C to stop it.")
    launch.serve(port=port, project=project, db=db)
