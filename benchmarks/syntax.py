"""How true the syntax model is, and how fast: parts of speech, dependencies and lemmas on the dev split of UD English EWT.

Usage: python benchmarks/syntax.py DATA

DATA is the folder of the public corpora; ``ud_english_ewt/dev.conllu.gz`` is read, of which the model has learnt nothing and by which
nothing was chosen. The treebank's own words are given; every token counts, punctuation too. UAS: the head is right; LAS: head and
relation are. Intervals are the middle 95 % of 1,000 resamplings of the documents. Speed is that of the raw sentences.
"""

import argparse
import gzip
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc

from vocmine.artifacts import open_model, shipped
from vocmine.evaluate.bootstrap import draws, rate, ratio
from vocmine.segment.syntax_model import open_pipeline
from vocmine.train.syntax import read_treebank

FIGURES = ("tokens", "UPOS", "UAS", "LAS", "lemma")


def sentence_names(path: Path) -> list[str]:
    """Return the names of the sentences, ``genre-document-number``, in their order."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [line.removeprefix("# sent_id = ").strip() for line in lines if line.startswith("# sent_id = ")]


def right(gold: Doc, said: Doc) -> tuple[int, ...]:
    """Return the number of tokens, and of those how many are right by each figure."""
    pairs = list(zip(gold, said, strict=True))
    heads = [a.head.i == b.head.i for a, b in pairs]
    labelled = [head and a.dep_ == b.dep_ for head, (a, b) in zip(heads, pairs, strict=True)]
    return len(pairs), sum(a.pos_ == b.pos_ for a, b in pairs), sum(heads), sum(labelled), sum(a.lemma_ == b.lemma_ for a, b in pairs)


def tell(genre: str, documents: Sequence[NDArray[np.float64]]) -> None:
    """Print each figure with its interval; a row a document, a column a figure."""
    counts = np.stack(documents)
    drawn = [weights @ counts for weights in draws(len(counts), seed=0)]
    n = int(counts[:, 0].sum())
    print(f"{genre}  (n = {n:,} tokens of {len(counts):,} documents)")
    for column, name in enumerate(FIGURES[1:], start=1):
        resampled = np.concatenate([ratio(some[:, column], some[:, 0]) for some in drawn])
        found = rate(counts[:, column].sum() / n, resampled, n)
        print(f"    {name:<6} {found.value:.3f} [{found.low:.3f}, {found.high:.3f}]")


def speed(nlp: Language, docs: Sequence[Doc]) -> None:
    """Print how many tokens are parsed a second."""
    texts = [doc.text for doc in docs]
    started = time.perf_counter()
    n_tokens = sum(len(doc) for doc in nlp.pipe(texts))
    print(f"{n_tokens / (time.perf_counter() - started):,.0f} tokens a second, one process")


def main() -> None:
    """Print one block for all genres and one for each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    path = parser.parse_args().data / "ud_english_ewt" / "dev.conllu.gz"
    nlp = open_pipeline(open_model(shipped("models") / "syntax"))
    gold = read_treebank(path)
    said = nlp.pipe(Doc(nlp.vocab, words=[token.text for token in doc], spaces=[bool(token.whitespace_) for token in doc]) for doc in gold)
    documents: dict[str, NDArray[np.float64]] = defaultdict(lambda: np.zeros(len(FIGURES)))
    for name, one, other in zip(sentence_names(path), gold, said, strict=True):
        documents[name.rpartition("-")[0]] += right(one, other)
    tell("all genres", list(documents.values()))
    for genre in sorted({name.partition("-")[0] for name in documents}):
        tell(genre, [counts for name, counts in documents.items() if name.startswith(f"{genre}-")])
    speed(nlp, gold)


if __name__ == "__main__":
    main()
