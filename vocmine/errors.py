"""The one tree of errors; each carries fields, and a sentence that says what to do.

VocmineError
├── InputError            a file cannot be read as feedback
│   ├── UnknownFormat     no reader knows the bytes
│   ├── ColumnMissing     a named column is not in the file
│   ├── NoText            no column holds text to read
│   └── TooManyRejects    more rows were bad than allowed; nothing was published
├── UsageError            arguments that contradict each other or name nothing
│   └── NotFound          a project, run, theme, journey or import does not exist
├── SettingsInvalid       vocmine.toml or a VOCMINE_ variable holds what no setting takes
├── JourneyInvalid        a journey definition breaks the rules, with its line
├── ModelInvalid          a model folder is missing, incomplete or altered
├── PackageMissing        an optional package is not installed
├── NoAnswer              the language model that the settings name did not answer
└── StoreError            the database is unreachable, locked, newer or damaged
"""

from collections.abc import Sequence


class VocmineError(Exception):
    """Any failure that vocmine foresees; its text is a full sentence for the user."""


class InputError(VocmineError):
    """A file cannot be read; names the file and, where known, sheet, row and column."""

    def __init__(self, message: str, *, file: str, sheet: str | None = None, row: int | None = None, column: str | None = None) -> None:
        super().__init__(message)
        self.file, self.sheet, self.row, self.column = file, sheet, row, column


class UnknownFormat(InputError):
    """No reader knows the bytes of the file."""


class ColumnMissing(InputError):
    """A column that was asked for is not in the file."""

    def __init__(self, column: str, available: Sequence[str], *, file: str, option: str = "--map") -> None:
        found = ", ".join(repr(name) for name in available[:12]) or "no columns"
        super().__init__(f"No column {column!r} in {file}; found {found}. Pass {option}.", file=file, column=column)
        self.available = tuple(available)


class NoText(InputError):
    """No column of the file holds text to read."""

    def __init__(self, available: Sequence[str], *, file: str) -> None:
        found = ", ".join(repr(name) for name in available[:12]) or "no columns"
        super().__init__(f"No column of {file} holds text to read; found {found}. Pass --text COLUMN.", file=file)
        self.available = tuple(available)


class TooManyRejects(VocmineError):
    """More rows were rejected than ``--max-rejects`` allows; nothing was published."""

    def __init__(self, rejected: int, read: int, allowed: float, report: str) -> None:
        super().__init__(
            f"{rejected} of {read} rows were rejected, more than the allowed share of {allowed:g}; nothing was published. "
            f"See {report}, or pass --max-rejects."
        )
        self.rejected, self.read, self.allowed, self.report = rejected, read, allowed, report


class UsageError(VocmineError):
    """Arguments that contradict each other or name nothing that exists."""


class NotFound(UsageError):
    """A project, run, theme, journey or import that does not exist."""

    def __init__(self, kind: str, name: str, available: Sequence[str] = ()) -> None:
        known = f"; there are {', '.join(repr(n) for n in available[:12])}" if available else ""
        super().__init__(f"No {kind} {name!r}{known}.")
        self.kind, self.name, self.available = kind, name, tuple(available)


class SettingsInvalid(VocmineError):
    """``vocmine.toml`` or a ``VOCMINE_`` variable holds what no setting takes."""


class JourneyInvalid(VocmineError):
    """A journey definition breaks the rules; carries the file and line where known."""

    def __init__(self, message: str, *, file: str, line: int | None = None) -> None:
        where = f"{file}, line {line}" if line else file
        super().__init__(f"{where}: {message}")
        self.file, self.line = file, line


class ModelInvalid(VocmineError):
    """A model folder is missing, incomplete, or its digest does not match the manifest."""


class PackageMissing(VocmineError):
    """An optional package is not installed."""

    def __init__(self, package: str, purpose: str, install: str) -> None:
        super().__init__(f"{purpose} needs the package {package!r}; install it with: pip install {install}")
        self.package = package


class NoAnswer(VocmineError):
    """A language model of the user's own gave no answer that can be read; ``what`` says so as the end of a sentence."""

    def __init__(self, host: str, what: str) -> None:
        super().__init__(f"The language model at {host} {what}.")
        self.host, self.what = host, what


class StoreError(VocmineError):
    """The database is unreachable, locked, of a newer version, or damaged."""
