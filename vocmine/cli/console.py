"""The one place that prints: results to stdout, messages and progress to stderr.

Text of customers is never taken for markup; control characters are shown as their code.
"""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Protocol

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

MAX_WIDTH = 100


class Report(Protocol):
    """Told how far a step is: its name, how many are done, of how many (None where unknown)."""

    def __call__(self, step: str, done: int, total: int | None) -> None:
        """Take notice."""
        ...


def _console(*, stderr: bool = False) -> Console:
    console = Console(stderr=stderr, highlight=False)
    if console.width > MAX_WIDTH:
        console = Console(stderr=stderr, highlight=False, width=MAX_WIDTH)
    return console


def _print(console: Console, text: str) -> None:
    """Wrap at words, unless one is longer than a line: a path that is cut cannot be copied."""
    console.print(text, soft_wrap=max(map(len, text.split()), default=0) > console.width)


def literal(text: object) -> str:
    """Return a text that shows as it is: no markup, no control characters."""
    shown = "".join(char if char.isprintable() or char == "\n" else f"\\x{ord(char):02x}" for char in str(text))
    return escape(shown)


def result(text: str) -> None:
    """Print a result."""
    _print(_console(), text)


def counted(n: int, noun: str) -> str:
    """Return ``1 theme``, ``1,204 themes``."""
    return f"{n:,} {noun}{'' if n == 1 else 's'}"


def document(text: str) -> None:
    """Print a text that is to be kept as it is, such as a file's content."""
    sys.stdout.write(text if text.endswith("\n") else f"{text}\n")


def message(text: str) -> None:
    """Print a message for the person at the terminal."""
    _print(_console(stderr=True), text)


def failure(text: str) -> None:
    """Print why the command failed."""
    _print(_console(stderr=True), f"[bold]Error:[/bold] {literal(text)}")


def machine(summary: Mapping[str, Any]) -> None:
    """Print one JSON object as the last line of stdout."""
    sys.stdout.write(json.dumps(summary, ensure_ascii=False, default=_plain) + "\n")


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def table(headings: Sequence[str], rows: Sequence[Sequence[object]], *, title: str | None = None, right: Sequence[int] = ()) -> None:
    """Print a table; ``right`` names the columns of numbers, which stand to the right."""
    grid = Table(title=title, box=None, pad_edge=False, title_justify="left", header_style="bold", expand=False)
    for place, heading in enumerate(headings):
        grid.add_column(literal(heading), justify="right" if place in right else "left", no_wrap=place in right)
    for row in rows:
        grid.add_row(*("" if cell is None else literal(cell) for cell in row))
    _console().print(grid)


@contextmanager
def progress() -> Iterator[Report]:
    """Show on stderr how far the steps are; silent where stderr is no terminal."""
    console = _console(stderr=True)
    columns = (TextColumn("{task.description:<24}"), BarColumn(bar_width=24), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bars:
        tasks: dict[str, Any] = {}

        def report(step: str, done: int, total: int | None) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(literal(step), total=total)
            bars.update(tasks[step], completed=done, total=total)

        yield report
