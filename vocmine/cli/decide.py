"""``vocmine decide`` and ``vocmine decisions``: owners, statuses and fixes of pain points, and whether the fixes helped."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from getpass import getuser
from typing import TYPE_CHECKING, Annotated

import typer

from vocmine.cli import options

if TYPE_CHECKING:
    from vocmine.deciding import DecidedTheme, Deciding
    from vocmine.decision_types import Fix
    from vocmine.map_types import JourneyMap

app = typer.Typer(help="What is decided of pain points, and whether fixes helped.", no_args_is_help=True)
Named = Annotated[str, typer.Argument(metavar="THEME", help="Id of a theme, or its name.", show_default=False)]
Owner = Annotated[str | None, typer.Option("--owner", help="Who owns it; an empty text takes the owner away.", show_default=False)]
Status = Annotated[str | None, typer.Option("--status", help="open, planned, in progress, fixed or will not fix.", show_default=False)]
Fixed = Annotated[
    str | None,
    typer.Option("--fixed", metavar="DATE", help="First day with the fix (YYYY-MM-DD); an empty text takes it away.", show_default=False),
]


def decide(
    theme: Named, project: options.Project, owner: Owner = None, status: Status = None, fixed: Fixed = None, db: options.Db = None
) -> None:
    """Record who owns a theme, how far it is, and when it was fixed."""
    from vocmine.cli import console

    with deciding(project, db) as made:
        numbers = made.decide(theme, owner=owner, status=status, fixed_on=fixed)
    listed = ", ".join(map(str, numbers))
    console.result(f"Recorded; decision{'s' if len(numbers) > 1 else ''} {listed} can be taken back with: vocmine decisions undo NUMBER.")


@app.command("list")
def list_decisions(project: options.Project, db: options.Db = None, as_json: options.Json = False) -> None:
    """List what is decided, with shares before and after each fix."""
    from vocmine.cli import console
    from vocmine.export.decisions import fix_text
    from vocmine.export.figures import unit_noun

    with deciding(project, db) as made:
        decided = made.decisions()
        journey_map = made.newest_map()
    rows = [
        (
            one.label,
            one.decision.status or "",
            one.decision.owner or "",
            str(one.decision.fixed_on or ""),
            one.decision.who,
            str(one.decision.when),
        )
        for one in decided
    ]
    console.table(("theme", "status", "owner", "fixed", "by", "on"), rows)
    fixes = _fixes(journey_map)
    for label, fix in fixes.values():
        console.result(f"{console.literal(label)}: {console.literal(fix_text(fix, unit_noun(journey_map)))}")
    if not rows:
        console.result("Nothing is decided yet: vocmine decide THEME --owner … --status … --fixed DATE.")
    if as_json:
        console.machine({"project": project, "decisions": [_as_json(one, fixes, journey_map) for one in decided]})


@app.command("history")
def history(project: options.Project, db: options.Db = None) -> None:
    """List all that was decided and taken back, with the numbers to take it back by."""
    from vocmine.cli import console

    with deciding(project, db) as made:
        recorded, labels = made.history(), made.labels()
    rows = [
        (
            str(one.key),
            f"{one.created_at:%Y-%m-%d %H:%M}",
            one.change.who,
            labels.get(one.change.target_id, one.change.target_id),
            f"takes back {one.undoes}" if one.undoes else one.change.field.replace("_", " "),
            one.change.new or "–",
        )
        for one in recorded
    ]
    console.table(("number", "when", "who", "theme", "what", "to"), rows)


@app.command("undo")
def undo(
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="Number of a decision, as history tells it.", show_default=False)],
    project: options.Project,
    db: options.Db = None,
) -> None:
    """Take a decision back."""
    from vocmine.cli import console

    with deciding(project, db) as made:
        made.undo(number)
    console.result(f"Decision {number} is taken back.")


@contextmanager
def deciding(project: str, db: str | None) -> "Iterator[Deciding]":
    """Open the decisions of a project in the name of who runs the command."""
    from vocmine import workspace
    from vocmine.deciding import Deciding

    with workspace.open_workspace(db) as opened:
        yield Deciding(opened, project, who=getuser())


def _fixes(journey_map: "JourneyMap") -> "dict[str, tuple[str, Fix]]":
    themes = (theme for stage in journey_map.stages for theme in (*stage.pain_points, *stage.gains, *stage.suggestions))
    return {theme.theme_id: (theme.label, theme.fix) for theme in themes if theme.fix}


def _as_json(one: "DecidedTheme", fixes: "Mapping[str, tuple[str, Fix]]", journey_map: "JourneyMap") -> dict[str, object]:
    from vocmine.export.decisions import plain_fix
    from vocmine.export.figures import unit_noun

    decision = one.decision
    fix = fixes[one.theme_id][1] if one.theme_id in fixes else None
    return {
        "theme_id": one.theme_id,
        "label": one.label,
        "owner": decision.owner,
        "status": decision.status,
        "fixed_on": str(decision.fixed_on) if decision.fixed_on else None,
        "fix": plain_fix(fix, unit_noun(journey_map)),
    }
