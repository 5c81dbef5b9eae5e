"""An encoder and its heads made by hand, over vectors of three directions: thing, help and talk."""

import numpy as np

from tests.fakes import make_feedback
from vocmine.protocols import Encoded
from vocmine.score.heads import Batch, Head, Heads
from vocmine.score.spans import Least
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
    counts = [[sum(text.lower().count(word) for word in words) for words in DIRECTIONS.values()] for text in texts]
    rows = np.array(counts, dtype=np.float32).reshape(len(texts), DIM)
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


def make_heads():
    """Return heads over columns that follow the directions for stages, and single words for the rest."""
    heads, first = {}, 0
    for name, labels in LABELS.items():
        thresholds = () if name in EXCLUSIVE else (0.5,) * len(labels)
        heads[name] = Head(labels, slice(first, first := first + len(labels)), 1.0, name in EXCLUSIVE, thresholds)
    return Heads(heads, Least(pain=0.5, cause=0.7))


def encode(segments):
    """Return what an encoder says that sees the words of a segment and, more dimly, those of its whole feedback."""
    vectors = embed([segment.text for segment in segments])
    wholes = embed([segment.feedback.text for segment in segments])
    columns = [(head, label) for head, labels in LABELS.items() for label in labels]
    logits = np.array([[_logit(segment.text.lower(), *column) for column in columns] for segment in segments], dtype=np.float32)
    logits = logits.reshape(len(segments), len(columns))
    logits[:, :DIM] += 6.0 * vectors + 2.0 * wholes
    return Encoded(np.zeros_like(vectors), logits)


def _logit(text, head, label):
    told = 8.0 * sum(word in text and label in said for word, said in WORDS.items())
    return told + 3.0 * (head != "stage" and label in PLAIN) - 1.0 * (head in ("emotion", "group"))


def make_segments(*texts, **values):
    """Return the segments of one feedback, one a text."""
    whole = " ".join(texts)
    feedback = make_feedback("1", whole, **values)
    starts = [len(" ".join([*texts[:n], ""])) for n in range(len(texts))]
    return [Segment(feedback, n, start, start + len(text)) for n, (start, text) in enumerate(zip(starts, texts, strict=True))]


def make_batch(*texts, **values):
    """Return what the encoder says of the segments of one feedback."""
    segments = make_segments(*texts, **values)
    encoded = encode(segments)
    return Batch(segments, encoded.logits)
