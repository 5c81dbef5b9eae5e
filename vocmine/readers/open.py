"""A file becomes a plan, and by the plan a stream of records, rejected and skipped rows.

Guarantees: every record of the file comes out exactly once, in the file's order; the members of an archive and the
sheets of a workbook follow one another under names of their own; one bad member of an archive costs itself alone.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from vocmine.errors import InputError
from vocmine.readers.captions import open_captions
from vocmine.readers.container import Member, members
from vocmine.readers.delimited import open_delimited
from vocmine.readers.detect import Format, find_format
from vocmine.readers.jsonlines import open_json, open_jsonlines
from vocmine.readers.parquet import open_parquet
from vocmine.readers.plan import ImportPlan, ReadOptions
from vocmine.readers.roles import decide
from vocmine.readers.rows import RowReader
from vocmine.readers.tables import Table
from vocmine.readers.turns import TurnReader
from vocmine.readers.workbook import open_workbook
from vocmine.types import Record, Rejected, Skipped

_NOTHING = ReadOptions()


def inspect(path: Path | str, options: ReadOptions = _NOTHING) -> ImportPlan:
    """Find out what a file is and what its columns are; stores nothing.

    Raises
    ------
    InputError
        If the file cannot be read as feedback; the message says why and what to do.
    UsageError
        If an option names an unknown field.
    """
    found = _prepare(Path(path), options)
    plans = [part.plan for part in found if part.plan]
    if len(found) == 1:
        return plans[0]
    notes = tuple(part.note for part in found)
    unread = tuple((part.name, part.trouble) for part in found if part.plan is None)
    rows = sum(plan.rows for plan in plans)
    return replace(plans[0], file=Path(path).name, parts=tuple(plans), notes=(*plans[0].notes, *notes), rows=rows, unread=unread)


def read(path: Path | str, options: ReadOptions = _NOTHING, plan: ImportPlan | None = None) -> Iterator[Record | Rejected | Skipped]:
    """Yield what a file holds, in its order.

    Parameters
    ----------
    plan : what ``inspect`` returned for the same file and options; without it the file is inspected first.

    Raises
    ------
    InputError
        If the file cannot be read as feedback.
    """
    found = _prepare(Path(path), options) if plan is None else _planned(Path(path), plan)
    seen: Counter[int] = Counter()
    for part in found:
        if part.table is None or part.plan is None:
            yield Rejected(part.name, 0, "file", part.trouble)
            continue
        of_turns = part.plan.layout in ("turns", "captions")
        reader = (TurnReader if of_turns else RowReader)(part.plan, options, seen)
        yield from map(reader.read, part.table.rows())


@dataclass(frozen=True, slots=True)
class _Part:
    """A table of the file with its plan, or a member that could not be read, and why."""

    name: str
    table: Table | None
    plan: ImportPlan | None
    trouble: str = ""

    @property
    def note(self) -> str:
        if self.plan is None:
            return self.trouble
        sheet = f", sheet {self.plan.sheet!r}" if self.plan.sheet else ""
        return f"{self.name}{sheet}: {self.plan.rows} rows."


def _prepare(path: Path, options: ReadOptions) -> list[_Part]:
    """Open and plan every table of a file; raise if none of them can be read."""
    parts: list[_Part] = []
    first: InputError | None = None
    for member in members(path):
        try:
            parts.extend(_member_parts(member, options))
        except InputError as error:
            first = first or error
            parts.append(_Part(member.name, None, None, str(error)))
    if first and not any(part.plan for part in parts):
        raise first
    return parts


def _member_parts(member: Member, options: ReadOptions) -> Iterator[_Part]:
    tables = open_tables(member)
    first: InputError | None = None
    plans: list[ImportPlan] = []
    for table in tables:
        if plans and table.headings != plans[0].headings:
            continue
        try:
            plans.append(decide(member.name, member.container, table, options))
        except InputError as error:
            if len(tables) == 1:
                raise
            first = first or error
    if not plans and first:
        raise first
    by_sheet = {table.sheet: table for table in tables}
    read_sheets = {plan.sheet for plan in plans}
    unread = [f"Sheet {table.sheet!r} is not read." for table in tables if table.sheet not in read_sheets]
    for i, plan in enumerate(plans):
        yield _Part(member.name, by_sheet[plan.sheet], replace(plan, notes=(*plan.notes, *unread)) if i == 0 else plan)


def _planned(path: Path, plan: ImportPlan) -> list[_Part]:
    """Open the tables of a file that has been planned already."""
    plans = {(part.file, part.sheet): part for part in (plan.parts or (plan,))}
    unread = dict(plan.unread)
    parts: list[_Part] = []
    for member in members(path):
        if member.name in unread:
            parts.append(_Part(member.name, None, None, unread[member.name]))
            continue
        known = ((table, plans.get((member.name, table.sheet))) for table in open_tables(member))
        parts.extend(_Part(member.name, table, part) for table, part in known if part)
    return parts


def open_tables(member: Member) -> tuple[Table, ...]:
    """Open a file by its format: one table, or one a sheet.

    Raises
    ------
    InputError
        If the file cannot be read.
    """
    return _OPENERS[find_format(member)](member)


_OPENERS: dict[Format, Callable[[Member], tuple[Table, ...]]] = {
    "captions": lambda member: (open_captions(member),),
    "delimited": lambda member: (open_delimited(member),),
    "json": lambda member: (open_json(member),),
    "jsonl": lambda member: (open_jsonlines(member),),
    "parquet": lambda member: (open_parquet(member),),
    "workbook": open_workbook,
}
