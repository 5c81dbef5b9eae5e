"""Labels of one's own: ``vocmine train`` beside a plain alternative, in one run.

Usage: python benchmarks/own_codebook.py DATA

DATA is the folder of the public corpora; the comments are those of ``nhs_pxtextmining_v6`` without the placeholders of
people who did not answer, the labels those with at least 30 of them. Each fifth is read by a head trained on the other four,
equal texts on one side; thresholds are chosen within the four. The plain alternative is tf-idf of words and pairs with a
linear support vector machine a label, as scikit-learn has them; beside it the same with balanced classes.
Intervals are the middle 95 % of 1,000 resamplings of the different texts, of the difference pairwise.
"""

import argparse
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import GroupKFold
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

from vocmine.artifacts import open_model, shipped
from vocmine.encode.onnx import OnnxEncoder
from vocmine.protocols import Encoded, Encoder
from vocmine.train.examples import read_gzipped
from vocmine.train.labels import read_labels, train_labels
from vocmine.types import Segment, alone

PLACEHOLDER = "Did not answer"
FEWEST = 30
FOLDS = 5
RESAMPLINGS = 1000
Table = NDArray[np.bool_]
Labels = Sequence[tuple[str, ...]]
Reader = Callable[[Sequence[str], Labels, Sequence[str]], Labels]


def comments(data: Path) -> tuple[list[str], list[tuple[str, ...]]]:
    """Return the texts, and of each its labels that are common enough."""
    rows = list(read_gzipped(data / "nhs_pxtextmining_v6" / "train.jsonl.gz"))
    rows = [row for row in rows if row["text"].strip() not in ("", PLACEHOLDER)]
    counts = Counter(label for row in rows for label in set(row["labels"]))
    return [row["text"] for row in rows], [tuple(label for label in row["labels"] if counts[label] >= FEWEST) for row in rows]


def plain(class_weight: str | None) -> Reader:
    """Return the plain way of reading."""

    def read(texts: Sequence[str], labels: Labels, unseen: Sequence[str]) -> Labels:
        names = sorted({label for some in labels for label in some})
        machine = OneVsRestClassifier(LinearSVC(class_weight=class_weight, max_iter=10_000))
        model = make_pipeline(TfidfVectorizer(ngram_range=(1, 2)), machine).fit(texts, table(labels, names))
        return [tuple(name for name, holds in zip(names, row, strict=True) if holds) for row in model.predict(unseen)]

    return read


def own(encoder: Encoder) -> Reader:
    """Return vocmine's way of reading."""

    def read(texts: Sequence[str], labels: Labels, unseen: Sequence[str]) -> Labels:
        with TemporaryDirectory() as folder:
            train_labels(texts, labels, Path(folder), encoder=encoder, multi=True)
            return [some.labels for some in read_labels(Path(folder), unseen, encoder=encoder)]

    return read


def table(labels: Labels, names: Sequence[str]) -> Table:
    """Return which label each row has, (rows, names)."""
    return np.array([[name in some for name in names] for some in labels], dtype=bool)


def unseen_labels(texts: Sequence[str], labels: Labels, read: Reader) -> Labels:
    """Return what is read of each text by one who learnt from the other folds."""
    found: list[tuple[str, ...]] = [()] * len(texts)
    for train, test in GroupKFold(FOLDS, shuffle=True, random_state=0).split(texts, groups=texts):
        said = read([texts[n] for n in train], [labels[n] for n in train], [texts[n] for n in test])
        for n, some in zip(test, said, strict=True):
            found[n] = some
    return found


def macro_f1(truth: Table, said: Table, times: NDArray[np.int64]) -> float:
    """Return the mean F1 of the labels, each row counted so many times."""
    hits, told = times @ (truth & said), times @ truth + times @ said
    return float(np.mean(2 * hits / np.maximum(told, 1)))


def resamplings(texts: Sequence[str]) -> NDArray[np.int64]:
    """Return how often each row is drawn where texts are drawn anew, (resamplings, rows)."""
    places = np.unique(np.array(texts), return_inverse=True)[1]
    n = int(places.max()) + 1
    drawn = np.random.default_rng(0).multinomial(n, np.full(n, 1 / n), size=RESAMPLINGS)
    return np.asarray(drawn[:, places])


class Cached(Encoder):
    """The vectors that an encoder gives texts, computed once."""

    def __init__(self, encoder: Encoder, texts: Sequence[str]) -> None:
        self.name, self.dim = encoder.name, encoder.dim
        self._known = dict(zip(texts, encoder.encode([alone(text) for text in texts]).vectors, strict=True))

    def encode(self, segments: Sequence[Segment]) -> Encoded:
        """Return vectors without logits."""
        return Encoded(np.stack([self._known[segment.text] for segment in segments]), np.zeros((len(segments), 0), dtype=np.float32))


def main() -> None:
    """Print macro-F1 with intervals, and the seconds of one whole training."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    texts, labels = comments(parser.parse_args().data)
    encoder = OnnxEncoder(open_model(shipped("models") / "encoder"))

    with TemporaryDirectory() as folder:
        started = time.perf_counter()
        trained = train_labels(texts, labels, Path(folder), encoder=encoder, multi=True)
        seconds = time.perf_counter() - started
    names = sorted({label for some in labels for label in some})
    print(f"own codebook, multi-label, people's labels  (n = {len(texts):,}, {len(set(texts)):,} different; {len(names)} labels)")
    print(f"    vocmine train, encoding, folds and final fit: {seconds:.0f} s; macro-F1 that it tells: {trained.macro_f1:.3f}")
    truth, drawn = table(labels, names), resamplings(texts)
    once = np.ones(len(texts), dtype=np.int64)
    readers = {"vocmine": own(Cached(encoder, texts)), "plain": plain(None), "plain, balanced": plain("balanced")}
    ours: list[float] = []
    for name, read in readers.items():
        said = table(unseen_labels(texts, labels, read), names)
        figures = [macro_f1(truth, said, times) for times in drawn]
        ours = ours or figures
        low, high = np.quantile(figures, (0.025, 0.975))
        less, more = 100 * np.quantile(np.subtract(ours, figures), (0.025, 0.975))
        beside = "" if figures is ours else f"   vocmine better by {less:.1f} to {more:.1f} points"
        print(f"    {name:<16} macro-F1 {macro_f1(truth, said, once):.3f} [{low:.3f}, {high:.3f}]{beside}")


if __name__ == "__main__":
    main()
