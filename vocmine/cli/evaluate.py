"""``vocmine evaluate``: the readings measured on labelled data of one's own, and on a random sample of a project that people label."""

from dataclasses import asdict
from getpass import getuser
from pathlib import Path
from typing import Annotated

import typer

from vocmine.cli import options
from vocmine.errors import UsageError


def evaluate(
    path: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="A labelled table, or with --project a labelled sample.", show_default=False)
    ] = None,
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
    project: options.SomeProject = None,
    sample: Annotated[
        int | None, typer.Option("--sample", min=1, help="Draw so many people at random for labelling.", show_default=False)
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--output", "-o", help="A report (.html), or the sample to write.", show_default=False)
    ] = None,
    db: options.Db = None,
    as_json: options.Json = False,
) -> None:
    """Measure precision, recall, F1 and calibration of the readings, with 95 % intervals.

    With --project a random sample is drawn (--sample 60 -o sample.csv); labelled and given back, it corrects the shares of every map.
    """
    if project:
        _review(project, path, (sample, out), journey=journey, db=db)
        return
    if path is None or sample:
        raise UsageError("Give a labelled FILE, or --project and --sample.")
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


def _review(project: str, path: Path | None, asked: tuple[int | None, Path | None], *, journey: str, db: str | None) -> None:
    from vocmine import reviewing, workspace
    from vocmine.cli import console, measured
    from vocmine.readers.reviews import SENTIMENTS

    sample, out = asked
    if (path is None) == (sample is None) or (sample is not None and out is None):
        raise UsageError("With --project give either --sample N and -o FILE, or the labelled FILE.")
    with workspace.open_workspace(db) as opened:
        if sample is not None and out is not None:
            drawn = reviewing.write_sample(opened, project, sample, out, journey=journey)
            console.result(
                f"{console.counted(drawn.statements, 'statement')} of {drawn.units:,} drawn at random in {console.literal(out)}."
            )
            console.result(f"Fill stage ({', '.join(drawn.stages)} or none) and sentiment ({', '.join(SENTIMENTS)}).")
        elif path is not None:
            taken = reviewing.take_reviews(opened, project, path, who=getuser(), journey=journey)
            measured.show(taken.evaluation)
            console.result(f"\n{console.counted(taken.labels, 'label')} taken; {taken.reviewed:,} drawn at random are reviewed whole.")
