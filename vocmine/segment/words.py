"""The segmenter's word lists, read once from ``words.yaml``."""

from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

import yaml


@dataclass(frozen=True, slots=True)
class Words:
    """Sets of lower-case words; the file says what each holds."""

    titles: frozenset[str]
    abbreviations: frozenset[str]
    contrasts: frozenset[str]
    joins: frozenset[str]
    subordinate: frozenset[str]
    adverbs: frozenset[str]
    be: frozenset[str]
    subjects: frozenset[str]
    verbs: frozenset[str]
    negations: frozenset[str]
    praise: frozenset[str]
    blame: frozenset[str]


@cache
def load_words() -> Words:
    """Return the word lists."""
    lists = yaml.safe_load(Path(__file__).with_name("words.yaml").read_text(encoding="utf-8"))
    return Words(**{field.name: frozenset(lists[field.name].split()) for field in fields(Words)})
