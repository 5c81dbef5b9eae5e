"""``vocmine evaluate FILE``: the readings measured on labelled data of one's own."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from vocmine.cli import options
from vocmine.types import Rate


def evaluate(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="A labelled table.", show_default=False)],
    text: options.Text = None,
    gold: Annotated[
        list[str] | None, typer.Option("--gold", metavar="READING=COLUMN", help="Which column holds the true labels.", show_default=False)
    ] = None,
    model: Annotated[Path | None, typer.Option("--model", help="A models folder in place of the shipped one.", show_default=False)] = None,
    as_json: options.Json = False,
) -> None:
    """Measure precision, recall, F1 and calibration of the readings, with 95 % intervals."""
    from vocmine import compose
    from vocmine.cli import console

    found = compose.evaluate(path, text=text, gold=options.pairs(gold, "--gold", "READING=COLUMN"), model=model)
    for one in found:
        measured = one.measured
        console.result(
            f"\n[bold]{one.reading}[/bold] against {console.literal(one.column)}: n = {measured.n:,} ({one.left_out:,} without a label); "
            f"accuracy {_shown(measured.accuracy)}, macro-F1 {_shown(measured.macro_f1)}"
        )
        rows = [(label.label, label.support, _shown(label.precision), _shown(label.recall), _shown(label.f1)) for label in measured.labels]
        console.table(("label", "rows", "precision", "recall", "F1"), rows, right=(1, 2, 3, 4))
        if measured.calibration:
            console.result(f"calibration error {measured.calibration.ece:.3f} (debiased {measured.calibration.ece_debiased:.3f})")
    if as_json:
        console.machine({one.reading: asdict(one) for one in found})


def _shown(rate: Rate) -> str:
    return f"{rate.value:.2f} ({rate.low:.2f}–{rate.high:.2f})"
