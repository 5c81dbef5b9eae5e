"""The unfinished output of a scoring run: parts in a folder beside it, and a mark of how far the run came.

Guarantees: a part and the mark that counts it appear whole or not at all, whenever the process is killed; the finished
output appears under its name in one step; it depends on the rows alone, not on how often the run was killed.
"""

import csv
import io
import json
import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from vocmine.errors import UsageError
from vocmine.export.score_rows import Row, arrow_schema, arrow_table, cell, json_line
from vocmine.types import Rejected

ENDINGS = (".jsonl", ".csv", ".parquet")
_PART = re.compile(r"part-\d{6,}\.parquet")


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a run came: parts written, what became of the rows of the input, and how many texts were in which language."""

    parts: int = 0
    read: int = 0
    scored: int = 0
    units: int = 0
    rejected: int = 0
    skipped: Mapping[str, int] = field(default_factory=dict)
    languages: Mapping[str, int] = field(default_factory=dict)


class Parts:
    """Parts of an output on their way to its name.

    Parameters
    ----------
    out : the output; its ending chooses the format, a name without ending is a folder of Parquet parts.
    fields : the fields of a row.
    run : what the run is made of (inputs, steps, options); a run goes on only where this is the same.
    """

    def __init__(self, out: Path, fields: Sequence[str], run: Mapping[str, Any]) -> None:
        if out.suffix not in (*ENDINGS, ""):
            raise UsageError(f"No format {out.suffix!r} to score into: {out} must end in {', '.join(ENDINGS)}, or have no ending.")
        self._out, self._fields, self._run = out, fields, json.loads(json.dumps(run))
        self._folder = out.with_name(f"{out.name}.unfinished")
        self._rejects = out.with_name(f"{out.name}.rejects.jsonl")
        foreign = out.is_dir() and (out.suffix or any(not _PART.fullmatch(path.name) for path in out.iterdir()))
        if foreign or (out.is_file() and not out.suffix):
            raise UsageError(f"{out} exists and is no output of vocmine score; name another one.")

    @property
    def rejects(self) -> Path:
        """Where the rejected rows are told of once the run ends."""
        return self._rejects

    def begin(self, *, resume: bool) -> Mark:
        """Return where to go on: after the last whole part of the same run, or at the beginning.

        Raises
        ------
        UsageError
            If the output is to be resumed but was begun from other inputs or with other options.
        """
        state = self._folder / "mark.json"
        if resume and state.is_file():
            known = json.loads(state.read_text(encoding="utf-8"))
            if known["run"] != self._run:
                raise UsageError(f"{self._folder} was begun from other inputs or with other options; run it again without --resume.")
            return Mark(**known["mark"])
        self.discard()
        self._folder.mkdir(parents=True)
        return Mark()

    def discard(self) -> None:
        """Take the unfinished parts away."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def add(self, rows: Sequence[Row], rejects: Sequence[Rejected], mark: Mark) -> None:
        """Write a part, then the mark that counts it."""
        number = mark.parts - 1
        _write(self._folder / f"rejects-{number:06}", "".join(f"{json_line(asdict(rejected))}\n" for rejected in rejects).encode())
        part = self._folder / f"part-{number:06}"
        if self._out.suffix == ".jsonl":
            _write(part, "".join(f"{json_line(row)}\n" for row in rows).encode())
        elif self._out.suffix == ".csv":
            _write(part, _csv([cell(row[name]) for name in self._fields] for row in rows))
        else:
            _write(part, _parquet(rows, self._fields))
        _write(self._folder / "mark.json", json.dumps({"run": self._run, "mark": asdict(mark)}).encode())

    def publish(self, mark: Mark) -> None:
        """Make the finished output appear under its name, and take the parts away."""
        self.report(mark)
        whole = self._folder / "whole"
        if self._out.suffix == "":
            self._publish_folder(whole, mark)
        else:
            self._join(whole, mark)
            whole.replace(self._out)
        shutil.rmtree(self._folder)

    def report(self, mark: Mark) -> None:
        """Write what was rejected beside the output, or take an older report away where nothing was."""
        if not mark.rejected:
            self._rejects.unlink(missing_ok=True)
            return
        whole = self._folder / "rejects"
        _concatenate(whole, b"", self._paths("rejects", mark))
        whole.replace(self._rejects)

    def _paths(self, kind: str, mark: Mark) -> Iterator[Path]:
        return (self._folder / f"{kind}-{number:06}" for number in range(mark.parts))

    def _join(self, whole: Path, mark: Mark) -> None:
        if self._out.suffix == ".parquet":
            _join_parquet(whole, self._paths("part", mark), self._fields)
        else:
            _concatenate(whole, _csv([self._fields]) if self._out.suffix == ".csv" else b"", self._paths("part", mark))

    def _publish_folder(self, whole: Path, mark: Mark) -> None:
        shutil.rmtree(whole, ignore_errors=True)
        whole.mkdir()
        for path in self._paths("part", mark):
            os.link(path, whole / f"{path.name}.parquet")
        if self._out.exists():
            shutil.rmtree(self._out)
        whole.replace(self._out)


def _write(path: Path, content: bytes) -> None:
    fresh = path.with_name(f"{path.name}.new")
    with fresh.open("wb") as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())
    fresh.replace(path)


def _concatenate(whole: Path, head: bytes, paths: Iterable[Path]) -> None:
    with whole.open("wb") as target:
        target.write(head)
        for path in paths:
            with path.open("rb") as source:
                shutil.copyfileobj(source, target)
        target.flush()
        os.fsync(target.fileno())


def _csv(rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def _parquet(rows: Sequence[Row], fields: Sequence[str]) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    with pa.BufferOutputStream() as sink:
        pq.write_table(arrow_table(rows, fields), sink)
        return bytes(sink.getvalue())


def _join_parquet(whole: Path, parts: Iterable[Path], fields: Sequence[str]) -> None:
    import pyarrow.parquet as pq

    with pq.ParquetWriter(whole, arrow_schema(fields)) as writer:
        for path in parts:
            writer.write_table(pq.read_table(path))
