"""``vocmine mine``: from files to a journey map."""

from dataclasses import asdict

from vocmine.cli import options


def mine(
    project: options.Project,
    inputs: options.SomeInputs = None,
    journey: options.JourneyName = "lifecycle",
    db: options.Db = None,
    kind: options.Kind = None,
    text: options.Text = None,
    id_column: options.Id = None,
    mapping: options.Mapping = None,
    values: options.Values = None,
    roles: options.Roles = None,
    max_rejects: options.MaxRejects = 0.05,
    strict: options.Strict = False,
    as_json: options.Json = False,
) -> None:
    """Read files, find stages, pain points and causes, and build the journey map; running it again adds nothing."""
    from vocmine import compose, workspace
    from vocmine.cli import console, summaries

    asked = options.read_options(kind=kind, text=text, id_column=id_column, mapping=mapping, values=values, roles=roles)
    with console.progress() as report, workspace.open_workspace(db) as opened:
        imported = (
            opened.import_files(inputs, project, asked, limits=compose.Limits(max_rejects, strict), report=report) if inputs else None
        )
        mined = opened.mine(project, journey=journey, report=report)
        journey_map = opened.journey_map(project, workspace.Asked(journey=journey))
    if imported:
        summaries.show_import(imported)
    summaries.show_map(journey_map, mined)
    if as_json:
        console.machine({"project": project, **(summaries.ledger(imported) if imported else {}), **asdict(mined)})
