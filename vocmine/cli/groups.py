"""``vocmine groups``: groups of customers as named filters."""

from typing import Annotated

import typer

from vocmine.cli import options

app = typer.Typer(help="Name groups of customers by filters; --filter group=NAME takes them wherever filters are.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(metavar="GROUP", help="Name of the group.", show_default=False)]


@app.command("list")
def list_groups(project: options.Project, db: options.Db = None, as_json: options.Json = False) -> None:
    """List the groups and what they are told by."""
    from vocmine import workspace
    from vocmine.cli import console

    with workspace.open_workspace(db) as opened:
        found = opened.groups(project)
    if found:
        console.table(("group", "filters"), [(name, ", ".join(f"{f}={v}" for f, v in pairs)) for name, pairs in found.items()])
    else:
        console.result("No groups.")
    if as_json:
        console.machine({"project": project, "groups": {name: dict(pairs) for name, pairs in found.items()}})


@app.command("add")
def add(name: Name, project: options.Project, filters: options.Filters = None, db: options.Db = None) -> None:
    """Name a group, or tell one anew."""
    from vocmine import workspace
    from vocmine.cli import console

    with workspace.open_workspace(db) as opened:
        opened.put_group(project, name, options.pairs(filters, "--filter", "FIELD=VALUE"))
    console.result(f"Group {console.literal(name)} is named.")


@app.command("remove")
def remove(name: Name, project: options.Project, db: options.Db = None) -> None:
    """Take a group's name away; nothing of the feedback changes."""
    from vocmine import workspace
    from vocmine.cli import console

    with workspace.open_workspace(db) as opened:
        opened.remove_group(project, name)
    console.result(f"Group {console.literal(name)} is gone.")
