"""Fit a head for labels of one's own: logistic regression on the encoder's vectors and on words.

Guarantees: the figures are from folds that the fit had not seen, equal texts on one side; what is written is a
model folder of safetensors and JSON, of the shape that the shipped readings have.
"""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file

from vocmine.artifacts import sha256
from vocmine.errors import UsageError
from vocmine.score.words import Vocabulary, terms
from vocmine.train.fit import Examples, Fitted, fit_exclusive, fit_several

FEWEST = 5
FEWEST_ROWS_OF_A_WORD = 2
HEAD = "labels"


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


def train_labels(
    texts: Sequence[str], labels: Sequence[Sequence[str]], out: Path, *, encode: Callable[[Sequence[str]], NDArray[np.float32]], multi: bool
) -> TrainedLabels:
    """Fit a head and write it as a model folder.

    Parameters
    ----------
    labels : those of each text, as ``labels_of`` gives them; without ``multi`` texts without a label are left out.
    encode : gives unit vectors (n, dim) of texts.

    Raises
    ------
    UsageError
        If fewer than two labels have ``FEWEST`` different texts, or with ``multi`` none has.
    """
    kept, left_out = _enough(texts, labels, multi=multi)
    chosen = [(text, tuple(label for label in some if label in kept)) for text, some in zip(texts, labels, strict=True)]
    rows = [(text, some) for text, some in chosen if multi or some]
    vocabulary = _vocabulary([text for text, _ in rows])
    words = [vocabulary.sparse(text) for text, _ in rows]
    examples = Examples(encode([text for text, _ in rows]), words, len(vocabulary.places), groups=[text for text, _ in rows])
    fitted = fit_several(examples, [some for _, some in rows]) if multi else fit_exclusive(examples, [some[0] for _, some in rows])
    _write(out, fitted, vocabulary)
    counts = Counter(label for _, some in rows for label in some)
    micro = fitted.measured["micro_f1" if multi else "accuracy"]
    by_size = tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
    return TrainedLabels(out, len(rows), by_size, left_out, fitted.measured["macro_f1"], micro)


def _enough(texts: Sequence[str], labels: Sequence[Sequence[str]], *, multi: bool) -> tuple[frozenset[str], tuple[tuple[str, int], ...]]:
    """Return the labels with enough different texts, and the others with how many they have."""
    pairs = {(text, label) for text, some in zip(texts, labels, strict=True) for label in some}
    counts = Counter(label for _, label in pairs)
    kept = frozenset(label for label, n in counts.items() if n >= FEWEST)
    if len(kept) < (1 if multi else 2):
        found = ", ".join(f"{label!r} {n}" for label, n in counts.most_common(8)) or "none"
        raise UsageError(f"Too few labelled texts to learn from; found {found}. Give at least {FEWEST} different texts a label.")
    return kept, tuple(sorted((label, n) for label, n in counts.items() if label not in kept))


def _vocabulary(texts: Sequence[str]) -> Vocabulary:
    """Return the words and word pairs that several texts hold."""
    counts = Counter(term for text in texts for term in set(terms(text)))
    known = sorted(term for term, n in counts.items() if n >= FEWEST_ROWS_OF_A_WORD)
    inverse = np.log((1 + len(texts)) / (1 + np.array([counts[term] for term in known], dtype=np.float64))) + 1
    return Vocabulary({term: place for place, term in enumerate(known)}, inverse.astype(np.float32))


def _write(out: Path, fitted: Fitted, vocabulary: Vocabulary) -> None:
    out.mkdir(parents=True, exist_ok=True)
    arrays = {
        "weights": fitted.weights.astype(np.float32),
        "words": fitted.words.astype(np.float32),
        "context_words": fitted.context_words.astype(np.float32),
        "bias": fitted.bias.astype(np.float32),
        "frequencies": vocabulary.frequencies,
    }
    save_file(arrays, out / "heads.safetensors")
    described = {"heads": {HEAD: fitted.described()}, "vocabulary": list(vocabulary.places)}
    (out / "heads.json").write_text(json.dumps(described, ensure_ascii=False), encoding="utf-8")
    files = {name: sha256(out / name) for name in ("heads.safetensors", "heads.json")}
    digest = files["heads.safetensors"][:12]
    manifest = {"id": f"labels.{digest}", "measured": fitted.measured, "files": files}
    (out / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
