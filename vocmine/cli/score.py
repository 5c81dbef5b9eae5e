"""``vocmine score``: batch scoring without a database."""

from dataclasses import asdict
from typing import Annotated, Literal

import typer

from vocmine.cli import options


def score(
    inputs: options.Inputs,
    out: options.Out,
    journey: options.JourneyName = "lifecycle",
    unit: Annotated[Literal["segment", "feedback"], typer.Option("--unit", help="Score segments, or each text whole.")] = "segment",
    kind: options.Kind = None,
    text: options.Text = None,
    id_column: options.Id = None,
    mapping: options.Mapping = None,
    values: options.Values = None,
    roles: options.Roles = None,
    fields: Annotated[str, typer.Option("--fields", help="slim, full, or names with commas.")] = "full",
    engine: Annotated[Literal["local"], typer.Option("--engine", help="Where to run.")] = "local",
    max_rejects: options.MaxRejects = 0.05,
    strict: options.Strict = False,
    resume: Annotated[bool, typer.Option("--resume", help="Go on where a killed run of the same command stopped.")] = False,
    as_json: options.Json = False,
) -> None:
    """Score files row by row into .jsonl, .csv or .parquet; a name without ending is a folder of Parquet parts."""
    from vocmine import compose
    from vocmine.cli import console, summaries
    from vocmine.language.detect import ENGLISH

    asked = options.read_options(kind=kind, text=text, id_column=id_column, mapping=mapping, values=values, roles=roles)
    job = compose.ScoreJob(tuple(inputs), out, journey=journey, unit=unit, fields=fields, resume=resume)
    with console.progress() as report:
        summary = compose.score_files(job, asked, limits=compose.Limits(max_rejects, strict), report=report)
    console.message(
        f"{summary.units:,} {unit}s of {summary.read:,} rows scored into {console.literal(out)}; {summary.rejected:,} rows rejected."
    )
    if set(summary.languages) - {ENGLISH}:
        console.message(f"Only English is read; the texts are in {summaries.languages(summary.languages)}.")
    if as_json:
        console.machine(asdict(summary))
