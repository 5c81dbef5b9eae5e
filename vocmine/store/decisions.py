"""What people decided of a project's themes and gave them as values, laid over a run.

Guarantees: nothing of a run changes; a decision follows its theme through all runs, and into the theme that it was merged with, by a
person or by mining, for as long as the merge holds; what was decided of that theme itself goes before what it inherits, field by field,
and of several that it inherits the newest holds.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime

from sqlalchemy import delete, insert, select
from sqlmodel import Session

from vocmine.decision_types import STATUSES, Criterion, Decision, Given
from vocmine.errors import UsageError
from vocmine.store.convert import changes_from_json, is_storable
from vocmine.store.corrections import Correction, holding, list_corrections
from vocmine.store.projects import Project
from vocmine.store.runs import Run
from vocmine.store.tables import CRITERION, CRITERION_VALUE, RUN, THEME

Home = Callable[[str], str]


def load_decisions(project: Project, home: Home, *, session: Session) -> dict[str, Decision]:
    """Return what is decided of the themes of a run, by the theme that each is of now."""
    corrections = list_corrections(project, session=session)
    return decisions_of((one for one in corrections if one.change.target == "decision"), home)


def decisions_of(corrections: Iterable[Correction], home: Home) -> dict[str, Decision]:
    """Return the decisions that hold, by the theme that each is of now; ``home`` says where a theme is."""
    listed = tuple(corrections)
    taken_back = {one.undoes for one in listed}
    held = [one for one in listed if one.undoes is None and one.key not in taken_back]
    found: dict[str, dict[str, Correction]] = {}
    for one in held:
        fields = found.setdefault(home(one.change.target_id), {})
        before = fields.get(one.change.field)
        if before is None or _is_own(one, home) >= _is_own(before, home):
            fields[one.change.field] = one
    return {theme: _decision(fields) for theme, fields in found.items()}


def _is_own(correction: Correction, home: Home) -> bool:
    return home(correction.change.target_id) == correction.change.target_id


def _decision(fields: Mapping[str, Correction]) -> Decision:
    values = {field: one.change.new or None for field, one in fields.items()}
    newest = max(fields.values(), key=lambda one: one.key)
    fixed_on = values.get("fixed_on")
    return Decision(
        owner=values.get("owner"),
        status=next((status for status in STATUSES if status == values.get("status")), None),
        fixed_on=date.fromisoformat(fixed_on) if fixed_on else None,
        who=newest.change.who,
        when=newest.created_at.date(),
    )


def find_home(project: Project, run: Run, *, session: Session) -> Home:
    """Return what says where in a run a theme of any run is: itself where it is there, else what it was merged into."""
    present = set(session.execute(select(THEME.c.public_id).where(THEME.c.run_id == run.key)).scalars())
    into: dict[str, str] = {}
    runs = select(RUN.c.changes).where(RUN.c.project_id == project.key, RUN.c.id <= run.key).order_by(RUN.c.id)
    for changes in session.execute(runs).scalars():
        merged = (one for one in changes_from_json(changes) if one.what == "merged" and one.after)
        into |= {gone: one.theme_id for one in merged for gone in one.others}
    by_people = holding(list_corrections(project, session=session), "theme")
    into |= {theme: target for theme, values in by_people.items() if (target := values.get("into"))}

    def home(theme: str) -> str:
        seen: set[str] = set()
        while theme not in present and theme in into and theme not in seen:
            seen.add(theme)
            theme = into[theme]
        return theme

    return home


def list_criteria(project: Project, *, session: Session) -> tuple[Criterion, ...]:
    """Return the user's own criteria in their order."""
    rows = session.execute(select(CRITERION).where(CRITERION.c.project_id == project.key).order_by(CRITERION.c.place))
    return tuple(Criterion(row.public_id, row.name, row.weight, row.least, row.most, row.less) for row in rows)


def put_criteria(project: Project, criteria: Iterable[Criterion], *, session: Session) -> None:
    """Put criteria in the place of those of the same ids; the others stay, before them."""
    new = {one.id: one for one in criteria}
    kept = [one for one in list_criteria(project, session=session) if one.id not in new]
    session.execute(delete(CRITERION).where(CRITERION.c.project_id == project.key))
    rows = [
        {
            "project_id": project.key,
            "place": place,
            "public_id": one.id,
            "name": one.name,
            "weight": one.weight,
            "least": one.least,
            "most": one.most,
            "less": one.less,
        }
        for place, one in enumerate((*kept, *new.values()))
    ]
    if rows:
        session.execute(insert(CRITERION), rows)


def load_given(project: Project, home: Home, *, session: Session) -> tuple[Given, ...]:
    """Return the values that hold, by the theme that each is of now, in the order of theme and criterion."""
    rows = session.execute(select(CRITERION_VALUE).where(CRITERION_VALUE.c.project_id == project.key).order_by(CRITERION_VALUE.c.id))
    found: dict[tuple[str, str], tuple[bool, Given | None]] = {}
    for row in rows:
        theme = home(row.theme)
        own, key = theme == row.theme, (theme, row.criterion)
        if key not in found or own >= found[key][0]:
            given = None if row.value is None else Given(theme, row.criterion, row.value, row.low, row.high, row.origin)
            found[key] = own, given
    return tuple(given for _, (_, given) in sorted(found.items()) if given)


def add_given(project: Project, given: Iterable[Given], *, who: str, session: Session) -> int:
    """Record values; returns how many there were.

    Raises
    ------
    UsageError
        If a text holds what no database takes.
    """
    listed = tuple(given)
    values = [(one.theme_id, one.criterion, one.value, one.low, one.high, one.origin) for one in listed]
    _record(project, values, who=who, session=session)
    return len(listed)


def withdraw_given(project: Project, theme_id: str, criteria: Iterable[str], *, who: str, session: Session) -> None:
    """Record that values of a theme are taken back."""
    _record(project, [(theme_id, one, None, None, None, "typed") for one in criteria], who=who, session=session)


def _record(project: Project, values: Sequence[tuple[object, ...]], *, who: str, session: Session) -> None:
    if not all(is_storable(str(one)) for row in values for one in (*row[:2], who)):
        raise UsageError("A value cannot hold a NUL character or half a surrogate pair.")
    names = ("theme", "criterion", "value", "low", "high", "origin")
    same = {"project_id": project.key, "who": who, "created_at": datetime.now(UTC)}
    if values:
        session.execute(insert(CRITERION_VALUE), [dict(zip(names, row, strict=True)) | same for row in values])
