"""How well a journey of one's own is read, from names alone and from eight examples a stage, beside plain ways.

Usage: python benchmarks/own_journey.py DATA

DATA is a folder with ``banking77`` (Casanueva et al. 2020, 77 labels), ``hwu64`` (Liu et al. 2019, 64 labels), both labelled by
people, and with the corpora that the vectors were taught on, CLINC150 and NLU++: they too hold requests to banks and to assistants
at home, so neither is a new domain; a text that stands in them is left out. Ten times 20 labels are drawn as the stages of a journey,
underscores as spaces. The plain ways stand on the same vectors: the name with the highest cosine, and logistic regression on the
examples; for names also the highest cosine in the vectors that serve the readings. Accuracy is of the likeliest stage; its interval is
of the mean of the draws.
"""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from vocmine.artifacts import open_model, shipped
from vocmine.encode.onnx import OnnxEncoder
from vocmine.encode.vectors import OnnxVectors
from vocmine.evaluate.measure import measure
from vocmine.score.heads import Batch, Head, open_heads
from vocmine.score.stage import StageReader, StageReading
from vocmine.train.examples import read_gzipped
from vocmine.train.recipe import NAMED
from vocmine.types import NO_STAGE, Journey, Stage, alone

DRAWS = 10
STAGES = 20
EXAMPLES = 8
MOST_OF_A_LABEL = 60
CORPORA = ("banking77", "hwu64")


@dataclass(frozen=True, slots=True)
class Model:
    """The shipped model: what its encoder and its stage head say, and how it compares texts."""

    encoder: OnnxEncoder
    head: Head
    vectors: OnnxVectors


@dataclass(frozen=True, slots=True)
class Corpus:
    """Texts, the label of each, the logits of all heads, the vectors of the texts, and those that serve the readings."""

    texts: tuple[str, ...]
    labels: NDArray[np.str_]
    logits: NDArray[np.float32]
    vectors: NDArray[np.float32]
    shared: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Draw:
    """The labels drawn, the rows of the examples, and the rows to be read."""

    names: tuple[str, ...]
    shown: NDArray[np.int64]
    read: NDArray[np.int64]


def learnt(data: Path) -> set[str]:
    """Return the texts that the vectors were taught on."""
    return {row["text"].lower() for name in NAMED for row in read_gzipped(data / name)}


def load(path: Path, model: Model, known: set[str]) -> Corpus:
    """Read a corpus without what is known, at most so many texts of a label, drawn by chance."""
    rows = [row for row in read_gzipped(path) if row["text"].lower() not in known]
    order = np.random.default_rng(0).permutation(len(rows))
    kept: dict[str, list[str]] = {}
    for place in order:
        kept.setdefault(rows[place]["label"], []).append(rows[place]["text"])
    pairs = [(text, label) for label, texts in sorted(kept.items()) for text in texts[:MOST_OF_A_LABEL]]
    texts = tuple(text for text, _ in pairs)
    encoded = model.encoder.encode([alone(text) for text in texts])
    return Corpus(texts, np.array([label for _, label in pairs]), encoded.logits, model.vectors.of(texts), encoded.vectors)


def draws(corpus: Corpus) -> Iterator[Draw]:
    """Yield journeys and their examples, seeded."""
    labels = np.unique(corpus.labels)
    for seed in range(DRAWS):
        chance = np.random.default_rng(seed)
        names = chance.choice(labels, STAGES, replace=False)
        rows = [chance.permutation(np.flatnonzero(corpus.labels == name)) for name in names]
        yield Draw(tuple(names), np.concatenate([some[:EXAMPLES] for some in rows]), np.concatenate([some[EXAMPLES:] for some in rows]))


