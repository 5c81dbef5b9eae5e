"""How well the encoder's recipe reads the sentiment of tweets once it learns tweets alone.

Usage: python benchmarks/tweets.py DATA BASE MARKS

DATA is a folder with ``semeval2017_task4a/train.jsonl.gz`` and ``tweeteval_sentiment/val.jsonl.gz`` (Rosenthal et al. 2017,
Barbieri et al. 2020; labels by people), BASE the published encoder, MARKS a folder that an unfinished run goes on from. The
network, its rates and its running mean are the recipe's; it is not shipped: the tweets' licence does not allow it. A tweet of the
validation split, also with other handles, links or signs, is taken out of what is learnt. Macro-recall in float32, with the middle 95 % of
1,000 resamplings; beside it logistic regression on tf-idf of words and pairs.
"""

import argparse
import re
from collections.abc import Sequence
from pathlib import Path
from shutil import rmtree
from typing import Any

import numpy as np
import torch
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import recall_score
from sklearn.pipeline import make_pipeline

from vocmine.train.exact import ExactEncoder
from vocmine.train.examples import LABELS, Examples, Labels, read_gzipped
from vocmine.train.finetune import SEED, finetune
from vocmine.train.material import Base, material
from vocmine.train.minilm import MiniLM
from vocmine.train.network import Network
from vocmine.types import alone

ROUNDS = 2
RESAMPLINGS = 1000
SIDES = ("negative", "neutral", "positive")
_WRITTEN_OUT = re.compile(r"\\u([0-9a-fA-F]{4})")
_ADDRESS = re.compile(r"@\w+|https?://\S+")
_REPEATED = re.compile(r"^\s*rt\b")
_NO_LETTERS = re.compile(r"[^a-z]+")
Row = dict[str, Any]


def load(data: Path) -> tuple[list[Row], list[Row]]:
    """Return the tweets to learn from, none of which is a held one, and the held ones."""
    files = (data / "tweeteval_sentiment" / "val.jsonl.gz", data / "semeval2017_task4a" / "train.jsonl.gz")
    held, rows = ([row | {"text": _plain(row["text"])} for row in read_gzipped(file)] for file in files)
    known = {_letters(row["text"]) for row in held}
    return [row for row in rows if _letters(row["text"]) not in known], held


def _plain(text: str) -> str:
    return _WRITTEN_OUT.sub(lambda found: chr(int(found[1], 16)), text)


def _letters(text: str) -> str:
    return _NO_LETTERS.sub("", _REPEATED.sub("", _ADDRESS.sub("", text.lower())))


def read(rows: Sequence[Row], held: Sequence[Row], base: Base, marks: Path) -> list[str]:
    """Fit the network to tweets and return what it says of the held ones."""
    examples = Examples()
    for row in rows:
        examples.add(alone(row["text"]), Labels({"sentiment": (row["label"],)}))
    torch.manual_seed(SEED)
    network = Network(MiniLM.load(base.folder))
    finetune(network, [material(examples, base, ROUNDS)], hidden=base.windows.hidden, marks=marks, tell=_tell)
    rmtree(marks)
    logits = ExactEncoder(network, base.windows).encode([alone(row["text"]) for row in held]).logits
    first = len(LABELS["stage"])
    columns = [first + LABELS["sentiment"].index(side) for side in SIDES]
    return [SIDES[place] for place in logits[:, columns].argmax(axis=1)]


def _tell(done: int, steps: int, loss: float) -> None:
    print(f"{done} of {steps} steps, loss {loss:.3f}", flush=True)


def show(name: str, gold: Sequence[str], said: Sequence[str]) -> None:
    """Print macro-recall with its interval."""
    truth, found = np.array(gold), np.array(said)
    rng = np.random.default_rng(0)
    draws = [rng.integers(0, len(truth), len(truth)) for _ in range(RESAMPLINGS)]
    low, high = np.quantile([recall_score(truth[some], found[some], average="macro") for some in draws], (0.025, 0.975))
    print(f"{name:<28} macro-recall {recall_score(truth, found, average='macro'):.3f} [{low:.3f}, {high:.3f}]")


def main() -> None:
    """Print one line a way of reading."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("data", "base", "marks"):
        parser.add_argument(name, type=Path)
    arguments = parser.parse_args()
    rows, held = load(arguments.data)
    gold = [row["label"] for row in held]
    print(f"TweetEval sentiment, validation (n = {len(held):,}; labels: people), learnt from {len(rows):,} tweets")
    plain = make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True), LogisticRegression(max_iter=300, class_weight="balanced")
    )
    show("plain", gold, plain.fit([row["text"] for row in rows], [row["label"] for row in rows]).predict([row["text"] for row in held]))
    show("the recipe with tweets", gold, read(rows, held, Base.open(arguments.base), arguments.marks))


if __name__ == "__main__":
    main()
