"""Kill mining and scoring at random moments, run them again, and compare with an undisturbed run byte for byte.

Usage: python benchmarks/soak.py [--rows N] [--kills N] [--seed S] [--only mine|score]

Writes N rows (2,000) made of the sample's own phrases. Mines them once undisturbed; then, for each of the kills (10), from
nothing: SIGKILL to the whole process group at a random instant of the time that the undisturbed run took, every second time
again during the second try, then once to the end. ``export segments`` and ``export themes`` must come out with the same
bytes. The same for ``score --resume`` and its output. Prints a line a kill; the exit status is 1 if any differs.
"""

import argparse
import csv
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from benchmarks.score import segments

RUN = "from vocmine.cli.main import main; main()"
PROJECT = "soak"
Moment = Callable[[], bool]


@dataclass(frozen=True)
class Job:
    """A command that can be run again after it was killed, in a folder of its own, and the files that it is to end in."""

    rows: Path
    folder: Path

    def command(self) -> tuple[str, ...]:
        """Return the arguments of the command."""
        raise NotImplementedError

    def outcome(self) -> bytes:
        """Return the bytes that must not depend on kills."""
        raise NotImplementedError

    @property
    def log(self) -> Path:
        """What the command said."""
        return self.folder.with_suffix(".log")

    def start(self) -> "subprocess.Popen[bytes]":
        """Start the command as the leader of a process group of its own."""
        with self.log.open("ab") as said:
            command = [sys.executable, "-c", RUN, *self.command()]
            return subprocess.Popen(command, env=self.environment(), start_new_session=True, stdout=said, stderr=said)

    def environment(self) -> Mapping[str, str]:
        """Return an environment whose key for customers is the same for all jobs beside one another."""
        return {**os.environ, "XDG_DATA_HOME": str(self.folder.parent / "data")}

    def finish(self) -> float:
        """Run the command to its end; returns the seconds."""
        started = time.perf_counter()
        with self.start() as child:
            status = child.wait()
        if status:
            raise SystemExit(f"{self.command()} ended with status {status}:\n{self.log.read_text(encoding='utf-8')}")
        return time.perf_counter() - started

    def kill(self, moment: Moment) -> bool:
        """Start the command and kill its group at a moment; tells whether it was still running then."""
        with self.start() as child:
            while child.poll() is None and not moment():
                time.sleep(0.002)
            if child.poll() is None:
                os.killpg(child.pid, signal.SIGKILL)
        return child.returncode == -signal.SIGKILL


class Mining(Job):
    """``vocmine mine`` of one file into a new database."""

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.folder / "soak.db"

    def command(self) -> tuple[str, ...]:
        """Return the arguments of ``mine``."""
        return ("mine", str(self.rows), "--project", PROJECT, "--db", f"sqlite:///{self.database.as_posix()}")

    def outcome(self) -> bytes:
        """Return the exported segments and themes."""
        return b"".join(self._export(table) for table in ("segments", "themes"))

    def _export(self, table: str) -> bytes:
        out = self.folder / f"{table}.jsonl"
        command = ("export", table, "--project", PROJECT, "-o", str(out), "--db", f"sqlite:///{self.database.as_posix()}")
        subprocess.run([sys.executable, "-c", RUN, *command], env=self.environment(), check=True, stdout=subprocess.DEVNULL)
        return out.read_bytes()


class Scoring(Job):
    """``vocmine score --resume`` of one file."""

    def command(self) -> tuple[str, ...]:
        """Return the arguments of ``score``."""
        return ("score", str(self.rows), "-o", str(self.folder / "out.jsonl"), "--resume")

    def outcome(self) -> bytes:
        """Return the scored rows."""
        return (self.folder / "out.jsonl").read_bytes()


def after(seconds: float) -> Moment:
    """Return the moment that comes some seconds from now."""
    due = time.perf_counter() + seconds
    return lambda: time.perf_counter() >= due


def write_rows(path: Path, count: int) -> None:
    """Write rows of id, date and comment, the same ones each time."""
    with path.open("w", encoding="utf-8", newline="") as handle:
        rows = csv.writer(handle)
        rows.writerow(["id", "date", "comment"])
        rows.writerows((f"r{n:06}", f"2026-0{1 + n % 9}-{1 + n % 28:02}", text) for n, text in enumerate(segments(count)))


def soak(kind: type[Job], rows: Path, *, kills: int, seed: int) -> int:
    """Kill a kind of job so many times; returns how many ended differently."""
    drawn = random.Random(seed)  # noqa: S311 - the same instants each time
    undisturbed = kind(rows, rows.parent / f"{kind.__name__}-undisturbed")
    undisturbed.folder.mkdir()
    seconds = undisturbed.finish()
    expected = undisturbed.outcome()
    print(f"{kind.__name__}: {seconds:.1f} s undisturbed, {len(expected):,} bytes", flush=True)
    n_differing = 0
    for number in range(1, kills + 1):
        job = kind(rows, rows.parent / f"{kind.__name__}-{number}")
        job.folder.mkdir()
        instants = [drawn.uniform(0, seconds) for _ in range(1 + number % 2)]
        landed = [job.kill(after(instant)) for instant in instants]
        again = job.finish()
        same = job.outcome() == expected
        n_differing += not same
        shown = ", ".join(f"{instant:.2f} s{'' if hit else ' (had ended)'}" for instant, hit in zip(instants, landed, strict=True))
        print(f"  killed at {shown}; {again:.1f} s more; {'same bytes' if same else 'DIFFERS'}", flush=True)
    print(f"{kind.__name__}: {kills - n_differing} of {kills} alike, sha256 {sha256(expected).hexdigest()[:16]}", flush=True)
    return n_differing


def main(arguments: Sequence[str] | None = None) -> None:
    """Soak both kinds of job, or the one that is named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=2_000)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", choices=("mine", "score"))
    asked = parser.parse_args(arguments)
    kinds = {"mine": Mining, "score": Scoring}
    with tempfile.TemporaryDirectory() as name:
        rows = Path(name) / "rows.csv"
        write_rows(rows, asked.rows)
        chosen = [kind for told, kind in kinds.items() if asked.only in (None, told)]
        sys.exit(1 if sum(soak(kind, rows, kills=asked.kills, seed=asked.seed) for kind in chosen) else 0)


if __name__ == "__main__":
    main()
