"""The recipe of the shipped readings: linear heads on the encoder's vectors and on words.

Guarantees: seeded by its data alone (no randomness but the folds of seed 0); folds never part a feedback;
every corpus named in the manifest allows that what is trained on it is shipped.
"""

import csv
import gzip
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file

from vocmine.artifacts import sha256
from vocmine.encode.onnx import OnnxEncoder
from vocmine.protocols import Segmenter
from vocmine.score.heads import groups, mean_vector
from vocmine.score.words import Vocabulary, terms
from vocmine.train.fit import Besides, Examples, Fitted, fit_exclusive, fit_several
from vocmine.train.spans import fit_span_head
from vocmine.types import Feedback

CALIBRATION_STEP = 4
JUDGED_WEIGHT = 0.4
MODEL_ID = "readings.minilm-heads.v1"
EXCLUSIVE = ("stage", "sentiment", "intent", "effort")
READINGS = "stage, sentiment, groups, intent, effort, spans"
CORPORA = (
    {"name": "stage_train", "licence": "by source: MIT, CC0, Apache-2.0, CC BY 4.0, CC BY 3.0, US public domain", "for": READINGS},
    {"name": "GoEmotions (Demszky et al. 2020)", "licence": "Apache-2.0", "for": "28 emotions"},
    {"name": "MAMS-ACSA (Jiang et al. 2019)", "licence": "Apache-2.0", "for": "sentiment"},
    {"name": "corpora/examples, written for this project", "licence": "Apache-2.0", "for": READINGS},
)


@dataclass(frozen=True, slots=True)
class _Row:
    """A labelled segment in its feedback."""

    text: str
    segment: str
    question: str | None
    labels: Mapping[str, Any]


def train_readings(encoder: OnnxEncoder, segmenter: Segmenter, *, data: Path, examples: Path, out: Path) -> dict[str, Any]:
    """Fit all heads and write a verified model folder; returns what was measured.

    Parameters
    ----------
    data : folder of the public corpora, one folder each (``stage_train``, ``goemotions``, ``mams_acsa``) of gzipped JSON lines.
    examples : folder of the project's own labelled segments, JSON lines.
    out : folder to write ``heads.safetensors``, ``heads.json``, ``span.safetensors`` and ``manifest.json`` into.
    """
    rows = [*_labelled(_gzipped(data / "stage_train" / "train.jsonl.gz")), *_labelled(_own(examples))]
    emotions = {split: list(_gzipped(data / "goemotions" / f"{split}.jsonl.gz")) for split in ("train", "dev")}
    vocabulary = _vocabulary(rows, [record["text"] for record in emotions["train"]])
    told = _told(rows, encoder, segmenter, vocabulary)
    labels = {name: [row.labels[name] for row in rows] for name in EXCLUSIVE}
    fitted = {
        "stage": fit_exclusive(told, labels["stage"], strength=1.0, offset=False),
        "sentiment": fit_exclusive(told, labels["sentiment"], strength=1.0, besides=_judged(data, rows, encoder, vocabulary)),
        "intent": fit_exclusive(told, labels["intent"]),
        "effort": fit_exclusive(told, labels["effort"]),
    }
    fitted["group"] = fit_several(told, [row.labels["emotions"] for row in rows])
    alone = {split: _alone([record["text"] for record in found], encoder, vocabulary) for split, found in emotions.items()}
    held = {split: [record["labels"] for record in found] for split, found in emotions.items()}
    fitted["emotion"] = fit_several(alone["train"], held["train"], unseen=(alone["dev"], held["dev"]))
    out.mkdir(parents=True, exist_ok=True)
    fit_span_head(encoder, [row.labels for row in rows]).save(out)
    return _write(out, fitted, vocabulary, n_rows=len(rows))


def _judged(data: Path, rows: Sequence[_Row], encoder: OnnxEncoder, vocabulary: Vocabulary) -> Besides:
    """Return sentences with judged aspects, none of them among the rows; favourable and unfavourable ones together are ``mixed``."""
    known = {row.text for row in rows}
    records = [record for record in _gzipped(data / "mams_acsa" / "train.jsonl.gz") if record["text"] not in known]
    examples = _alone([record["text"] for record in records], encoder, vocabulary)
    return Besides(examples, [_overall({aspect["polarity"] for aspect in record["aspects"]}) for record in records], JUDGED_WEIGHT)


