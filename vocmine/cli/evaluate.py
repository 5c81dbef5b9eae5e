"""``vocmine evaluate FILE``: the readings measured on labelled data of one's own."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from vocmine.cli import options


def evaluate(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="A labelled table.", show_default=False)],
    text: options.Text = None,
    gold: Annotated[
        list[str] | None, typer.Option("--gold", metavar="READING=COLUMN", help="Which column holds the true labels.", show_default=False)
    ] = None,
    second: Annotated[
        list[str] | None,
        typer.Option("--second", metavar="READING=COLUMN", help="Which column holds a second annotator's labels.", show_default=False),
    ] = None,
    journey: options.JourneyName = "lifecycle",
    model: Annotated[Path | None, typer.Option("--model", help="A models folder in place of the shipped one.", show_default=False)] = None,
    out: Annotated[Path | None, typer.Option("--output", "-o", help="A report to write (.html).", show_default=False)] = None,
    as_json: options.Json = False,
) -> None:
    """Measure precision, recall, F1 and calibration of the readings, with 95 % intervals."""
    from vocmine import compose
    from vocmine.cli import console, measured
    from vocmine.evaluate.report import check_name, write_report

    if out:
        check_name(out)
    found = compose.evaluate(
        path,
        text=text,
        gold=options.pairs(gold, "--gold", "READING=COLUMN"),
        second=options.pairs(second, "--second", "READING=COLUMN"),
        scorer=compose.Scorer(models=model, journey=journey),
    )
    measured.show(found)
    if out:
        write_report(found, out)
        console.result(f"\nReport written to {console.literal(out)}.")
    if as_json:
        console.machine({one.reading: asdict(one) for one in found.readings} | ({"output": str(out)} if out else {}))
