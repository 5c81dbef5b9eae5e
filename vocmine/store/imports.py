"""Imports: rows enter in chunks, each with its ledger, and become visible together when the import finishes.

Invariants: ``read == stored + updated + duplicate + skipped + rejected`` after every chunk; a chunk that
was added once is never added again, by whomever it is offered; until ``finish_import`` nothing of an import
is visible; one record is visible once, whichever file it came from.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, exists, func, insert, select, update
from sqlmodel import Session

from vocmine.errors import NotFound, StoreError, UsageError
from vocmine.store.convert import made_storable, to_json
from vocmine.store.intake import take
from vocmine.store.projects import Project, advance, lock_project
from vocmine.store.tables import FEEDBACK, IMPORT, REJECT
from vocmine.types import Record, Rejected, Skipped


@dataclass(frozen=True, slots=True)
class Ledger:
    """Where the rows of a file went; ``skipped`` counts by reason."""

    read: int = 0
    stored: int = 0
    updated: int = 0
    duplicate: int = 0
    rejected: int = 0
    skipped: tuple[tuple[str, int], ...] = ()

    @property
    def closes(self) -> bool:
        """Whether every row that was read is accounted for."""
        return self.read == self.stored + self.updated + self.duplicate + self.rejected + sum(n for _, n in self.skipped)


@dataclass(frozen=True, slots=True)
class Import:
    """One reading of one file; ``status`` is ``running``, ``done``, ``failed`` or ``undone``; ``plan`` is JSON."""

    key: int
    project_key: int
    number: int
    name: str
    sha256: str
    plan: str
    status: str
    ledger: Ledger
    started_at: datetime
    finished_at: datetime | None


def total(ledgers: Iterable[Ledger]) -> Ledger:
    """Return the sum of ledgers."""
    listed = tuple(ledgers)
    reasons = sorted({reason for ledger in listed for reason, _ in ledger.skipped})
    return Ledger(
        read=sum(ledger.read for ledger in listed),
        stored=sum(ledger.stored for ledger in listed),
        updated=sum(ledger.updated for ledger in listed),
        duplicate=sum(ledger.duplicate for ledger in listed),
        rejected=sum(ledger.rejected for ledger in listed),
        skipped=tuple((reason, sum(dict(ledger.skipped).get(reason, 0) for ledger in listed)) for reason in reasons),
    )


def begin_import(project: Project, *, name: str, sha256: str, plan: str, session: Session) -> Import:
    """Return the unfinished import of this file by this plan, or a new one; ``ledger.read`` says how far it came."""
    lock_project(project.key, session=session)
    same = (IMPORT.c.project_id == project.key) & (IMPORT.c.sha256 == sha256) & (IMPORT.c.plan == plan)
    row = session.execute(select(IMPORT).where(same, IMPORT.c.status == "running")).mappings().first()
    if row is not None:
        return _import(row)
    last = session.execute(select(func.max(IMPORT.c.number)).where(IMPORT.c.project_id == project.key)).scalar()
    values = {
        "project_id": project.key,
        "number": (last or 0) + 1,
        "name": made_storable(name),
        "sha256": sha256,
        "plan": plan,
        "ledger": _ledger_json(Ledger()),
        "status": "running",
        "started_at": datetime.now(UTC),
    }
    key = session.execute(insert(IMPORT).returning(IMPORT.c.id), values).scalar_one()
    return get_import(key, session=session)


def get_import(key: int, *, session: Session) -> Import:
    """Return an import by its key.

    Raises
    ------
    StoreError
        If it is gone: another process finished it, or its project was deleted.
    """
    row = session.execute(select(IMPORT).where(IMPORT.c.id == key)).mappings().first()
    if row is None:
        raise StoreError("The import was ended by another process; run the command again.")
    return _import(row)


def add_chunk(key: int, items: Sequence[Record | Rejected | Skipped], *, start: int, session: Session) -> Ledger:
    """Add rows ``start``, ``start + 1`` … of the file, and return the ledger so far.

    Rows that were added before are passed over. Records that no database can hold are rejected.
    """
    imported = _locked(key, session=session)
    if imported.status != "running":
        return imported.ledger
    fresh = items[max(0, imported.ledger.read - start) :]
    repeats = _repeats(imported, session=session)
    taken = take(fresh, project_key=imported.project_key, import_key=key, repeats=repeats, session=session)
    skipped = tuple(sorted(Counter(taken.skipped).items()))
    new = Ledger(len(fresh), taken.stored, taken.updated, taken.duplicate, len(taken.rejects), skipped)
    ledger = total((imported.ledger, new))
    session.execute(update(IMPORT).where(IMPORT.c.id == key).values(ledger=_ledger_json(ledger)))
    return ledger


def finish_import(key: int, *, session: Session) -> Ledger:
    """Make an import's rows visible, and those that they replace invisible; return its final ledger.

    An import that brought nothing and repeats an earlier one, file and plan, leaves no trace.
    """
    imported = _locked(key, session=session)
    if imported.status != "running":
        return imported.ledger
    ledger = _settle_late(imported, session=session)
    pending = (FEEDBACK.c.import_id == key) & FEEDBACK.c.since.is_(None)
    if session.execute(select(exists().where(pending))).scalar():
        _show(imported, session=session)
    elif _repeats(imported, session=session):
        session.execute(delete(IMPORT).where(IMPORT.c.id == key))
        return ledger
    _end(key, "done", ledger, session=session)
    return ledger


def discard_import(key: int, *, status: str = "failed", session: Session) -> None:
    """Take the rows of an unfinished import out again; its rejected rows stay as the report."""
    imported = _locked(key, session=session)
    if imported.status == "running":
        session.execute(delete(FEEDBACK).where(FEEDBACK.c.import_id == key, FEEDBACK.c.since.is_(None)))
        _end(key, status, imported.ledger, session=session)


def list_imports(project: Project, *, session: Session) -> tuple[Import, ...]:
    """Return the imports of a project, oldest first."""
    rows = session.execute(select(IMPORT).where(IMPORT.c.project_id == project.key).order_by(IMPORT.c.number)).mappings()
    return tuple(_import(row) for row in rows)


def rejects_of(key: int, *, session: Session) -> tuple[Rejected, ...]:
    """Return the rows that an import rejected, in the order of the file."""
    rows = session.execute(select(REJECT).where(REJECT.c.import_id == key).order_by(REJECT.c.id)).mappings()
    return tuple(Rejected(r["file"], r["row"], r["code"], r["message"], r["sheet"], r["column"]) for r in rows)


def undo_import(project: Project, number: int, *, session: Session) -> int:
    """Take back an import, and bring back what its rows had replaced; return how many feedbacks went.

    Published runs show what they showed; the next run shows the change. Rows that a later import
    found known belong to the import that brought them, and go with it.

    Raises
    ------
    NotFound
        If the project has no import of this number.
    UsageError
        If it was undone, or failed, before.
    """
    lock_project(project.key, session=session)
    imports = {imported.number: imported for imported in list_imports(project, session=session)}
    if number not in imports:
        raise NotFound("import", str(number), tuple(str(n) for n in imports))
    imported = imports[number]
    if imported.status == "running":
        discard_import(imported.key, status="undone", session=session)
        return 0
    if imported.status != "done":
        raise UsageError(f"Import {number} of {project.name!r} is {imported.status} already; there is nothing to undo.")
    revision = advance(project.key, session=session)
    _end(imported.key, "undone", imported.ledger, session=session)
    shown = (FEEDBACK.c.import_id == imported.key) & FEEDBACK.c.since.is_not(None) & FEEDBACK.c.until.is_(None)
    hidden = session.execute(update(FEEDBACK).where(shown).values(until=revision).returning(FEEDBACK.c.id)).all()
    _bring_back(imported, revision, session=session)
    return len(hidden)


def _bring_back(undone: Import, revision: int, *, session: Session) -> None:
    """Copy, of each record just hidden, the newest version that an import still stands for."""
    hidden = select(FEEDBACK.c.record).where(FEEDBACK.c.import_id == undone.key, FEEDBACK.c.until == revision)
    older, newest = FEEDBACK.alias(), FEEDBACK.alias()
    standing = select(IMPORT.c.id).where(IMPORT.c.project_id == undone.project_key, IMPORT.c.status == "done")
    last = select(func.max(newest.c.since)).where(
        newest.c.project_id == undone.project_key, newest.c.record == older.c.record, newest.c.import_id.in_(standing)
    )
    copied = [c.name for c in FEEDBACK.c if c.name not in ("id", "since", "until")]
    versions = select(*(older.c[name] for name in copied)).where(
        older.c.project_id == undone.project_key,
        older.c.record.in_(hidden),
        older.c.import_id.in_(standing),
        older.c.since == last.scalar_subquery(),
    )
    rows = [dict(row) | {"since": revision} for row in session.execute(versions).mappings()]
    if rows:
        session.execute(insert(FEEDBACK), rows)


def _show(imported: Import, *, session: Session) -> None:
    revision = advance(imported.project_key, session=session)
    pending = (FEEDBACK.c.import_id == imported.key) & FEEDBACK.c.since.is_(None)
    coming = FEEDBACK.alias()
    records = select(coming.c.record).where(coming.c.import_id == imported.key, coming.c.since.is_(None))
    shown = (FEEDBACK.c.project_id == imported.project_key) & FEEDBACK.c.since.is_not(None) & FEEDBACK.c.until.is_(None)
    session.execute(update(FEEDBACK).where(shown, FEEDBACK.c.record.in_(records)).values(until=revision))
    session.execute(update(FEEDBACK).where(pending).values(since=revision))


def _settle_late(imported: Import, *, session: Session) -> Ledger:
    """Reckon with records that another import made visible after this one had taken them as new."""
    mine, shown = FEEDBACK.alias(), FEEDBACK.alias()
    late = (
        select(mine.c.record, (mine.c.digest == shown.c.digest).label("same"))
        .join(shown, (shown.c.project_id == mine.c.project_id) & (shown.c.record == mine.c.record))
        .where(mine.c.import_id == imported.key, mine.c.since.is_(None), mine.c.replaces.is_(False))
        .where(shown.c.since.is_not(None), shown.c.until.is_(None))
        .distinct()
    )
    outcome = {row.record: bool(row.same) for row in session.execute(late)}
    known = [record for record, same in outcome.items() if same]
    for i in range(0, len(known), 1000):
        pending = (FEEDBACK.c.import_id == imported.key) & FEEDBACK.c.since.is_(None)
        session.execute(delete(FEEDBACK).where(pending, FEEDBACK.c.record.in_(known[i : i + 1000])))
    changed = len(outcome) - len(known)
    ledger = imported.ledger
    return replace(ledger, stored=ledger.stored - len(outcome), duplicate=ledger.duplicate + len(known), updated=ledger.updated + changed)


def _repeats(imported: Import, *, session: Session) -> bool:
    same = (IMPORT.c.project_id == imported.project_key) & (IMPORT.c.sha256 == imported.sha256) & (IMPORT.c.plan == imported.plan)
    return bool(session.execute(select(exists().where(same, IMPORT.c.status == "done"))).scalar())


def _locked(key: int, *, session: Session) -> Import:
    lock_project(get_import(key, session=session).project_key, session=session)
    return get_import(key, session=session)


def _end(key: int, status: str, ledger: Ledger, *, session: Session) -> None:
    values = {"status": status, "ledger": _ledger_json(ledger), "finished_at": datetime.now(UTC)}
    session.execute(update(IMPORT).where(IMPORT.c.id == key).values(**values))


def _ledger_json(ledger: Ledger) -> str:
    return to_json(asdict(ledger))


def _import(row: Mapping[Any, Any]) -> Import:
    counts = json.loads(row["ledger"])
    skipped = tuple((reason, n) for reason, n in counts.pop("skipped"))
    return Import(
        key=row["id"],
        project_key=row["project_id"],
        number=row["number"],
        name=row["name"],
        sha256=row["sha256"],
        plan=row["plan"],
        status=row["status"],
        ledger=Ledger(**counts, skipped=skipped),
        started_at=row["started_at"],
        finished_at=row["finished_at"],
    )
