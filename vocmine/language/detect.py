"""The language of a text, told cheaply where it is English and carefully where it is not, and that of most texts of a file.

Guarantees: the answer follows from the texts alone; a text of fewer than four words, or one that cannot be told
apart, has none; addresses, handles and tags count for nothing.
"""

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import Any

ENGLISH = "en"

FEWEST_WORDS = 4
FEWEST_FOREIGN_LETTERS = 4
FIRST_LETTERS = 600
ENOUGH_WORDS = 8
FEWEST_PLAIN = 2
ENGLISH_SHARE = 0.2
FOREIGN_ENGLISH_SHARE = 0.1
SURE = 0.8
LOOKED_AT = 100
FEWEST_TEXTS = 3
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
    start, words = _start(text)
    if _is_of_other_letters(start, words):
        return _likeliest(start)
    if len(words) < FEWEST_WORDS:
        return None
    english = _english_share(words)
    if english >= ENGLISH_SHARE:
        return ENGLISH
    if english >= FOREIGN_ENGLISH_SHARE or _names_only(start, len(words)):
        return None
    return _likeliest(start)


def foreign_language(texts: Iterable[str]) -> str | None:
    """Return the code of the language of most texts, where that is not English; None too where fewer than three show theirs.

    Parameters
    ----------
    texts : those of a file, in its order; the first hundred that are long enough to show a language are looked at.

    Examples
    --------
    >>> foreign_language(["Sehr gut", "Leider war das Zimmer sehr laut", "Die Bestellung wurde nie geliefert", "Wir kommen gerne wieder"])
    'de'
    """
    looked_at = list(islice((text for text in texts if _is_long_enough(text)), LOOKED_AT))
    if 2 * sum(_is_plain_english(text) for text in looked_at) >= len(looked_at):
        return None
    told = Counter(code for text in looked_at if (code := detect(text)))
    code, n = max(told.items(), key=lambda item: (item[1], item[0]), default=(ENGLISH, 0))
    return code if code != ENGLISH and n >= FEWEST_TEXTS and 2 * n > told.total() else None


def _start(text: str) -> tuple[str, list[str]]:
    start = _NO_WORDS.sub(" ", text[:FIRST_LETTERS])
    return start, _WORD.findall(start.lower().replace("’", "'"))


def _is_of_other_letters(start: str, words: list[str]) -> bool:
    n_foreign = len(_FOREIGN_LETTER.findall(start))
    return n_foreign >= FEWEST_FOREIGN_LETTERS and 2 * n_foreign > sum(map(len, words))


def _is_long_enough(text: str) -> bool:
    start, words = _start(text)
    return len(words) >= FEWEST_WORDS or _is_of_other_letters(start, words)


def _is_plain_english(text: str) -> bool:
    start, words = _start(text)
    return not _is_of_other_letters(start, words) and _english_share(words) >= ENGLISH_SHARE


def _english_share(words: list[str]) -> float:
    return sum(word in _english() for word in words) / len(words)


def _names_only(text: str, n_words: int) -> bool:
    return n_words < ENOUGH_WORDS and sum(word[0].islower() for word in _WORD.findall(text)) < FEWEST_PLAIN


def _likeliest(text: str) -> str | None:
    first, *_ = _detector().compute_language_confidence_values(text)
    if first.value < SURE:
        return None
    return str(first.language.iso_code_639_1.name.lower())


@cache
def _english() -> frozenset[str]:
    lines = files("vocmine.language").joinpath("english.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@cache
def _detector() -> Any:
    from lingua import Language, LanguageDetectorBuilder

    told_apart = [getattr(Language, name) for name in TOLD_APART]
    return LanguageDetectorBuilder.from_languages(*told_apart).with_low_accuracy_mode().build()
