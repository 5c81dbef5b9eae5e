"""Fit the encoder by which texts are compared: what people ask for or tell of is drawn to the name that it goes by.

Guarantees: seeded; the fitted vectors are held near those of the published encoder, so that what it knows of other domains stays.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from vocmine.train.finetune import DECAY, SEED, Tell
from vocmine.train.material import Base, published
from vocmine.train.minilm import MiniLM
from vocmine.train.network import batch_of
from vocmine.types import alone

ROUNDS, ROUNDS_OF_DOMAINS = 1, 2
RATE = 5e-5
PAIRS_AT_ONCE = 64
TEMPERATURE = 0.05
WARM_UP = 0.1
TOLD_EVERY = 100
SAYS_NOTHING = ("General", "Other", "Thank you")
MOST_OF_A_LABEL, SHORTEST, LONGEST, HELD_OUT = 80, 15, 300, 20_000
Pair = tuple[str, str]


def read_themes(folder: Path) -> list[list[Pair]]:
    """Return the texts of each file with the names of their themes: lines under ``## name``."""
    domains = []
    for path in sorted(folder.glob("*.txt")):
        name, pairs = "", []
        for line in filter(None, map(str.strip, path.read_text(encoding="utf-8").splitlines())):
            if line.startswith("## "):
                name = line.removeprefix("## ")
            else:
                pairs.append((line, name))
        domains.append(pairs)
    return domains


def surveyed(records: Iterable[dict[str, Any]]) -> list[Pair]:
    """Return answers of one label with its name, at most eighty a label, drawn by the hash of their text.

    The first 20,000 answers of what to improve are left to the benchmark of themes.
    """
    drawn = sorted((record for record in records if record.get("labels")), key=lambda record: sha256(record["text"].encode()).digest())
    held = {record["text"] for record in [record for record in drawn if record["question"] != "best"][:HELD_OUT]}
    pairs: list[Pair] = []
    counts = Counter[str]()
    for record in drawn:
        label, text = record["labels"][0], record["text"]
        told = len(record["labels"]) == 1 and label not in SAYS_NOTHING and SHORTEST < len(text) < LONGEST and text not in held
        if told and counts[label] < MOST_OF_A_LABEL:
            counts[label] += 1
            pairs.append((text, label.replace("/", " ")))
    return pairs


def named(records: Iterable[dict[str, Any]]) -> list[Pair]:
    """Return requests with the names of what they ask for, of several as one."""
    pairs = []
    for record in records:
        labels = record["labels"] if "labels" in record else [record["label"]]
        pairs.append((record["text"], " ".join(labels).replace("_", " ")))
    return [pair for pair in pairs if pair[1]]


def fit_likeness(base: Base, pairs: Sequence[Pair], domains: Sequence[Sequence[Pair]] = (), *, tell: Tell) -> MiniLM:
    """Return a body whose mean states bring texts near their names (cross-entropy over the names of a batch).

    Parameters
    ----------
    pairs : texts with their names, mixed in a batch.
    domains : such pairs whose names tell siblings apart: a batch is of one domain, and each is gone through twice.
    tell : called with steps done, steps in all, and the mean loss since it was last called.
    """
    torch.manual_seed(SEED)
    rng = np.random.default_rng(SEED)
    texts = sorted({text for some in (pairs, *domains) for pair in some for text in pair})
    known = dict(zip(texts, torch.from_numpy(published(base, texts).astype(np.float32)), strict=True))
    body = MiniLM.load(base.folder).train()
    optimiser = torch.optim.AdamW(body.parameters(), lr=RATE, weight_decay=DECAY)
    steps = [*_batches(pairs, ROUNDS, rng), *(batch for domain in domains for batch in _batches(domain, ROUNDS_OF_DOMAINS, rng))]
    steps = [steps[number] for number in rng.permutation(len(steps))]
    lost: list[float] = []
    for number, some in enumerate(steps):
        for group in optimiser.param_groups:
            group["lr"] = RATE * min((number + 1) / (WARM_UP * len(steps)), (len(steps) - number) / ((1 - WARM_UP) * len(steps)))
        loss = _loss(body, base, some, known)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        lost.append(float(loss.detach()))
        if (number + 1) % TOLD_EVERY == 0 or number + 1 == len(steps):
            tell(number + 1, len(steps), float(np.mean(lost)))
            lost.clear()
    return body.eval()


def _batches(pairs: Sequence[Pair], rounds: int, rng: np.random.Generator) -> Iterator[list[Pair]]:
    for order in (rng.permutation(len(pairs)) for _ in range(rounds)):
        for first in range(0, len(order), PAIRS_AT_ONCE):
            yield [pairs[n] for n in order[first : first + PAIRS_AT_ONCE]]


def _loss(body: MiniLM, base: Base, pairs: Sequence[Pair], known: dict[str, Tensor]) -> Tensor:
    texts, names = [text for text, _ in pairs], sorted({name for _, name in pairs})
    found, called = (_unit_means(body, base, some) for some in (texts, names))
    truth = torch.tensor([names.index(name) for _, name in pairs])
    return F.cross_entropy(found @ called.T / TEMPERATURE, truth) + _away(found, texts, known) + _away(called, names, known)


def _away(vectors: Tensor, texts: Sequence[str], known: dict[str, Tensor]) -> Tensor:
    return (1.0 - (vectors * torch.stack([known[text] for text in texts])).sum(-1)).mean()


def _unit_means(body: MiniLM, base: Base, texts: Sequence[str]) -> Tensor:
    batch = batch_of(base.windows.of([alone(text) for text in texts]))
    shares = batch.mask[..., None] / batch.mask.sum(1)[:, None, None]
    return F.normalize((body(batch.ids, batch.mask) * shares).sum(1), dim=-1)
