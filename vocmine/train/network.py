"""The encoder with all its heads as one torch module, and what it learns from a batch.

Guarantees: a label that is not known takes no part in the loss.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from vocmine.encode.windows import Place, Window
from vocmine.train.examples import EXCLUSIVE, LABELS, TAGS, Labels
from vocmine.train.minilm import DROPOUT, MiniLM

UNKNOWN = -1
SMOOTHED = 0.05
LOSS_WEIGHTS = {"stage": 1.0, "sentiment": 0.7, "intent": 0.7, "effort": 0.5, "group": 2.0, "emotion": 10.0}
TAGS_WEIGHT = 1.0
VECTOR_WEIGHT = 2.0


@dataclass(frozen=True, slots=True)
class Batch:
    """Windows as tensors: ids and mask (windows, tokens); of each segment its window, its tokens' weights, its row and its place."""

    ids: Tensor
    mask: Tensor
    windows: Tensor
    pool: Tensor
    places: tuple[tuple[int, Place], ...]


class Network(nn.Module):
    """The body, and linear heads over the mean state of a segment and over its tokens."""

    def __init__(self, body: MiniLM) -> None:
        super().__init__()
        dim = body.words.weight.shape[1]
        self.body = body
        self.dropout = nn.Dropout(DROPOUT)
        self.heads = nn.Linear(dim, sum(map(len, LABELS.values())))
        self.tags = nn.Linear(dim, len(TAGS))
        self.vector = nn.Linear(dim, dim)
        with torch.no_grad():
            self.vector.weight.copy_(torch.eye(dim))
            self.vector.bias.zero_()

    def forward(self, batch: Batch) -> tuple[Tensor, Tensor, Tensor]:
        """Return logits of all heads (segments, columns), of tags (windows, tokens, tags), and unit vectors (segments, dim)."""
        states = self.body(batch.ids, batch.mask)
        means = torch.einsum("st,std->sd", batch.pool, states[batch.windows])
        return self.heads(self.dropout(means)), self.tags(states), F.normalize(self.vector(means), dim=-1)


def batch_of(windows: Sequence[Window], *, wanted: Sequence[Labels | None] | None = None) -> Batch:
    """Return windows as one padded batch; with ``wanted`` only the segments that have labels are pooled."""
    longest = max(len(window.ids) for window in windows)
    ids = torch.zeros(len(windows), longest, dtype=torch.long)
    mask = torch.zeros_like(ids)
    places: list[tuple[int, Place]] = []
    for n, window in enumerate(windows):
        ids[n, : len(window.ids)] = torch.tensor(window.ids)
        mask[n, : len(window.ids)] = 1
        places += [(n, place) for place in window.places if wanted is None or wanted[place.row] is not None]
    pool = torch.zeros(len(places), longest)
    for row, (_, place) in enumerate(places):
        pool[row, place.first : place.end + 1] = 1.0 / (place.end + 1 - place.first)
    return Batch(ids, mask, torch.tensor([n for n, _ in places]), pool, tuple(places))


def loss_of(network: Network, batch: Batch, labels: Sequence[Labels | None], teacher: NDArray[np.float16]) -> Tensor:
    """Return the joint loss of a batch.

    Parameters
    ----------
    labels : of each row.
    teacher : unit vectors (rows, dim) that the published encoder gives the segments alone.
    """
    logits, tags, vectors = network(batch)
    rows = [place.row for _, place in batch.places]
    known = [labels[row] or Labels({}) for row in rows]
    taught = torch.from_numpy(teacher[rows].astype(np.float32))
    total: Tensor = VECTOR_WEIGHT * (1.0 - (vectors * taught).sum(-1)).mean()
    first = 0
    for name, names in LABELS.items():
        part, first = logits[:, first : first + len(names)], first + len(names)
        lines = [n for n, some in enumerate(known) if name in some.of]
        if lines:
            total = total + LOSS_WEIGHTS[name] * _head_loss(name, part[lines], [known[n].of[name] for n in lines])
    truth = _tags_of(batch, known)
    if bool((truth != UNKNOWN).any()):
        total = total + TAGS_WEIGHT * F.cross_entropy(tags.flatten(0, 1), truth.flatten(), ignore_index=UNKNOWN)
    return total


def _head_loss(name: str, logits: Tensor, held: Sequence[tuple[str, ...]]) -> Tensor:
    names = LABELS[name]
    if name in EXCLUSIVE:
        truth = torch.tensor([names.index(some[0]) for some in held])
        return F.cross_entropy(logits, truth, label_smoothing=SMOOTHED)
    table = torch.tensor([[float(label in some) for label in names] for some in held])
    return F.binary_cross_entropy_with_logits(logits, table)


def _tags_of(batch: Batch, known: Sequence[Labels]) -> Tensor:
    """Return the tag of each token of the segments whose spans are known, (windows, tokens), else ``UNKNOWN``."""
    truth = torch.full_like(batch.ids, UNKNOWN)
    for (window, place), labels in zip(batch.places, known, strict=True):
        if labels.tagged:
            truth[window, place.first : place.end] = torch.from_numpy(tags_of(place, labels))
    return truth


def tags_of(place: Place, labels: Labels) -> NDArray[np.int64]:
    """Return the place in ``TAGS`` of each token of a segment, (tokens,)."""
    tags = np.zeros(len(place.offsets), dtype=np.int64)
    for tag, span in ((TAGS.index("CAUSE"), labels.cause), (TAGS.index("PAIN"), labels.pain)):
        if span is not None:
            tags[(place.offsets[:, 0] < span[1]) & (place.offsets[:, 1] > span[0])] = tag
    return tags
