"""``vocmine runs list``: the versions of a project, and what each rests on."""

import typer

from vocmine.cli import options

app = typer.Typer(help="List the runs of a project: each is a version of its map that never changes.", no_args_is_help=True)


@app.command("list")
def list_runs(project: options.Project, db: options.Db = None, as_json: options.Json = False) -> None:
    """List the runs, oldest first: what each holds, by which journey and models it was read, and what it takes in of people's changes."""
    from vocmine import workspace
    from vocmine.cli import console

    with workspace.open_workspace(db) as opened:
        found = opened.runs(project)
    rows = [
        (
            run.id,
            f"{run.created_at:%Y-%m-%d %H:%M}",
            run.journey.id,
            f"{size.feedbacks:,}",
            f"{size.segments:,}",
            f"{n_themes:,}",
            f"{run.heeded.last_correction or ''}",
        )
        for run, size, n_themes in found
    ]
    console.table(("run", "made (UTC)", "journey", "feedbacks", "statements", "themes", "change"), rows, right=(3, 4, 5, 6))
    for models in dict.fromkeys(run.models for run, _, _ in found):
        read = [run.id for run, _, _ in found if run.models == models]
        console.result(f"{', '.join(read)}: read by {console.literal(', '.join(models))}")
    if as_json:
        told = [
            {
                "run": run.id,
                "created_at": run.created_at.isoformat(),
                "journey": run.journey.id,
                "models": run.models,
                "imports": run.snapshot.imports,
                "own_themes": run.heeded.own_themes,
                "last_change": run.heeded.last_correction,
                "feedbacks": size.feedbacks,
                "segments": size.segments,
                "themes": n_themes,
            }
            for run, size, n_themes in found
        ]
        console.machine({"project": project, "runs": told})
