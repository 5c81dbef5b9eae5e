"""Mining in a process of its own, told of in a small folder that any page can read again after a reload.

Guarantees: what is written is whole or not there (written aside, then renamed); uploads are gone when the job ends, however it ends;
the name of an uploaded file never leads out of its folder; a process that died shows as failed.
"""

import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from vocmine.errors import NotFound
from vocmine.settings import Settings

Status = Literal["running", "done", "failed"]
KEPT_SECONDS = 24 * 3600
_ID = re.compile(r"[0-9a-f]{16}")
_UNFIT = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]')
DEAD = "The mining process ended before it was done. Upload the files again: what was stored is kept, and nothing is doubled."


@dataclass(frozen=True, slots=True)
class Asked:
    """What a job is to do; ``options`` are those of ``compose.read_options``."""

    project: str
    journey: str
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is; ``total`` 0 where that is not known, ``summary`` what it ended with, ``error`` why it failed."""

    status: Status
    step: str = "starting"
    done: int = 0
    total: int = 0
    pid: int = 0
    summary: Mapping[str, Any] = field(default_factory=dict)
    error: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """A job that was started."""

    id: str
    asked: Asked
    progress: Progress


def draft() -> str:
    """Make the folder of a new job and return its id; folders that nobody started are swept after a day."""
    root = Settings().jobs_folder
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    _sweep(root)
    job_id = secrets.token_hex(8)
    (root / job_id / "files").mkdir(parents=True, mode=0o700)
    return job_id


def put_files(job_id: str, files: Iterable[tuple[str, bytes]]) -> tuple[Path, ...]:
    """Write uploaded files into a job's folder, in place of those that were there; returns their paths."""
    folder = folder_of(job_id) / "files"
    shutil.rmtree(folder, ignore_errors=True)
    paths = []
    for number, (name, content) in enumerate(files):
        path = folder / str(number) / fit_name(name)
        path.parent.mkdir(parents=True, mode=0o700)
        path.write_bytes(content)
        paths.append(path)
    return tuple(paths)


def start(job_id: str, asked: Asked) -> None:
    """Start mining what lies in the job's folder, in a process that lives on when the page is closed."""
    folder = folder_of(job_id)
    write_whole(folder / "asked.json", asdict(asked))
    write_whole(folder / "progress.json", asdict(Progress("running")))
    command = [sys.executable, "-m", "vocmine.web.worker", str(folder)]
    with (folder / "log.txt").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603  # our own module
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
    write_whole(folder / "pid.json", process.pid)
    _CHILDREN[process.pid] = process


def find(job_id: str) -> Job:
    """Return a job with its progress.

    Raises
    ------
    NotFound
        If there is no such job.
    """
    folder = folder_of(job_id)
    try:
        asked = Asked(**json.loads((folder / "asked.json").read_text(encoding="utf-8")))
        progress = Progress(**json.loads((folder / "progress.json").read_text(encoding="utf-8")))
        pid = progress.pid or int((folder / "pid.json").read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise NotFound("job", job_id) from error
    if progress.status == "running" and not _alive(pid):
        # It may have ended between the two looks.
        progress = Progress(**json.loads((folder / "progress.json").read_text(encoding="utf-8")))
        if progress.status == "running":
            forget_files(folder)
            progress = Progress("failed", progress.step, progress.done, progress.total, error=DEAD)
    return Job(job_id, asked, progress)


def running() -> tuple[Job, ...]:
    """Return the jobs that are under way, newest first."""
    root = Settings().jobs_folder
    if not root.is_dir():
        return ()
    ids = sorted((path for path in root.iterdir() if (path / "pid.json").exists()), key=lambda path: -path.stat().st_mtime)
    found = (find(path.name) for path in ids)
    return tuple(job for job in found if job.progress.status == "running")


def folder_of(job_id: str) -> Path:
    """Return the folder of a job.

    Raises
    ------
    NotFound
        If that is no job's id.
    """
    if not _ID.fullmatch(job_id):
        raise NotFound("job", job_id)
    return Settings().jobs_folder / job_id


def files_of(folder: Path) -> tuple[Path, ...]:
    """Return the uploaded files of a job, in the order in which they were given."""
    places = sorted((folder / "files").iterdir(), key=lambda place: int(place.name))
    return tuple(path for place in places for path in place.iterdir())


def forget_files(folder: Path) -> None:
    """Delete the uploaded files of a job: they hold what redaction has not seen."""
    shutil.rmtree(folder / "files", ignore_errors=True)


def fit_name(name: str) -> str:
    """Return a file name without what could lead elsewhere, at most 120 bytes long, its ending kept."""
    plain = _UNFIT.sub("_", re.split(r"[/\\]", name)[-1]).strip(" .") or "upload"
    stem, dot, ending = plain.rpartition(".")
    tail = (dot + ending).encode()[-20:].decode(errors="ignore") if stem else ""
    head = (stem or plain).encode()[: 120 - len(tail.encode())].decode(errors="ignore")
    return head + tail


def write_whole(path: Path, value: object) -> None:
    """Write a value as JSON, so that a reader finds the old one or the new one."""
    aside = path.with_suffix(f".{os.getpid()}.tmp")
    aside.write_text(json.dumps(value, ensure_ascii=False, default=str), encoding="utf-8")
    aside.replace(path)


_CHILDREN: dict[int, "subprocess.Popen[bytes]"] = {}


def _alive(pid: int) -> bool:
    child = _CHILDREN.get(pid)
    if child is not None:
        return child.poll() is None
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _sweep(root: Path) -> None:
    old = time.time() - KEPT_SECONDS
    for folder in root.iterdir():
        if _ID.fullmatch(folder.name) and folder.stat().st_mtime < old and not _working(folder):
            shutil.rmtree(folder, ignore_errors=True)


def _working(folder: Path) -> bool:
    return (folder / "pid.json").exists() and find(folder.name).progress.status == "running"
