"""``vocmine map``: the journey map as a file."""

from vocmine.cli import options


def map_journey(
    project: options.Project,
    out: options.Out,
    journey: options.JourneyName = "lifecycle",
    run: options.Run = None,
    filters: options.Filters = None,
    from_day: options.From = None,
    to_day: options.To = None,
    db: options.Db = None,
    as_json: options.Json = False,
) -> None:
    """Write the journey map; the ending chooses the format: .json, .html, .csv, .svg, .png or .pdf."""
    from vocmine import workspace
    from vocmine.cli import console
    from vocmine.export.files import write_map

    asked = workspace.Asked(
        journey=journey, run=run, filters=options.pairs(filters, "--filter", "FIELD=VALUE"), from_day=from_day, to_day=to_day
    )
    with workspace.open_workspace(db) as opened:
        journey_map = opened.told_map(project, asked)
    write_map(journey_map, out)
    console.result(f"Journey map of {console.literal(project)} written to {console.literal(out)}.")
    if as_json:
        console.machine({"project": project, "run": journey_map.run, "output": str(out)})
