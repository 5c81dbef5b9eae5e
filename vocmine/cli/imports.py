"""``vocmine import`` and ``vocmine imports list|undo``."""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from vocmine.cli import options

if TYPE_CHECKING:
    from vocmine.store.imports import Import, Ledger

app = typer.Typer(help="List what was imported into a project, or take an import out again.", no_args_is_help=True)


def import_files(
    inputs: options.Inputs,
    project: options.Project,
    db: options.Db = None,
    kind: options.Kind = None,
    text: options.Text = None,
    id_column: options.Id = None,
    mapping: options.Mapping = None,
    values: options.Values = None,
    roles: options.Roles = None,
    max_rejects: options.MaxRejects = 0.05,
    strict: options.Strict = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what was detected and store nothing.")] = False,
    as_json: options.Json = False,
) -> None:
    """Read files into a project without mining them."""
    from vocmine import compose, workspace
    from vocmine.cli import console, summaries

    asked = options.read_options(kind=kind, text=text, id_column=id_column, mapping=mapping, values=values, roles=roles)
    if dry_run:
        plans = compose.inspect(inputs, asked)
        for plan in plans:
            summaries.show_plan(plan)
        if as_json:
            console.machine({"project": project, "plans": [asdict(plan) for plan in plans]})
        return
    with console.progress() as report, workspace.open_workspace(db) as opened:
        summary = opened.import_files(inputs, project, asked, limits=compose.Limits(max_rejects, strict), report=report)
    summaries.show_import(summary)
    if as_json:
        console.machine({"project": project, **summaries.ledger(summary)})


@app.command("list")
def list_imports(project: options.Project, db: options.Db = None, as_json: options.Json = False) -> None:
    """List the imports of a project."""
    from vocmine import workspace
    from vocmine.cli import console

    with workspace.open_workspace(db) as opened:
        imports = opened.imports(project)
    rows = [(i.number, i.name, i.status, *(f"{n:,}" for n in _counts(i.ledger)), f"{i.started_at:%Y-%m-%d %H:%M}") for i in imports]
    console.table(("no.", "file", "state", "stored", "updated", "known", "rejected", "started (UTC)"), rows, right=(0, 3, 4, 5, 6))
    if as_json:
        console.machine({"project": project, "imports": [_machine(i) for i in imports]})


@app.command("undo")
def undo_import(
    number: Annotated[int, typer.Argument(metavar="IMPORT", help="Its number in `vocmine imports list`.", show_default=False)],
    project: options.Project,
    db: options.Db = None,
    as_json: options.Json = False,
) -> None:
    """Take the rows of an import out of the project again; mine afterwards."""
    from vocmine import workspace
    from vocmine.cli import console

    with workspace.open_workspace(db) as opened:
        removed = opened.undo_import(project, number)
    console.result(f"Import {number} of {console.literal(project)} undone: {removed:,} feedbacks taken out.")
    if as_json:
        console.machine({"project": project, "import": number, "removed": removed})


def _counts(ledger: "Ledger") -> tuple[int, ...]:
    return ledger.stored, ledger.updated, ledger.duplicate, ledger.rejected


def _machine(known: "Import") -> dict[str, object]:
    """Return an import without the database's own keys."""
    hidden = ("key", "project_key")
    return {**{name: value for name, value in asdict(known).items() if name not in hidden}, "plan": json.loads(known.plan)}
