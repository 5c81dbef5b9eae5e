"""XLSX, XLSM, XLSB, XLS and ODS: each visible sheet as a table, values as they were last computed.

Guarantees: a workbook whose parts would unpack beyond reason is refused before a cell is read; whole numbers stay
whole; dates come as ISO 8601; what is no workbook under a workbook's name is named for what it is.
"""

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from vocmine.errors import InputError, UnknownFormat
from vocmine.readers.container import MAX_BYTES, Member, check_sizes
from vocmine.readers.header import as_table
from vocmine.readers.tables import Row, Rows, Table

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

_MAX_CELLS = 50_000_000


def open_workbook(member: Member) -> tuple[Table, ...]:
    """Return a table for each visible sheet that holds rows.

    Raises
    ------
    UnknownFormat
        If it is another kind of office document.
    InputError
        If it is encrypted, damaged, too large or empty.
    """
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum, ZipError

    data = _bytes(member)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    except PasswordError as error:
        raise InputError(f"{member.name} is protected by a password; save it without one.", file=member.name) from error
    except (CalamineError, ZipError) as error:
        raise InputError(f"{member.name} is a damaged workbook, or none: {error}.", file=member.name) from error
    metadata = [m for m in book.sheets_metadata if m.typ == SheetTypeEnum.WorkSheet]
    hidden = tuple(f"Sheet {m.name!r} is hidden and not read." for m in metadata if m.visible != SheetVisibleEnum.Visible)
    tables: list[Table] = []
    for m in metadata:
        if m.visible != SheetVisibleEnum.Visible:
            continue
        try:
            sheet = book.get_sheet_by_name(m.name)
        except CalamineError as error:
            raise InputError(f"Sheet {m.name!r} of {member.name} is damaged: {error}.", file=member.name, sheet=m.name) from error
        if sheet.end is not None:
            tables.append(_table(member, m.name, sheet, hidden))
    if not tables:
        raise InputError(f"{member.name} has no visible sheet that holds rows.", file=member.name)
    return tuple(tables)


def _bytes(member: Member) -> bytes:
    with member.open() as stream:
        data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise InputError(f"{member.name} is larger than 2 GiB; export it as CSV.", file=member.name)
    if data.startswith(b"PK"):
        _check_parts(data, member.name)
    return data


def _check_parts(data: bytes, name: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
    except zipfile.BadZipFile as error:
        raise InputError(f"{name} is a damaged workbook; fetch it again.", file=name) from error
    names = {info.filename.split("/", 1)[0] for info in infos}
    if "xl" not in names and "mimetype" not in names:
        kind = (
            "a Word document" if "word" in names else "a presentation" if "ppt" in names else "an archive within an archive; unpack it once"
        )
        raise UnknownFormat(f"{name} is {kind}; there is no table of feedback in it.", file=name)
    check_sizes(infos, name)


def _table(member: Member, name: str, sheet: "CalamineSheet", notes: tuple[str, ...]) -> Table:
    if sheet.height * sheet.width > _MAX_CELLS:
        raise InputError(
            f"Sheet {name!r} of {member.name} spans more than 50 million cells; export it as CSV.", file=member.name, sheet=name
        )
    found = as_table(member.name, _rows(sheet), "xls" if member.head(2) == b"\xd0\xcf" else "xlsx", sheet=name)
    return Table(
        headings=found.headings,
        rows=found.rows,
        format=found.format,
        sheet=name,
        header_rows=found.header_rows,
        skipped_lines=found.skipped_lines,
        questions=found.questions,
        layout=found.layout,
        notes=found.notes + notes,
    )


def _rows(sheet: "CalamineSheet") -> Callable[[], Rows]:
    def rows() -> Rows:
        for number, cells in enumerate(sheet.iter_rows(), start=1):
            yield Row(number, tuple(cell_text(cell) for cell in cells))

    return rows


def cell_text(cell: "float | str | bool | time | date | datetime | timedelta") -> str:
    """Return a cell's value as the text that a CSV of it would hold."""
    if isinstance(cell, str):
        return _narrowed(cell) if "\x00" in cell else cell
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime | date | time):
        return cell.isoformat(*(" ",) if isinstance(cell, datetime) else ())
    return str(cell)


def _narrowed(cell: str) -> str:
    """Return text that an old workbook marks as one byte a letter though it holds two: mostly, every second one is NUL."""
    if len(cell) % 2 or cell[1::2].count("\x00") < len(cell) / 4:
        return cell
    try:
        return cell.encode("latin-1").decode("utf-16-le")
    except UnicodeError:
        return cell
