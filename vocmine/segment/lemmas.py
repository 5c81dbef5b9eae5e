"""Lemmas of verbs mended where the lemmatiser has seen too few forms: capitals at a sentence's start, doubled consonants.

Guarantees: a lemma that is a known verb stays as it is; another is replaced by a known verb alone.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc

_ENDINGS = ("ing", "ed", "es", "s", "")


def mend_lemmas(doc: "Doc", verbs: Mapping[str, str]) -> None:
    """Mend the lemmas of a parsed text's verbs in place; ``verbs`` are known forms in small letters, each with its lemma."""
    for token in doc:
        lemma = token.lemma_.lower()
        if token.pos_ == "VERB" and verbs.get(lemma) != lemma:
            regular = (verb for verb in plain_forms(token.lower_) if verbs.get(verb) == verb)
            token.lemma_ = verbs.get(token.lower_) or next(regular, token.lemma_)


def plain_forms(form: str) -> Iterator[str]:
    """Yield the infinitives that a regular form may be of, the likelier first.

    Examples
    --------
    >>> list(plain_forms("planned"))[:3]
    ['planne', 'plann', 'plan']
    """
    for ending in _ENDINGS:
        if form.endswith(ending):
            stem = form.removesuffix(ending)
            yield from (f"{stem}e", stem)
            if stem[-2:-1] == stem[-1:]:
                yield stem[:-1]
            if stem.endswith("i"):
                yield f"{stem[:-1]}y"
