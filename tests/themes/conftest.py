"""Scored segments made by hand, and a planted corpus: we write the truth, then look for it."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from tests import made as by_hand
from vocmine.types import Scored, Segment

PLAIN = replace(by_hand.reading(intent="complaint"), sentiment=-0.6)

PLANTED = {
    "refund": ["my refund takes weeks", "the refund still takes weeks", "three weeks and no refund yet", "refund takes far too long"],
    "crash": ["the app crashes on start", "app crashes after the update", "since the update it crashes", "the app crashes every day"],
    "parking": ["no parking near the shop", "the parking was full again", "could not find parking", "parking costs more than lunch"],
}

Made = Callable[..., Scored]


@pytest.fixture
def make() -> Made:
    """Return a function that makes one scored segment that is a feedback of its own."""

    def made(text: str, *, id: str = "f1", unit: str | None = None, **changes: object) -> Scored:
        feedback = by_hand.feedback(id, text, record=unit or id)
        return Scored(Segment(feedback, 0, 0, len(text)), replace(PLAIN, **changes))

    return made


@pytest.fixture
def planted(make: Made):
    """Return a function that plants truths: (scored, vectors, truths), each copy of a phrase told in other words."""

    def plant(n_each: int, *, n_odd: int = 0) -> tuple[tuple[Scored, ...], np.ndarray, tuple[str, ...]]:
        rng = np.random.default_rng(7)
        axes = np.linalg.qr(rng.normal(size=(64, 64)))[0]
        scored, vectors, truths = [], [], []
        for place, (truth, phrases) in enumerate(PLANTED.items()):
            for number in range(n_each):
                text = f"{phrases[number % len(phrases)]} {'abcdefghijklmnopqrstuvwxyz'[number % 26] * (1 + number // 26)}"
                scored.append(make(text, id=f"{truth}{number}"))
                vectors.append(axes[place] + 0.09 * rng.normal(size=64))
                truths.append(truth)
        for number in range(n_odd):
            scored.append(make(f"odd remark {'xyzuvw'[number % 6] * (2 + number // 6)}", id=f"odd{number}"))
            vectors.append(rng.normal(size=64))
            truths.append("odd")
        found = np.array(vectors, dtype=np.float32)
        return tuple(scored), found / np.linalg.norm(found, axis=1, keepdims=True), tuple(truths)

    return plant
