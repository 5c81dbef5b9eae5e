"""A codebook of themes from a table (CSV, XLSX …) or JSON: name, definition, examples, kind, id.

Guarantees: themes come out in the file's order; a theme without an id gets one made of its kind and name; a row that cannot be taken is
named with its file, row and column, and nothing of the file is taken then.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, get_args
from uuid import UUID, uuid5

from vocmine.errors import InputError
from vocmine.readers.container import members
from vocmine.readers.open import open_tables
from vocmine.readers.tables import Broken
from vocmine.types import OwnTheme, ThemeKind

FIELDS = ("name", "definition", "examples", "kind", "id")
KINDS: tuple[str, ...] = get_args(ThemeKind)
NAMESPACE = UUID("0a9d3f0e-2f5f-5f3e-8b0a-6c1e9b7d4c11")
MOST_EXAMPLES, LONGEST, LONGEST_ID = 50, 2000, 80
RESERVED = ("none", "bare", "non_answer", "copy")


def read_codebook(path: Path) -> tuple[OwnTheme, ...]:
    """Return the themes of a codebook.

    Examples stand in one cell, parted by ``|``, or as a JSON list; ``kind`` is ``pain_point``, ``gain``, ``suggestion`` or empty
    for every kind.

    Raises
    ------
    InputError
        If the file has no column ``name``, or a row breaks the rules.
    """
    rows = _json_rows(path) if path.suffix.lower() == ".json" else _table_rows(path)
    themes: list[OwnTheme] = []
    known: dict[str, int] = {}
    for number, cells in rows:
        theme = _theme(path.name, number, cells)
        if theme.id in known:
            raise InputError(
                f"{path.name}, row {number}: the theme {theme.name!r} stands in row {known[theme.id]} already. Give each one row.",
                file=path.name,
                row=number,
                column="name",
            )
        known[theme.id] = number
        themes.append(theme)
    return tuple(themes)


def _table_rows(path: Path) -> list[tuple[int, Mapping[str, Any]]]:
    for table in (table for member in members(path) for table in open_tables(member)):
        headings = [heading.strip().lower() for heading in table.headings]
        if "name" in headings:
            broken = next((row for row in table.rows() if isinstance(row, Broken)), None)
            if broken:
                raise InputError(f"{path.name}, row {broken.number}: {broken.message}", file=path.name, row=broken.number)
            rows = [row for row in table.rows() if not isinstance(row, Broken) and any(map(str.strip, row.cells))]
            return [(row.number, dict(zip(headings, map(_plain, row.cells), strict=False))) for row in rows]
    raise InputError(
        f"{path.name} has no column 'name'; a codebook has {', '.join(FIELDS)}, the first of them alone is needed.", file=path.name
    )


def _plain(cell: str) -> str:
    """Return a cell without the apostrophe by which a spreadsheet is kept from taking it for a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in ("=", "+", "-", "@", "'") else cell


def _json_rows(path: Path) -> list[tuple[int, Mapping[str, Any]]]:
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path.name} is not JSON: {error}.", file=path.name) from error
    if not isinstance(content, list) or not all(isinstance(entry, dict) for entry in content):
        raise InputError(f'{path.name} is no list of themes; write [{{"name": …, "definition": …, "examples": […]}}].', file=path.name)
    return list(enumerate(content, start=1))


def _theme(file: str, row: int, cells: Mapping[str, Any]) -> OwnTheme:
    def refuse(column: str, what: str) -> InputError:
        return InputError(f"{file}, row {row}, column {column!r}: {what}", file=file, row=row, column=column)

    texts = {field: str(cells.get(field) or "").strip() for field in ("name", "definition", "kind", "id")}
    if not texts["name"]:
        raise refuse("name", "it is empty; each theme needs a name.")
    kind = texts["kind"].lower().replace(" ", "_")
    if kind and kind not in KINDS:
        raise refuse("kind", f"{texts['kind']!r} is no kind; write {', '.join(KINDS)}, or leave it empty.")
    examples = _examples(cells.get("examples"))
    if len(examples) > MOST_EXAMPLES or any(len(text) > LONGEST for text in (*examples, texts["name"], texts["definition"])):
        raise refuse("examples", f"at most {MOST_EXAMPLES} examples, none longer than {LONGEST:,} signs.")
    if texts["id"] in RESERVED or len(texts["id"]) > LONGEST_ID or not texts["id"].isprintable():
        raise refuse("id", f"it has at most {LONGEST_ID} printable signs, and is none of {', '.join(RESERVED)}.")
    known: ThemeKind | None = next((one for one in get_args(ThemeKind) if one == kind), None)
    id = texts["id"] or str(uuid5(NAMESPACE, f"{kind}\n{texts['name'].casefold()}"))
    return OwnTheme(id, texts["name"], texts["definition"], examples, known)


def _examples(told: object) -> tuple[str, ...]:
    if isinstance(told, str) and told.lstrip().startswith("["):
        try:
            told = json.loads(told)
        except ValueError:
            told = str(told)
    parts: Sequence[object] = told if isinstance(told, list) else str(told or "").split("|")
    return tuple(text for text in (str(part).strip() for part in parts) if text)
