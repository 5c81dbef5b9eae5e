"""A codebook of themes as a file that ``readers.codebook`` takes again, ``.csv`` or ``.json``, or for other programs, ``.qdc``.

Guarantees: what is written as ``.csv`` or ``.json`` comes back equal; a spreadsheet runs nothing of it.
"""

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path

from vocmine.errors import UsageError
from vocmine.export import qda
from vocmine.export.files import write_whole
from vocmine.formulas import formula_safe
from vocmine.types import OwnTheme

FIELDS = ("id", "name", "kind", "definition", "examples")


def write_codebook(themes: Sequence[OwnTheme], path: Path) -> None:
    """Write themes with names, definitions and examples.

    Raises
    ------
    UsageError
        If the ending is none of the three, or the file cannot be written.
    """
    if path.suffix.lower() == ".json":
        rows = [{"id": t.id, "name": t.name, "kind": t.kind, "definition": t.definition, "examples": t.examples} for t in themes]
        write_whole(path, (json.dumps(rows, ensure_ascii=False, indent=2) + "\n").encode())
        return
    if path.suffix.lower() == ".qdc":
        qda.write_codebook(themes, path)
        return
    if path.suffix.lower() != ".csv":
        raise UsageError(f"Cannot write {path.name}: a codebook is written as .csv, .json or .qdc.")
    lines = io.StringIO(newline="")
    writer = csv.writer(lines)
    writer.writerow(FIELDS)
    for theme in themes:
        examples = json.dumps(theme.examples, ensure_ascii=False) if theme.examples else ""
        writer.writerow(formula_safe(cell) for cell in (theme.id, theme.name, theme.kind or "", theme.definition, examples))
    write_whole(path, lines.getvalue().encode("utf-8-sig"))
