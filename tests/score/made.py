"""Heads made by hand, over vectors of three directions: thing, help and talk."""

import numpy as np

from tests.fakes import make_feedback
from vocmine.score.heads import Head, Heads
from vocmine.score.words import Vocabulary
from vocmine.types import Segment

DIRECTIONS = {"thing": ("screen", "battery", "use"), "help": ("refund", "hotline", "support"), "talk": ("hello", "thanks", "bye")}
DIM = len(DIRECTIONS)
LABELS = {
    "stage": ("usage", "support", "none"),
    "sentiment": ("negative", "neutral", "positive", "mixed"),
    "emotion": ("anger", "joy", "neutral"),
    "group": ("frustration", "delight", "neutral"),
    "intent": ("complaint", "inform", "praise"),
    "effort": ("high", "low", "none"),
}
EXCLUSIVE = ("stage", "sentiment", "intent", "effort")
WORDS = {
    "awful": ("negative", "anger", "frustration", "complaint"),
    "great": ("positive", "joy", "delight", "praise"),
    "both": ("mixed",),
    "waited": ("high",),
    "easy": ("low",),
}
PLAIN = ("neutral", "inform", "none")


def embed(texts):
    """Return unit vectors: along the directions whose words a text has."""
    rows = np.array(
        [[sum(text.lower().count(word) for word in words) for words in DIRECTIONS.values()] for text in texts], dtype=np.float32
    )
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


def make_heads():
    """Return heads that follow the directions for stages, and single words for the rest."""
    columns = [(head, label) for head, labels in LABELS.items() for label in labels]
    weights = np.zeros((2 * DIM, len(columns)), dtype=np.float32)
    for place in range(DIM):
        weights[place, place], weights[DIM + place, place] = 6.0, 2.0
    words = np.array([[8.0 * (label in said) for _, label in columns] for said in WORDS.values()], dtype=np.float32)
    bias = np.array([3.0 * (head != "stage" and label in PLAIN) - 1.0 * (head in ("emotion", "group")) for head, label in columns])
    heads, first = {}, 0
    for name, labels in LABELS.items():
        thresholds = () if name in EXCLUSIVE else (0.5,) * len(labels)
        heads[name] = Head(labels, slice(first, first := first + len(labels)), 1.0, name in EXCLUSIVE, thresholds)
    vocabulary = Vocabulary({word: place for place, word in enumerate(WORDS)}, np.ones(len(WORDS), dtype=np.float32))
    return Heads(heads, vocabulary, weights, words, np.zeros_like(words), bias.astype(np.float32))


def make_segments(*texts, **values):
    """Return the segments of one feedback, one a text."""
    whole = " ".join(texts)
    feedback = make_feedback("1", whole, **values)
    starts = [len(" ".join([*texts[:n], ""])) for n in range(len(texts))]
    return [Segment(feedback, n, start, start + len(text)) for n, (start, text) in enumerate(zip(starts, texts, strict=True))]


def make_batch(*texts, **values):
    """Return what the heads say of the segments of one feedback."""
    return make_heads().batch(make_segments(*texts, **values), embed(texts))
