"""``vocmine doctor``: what is installed, which models, which database, and are they sound."""

from dataclasses import asdict

import typer

from vocmine.cli import options


def doctor(db: options.Db = None, as_json: options.Json = False) -> None:
    """Say what is installed, which models and database are in use, and whether they are sound."""
    from vocmine import compose
    from vocmine.cli import console
    from vocmine.health import examine

    health = examine(compose.settings_for(db))
    console.table(("package", "version"), health.packages)
    console.table(("model", "state", "folder"), [(model.id, model.state, model.path) for model in health.models])
    console.result(f"Database {console.literal(health.database)}: {console.literal(health.database_state)}")
    if as_json:
        console.machine(asdict(health))
    if not health.sound:
        raise typer.Exit(1)