def _overall(polarities: set[str]) -> str:
    if {"positive", "negative"} <= polarities:
        return "mixed"
    return next((polarity for polarity in ("negative", "positive") if polarity in polarities), "neutral")


def _gzipped(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as handle:
        yield from (json.loads(line) for line in handle)


def _own(folder: Path) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.glob("*.jsonl")):
        with path.open(encoding="utf-8") as handle:
            yield from (json.loads(line) for line in handle)


def _labelled(records: Iterator[dict[str, Any]]) -> Iterator[_Row]:
    for record in records:
        yield _Row(record["text"], record["segment"], record.get("question"), record)


def _vocabulary(rows: Sequence[_Row], others: Sequence[str]) -> Vocabulary:
    """Return the terms that occur in two codebook-labelled segments or thirty other texts."""
    ours = Counter(term for row in rows for term in set(terms(row.segment, row.question)))
    theirs = Counter(term for text in others for term in set(terms(text)))
    known = sorted({term for term, n in ours.items() if n >= 2} | {term for term, n in theirs.items() if n >= 30})
    counts = np.array([ours[term] + theirs[term] for term in known], dtype=np.float64)
    inverse = np.log((1 + len(rows) + len(others)) / (1 + counts)) + 1
    return Vocabulary({term: place for place, term in enumerate(known)}, inverse.astype(np.float32))


def _told(rows: Sequence[_Row], encoder: OnnxEncoder, segmenter: Segmenter, vocabulary: Vocabulary) -> Examples:
    """Return the features of segments in their feedback, as they are at scoring time."""
    vectors = encoder.encode([row.segment for row in rows]).vectors
    contexts = _contexts([row.text for row in rows], encoder, segmenter)
    words = [vocabulary.sparse(row.segment, row.question) for row in rows]
    whole = [vocabulary.sparse(row.text) for row in rows]
    return Examples(vectors, words, len(vocabulary.places), contexts=contexts, context_words=whole, groups=[row.text for row in rows])


def _contexts(texts: Sequence[str], encoder: OnnxEncoder, segmenter: Segmenter) -> NDArray[np.float32]:
    distinct = list(dict.fromkeys(texts))
    feedbacks = [Feedback(str(i), str(i), text, "survey", "corpus", i + 1) for i, text in enumerate(distinct)]
    segments = list(segmenter.segment(feedbacks))
    vectors = encoder.encode([segment.text for segment in segments]).vectors
    mean = {segments[rows.start].feedback.text: mean_vector(vectors[rows.start : rows.stop]) for rows in groups(segments)}
    return np.stack([mean[text] for text in texts])


def _alone(texts: Sequence[str], encoder: OnnxEncoder, vocabulary: Vocabulary) -> Examples:
    return Examples(encoder.encode(texts).vectors, [vocabulary.sparse(text) for text in texts], len(vocabulary.places), groups=texts)


def _write(out: Path, fitted: Mapping[str, Fitted], vocabulary: Vocabulary, *, n_rows: int) -> dict[str, Any]:
    heads = list(fitted.values())
    arrays = {
        "weights": np.hstack([head.weights for head in heads]).astype(np.float32),
        "words": np.hstack([head.words for head in heads]).astype(np.float16),
        "context_words": np.hstack([head.context_words for head in heads]).astype(np.float16),
        "bias": np.concatenate([head.bias for head in heads]).astype(np.float32),
        "frequencies": vocabulary.frequencies,
    }
    save_file(arrays, out / "heads.safetensors")
    described = {"heads": {name: head.described() for name, head in fitted.items()}, "vocabulary": list(vocabulary.places)}
    (out / "heads.json").write_text(json.dumps(described, ensure_ascii=False), encoding="utf-8")
    measured = {name: head.measured for name, head in fitted.items()}
    manifest = {
        "id": MODEL_ID,
        "trained_on": CORPORA,
        "codebook_rows": n_rows,
        "measured": measured,
        "files": {name: sha256(out / name) for name in ("heads.safetensors", "heads.json", "span.safetensors")},
    }
    (out / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    return measured


def calibration_texts(corpora: Path) -> list[str]:
    """Return texts of the project's own, from which the encoder's ranges of activations are taken."""
    segments = [record["segment"] for record in _own(corpora / "examples")]
    with (corpora / "sample" / "reviews.csv").open(encoding="utf-8", newline="") as handle:
        reviews = [row["Review"] for row in csv.DictReader(handle)]
    return [*segments[::CALIBRATION_STEP], *reviews[::CALIBRATION_STEP]]
