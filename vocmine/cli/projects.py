"""``vocmine projects list|show|rename|delete``: house-keeping."""

from dataclasses import asdict
from typing import Annotated

import typer

from vocmine.cli import options

app = typer.Typer(help="List, show, rename or delete projects.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(metavar="PROJECT", show_default=False)]


@app.command("list")
def list_projects(db: options.Db = None, as_json: options.Json = False) -> None:
    """List all projects with their sizes."""
    from vocmine import workspace
    from vocmine.cli import console

    with workspace.open_workspace(db) as opened:
        projects = opened.projects()
    rows = [(p.name, p.feedbacks, p.segments, p.runs, f"{p.created_at:%Y-%m-%d}") for p in projects]
    console.table(("project", "feedbacks", "statements", "runs", "created"), rows, right=(1, 2, 3))
    if as_json:
        console.machine({"projects": [asdict(project) for project in projects]})


@app.command("show")
def show(name: Name, db: options.Db = None, as_json: options.Json = False) -> None:
    """Show one project: its size, imports and runs."""
    from vocmine import workspace
    from vocmine.cli import console

    with workspace.open_workspace(db) as opened:
        project = opened.project(name)
    console.table(
        (project.name, ""),
        [
            ("feedbacks", f"{project.feedbacks:,}"),
            ("statements", f"{project.segments:,}"),
            ("imports", project.imports),
            ("runs", project.runs),
            ("newest run", f"{project.run} of {project.mined_at:%Y-%m-%d %H:%M} UTC" if project.run else "none yet"),
            ("created", f"{project.created_at:%Y-%m-%d %H:%M} UTC"),
        ],
    )
    if as_json:
        console.machine(asdict(project))


@app.command("rename")
def rename(name: Name, new_name: Annotated[str, typer.Argument(metavar="NEW", show_default=False)], db: options.Db = None) -> None:
    """Give a project another name."""
    from vocmine import workspace
    from vocmine.cli import console

    with workspace.open_workspace(db) as opened:
        opened.rename_project(name, new_name)
    console.result(f"{console.literal(name)} is now called {console.literal(new_name)}.")


@app.command("delete")
def delete(
    name: Name,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    db: options.Db = None,
) -> None:
    """Delete a project with all that it holds."""
    from vocmine import workspace
    from vocmine.cli import console

    if not yes:
        typer.confirm(f"Delete the project {name!r} with all its feedback and runs?", abort=True)
    with workspace.open_workspace(db) as opened:
        opened.delete_project(name)
    console.result(f"{console.literal(name)} deleted.")
