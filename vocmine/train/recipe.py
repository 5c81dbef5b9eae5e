"""The recipe of the shipped model: one small encoder fine-tuned on all readings at once.

It learns the codebook's readings from segments in their feedback, and feelings from many comments, side by side from the first step.
Texts read alone are compared by a body of its own: vectors shared with the readings lose what the published encoder knows.

Guarantees: seeded; a run that is stopped while it learns to read goes on where it was, given the same folder and corpora;
every corpus named in the manifest allows that what is trained on it is shipped.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from typing import Any, TypeVar

import torch

from vocmine.artifacts import open_model, sha256
from vocmine.encode.onnx import HEADS, READING, OnnxEncoder
from vocmine.encode.vectors import COMPARING
from vocmine.protocols import Encoded, Encoder, Segmenter
from vocmine.train.calibrate import Calibrated, calibrate
from vocmine.train.exact import ExactEncoder
from vocmine.train.examples import (
    Examples,
    Labels,
    codebook,
    emotions,
    judged,
    read_gzipped,
    read_records,
    split,
)
from vocmine.train.export import export_body, export_network
from vocmine.train.finetune import SEED, Tell, finetune
from vocmine.train.likeness import fit_likeness, named, read_themes, surveyed
from vocmine.train.material import Base, material
from vocmine.train.minilm import MiniLM
from vocmine.train.network import Network
from vocmine.types import alone

MODEL_ID = "minilm-readings.int8.v5"
MARKS = ".marks"
ROUNDS = {"codebook": 4, "comments": 3, "sentences": 2}
NAMED = ("clinc150/train.jsonl.gz", "nlupp/banking.jsonl.gz", "nlupp/hotels.jsonl.gz")
SURVEYED = "nhs_trust_survey_2010_2019/train.jsonl.gz"
RANGES_FROM = 600
READINGS = "stage, sentiment, groups, intent, effort, spans"
CORPORA = (
    {"name": "stage_train", "licence": "by source: MIT, CC0, Apache-2.0, CC BY 4.0, CC BY 3.0, US public domain", "for": READINGS},
    {"name": "GoEmotions (Demszky et al. 2020)", "licence": "Apache-2.0", "for": "28 emotions, groups, sentiment"},
    {"name": "MAMS-ACSA (Jiang et al. 2019)", "licence": "Apache-2.0", "for": "sentiment"},
    {"name": "CLINC150 (Larson et al. 2019)", "licence": "CC BY 3.0", "for": "vectors of texts alone"},
    {"name": "NLU++ (Casanueva et al. 2022)", "licence": "CC BY 4.0", "for": "vectors of texts alone"},
    {"name": "NHS trust survey 2010-2019 (Nottinghamshire Healthcare)", "licence": "MIT", "for": "vectors of texts alone"},
    {"name": "corpora/themes, written for this project", "licence": "Apache-2.0", "for": "vectors of texts alone"},
    {
        "name": "corpora/labels: segments of the sources of stage_train, of GoEmotions and of WNUT 2017, labelled for this project",
        "licence": "by source, as above; WNUT 2017 CC BY 4.0",
        "for": READINGS,
    },
    {"name": "corpora/examples, written for this project", "licence": "Apache-2.0", "for": READINGS},
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Sources:
    """Where the recipe finds what it needs.

    ``base``: folder of a BERT as published (``config.json``, ``model.safetensors``, ``tokenizer.json``).
    ``data``: folder of the public corpora, one folder each (``stage_train``, ``goemotions``, ``mams_acsa``, ``clinc150``, ``nlupp``,
    ``nhs_trust_survey_2010_2019``) of gzipped JSON lines.
    ``examples``: folder of the project's own labelled segments, JSON lines.
    ``labels``: folder of the project's own labels of public corpora, JSON lines.
    ``themes``: folder of the project's own texts under the names of their themes.
    """

    base: Path
    data: Path
    examples: Path
    labels: Path
    themes: Path


def train_encoder(sources: Sources, segmenter: Segmenter, *, out: Path, tell: Tell) -> dict[str, Any]:
    """Fine-tune, export, calibrate and write a verified model folder; returns what was measured.

    Parameters
    ----------
    out : folder to write into; keeps the marks of an unfinished run.
    tell : called with steps done, steps in all, and the mean loss, of the readings first and then of the vectors.

    Raises
    ------
    ModelInvalid
        If the base folder holds no BERT.
    """
    torch.manual_seed(SEED)
    data, base = sources.data, Base.open(sources.base)
    records = read_records(data, labels=sources.labels, examples=sources.examples)
    learnt, held = split(records)
    comments, unseen = (emotions(read_gzipped(data / "goemotions" / f"{part}.jsonl.gz")) for part in ("train", "dev"))
    pairs = [pair for name in NAMED for pair in named(read_gzipped(data / name))] + surveyed(read_gzipped(data / SURVEYED))
    sentences = judged(read_gzipped(data / "mams_acsa" / "train.jsonl.gz"), known=frozenset(record["text"] for record in records))
    parts = {"codebook": codebook(learnt, segmenter), "comments": comments, "sentences": sentences}
    materials = [material(examples, base, ROUNDS[name]) for name, examples in parts.items()]
    network = Network(MiniLM.load(sources.base))
    finetune(network, materials, hidden=base.windows.hidden, marks=out / MARKS, tell=tell)
    comparing = fit_likeness(base, pairs, read_themes(sources.themes), tell=tell)
    segments = parts["codebook"].segments
    export_network(network, out, tokenizer=sources.base / "tokenizer.json", windows=_for_ranges(materials[0].windows))
    export_body(
        comparing, out / COMPARING, windows=_for_ranges(base.windows.of([alone(segment.text) for segment in _for_ranges(segments)]))
    )
    _write_manifest(out, {"unfinished": True})
    kept = codebook(held, segmenter)
    calibrated = _calibrated(OnnxEncoder(open_model(out)), kept, unseen)
    exact = _calibrated(ExactEncoder(network, base.windows), kept, unseen)
    measured = {name: figures | {"float32_macro_f1": exact.measured[name]["macro_f1"]} for name, figures in calibrated.measured.items()}
    _write(out, calibrated, measured, base=sources.base, n_segments=len(learnt))
    rmtree(out / MARKS)
    return measured


def _for_ranges(found: Sequence[T]) -> Sequence[T]:
    """Return a few hundred, from which activations take their ranges."""
    return found[:: max(1, len(found) // RANGES_FROM)]


def _calibrated(encoder: Encoder, held: Examples, comments: Examples) -> Calibrated:
    found = [_encoded(encoder, examples) for examples in (held, comments)]
    return calibrate(*found[0], *found[1])


def _encoded(encoder: Encoder, examples: Examples) -> tuple[Encoded, list[Labels]]:
    """Return what an encoder says of the labelled segments, in their context, and their labels."""
    encoded = encoder.encode(examples.segments)
    rows = [row for row, labels in enumerate(examples.labels) if labels is not None]
    tags = tuple(encoded.token_logits[row] for row in rows)
    offsets = tuple(encoded.token_offsets[row] for row in rows)
    return Encoded(encoded.vectors[rows], encoded.logits[rows], tags, offsets), [labels for labels in examples.labels if labels is not None]


def _write(out: Path, calibrated: Calibrated, measured: dict[str, dict[str, Any]], *, base: Path, n_segments: int) -> None:
    described = {"heads": calibrated.heads, "pain_least": calibrated.least.pain, "cause_least": calibrated.least.cause}
    (out / "heads.json").write_text(json.dumps(described, indent=1) + "\n", encoding="utf-8")
    config = json.loads((base / "config.json").read_text(encoding="utf-8"))
    about = {
        "base": {"name": config["_name_or_path"], "sha256": sha256(base / "model.safetensors")},
        "trained_on": CORPORA,
        "labelled_segments": n_segments,
        "measured": measured,
    }
    _write_manifest(out, about, "heads.json")


def _write_manifest(out: Path, about: dict[str, Any], *more: str) -> None:
    files = {name: sha256(out / name) for name in (READING, COMPARING, "tokenizer.json", HEADS, *more)}
    manifest = {"id": MODEL_ID, **about, "files": files}
    (out / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
