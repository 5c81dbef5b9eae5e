"""Verb phrases of texts by the shipped syntax model, which is opened at the first text.

Guarantees: a text's phrases do not depend on the order of the texts; equal texts are parsed once; no network, no torch.
"""

from collections.abc import Sequence
from threading import Lock
from typing import TYPE_CHECKING

from vocmine.artifacts import ModelFolder
from vocmine.protocols import VerbPhrase
from vocmine.segment.lemmas import mend_lemmas
from vocmine.segment.phrases import read_phrases
from vocmine.segment.sentences import bearable
from vocmine.segment.syntax_model import known_verbs, open_pipeline

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

LONGEST = 2000


class SyntaxPhrases:
    """Read who does what; fulfils ``PhraseReader``.

    Parameters
    ----------
    folder : the verified folder of the syntax model.

    Notes
    -----
    Of a text longer than ``LONGEST`` characters the beginning is read.
    """

    def __init__(self, folder: ModelFolder) -> None:
        self.name = folder.id
        self._folder = folder
        self._nlp: Language | None = None
        self._verbs: dict[str, str] = {}
        self._alone = Lock()  # spaCy bears one reader of a pipeline at a time

    def read(self, texts: Sequence[str]) -> list[tuple[VerbPhrase, ...]]:
        """Return the verb phrases of each text."""
        with self._alone:
            found = self._parsed(sorted(set(texts)))
        return [found[text] for text in texts]

    def _parsed(self, texts: Sequence[str]) -> dict[str, tuple[VerbPhrase, ...]]:
        if self._nlp is None:
            self._nlp, self._verbs = open_pipeline(self._folder), known_verbs(self._folder)
        with self._nlp.memory_zone():
            docs = self._nlp.pipe(bearable(text)[:LONGEST] for text in texts)
            return {text: self._phrases(doc) for text, doc in zip(texts, docs, strict=True)}

    def _phrases(self, doc: "Doc") -> tuple[VerbPhrase, ...]:
        mend_lemmas(doc, self._verbs)
        return read_phrases(doc)
