"""Which columns hold what customers say.

Guarantees: a column asked for is read; else columns are chosen by heading and content together, and free text
that is not chosen is named, never kept unread among the attributes.
"""

from collections.abc import Sequence
from itertools import zip_longest

from vocmine.errors import ColumnMissing
from vocmine.language.detect import foreign_language
from vocmine.readers.headings import is_question, lists, names_of, without_tags
from vocmine.readers.markup import plain
from vocmine.readers.plan import TextColumn
from vocmine.readers.profile import Column

_SENTENCE_WORDS = 6
_LONG_WORDS = 8


def named_texts(asked: str, columns: Sequence[Column], file: str) -> tuple[Column, ...]:
    """Return the columns asked for by ``--text``: one heading, or several parted by commas.

    Raises
    ------
    ColumnMissing
        If a heading is not in the file.
    """
    by_name = {column.heading: column for column in columns}
    names = [asked] if asked in by_name else [name.strip() for name in asked.split(",")]
    for name in names:
        if name not in by_name:
            raise ColumnMissing(name, list(by_name), file=file, option="--text")
    return tuple(by_name[name] for name in names)


def find_texts(columns: Sequence[Column], *, survey: bool) -> tuple[Column, ...]:
    """Return the columns that hold text to read.

    Parameters
    ----------
    columns : those that play no other role and hold nothing personal.
    survey : whether each free-text column answers a question of its own.
    """
    free = [column for column in columns if is_free_text(column)]
    if survey:
        return tuple(free)
    named = sorted((c for c in columns if _named(c) is not None and _is_wordy(c)), key=lambda c: _named(c) or 0)
    beside = [c for c in columns if normal_in(c, lists().also) and _is_wordy(c)]
    asked = [c for c in free if is_question(c.heading)]
    if named:
        chosen = [named[0], *beside, *asked]
    elif beside or asked:
        chosen = [*beside, *asked]
    else:
        chosen = _best(free)
    return tuple(sorted({c.place: c for c in chosen}.values(), key=lambda c: c.place))


def is_free_text(column: Column) -> bool:
    """Tell whether the cells of a column are words put down by people, not categories, names or figures."""
    varied = column.distinct >= 0.3 or (column.words >= _SENTENCE_WORDS and column.distinct >= 0.1)
    return _is_wordy(column) and column.words >= 3 and column.length >= 12 and varied


def is_long_text(column: Column) -> bool:
    """Tell whether the cells of a column are free text of a sentence or more."""
    return is_free_text(column) and column.words >= _LONG_WORDS


def as_text_column(column: Column) -> TextColumn:
    """Return the heading and the question: the wording that the file gives, or the heading if it is a question."""
    question = column.question or (column.heading if is_question(column.heading) and " " in column.heading else None)
    return TextColumn(column.heading, question and without_tags(question))


def language_of(columns: Sequence[Column]) -> str | None:
    """Return the language of most texts in the columns where it is not English, as ``foreign_language`` tells it."""
    return foreign_language(plain(cell) for row in zip_longest(*(column.sample for column in columns)) for cell in row if cell)


def normal_in(column: Column, names: "frozenset[str] | dict[str, int]") -> bool:
    """Tell whether a column's heading stands in a list."""
    return any(name in names for name in names_of(column.heading))


def _named(column: Column) -> int | None:
    """Return how well a heading is known for text, 0 best; the last part of a dotted path counts for less than a whole heading."""
    ranks = lists().texts
    return next((ranks[name] + later * len(ranks) for later, name in enumerate(names_of(column.heading)) if name in ranks), None)


def _is_wordy(column: Column) -> bool:
    if not column.sample or normal_in(column, lists().not_text | lists().staff):
        return False
    category = column.distinct < 0.05 and column.words < 3 and len(column.sample) >= 100
    return column.numeric < 0.5 and column.dated < 0.5 and column.linked < 0.5 and not category


def _best(free: Sequence[Column]) -> list[Column]:
    """Return the column whose heading speaks of text, else the longest one; titles only if nothing else is there."""
    telling = [c for c in free if any(set(name.split()) & lists().text_words for name in names_of(c.heading))]
    plain = [c for c in free if not normal_in(c, lists().titles)]
    pool = telling or plain or free
    return [max(pool, key=lambda c: c.length)] if pool else []
