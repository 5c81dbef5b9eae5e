"""Headings of the exports that people have, and what they stand for; the lists are in ``headings.yaml``.

Guarantees: a heading is compared in one normal form, so that case, signs, line breaks and camelCase do not matter.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from vocmine.types import Role

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SIGNS = re.compile(r"[\W_]+")
_TAG = re.compile(r"<[^<>]{0,200}>")
_QUALTRICS_TEXT = re.compile(r".+_TEXT$")
_QUESTION_WORDS = 5


@dataclass(frozen=True, slots=True)
class Lists:
    """The contents of ``headings.yaml``: for each field its headings with their rank, best 0."""

    roles: dict[str, dict[str, int]]
    texts: dict[str, int]
    also: frozenset[str]
    text_words: frozenset[str]
    titles: frozenset[str]
    staff: frozenset[str]
    not_text: frozenset[str]
    other_dates: frozenset[str]
    personal: dict[str, str]
    parties: dict[str, Role]
    score_phrases: dict[str, tuple[re.Pattern[str], ...]]


@cache
def lists() -> Lists:
    """Return the lists, read once."""
    import yaml

    data: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "headings.yaml").read_text(encoding="utf-8"))
    return Lists(
        roles={field: {name: rank for rank, name in enumerate(names)} for field, names in data["roles"].items()},
        texts={name: rank for rank, name in enumerate(data["texts"])},
        also=frozenset(data["also"]),
        text_words=frozenset(data["text_words"]),
        titles=frozenset(data["titles"]),
        staff=frozenset(data["staff"]),
        not_text=frozenset(data["not_text"]),
        other_dates=frozenset(data["other_dates"]),
        personal={name: kind for kind, names in data["personal"].items() for name in names},
        parties={word: role for role, words in data["parties"].items() for word in words},
        score_phrases={field: tuple(re.compile(p) for p in patterns) for field, patterns in data["score_phrases"].items()},
    )


def normal(heading: str) -> str:
    """Return a heading as lower-case words parted by one blank; ``#`` counts as ``number``."""
    plain = _TAG.sub(" ", heading).replace("#", " number ")
    return _SIGNS.sub(" ", _CAMEL.sub(" ", plain)).strip().lower()


def names_of(heading: str) -> tuple[str, ...]:
    """Return the normal forms under which a heading may be known: whole, and the last part of a dotted path."""
    whole = normal(heading)
    last = normal(heading.rsplit(".", 1)[-1])
    return (whole,) if whole == last else (whole, last)


def rank(field: str, heading: str) -> int | None:
    """Return how well a heading fits a field, 0 best; None if it does not. The field's own name fits best."""
    if heading == field:
        return -1
    return lists().roles.get(field, {}).get(normal(heading))


def asks_for(field: str, wording: str) -> bool:
    """Tell whether a question's wording asks for a score of that field."""
    name = normal(wording)
    return any(pattern.search(name) for pattern in lists().score_phrases.get(field, ()))


def personal_kind(heading: str) -> str | None:
    """Return what kind of personal data a heading tells of, if any."""
    return next((lists().personal[name] for name in names_of(heading) if name in lists().personal), None)


def is_known(heading: str) -> bool:
    """Tell whether a heading stands in any of the lists."""
    name, known = normal(heading), lists()
    return name in known.texts or name in known.personal or any(name in ranks for ranks in known.roles.values())


def is_question(heading: str) -> bool:
    """Tell whether a heading is a question put to people, or Qualtrics' free text of one."""
    if _QUALTRICS_TEXT.match(heading):
        return True
    words = normal(heading).split()
    return "?" in heading or len(words) > _QUESTION_WORDS


def without_tags(wording: str) -> str:
    """Return a question's wording without HTML."""
    return " ".join(_TAG.sub(" ", wording).split())


def party(word: str) -> Role | None:
    """Return the role that the word for a participant's type means, if it is known."""
    return lists().parties.get(normal(word))
