"""``vocmine train FILE``, ``vocmine train encoder`` and ``vocmine train syntax``."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from vocmine.cli import options
from vocmine.errors import UsageError

RECIPE, SYNTAX = "encoder", "syntax"


def train(
    target: Annotated[
        str, typer.Argument(metavar="FILE|encoder|syntax", help="A labelled table, or the recipe of a shipped model.", show_default=False)
    ],
    out: Annotated[Path, typer.Option("--output", "-o", help="Folder to write the model into.", show_default=False)],
    text: options.Text = None,
    labels: Annotated[str | None, typer.Option("--labels", help="Heading of the label column.", show_default=False)] = None,
    multi: Annotated[bool, typer.Option("--multi", help="Several labels a row: a JSON list, or parted by |.")] = False,
    data: Annotated[
        Path | None,
        typer.Option("--data", help="With a recipe: folder of the public corpora (corpora/public.json).", show_default=False),
    ] = None,
    base: Annotated[
        Path | None,
        typer.Option("--base", help="With encoder: folder of all-MiniLM-L6-v2 or another BERT as published.", show_default=False),
    ] = None,
    as_json: options.Json = False,
) -> None:
    """Fit a head for labels of your own, or fit the shipped models anew from their corpora."""
    from vocmine import compose
    from vocmine.cli import console

    if target == RECIPE:
        if data is None or base is None:
            raise UsageError("vocmine train encoder needs --data and --base.")
        measured = compose.train_encoder(data, base=base, out=out, tell=_tell)
        console.table(("reading", "n", "accuracy", "macro-F1", "in float32"), _rows(measured), right=(1, 2, 3, 4))
        summary: dict[str, object] = dict(measured)
    elif target == SYNTAX:
        if data is None:
            raise UsageError("vocmine train syntax needs --data.")
        n_tokens = compose.train_syntax(data, out=out, tell=_tell)
        console.result(f"{n_tokens:,} tokens learnt from.")
        summary = {"tokens": n_tokens}
    else:
        if text is None or labels is None:
            raise UsageError("vocmine train FILE needs --text and --labels.")
        trained = compose.train_own(Path(target), text=text, labels=labels, multi=multi, out=out)
        console.result(f"{trained.n:,} rows, {len(trained.labels)} labels: macro-F1 {trained.macro_f1:.3f} on unseen folds.")
        summary = asdict(trained)
    console.result(f"Written to {console.literal(out)}.")
    if as_json:
        console.machine(summary)


def _tell(done: int, steps: int, loss: float) -> None:
    from vocmine.cli import console

    console.message(f"Step {done:,} of {steps:,}, loss {loss:.3f}")


def _rows(measured: dict[str, dict[str, object]]) -> list[tuple[object, ...]]:
    names = ("n", "accuracy", "macro_f1", "float32_macro_f1")
    return [(reading, *(figures.get(name, "") for name in names)) for reading, figures in measured.items()]
