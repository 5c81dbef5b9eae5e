"""What a network is fitted to: a corpus as windows of tokens, with the vectors that the published encoder gives its segments."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional as F

from vocmine.encode.graph import batches
from vocmine.encode.windows import Window, Windows
from vocmine.train.examples import Examples, Labels
from vocmine.train.minilm import MiniLM
from vocmine.train.network import batch_of
from vocmine.types import alone


@dataclass(frozen=True, slots=True)
class Base:
    """The published encoder: its folder, its way of cutting text, and its untouched weights."""

    folder: Path
    windows: Windows
    body: MiniLM

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Load a BERT as published; ``ModelInvalid`` if the folder holds none."""
        body = MiniLM.load(folder)
        return cls(folder, Windows(folder / "tokenizer.json"), body)


@dataclass(frozen=True, slots=True)
class Material:
    """One corpus: windows, the labels of each row, the teacher's vectors (rows, dim), and how often it is gone through."""

    windows: Sequence[Window]
    labels: Sequence[Labels | None]
    teacher: NDArray[np.float16]
    rounds: int


def material(examples: Examples, base: Base, rounds: int) -> Material:
    """Return the windows of a corpus that hold a labelled segment, to be gone through so many times."""
    windows = base.windows.of(examples.segments)
    wanted = [window for window in windows if any(examples.labels[place.row] is not None for place in window.places)]
    return Material(wanted, examples.labels, _teacher(examples, base), rounds)


def _teacher(examples: Examples, base: Base) -> NDArray[np.float16]:
    """Return the unit vectors (rows, dim) that the published encoder gives the labelled segments alone."""
    rows = [row for row, labels in enumerate(examples.labels) if labels is not None]
    found = published(base, [examples.segments[row].text for row in rows])
    vectors = np.zeros((len(examples.labels), found.shape[1]), dtype=np.float16)
    vectors[rows] = found
    return vectors


def published(base: Base, texts: Sequence[str]) -> NDArray[np.float16]:
    """Return the unit vectors (texts, dim) of the published encoder."""
    vectors = np.zeros((len(texts), base.body.words.weight.shape[1]), dtype=np.float16)
    with torch.inference_mode():
        for some in batches(base.windows.of([alone(text) for text in texts])):
            batch = batch_of(some)
            states = base.body(batch.ids, batch.mask).mean(1)
            vectors[[place.row for _, place in batch.places]] = F.normalize(states, dim=-1).numpy().astype(np.float16)
    return vectors
