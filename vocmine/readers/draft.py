"""A plan while it is being made: the table, what the user said, and what has been settled so far."""

from dataclasses import dataclass, field

from vocmine.readers.dates import Order
from vocmine.readers.headings import asks_for, personal_kind, rank
from vocmine.readers.plan import ReadOptions
from vocmine.readers.profile import Column, Profile
from vocmine.readers.tables import Table

PHRASE_RANK = 1000


@dataclass
class Draft:
    """A plan while it is being made."""

    file: str
    table: Table
    options: ReadOptions
    profile: Profile
    roles: dict[str, Column] = field(default_factory=dict)
    mapped: set[str] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)
    scales: list[tuple[str, float, float]] = field(default_factory=list)
    texts: tuple[Column, ...] = ()
    id_unique: bool = False
    order: Order | None = None

    def is_closed(self, name: str) -> bool:
        """Tell whether a field is settled: a column plays it, or the user gave its value."""
        return name in self.roles or any(name == given for given, _ in self.options.values)

    def free(self) -> list[Column]:
        """Return the columns that have no role yet and hold nothing personal."""
        taken = {c.place for c in (*self.roles.values(), *self.texts)}
        return [c for c in self.profile.columns if c.place not in taken and personal_reason(c) is None]


def personal_reason(column: Column) -> str | None:
    """Return why a column is personal, or None."""
    kind = personal_kind(column.heading) or column.personal
    return f"personal: {kind}" if kind else None


def score_rank(name: str, column: Column) -> int | None:
    """Return how well a column's heading or question fits a score, 0 best; None if it does not, or holds no numbers."""
    found = rank(name, column.heading)
    if found is None and (asks_for(name, column.heading) or (column.question and asks_for(name, column.question))):
        found = PHRASE_RANK
    numeric = column.numeric >= 0.8 or (name == "nps" and column.words < 2 and column.distinct < 0.5)
    return found if numeric else None
