"""A head for labels of one's own, on the encoder's vectors and on words: fitted, written, and read again.

Guarantees: the figures are from folds that neither the fit nor its thresholds had seen, equal texts on one side;
what is written is a model folder of safetensors and JSON, refused when a file of it was altered.
"""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file, save_file

from vocmine.artifacts import open_model, sha256
from vocmine.errors import ModelInvalid, UsageError
from vocmine.protocols import Encoder
from vocmine.score.heads import logistic, softmax
from vocmine.train.fit import Features, Fitted, Weights, fit_exclusive, fit_several
from vocmine.train.words import Vocabulary, learn_words
from vocmine.types import alone

FEWEST = 5
WEIGHTS, DESCRIBED = "labels.safetensors", "labels.json"


@dataclass(frozen=True, slots=True)
class TrainedLabels:
    """What was fitted and how well it reads unseen rows.

    ``labels``: each label with its rows; ``left_out``: those with too few rows to learn from.
    ``macro_f1`` and ``micro_f1`` lie in [0, 1]; with one label a row ``micro_f1`` is the accuracy, and
    ``macro_f1`` is over the labels with at least ten rows, or over all where none has so many.
    """

    out: Path
    n: int
    labels: tuple[tuple[str, int], ...]
    left_out: tuple[tuple[str, int], ...]
    macro_f1: float
    micro_f1: float


@dataclass(frozen=True, slots=True)
class ReadLabels:
    """The labels that a text has, and the probability of each label of the codebook, 0–1."""

    labels: tuple[str, ...]
    scores: tuple[tuple[str, float], ...]


def labels_of(cell: str, *, multi: bool) -> tuple[str, ...]:
    """Return the labels that a cell holds: one, or with ``multi`` a JSON list or several parted by ``|``.

    Examples
    --------
    >>> labels_of("price | staff", multi=True)
    ('price', 'staff')

    Raises
    ------
    UsageError
        If a cell opens a JSON list that it does not close.
    """
    if not multi:
        return (cell.strip(),) if cell.strip() else ()
    parts = _listed(cell) if cell.lstrip().startswith("[") else cell.split("|")
    return tuple(dict.fromkeys(name for part in parts if (name := str(part).strip())))


def _listed(cell: str) -> list[object]:
    try:
        return list(json.loads(cell))
    except json.JSONDecodeError as error:
        raise UsageError(f"The labels {cell[:60]!r} are no JSON list: {error.msg}. Write them as a list or part them by '|'.") from error


def train_labels(texts: Sequence[str], labels: Sequence[Sequence[str]], out: Path, *, encoder: Encoder, multi: bool) -> TrainedLabels:
    """Fit a head and write it as a model folder.

    Parameters
    ----------
    labels : those of each text, as ``labels_of`` gives them; without ``multi`` texts without a label are left out.
    encoder : gives the vectors of the texts; the head reads with this one alone.

    Raises
    ------
    UsageError
        If fewer than two labels have ``FEWEST`` different texts, or with ``multi`` none has.
    """
    kept, left_out = _enough(texts, labels, multi=multi)
    chosen = [(text, tuple(label for label in some if label in kept)) for text, some in zip(texts, labels, strict=True)]
    own = [text for text, some in chosen if multi or some]
    told = [some for _, some in chosen if multi or some]
    vocabulary = learn_words(own)
    features = _features(own, vocabulary, encoder)
    fitted = fit_several(features, told, own) if multi else fit_exclusive(features, [some[0] for some in told], own)
    _write(out, fitted, vocabulary, encoder.name)
    counts = Counter(label for some in told for label in some)
    micro = fitted.measured["micro_f1" if multi else "accuracy"]
    by_size = tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
    return TrainedLabels(out, len(own), by_size, left_out, fitted.measured["macro_f1"], micro)


def read_labels(folder: Path, texts: Sequence[str], *, encoder: Encoder) -> tuple[ReadLabels, ...]:
    """Read texts by a head that ``train_labels`` wrote; one reading a text.

    Parameters
    ----------
    encoder : the one that the head was fitted with.

    Raises
    ------
    ModelInvalid
        If the folder is no such head, a file was altered, or it was fitted with another encoder.
    """
    model = open_model(folder)
    arrays = load_file(model.file(WEIGHTS))
    described = json.loads(model.file(DESCRIBED).read_text(encoding="utf-8"))
    if described["encoder"] != encoder.name:
        raise ModelInvalid(f"{folder} was fitted with the encoder {described['encoder']}; this one is {encoder.name}. Train it anew.")
    if not texts:
        return ()
    weights = Weights(arrays["vectors"], arrays["words"], arrays["bias"])
    features = _features(texts, Vocabulary(tuple(described["vocabulary"]), arrays["frequencies"]), encoder)
    names, thresholds = described["labels"], described["thresholds"]
    chances = (logistic if thresholds else softmax)(weights.logits(features), described["temperature"])
    held = chances >= np.array(thresholds) if thresholds else np.eye(len(names), dtype=bool)[chances.argmax(axis=1)]
    return tuple(
        ReadLabels(
            tuple(name for name, holds in zip(names, row, strict=True) if holds),
            tuple((name, round(float(chance), 4)) for name, chance in zip(names, some, strict=True)),
        )
        for row, some in zip(held, chances, strict=True)
    )


def _features(texts: Sequence[str], vocabulary: Vocabulary, encoder: Encoder) -> Features:
    vectors = encoder.encode([alone(text) for text in texts]).vectors
    return Features(vectors.astype(np.float64), vocabulary.rows(texts))


def _enough(texts: Sequence[str], labels: Sequence[Sequence[str]], *, multi: bool) -> tuple[frozenset[str], tuple[tuple[str, int], ...]]:
    """Return the labels with enough different texts, and the others with how many they have."""
    pairs = {(text, label) for text, some in zip(texts, labels, strict=True) for label in some}
    counts = Counter(label for _, label in pairs)
    kept = frozenset(label for label, n in counts.items() if n >= FEWEST)
    if len(kept) < (1 if multi else 2):
        found = ", ".join(f"{label!r} {n}" for label, n in counts.most_common(8)) or "none"
        raise UsageError(f"Too few labelled texts to learn from; found {found}. Give at least {FEWEST} different texts a label.")
    return kept, tuple(sorted((label, n) for label, n in counts.items() if label not in kept))


def _write(out: Path, fitted: Fitted, vocabulary: Vocabulary, encoder: str) -> None:
    out.mkdir(parents=True, exist_ok=True)
    weights = {"vectors": fitted.weights.vectors, "words": fitted.weights.words, "bias": fitted.weights.bias}
    save_file(
        {name: array.astype(np.float32) for name, array in (weights | {"frequencies": vocabulary.frequencies}).items()}, out / WEIGHTS
    )
    described = {
        "encoder": encoder,
        "labels": fitted.labels,
        "temperature": round(fitted.temperature, 4),
        "thresholds": [round(threshold, 4) for threshold in fitted.thresholds],
        "vocabulary": vocabulary.terms,
    }
    (out / DESCRIBED).write_text(json.dumps(described, ensure_ascii=False), encoding="utf-8")
    files = {name: sha256(out / name) for name in (WEIGHTS, DESCRIBED)}
    manifest = {"id": f"labels.{files[WEIGHTS][:12]}", "measured": fitted.measured, "files": files}
    (out / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
