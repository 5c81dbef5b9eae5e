"""The language of a feedback, told cheaply where it is English and carefully where it is not.

Guarantees: the answer follows from the text alone; a text of fewer than four words, or one that cannot be told
apart, has none and is read as English; addresses, handles and tags count for nothing.
"""

import re
from functools import cache
from importlib.resources import files
from typing import Any

FEWEST_WORDS = 4
FEWEST_FOREIGN_LETTERS = 4
FIRST_LETTERS = 600
ENOUGH_WORDS = 8
FEWEST_PLAIN = 2
ENGLISH_SHARE = 0.2
FOREIGN_ENGLISH_SHARE = 0.1
SURE = 0.8
TOLD_APART = (
    *("ENGLISH", "GERMAN", "FRENCH", "SPANISH", "ITALIAN", "PORTUGUESE", "DUTCH", "SWEDISH", "DANISH", "BOKMAL"),
    *("FINNISH", "POLISH", "CZECH", "TURKISH", "HUNGARIAN", "ROMANIAN", "CATALAN", "INDONESIAN", "VIETNAMESE", "LATIN"),
    *("RUSSIAN", "UKRAINIAN", "GREEK", "HEBREW", "ARABIC", "HINDI", "CHINESE", "JAPANESE", "KOREAN", "THAI"),
)
_NO_WORDS = re.compile(r"https?://\S+|www\.\S+|[@#&]\w+|\[\w+\]")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_FOREIGN_LETTER = re.compile(r"[\u0370-\u1dff\u2e80-\ud7ff\uf900-\ufdff]")


def detect(text: str) -> str | None:
    """Return the ISO 639-1 code of the language that a text is written in, or None where it is too short or unsure.

    Examples
    --------
    >>> detect("The parcel arrived two days late")
    'en'
    >>> detect("ok") is None
    True
    """
    start = _NO_WORDS.sub(" ", text[:FIRST_LETTERS])
    words = _WORD.findall(start.lower().replace("’", "'"))
    n_foreign = len(_FOREIGN_LETTER.findall(start))
    if n_foreign >= FEWEST_FOREIGN_LETTERS and 2 * n_foreign > sum(map(len, words)):
        return _likeliest(start)
    if len(words) < FEWEST_WORDS:
        return None
    english = sum(word in _english() for word in words) / len(words)
    if english >= ENGLISH_SHARE:
        return "en"
    if english >= FOREIGN_ENGLISH_SHARE or _names_only(start, len(words)):
        return None
    return _likeliest(start)


def _names_only(text: str, n_words: int) -> bool:
    return n_words < ENOUGH_WORDS and sum(word[0].islower() for word in _WORD.findall(text)) < FEWEST_PLAIN


def _likeliest(text: str) -> str | None:
    first, *_ = _detector().compute_language_confidence_values(text)
    if first.value < SURE:
        return None
    return str(first.language.iso_code_639_1.name.lower())


@cache
def _english() -> frozenset[str]:
    lines = files("vocmine.score").joinpath("english.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@cache
def _detector() -> Any:
    from lingua import Language, LanguageDetectorBuilder

    told_apart = [getattr(Language, name) for name in TOLD_APART]
    return LanguageDetectorBuilder.from_languages(*told_apart).with_low_accuracy_mode().build()
