"""Options that several commands share, and how their texts become values."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, get_args

import typer

from vocmine.errors import UsageError
from vocmine.types import Role

if TYPE_CHECKING:
    from vocmine.readers.plan import ReadOptions

Inputs = Annotated[
    list[Path],
    typer.Argument(
        metavar="INPUT...", help="Files as exported: CSV, TSV, XLSX, XLS, JSONL, JSON, Parquet, VTT, SRT, also zipped.", show_default=False
    ),
]
SomeInputs = Annotated[
    list[Path] | None,
    typer.Argument(metavar="[INPUT...]", help="Files as exported; without any, what was imported is mined.", show_default=False),
]
Project = Annotated[str, typer.Option("--project", "-p", help="Name of the project.", show_default=False)]
SomeProject = Annotated[str | None, typer.Option("--project", "-p", help="Name of the project.", show_default=False)]
JourneyName = Annotated[str, typer.Option("--journey", "-j", help="A built-in journey or the path of a YAML definition.")]
Db = Annotated[
    str | None, typer.Option("--db", help="Database address; default: VOCMINE_DB or a SQLite file in your data folder.", show_default=False)
]
Kind = Annotated[
    Literal["survey", "review", "transcript"] | None,
    typer.Option("--kind", help="What the feedback is, where the file does not tell.", show_default=False),
]
Text = Annotated[str | None, typer.Option("--text", help="Heading of the text column; several with commas.", show_default=False)]
Id = Annotated[str | None, typer.Option("--id", help="Heading of the id column.", show_default=False)]
Mapping = Annotated[list[str] | None, typer.Option("--map", metavar="FIELD=COLUMN", help="Take a field from a column.", show_default=False)]
Values = Annotated[list[str] | None, typer.Option("--set", metavar="FIELD=VALUE", help="Set a field for all rows.", show_default=False)]
Roles = Annotated[
    list[str] | None,
    typer.Option("--role", metavar="NAME=ROLE", help="Say who of a transcript is customer, agent or system.", show_default=False),
]
MaxRejects = Annotated[float, typer.Option("--max-rejects", min=0.0, max=1.0, help="Share of rows that may be bad.")]
Strict = Annotated[bool, typer.Option("--strict", help="Fail if any row is rejected.")]
Json = Annotated[bool, typer.Option("--json", help="Print a machine-readable summary as the last line.")]
Out = Annotated[Path, typer.Option("--output", "-o", help="File to write; its ending chooses the format.", show_default=False)]
SomeOut = Annotated[Path | None, typer.Option("--output", "-o", help="File to write; its ending chooses the format.", show_default=False)]
Run = Annotated[str | None, typer.Option("--run", help="Id of a run; default: the latest.", show_default=False)]
Filters = Annotated[
    list[str] | None, typer.Option("--filter", metavar="FIELD=VALUE", help="Only feedback with this value.", show_default=False)
]
From = Annotated[
    str | None, typer.Option("--from", metavar="DATE", help="Only feedback from this day on (YYYY-MM-DD).", show_default=False)
]
To = Annotated[str | None, typer.Option("--to", metavar="DATE", help="Only feedback up to this day (YYYY-MM-DD).", show_default=False)]


def pairs(texts: list[str] | None, option: str, form: str = "NAME=VALUE") -> tuple[tuple[str, str], ...]:
    """Split texts of the form ``NAME=VALUE``; ``form`` says how the option calls the two.

    Raises
    ------
    UsageError
        If one has no ``=``.
    """
    found = []
    for text in texts or ():
        name, sign, value = text.partition("=")
        if not sign or not name.strip():
            raise UsageError(f"{option} takes {form}, got {text!r}.")
        found.append((name.strip(), value.strip()))
    return tuple(found)


def read_options(
    *,
    kind: Literal["survey", "review", "transcript"] | None,
    text: str | None,
    id_column: str | None,
    mapping: list[str] | None,
    values: list[str] | None,
    roles: list[str] | None,
) -> "ReadOptions":
    """Gather what was said about a file's columns.

    Raises
    ------
    UsageError
        If an option has not the form that it takes, or a role is unknown.
    """
    from vocmine import compose

    return compose.read_options(
        kind=kind,
        text=text,
        id=id_column,
        mapping=pairs(mapping, "--map", "FIELD=COLUMN"),
        values=pairs(values, "--set", "FIELD=VALUE"),
        roles=_roles(roles),
    )


def _roles(texts: list[str] | None) -> tuple[tuple[str, str], ...]:
    found = pairs(texts, "--role", "NAME=ROLE")
    known = get_args(Role)
    for name, role in found:
        if role not in known:
            raise UsageError(f"--role says of {name!r} that it is {role!r}; it takes {', '.join(known)}.")
    return found
