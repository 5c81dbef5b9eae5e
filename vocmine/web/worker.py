"""The process that mines an upload: ``python -m vocmine.web.worker FOLDER``; see ``jobs`` for the folder.

Guarantee: however it ends, short of being killed, the folder says how, in a sentence, and holds no upload any more.
"""

import json
import logging
import os
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from vocmine.errors import VocmineError
from vocmine.web import jobs

TELL_EVERY = 0.3
_LOG = logging.getLogger(__name__)


class Teller:
    """Write how far the work is into the folder, a few times a second at most."""

    def __init__(self, folder: Path) -> None:
        self.path, self.last, self.step = folder / "progress.json", 0.0, ""

    def __call__(self, step: str, done: int, total: int | None) -> None:
        """Take notice of a step."""
        now = time.monotonic()
        if step != self.step or now - self.last >= TELL_EVERY:
            self.step, self.last = step, now
            self.write(jobs.Progress("running", step, done, total or 0, os.getpid()))

    def write(self, progress: jobs.Progress) -> None:
        """Write a progress."""
        jobs.write_whole(self.path, asdict(progress))


def mine(folder: Path, tell: Teller) -> dict[str, Any]:
    """Import the folder's files and mine the project; returns the summary of both.

    Raises
    ------
    VocmineError
        If a file cannot be read, or the project cannot be mined.
    """
    from vocmine import compose, workspace

    asked = jobs.Asked(**json.loads((folder / "asked.json").read_text(encoding="utf-8")))
    options = {name: _tuples(value) for name, value in asked.options.items()}
    tell("reading the files", 0, None)
    with workspace.open_workspace() as opened:
        files = jobs.files_of(folder)
        imported = opened.import_files(files, asked.project, compose.read_options(**options), limits=compose.Limits(), report=tell)
        tell("looking for stages and themes", 0, None)
        mined = opened.mine(asked.project, journey=asked.journey, report=tell)
    return {**asdict(imported), **asdict(mined)}


def run(folder: Path) -> None:
    """Mine and tell how it ended."""
    tell = Teller(folder)
    try:
        ended = jobs.Progress("done", "done", summary=mine(folder, tell))
    except VocmineError as error:
        ended = jobs.Progress("failed", tell.step, error=str(error), summary={"report": getattr(error, "report", None)})
    except Exception as error:
        _LOG.exception("The job in %s failed", folder)
        ended = jobs.Progress("failed", tell.step, error=f"Mining stopped by a fault of vocmine's own ({type(error).__name__}).")
    finally:
        jobs.forget_files(folder)
    tell.write(ended)


def _tuples(value: Any) -> Any:
    return tuple(_tuples(one) for one in value) if isinstance(value, list) else value


if __name__ == "__main__":
    run(Path(sys.argv[1]))
