"""The console script: the commands, and the one place where errors become exit codes.

0 done, 1 failed, 2 wrong usage, 130 interrupted.
"""

import sys

import typer

from vocmine.cli import (
    assumed,
    compare,
    crosstab,
    decide,
    demo,
    doctor,
    evaluate,
    explore,
    export,
    groups,
    imports,
    journey,
    map,
    metrics,
    mine,
    priorities,
    projects,
    runs,
    score,
    themes,
    train,
)
from vocmine.errors import UsageError, VocmineError

INTERRUPTED = 130

app = typer.Typer(
    name="vocmine",
    help="Mine the voice of the customer: from feedback files to a journey map, on your own machine.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("demo")(demo.demo)
app.command("mine")(mine.mine)
app.command("import")(imports.import_files)
app.command("map")(map.map_journey)
app.command("compare")(compare.compare)
app.command("assumed")(assumed.assumed)
app.command("crosstab")(crosstab.crosstab)
app.command("explore")(explore.explore)
app.command("score")(score.score)
app.command("export")(export.export)
app.command("evaluate")(evaluate.evaluate)
app.command("doctor")(doctor.doctor)
app.command("train")(train.train)
app.command("decide")(decide.decide)
app.add_typer(journey.app, name="journey")
app.add_typer(themes.app, name="themes")
app.add_typer(metrics.app, name="metrics")
app.add_typer(decide.app, name="decisions")
app.add_typer(priorities.app, name="priorities")
app.add_typer(groups.app, name="groups")
app.add_typer(projects.app, name="projects")
app.add_typer(runs.app, name="runs")
app.add_typer(imports.app, name="imports")


def main() -> None:
    """Run the command line; errors that vocmine foresees end in one sentence and an exit code."""
    from vocmine.cli import console

    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    try:
        app()
    except UsageError as error:
        console.failure(str(error))
        sys.exit(2)
    except VocmineError as error:
        console.failure(str(error))
        sys.exit(1)
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        console.failure(f"{place}{error.strerror or error}.")
        sys.exit(1)
    except SystemExit as ended:
        if ended.code == INTERRUPTED:
            console.failure("Interrupted; run the same command again to go on.")
        raise
