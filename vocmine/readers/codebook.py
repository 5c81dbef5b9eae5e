"""A codebook of themes from a table (CSV, XLSX …) or JSON: name, definition, examples, kind, id.

Guarantees: themes come out in the file's order; a theme without an id gets one made of its kind and name; no two themes of a kind have
one name; a row that cannot be taken is named with its file, row and column, and nothing of the file is taken then.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, get_args
from uuid import UUID, uuid5

from vocmine.errors import InputError
from vocmine.formulas import plain
from vocmine.readers.container import members
from vocmine.readers.open import open_tables
from vocmine.readers.tables import Broken
from vocmine.types import OwnTheme, ThemeKind

FIELDS = ("name", "definition", "examples", "kind", "id")
NAMESPACE = UUID("0a9d3f0e-2f5f-5f3e-8b0a-6c1e9b7d4c11")
MOST_THEMES, MOST_EXAMPLES, LONGEST, LONGEST_NAME = 2000, 50, 2000, 80
RESERVED = ("none", "bare", "non_answer", "copy")


def read_codebook(path: Path) -> tuple[OwnTheme, ...]:
    """Return the themes of a codebook.

    Examples stand in one cell, parted by ``|``, or as a JSON list; ``kind`` is ``pain_point``, ``gain``, ``suggestion`` (also in the
    plural) or empty for every kind. A codebook has at most 2,000 themes, and each at most 50 examples of 2,000 signs.

    Raises
    ------
    InputError
        If the file cannot be read, has no column ``name`` or two, has too many themes, or a row breaks the rules.
    """
    rows = _json_rows(path) if path.suffix.lower() == ".json" else _table_rows(path)
    if len(rows) > MOST_THEMES:
        raise InputError(f"{path.name} has {len(rows):,} themes; a codebook has at most {MOST_THEMES:,}.", file=path.name)
    themes: list[OwnTheme] = []
    known: dict[tuple[str, str], int] = {}
    for number, cells in rows:
        theme = _theme(path.name, number, cells)
        marks = [("id", theme.id), *((kind, theme.name.casefold()) for kind, _ in theme.ids)]
        before = next((known[mark] for mark in marks if mark in known), None)
        if before is not None:
            raise InputError(
                f"{path.name}, row {number}: the theme {theme.name!r} stands in row {before} already. Give each one row.",
                file=path.name,
                row=number,
                column="name",
            )
        known |= dict.fromkeys(marks, number)
        themes.append(theme)
    return tuple(themes)


def _table_rows(path: Path) -> list[tuple[int, Mapping[str, Any]]]:
    for table in (table for member in members(path) for table in open_tables(member)):
        headings = [heading.strip().lower() for heading in table.headings]
        if "name" in headings:
            doubled = next((field for field in FIELDS if sum(one in (field, f"{field} (2)") for one in headings) > 1), None)
            if doubled:
                raise InputError(f"{path.name} has more than one column {doubled!r}; keep one.", file=path.name, column=doubled)
            broken = next((row for row in table.rows() if isinstance(row, Broken)), None)
            if broken:
                raise InputError(f"{path.name}, row {broken.number}: {broken.message}", file=path.name, row=broken.number)
            rows = [row for row in table.rows() if not isinstance(row, Broken) and any(map(str.strip, row.cells))]
            return [(row.number, dict(zip(headings, map(plain, row.cells), strict=False))) for row in rows]
    raise InputError(
        f"{path.name} has no column 'name'; a codebook has {', '.join(FIELDS)}, the first of them alone is needed.", file=path.name
    )


def _json_rows(path: Path) -> list[tuple[int, Mapping[str, Any]]]:
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise InputError(f"{path.name} cannot be read: {error.strerror}.", file=path.name) from error
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
    for field in ("name", "id"):
        if not texts[field].isprintable() or len(texts[field]) > LONGEST_NAME:
            raise refuse(field, f"it is one line of at most {LONGEST_NAME} printable signs.")
    kind = texts["kind"].lower().replace(" ", "_").removesuffix("s")
    known: ThemeKind | None = next((one for one in get_args(ThemeKind) if one == kind), None)
    if kind and not known:
        raise refuse("kind", f"{texts['kind']!r} is no kind; write {', '.join(get_args(ThemeKind))}, or leave it empty.")
    examples = _examples(cells.get("examples"), refuse)
    if len(texts["definition"]) > LONGEST:
        raise refuse("definition", f"at most {LONGEST:,} signs.")
    if texts["id"] in RESERVED:
        raise refuse("id", f"it is none of {', '.join(RESERVED)}.")
    id = texts["id"] or str(uuid5(NAMESPACE, f"{kind}\n{texts['name'].casefold()}"))
    return OwnTheme(id, texts["name"], texts["definition"], examples, known)


def _examples(told: object, refuse: Callable[[str, str], InputError]) -> tuple[str, ...]:
    if isinstance(told, str) and told.lstrip().startswith("["):
        with suppress(ValueError, RecursionError):
            told = json.loads(told)
    parts: Sequence[object] = told if isinstance(told, list) else str(told or "").split("|")
    examples = tuple(text for text in (str(part).strip() for part in parts) if text)
    if len(examples) > MOST_EXAMPLES or any(len(text) > LONGEST for text in examples):
        raise refuse("examples", f"at most {MOST_EXAMPLES} examples, none longer than {LONGEST:,} signs.")
    return examples
