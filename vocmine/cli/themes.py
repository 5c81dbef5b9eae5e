"""``vocmine themes``: what people do with the themes of a project, and the codebook of their own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from getpass import getuser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vocmine.cli import options
from vocmine.curation import SHORT_ID

if TYPE_CHECKING:
    from vocmine.curation import Curation, Edited
    from vocmine.types import Theme

app = typer.Typer(help="List, name, merge, split, move or take away themes; bring a codebook of your own.", no_args_is_help=True)
Named = Annotated[str, typer.Argument(metavar="THEME", help="Name of a theme, or its id.", show_default=False)]
Into = Annotated[str, typer.Argument(metavar="INTO", help="Id or name of another theme.", show_default=False)]
Part = Annotated[str, typer.Argument(metavar="PART", help="Id or name of a part.", show_default=False)]
SomeInto = Annotated[str | None, typer.Option("--into", help="Id or name of a theme.", show_default=False)]
KINDS = {"pain_point": "Pain points", "gain": "Gains", "suggestion": "Suggestions"}


@app.command("list")
def list_themes(project: options.Project, db: options.Db = None, as_json: options.Json = False) -> None:
    """List the themes of the newest run with their parts, and what stands in none."""
    from vocmine.cli import console

    with _curated(project, db) as curation:
        themes = curation.themes()
    for kind, title in KINDS.items():
        rows = [row for theme in themes.themes if theme.kind == kind for row in _rows(theme)]
        if rows:
            console.table((title, "statements", "id"), rows, right=(1,))
    placed = console.counted(sum(len(theme.segment_ids) for theme in themes.themes), "statement")
    console.result(
        f"{placed} in {console.counted(len(themes.themes), 'theme')}. Fit none: {len(themes.unassigned):,}; tell a feeling alone: "
        f"{len(themes.feelings):,}; are no answers: {len(themes.non_answers):,}; copies: {len(themes.copies):,}."
    )
    if as_json:
        console.machine({"project": project, "themes": [_as_json(theme) for theme in themes.themes]})


@app.command("history")
def history(project: options.Project, db: options.Db = None) -> None:
    """List what became of themes since the run before, the names that a language model proposed, and the changes that people made."""
    from vocmine.cli import console
    from vocmine.journey.notes import naming_notes

    with _curated(project, db) as curation:
        themes, changes = curation.themes(), curation.history()
    became = [(one.label, one.what, f"{one.before:,}", f"{one.after:,}") for one in themes.changes]
    if became:
        console.table(("theme", "what", "before", "now"), became, right=(2, 3))
    proposed = [(theme.label, theme.named_by.found, theme.named_by.model) for theme in themes.themes if theme.named_by]
    if proposed:
        console.table(("proposed name", "found in customers' words", "by"), proposed)
    for note in naming_notes(themes):
        console.result(f"Note: {console.literal(note)}")
    rows = [
        (str(c.key), f"{c.created_at:%Y-%m-%d %H:%M}", c.change.who, c.change.field, c.change.old or "", c.change.new or "")
        for c in changes
    ]
    if rows:
        console.table(("change", "when", "who", "what", "from", "to"), rows)
    else:
        console.result("Nobody changed a theme.")


@app.command("rename")
def rename(
    theme: Named,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The name that it should bear.", show_default=False)],
    project: options.Project,
    db: options.Db = None,
) -> None:
    """Give a theme another name."""
    _change(project, db, lambda curation: curation.rename(theme, name))


@app.command("merge")
def merge(theme: Named, into: Into, project: options.Project, db: options.Db = None) -> None:
    """Put a theme into another one."""
    _change(project, db, lambda curation: curation.merge(theme, into))


@app.command("split")
def split(part: Part, project: options.Project, into: SomeInto = None, db: options.Db = None) -> None:
    """Make a part a theme of its own, or a part of another theme."""
    _change(project, db, lambda curation: curation.split(part, into))


@app.command("move")
def move(
    segment: Annotated[str, typer.Argument(metavar="STATEMENT", help="Id of a statement.", show_default=False)],
    project: options.Project,
    into: SomeInto = None,
    db: options.Db = None,
) -> None:
    """Put a statement into a theme; without --into, into none."""
    _change(project, db, lambda curation: curation.move(segment, into))


@app.command("delete")
def delete(theme: Named, project: options.Project, db: options.Db = None) -> None:
    """Take a theme away; what it held stands in none."""
    _change(project, db, lambda curation: curation.delete(theme))


@app.command("undo")
def undo(
    change: Annotated[int, typer.Argument(metavar="CHANGE", help="Number of a change, as history tells it.", show_default=False)],
    project: options.Project,
    db: options.Db = None,
) -> None:
    """Take a change back."""
    _change(project, db, lambda curation: curation.undo(change))


@app.command("import")
def import_codebook(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="CSV, XLSX or JSON: name, definition, examples, kind, id.", show_default=False)
    ],
    project: options.Project,
    db: options.Db = None,
) -> None:
    """Bring a codebook: its themes come first, the rest is found around them."""
    from vocmine.cli import console
    from vocmine.readers.codebook import read_codebook

    themes = read_codebook(file)
    with _curated(project, db) as curation:
        run = curation.replace_own_themes(themes)
    console.result(
        f"{console.counted(len(themes), 'theme')} of your own."
        + (f" Run {run.run} has {console.counted(run.themes, 'theme')}." if run else " They count from the next mining on.")
    )


@app.command("export")
def export_codebook(project: options.Project, out: options.Out, db: options.Db = None) -> None:
    """Write your own themes and the found ones as a codebook that import takes again."""
    from vocmine.cli import console
    from vocmine.export.codebook import write_codebook

    with _curated(project, db) as curation:
        themes = curation.as_codebook()
    write_codebook(themes, out)
    console.result(f"{console.counted(len(themes), 'theme')} in {console.literal(out)}.")


@contextmanager
def _curated(project: str, db: str | None) -> "Iterator[Curation]":
    from vocmine import workspace
    from vocmine.curation import Curation

    with workspace.open_workspace(db) as opened:
        yield Curation(opened, project, who=getuser())


def _change(project: str, db: str | None, make: "Callable[[Curation], Edited]") -> None:
    from vocmine.cli import console

    with _curated(project, db) as curation:
        edited = make(curation)
    themes, left = console.counted(edited.run.themes, "theme"), console.counted(edited.run.unassigned, "statement")
    console.result(f"Change {edited.correction}: run {edited.run.run} has {themes}; fit none: {left}.")


def _rows(theme: "Theme") -> "list[tuple[str, str, str]]":
    parts = [(f"  {part.label}", f"{len(part.segment_ids):,}", part.id[:SHORT_ID]) for part in theme.parts]
    return [(theme.label, f"{len(theme.segment_ids):,}", theme.id[:SHORT_ID]), *parts]


def _as_json(theme: "Theme") -> "dict[str, Any]":
    parts = [{"id": part.id, "label": part.label, "segments": len(part.segment_ids)} for part in theme.parts]
    return {"id": theme.id, "label": theme.label, "kind": theme.kind, "segments": len(theme.segment_ids), "parts": parts}
