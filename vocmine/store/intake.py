"""Taking rows in: each is new, known with other content, known as it is, skipped or rejected.

A record is known by its id, or by the hash of its content where the file has no ids; never by its file's name.
A file that was imported before says nothing new: what later imports replaced of it stays replaced.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, insert, select
from sqlmodel import Session

from vocmine.store.convert import feedback_to_row, made_storable, record_digest, unstorable
from vocmine.store.tables import FEEDBACK, IMPORT, REJECT
from vocmine.types import Record, Rejected, Skipped

Rows = list[dict[str, Any]]


@dataclass
class _Known:
    """What is known of a chunk's records: the digest that would stand, and what was replaced since the file's first import."""

    digests: dict[str, str] = field(default_factory=dict)
    visible: set[str] = field(default_factory=set)
    pending: set[str] = field(default_factory=set)
    replaced: set[tuple[str, str]] = field(default_factory=set)


@dataclass
class Taken:
    """What became of a chunk's rows."""

    stored: int = 0
    updated: int = 0
    duplicate: int = 0
    skipped: list[str] = field(default_factory=list)
    rejects: list[Rejected] = field(default_factory=list)
    rows: dict[str, Rows] = field(default_factory=dict)
    overtaken: list[str] = field(default_factory=list)


def take(items: Sequence[Record | Rejected | Skipped], *, project_key: int, import_key: int, repeats: bool, session: Session) -> Taken:
    """Store a chunk of an import, invisible as yet, and say what became of each row.

    ``repeats`` tells that the same file was imported by the same plan before.
    """
    records = [item.feedbacks[0].record for item in items if isinstance(item, Record) and unstorable(item) is None]
    known = _known(records, project_key=project_key, import_key=import_key, session=session)
    if repeats:
        known.replaced = _replaced(records, project_key=project_key, session=session)
    taken = Taken()
    for item in items:
        if isinstance(item, Skipped):
            taken.skipped.append(item.reason)
        elif isinstance(item, Rejected):
            taken.rejects.append(item)
        elif name := unstorable(item):
            taken.rejects.append(_refused(item, name))
        else:
            _take_record(item, known, taken)
    _write(taken, project_key=project_key, import_key=import_key, session=session)
    return taken


def _take_record(record: Record, known: _Known, taken: Taken) -> None:
    id_ = record.feedbacks[0].record
    rows = [feedback_to_row(feedback) for feedback in record.feedbacks]
    digest = record_digest(rows)
    before = known.digests.get(id_)
    if before == digest or (id_, digest) in known.replaced:
        taken.duplicate += 1
        return
    if id_ in known.pending:
        taken.overtaken.append(id_)
    if before is None:
        taken.stored += 1
    else:
        taken.updated += 1
    known.digests[id_] = digest
    taken.rows[id_] = [row | {"digest": digest, "replaces": id_ in known.visible} for row in rows]


def _known(records: Sequence[str], *, project_key: int, import_key: int, session: Session) -> _Known:
    known = _Known()
    if not records:
        return known
    shown = FEEDBACK.c.since.is_not(None) & FEEDBACK.c.until.is_(None)
    own = FEEDBACK.c.since.is_(None) & (FEEDBACK.c.import_id == import_key)
    found = select(FEEDBACK.c.record, FEEDBACK.c.digest, FEEDBACK.c.since).where(
        FEEDBACK.c.project_id == project_key, FEEDBACK.c.record.in_(set(records)), shown | own
    )
    for record, digest, since in session.execute(found).all():
        (known.pending if since is None else known.visible).add(record)
        if since is None or record not in known.pending:
            known.digests[record] = digest
    return known


def _replaced(records: Sequence[str], *, project_key: int, session: Session) -> set[tuple[str, str]]:
    found = select(FEEDBACK.c.record, FEEDBACK.c.digest).join(IMPORT, FEEDBACK.c.import_id == IMPORT.c.id)
    found = found.where(FEEDBACK.c.project_id == project_key, FEEDBACK.c.record.in_(set(records)))
    rows = session.execute(found.where(FEEDBACK.c.until.is_not(None), IMPORT.c.status == "done"))
    return {(row.record, row.digest) for row in rows}


def _write(taken: Taken, *, project_key: int, import_key: int, session: Session) -> None:
    if taken.overtaken:
        own = FEEDBACK.c.since.is_(None) & (FEEDBACK.c.import_id == import_key)
        session.execute(delete(FEEDBACK).where(own, FEEDBACK.c.record.in_(taken.overtaken)))
    rows = [row | {"project_id": project_key, "import_id": import_key} for row in _flat(taken.rows.values())]
    if rows:
        session.execute(insert(FEEDBACK), rows)
    if taken.rejects:
        session.execute(insert(REJECT), [_reject_row(rejected, import_key) for rejected in taken.rejects])


def _flat(groups: Iterable[Rows]) -> Rows:
    return [row for group in groups for row in group]


def _refused(record: Record, name: str) -> Rejected:
    message = f"Field {name!r} holds a NUL character or half a surrogate pair, which no database takes; mend the row and import it again."
    return Rejected(record.file, record.row, "unstorable", message, column=name)


def _reject_row(rejected: Rejected, import_key: int) -> dict[str, Any]:
    values = {
        "file": rejected.file,
        "sheet": rejected.sheet,
        "column": rejected.column,
        "code": rejected.code,
        "message": rejected.message,
    }
    cleaned = {name: value if value is None else made_storable(value) for name, value in values.items()}
    return cleaned | {"import_id": import_key, "row": rejected.row}