def read(corpus: Corpus, draw: Draw, model: Model, *, examples: bool) -> tuple[StageReading, ...]:
    """Return what vocmine reads in the texts of a draw."""
    told = {name: [corpus.texts[row] for row in draw.shown if corpus.labels[row] == name] if examples else [] for name in draw.names}
    stages = tuple(Stage(f"s{n}", name.replace("_", " "), examples=tuple(told[name])) for n, name in enumerate(draw.names))
    reader = StageReader(model.head, Journey("drawn", "Drawn", stages), encode=model.encoder.encode, compare=model.vectors.of)
    return reader.read(Batch([alone(corpus.texts[row]) for row in draw.read], corpus.logits[draw.read]))


def plain(corpus: Corpus, draw: Draw, model: Model, *, examples: bool) -> NDArray[np.str_]:
    """Return what the plain way reads in the same vectors."""
    vectors = corpus.vectors
    if examples:
        fitted = LogisticRegression(C=10, max_iter=1000).fit(vectors[draw.shown], corpus.labels[draw.shown])
        return np.asarray(fitted.predict(vectors[draw.read]))
    return _nearest(draw, vectors, model.vectors.of(_spoken(draw)))


def shared(corpus: Corpus, draw: Draw, model: Model) -> NDArray[np.str_]:
    """Return the names of the highest cosine in the vectors that serve the readings."""
    return _nearest(draw, corpus.shared, model.encoder.encode([alone(name) for name in _spoken(draw)]).vectors)


def _spoken(draw: Draw) -> list[str]:
    return [name.replace("_", " ") for name in draw.names]


def _nearest(draw: Draw, vectors: NDArray[np.float32], names: NDArray[np.float32]) -> NDArray[np.str_]:
    return np.asarray(np.array(draw.names)[(vectors[draw.read] @ names.T).argmax(axis=1)])


def compare(name: str, corpus: Corpus, model: Model, *, examples: bool) -> None:
    """Print accuracy beside the plain way, calibration, and how much was withheld."""
    ours, theirs, by_shared, gold, said, confidence, withheld = [], [], [], [], [], [], []
    for draw in draws(corpus):
        readings = read(corpus, draw, model, examples=examples)
        truth = corpus.labels[draw.read]
        scores = np.array([[score for stage, score in reading.scores if stage != NO_STAGE] for reading in readings])
        likeliest = np.array(draw.names)[scores.argmax(axis=1)]
        ours.append((likeliest == truth).mean())
        theirs.append((plain(corpus, draw, model, examples=examples) == truth).mean())
        by_shared.append((shared(corpus, draw, model) == truth).mean())
        gold += list(truth)
        said += list(likeliest)
        confidence += list(scores.max(axis=1))
        withheld += [reading.stage == NO_STAGE for reading in readings]
    work = f"{EXAMPLES} examples each, plain: logistic regression" if examples else "names alone, plain: cosine"
    print(f"own journey, {STAGES} stages of {name}, {work}  ({DRAWS} draws, n = {len(gold):,}; labels: people)")
    rest = "" if examples else f"   in the readings' vectors {_interval(by_shared)}"
    print(f"    accuracy  {_interval(ours)}   plain {_interval(theirs)}{rest}")
    calibration = measure(gold, said, confidence=confidence).calibration
    if calibration:
        surest = f"error {calibration.error:.3f}, of the surest 80 % {calibration.error_at_80:.3f}"
        print(f"    ECE, debiased {calibration.ece_debiased:.3f}; {surest}; no stage given to {np.mean(withheld):.3f}")


def _interval(values: list[float]) -> str:
    half = 1.96 * np.std(values, ddof=1) / np.sqrt(len(values))
    return f"{np.mean(values):.3f} [{np.mean(values) - half:.3f}, {np.mean(values) + half:.3f}]"


def main() -> None:
    """Print one block without examples and one with them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    folder = open_model(shipped("models/encoder"))
    model = Model(OnnxEncoder(folder), open_heads(folder).heads["stage"], OnnxVectors(folder))
    data = parser.parse_args().data
    known = learnt(data)
    for name in CORPORA:
        corpus = load(data / name / "train.jsonl.gz", model, known)
        for examples in (False, True):
            compare(name, corpus, model, examples=examples)


if __name__ == "__main__":
    main()
