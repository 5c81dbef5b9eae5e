"""The team's own map: what it assumes of each stage, from a table (CSV, XLSX …), JSON or YAML.

Guarantees: assumptions come out in the file's order; one that cannot be taken is named with its file, row and column, and nothing of the
file is taken then.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args, get_type_hints

from vocmine.errors import InputError
from vocmine.map_types import Assumption
from vocmine.readers.columns import read_columns
from vocmine.readers.tables import Broken, is_blank, shown
from vocmine.types import Journey

COLUMNS = ("stage", "kind", "text")
KINDS = get_args(get_type_hints(Assumption)["kind"])
MOODS = ("good", "bad", "mixed")
FEELINGS = ("delight", "appreciation", "hope", "surprise", "confusion", "anxiety", "disappointment", "frustration", "disgust")
LONGEST, MOST = 200, 500


def read_assumed(path: Path, journey: Journey) -> tuple[Assumption, ...]:
    """Return the assumptions of a file: rows of ``stage``, ``kind`` and ``text``, or a list of such objects in JSON or YAML.

    ``kind`` is ``pain_point``, ``gain``, ``feeling`` (one of the nine groups), ``touchpoint`` or ``sentiment`` (``good``, ``bad`` or
    ``mixed``); a stage is named by its id or its name.

    Raises
    ------
    InputError
        If the file cannot be read, holds nothing, or a row breaks the rules.
    """
    rows = _listed(path) if path.suffix.lower() in (".json", ".yaml", ".yml") else _tabled(path)
    stages = {name.casefold(): stage.id for stage in journey.stages for name in (stage.name, stage.id)}
    found = tuple(_assumption(path.name, number, cells, stages) for number, cells in rows)
    if not found or len(found) > MOST:
        raise InputError(f"{path.name} holds {len(found):,} assumptions; write 1 to {MOST}.", file=path.name)
    return found


def _tabled(path: Path) -> list[tuple[int, Mapping[str, str]]]:
    rows: list[tuple[int, Mapping[str, str]]] = []
    for row in read_columns(path, COLUMNS):
        if isinstance(row, Broken):
            raise InputError(f"{path.name}, row {row.number}: {row.message}", file=path.name, row=row.number)
        if not all(map(is_blank, row.cells)):
            rows.append((row.number, dict(zip(COLUMNS, row.cells, strict=True))))
    return rows


def _listed(path: Path) -> list[tuple[int, Mapping[str, str]]]:
    import yaml

    try:
        text = path.read_text(encoding="utf-8-sig")
        content: Any = json.loads(text) if path.suffix.lower() == ".json" else yaml.safe_load(text)
    except OSError as error:
        raise InputError(f"{path.name} cannot be read: {error.strerror}.", file=path.name) from error
    except (ValueError, RecursionError, yaml.YAMLError) as error:
        raise InputError(f"{path.name} cannot be read: {' '.join(str(error).split())[:200]}", file=path.name) from error
    if not isinstance(content, list) or not all(isinstance(entry, dict) for entry in content):
        raise InputError(f"{path.name} is no list; write [{{stage: …, kind: …, text: …}}].", file=path.name)
    return [(number, {name: str(entry.get(name) or "") for name in COLUMNS}) for number, entry in enumerate(content, start=1)]


def _assumption(file: str, row: int, cells: Mapping[str, str], stages: Mapping[str, str]) -> Assumption:
    def refuse(column: str, what: str) -> InputError:
        return InputError(f"{file}, row {row}, column {column!r}: {what}", file=file, row=row, column=column)

    stage, kind, text = cells["stage"].strip(), cells["kind"].strip().lower().replace(" ", "_"), " ".join(cells["text"].split())
    if stage.casefold() not in stages:
        raise refuse("stage", f"{shown(stage)} is no stage of the journey; it has {', '.join(dict.fromkeys(stages.values()))}.")
    if kind not in KINDS:
        raise refuse("kind", f"{shown(cells['kind'])} is no kind; write {', '.join(KINDS)}.")
    if not text or len(text) > LONGEST or not text.isprintable():
        raise refuse("text", f"it holds 1 to {LONGEST} printable signs.")
    allowed = {"sentiment": MOODS, "feeling": FEELINGS}.get(kind)
    if allowed and text.casefold() not in allowed:
        raise refuse("text", f"{shown(text)} is no {kind}; write {', '.join(allowed)}.")
    return Assumption(stages[stage.casefold()], kind, text.casefold() if allowed else text)  # type: ignore[arg-type]  # checked above
