"""Small steps that fulfil the protocols without models: what they find follows from the words alone."""

import hashlib
import re
from dataclasses import replace
from uuid import NAMESPACE_OID, uuid5

import numpy as np

from tests import made
from vocmine.protocols import Encoded
from vocmine.types import Journey, Record, Redaction, Segment, Stage, Theme, Themes

JOURNEY = Journey("short", "Short", (Stage("buy", "Buy"), Stage("use", "Use")))
STAGE_WORDS = {"order": "buy", "refund": "buy", "app": "use", "login": "use"}


def make_feedback(id_, text, **values):
    """Return a feedback from a survey; ``values`` overrule its fields."""
    return made.feedback(id_, text, **({"kind": "survey", "source_file": "a.csv"} | values))


def make_record(row, *feedbacks, file="a.csv"):
    """Return a row of a file."""
    return Record(file, row, feedbacks)


def make_reading(**values):
    """Return a reading of a neutral segment; ``values`` overrule its fields."""
    plain = {
        "stage_confidence": 0.75,
        "stage_scores": (("buy", 0.125), ("use", 0.75), ("none", 0.125)),
        "sentiment_scores": (("negative", 0.25), ("neutral", 0.5), ("positive", 0.25)),
        "emotion_scores": (("joy", 0.25), ("anger", 0.5)),
        "model": "words.v1",
        "journey": "short",
    }
    return replace(made.reading("use", "neutral"), **(plain | values))


class MaskRedactor:
    """Mask the word ``hunter2``."""

    name = "mask.v1"

    def redact(self, feedback):
        """Return the feedback with the word masked."""
        found = [match.span() for match in re.finditer("hunter2", feedback.text)]
        redactions = tuple(Redaction(start, end, "PASSWORD") for start, end in found)
        return feedback.with_text(feedback.text.replace("hunter2", "x" * 7), redactions)


class FullStopSegmenter:
    """End a segment at each full stop."""

    name = "fullstop.v1"

    def segment(self, feedbacks):
        """Yield segments trimmed of white space."""
        for feedback in feedbacks:
            for index, match in enumerate(re.finditer(r"[^\s.][^.]*\.?", feedback.text)):
                yield Segment(feedback, index, *match.span())


class HashEncoder:
    """Turn a text into eight numbers made of its digest."""

    name = "hash.v1"
    dim = 8

    def encode(self, segments):
        """Return unit vectors, each of its text alone."""
        texts = [segment.text for segment in segments]
        rows = [np.frombuffer(hashlib.sha256(text.encode()).digest(), dtype=np.uint8)[:8].astype(np.float32) + 1 for text in texts]
        vectors = np.stack([row / np.linalg.norm(row) for row in rows])
        return Encoded(vectors, np.zeros((len(texts), 0), dtype=np.float32))


class WordReader:
    """Read the stage and the sentiment from single words; counts how often it was asked."""

    name = "words.v1"

    def __init__(self, journey=JOURNEY):
        self.journey = journey
        self.n_read = 0

    def read(self, segments, encoded):
        """Return one reading a segment."""
        assert len(encoded.vectors) == len(segments)
        self.n_read += len(segments)
        return tuple(self._read(segment) for segment in segments)

    def _read(self, segment):
        words = re.findall(r"\w+", segment.text.lower())
        stage = next((STAGE_WORDS[word] for word in words if word in STAGE_WORDS), "none")
        label = "negative" if "bad" in words else "positive" if "good" in words else "neutral"
        flags = ("churn",) if "leaving" in words else ()
        emotions = {"negative": "anger", "positive": "joy"}.get(label)
        return make_reading(
            stage=stage,
            sentiment_label=label,
            sentiment={"negative": -0.5, "positive": 0.5}.get(label, 0.0),
            emotions=(emotions,) if emotions else (),
            emotion_groups=(emotions or "neutral",),
            flags=flags,
            journey=self.journey.id,
        )


class WordThemes:
    """Make a pain point of the negative segments of each stage; the neutral ones fit none."""

    name = "wordthemes.v1"

    def find(self, scored, vectors, known=None):
        """Return a theme a stage, and what fits none."""
        assert vectors.shape[0] == len(scored)
        groups = {}
        for item, vector in zip(scored, vectors, strict=True):
            if item.reading.sentiment_label == "negative":
                groups.setdefault(item.reading.stage, []).append((item.segment.id, float(vector[0])))
        themes = tuple(self._theme(stage, members) for stage, members in sorted(groups.items()))
        taken = {segment_id for theme in themes for segment_id in theme.segment_ids}
        return Themes(themes, tuple(item.segment.id for item in scored if item.segment.id not in taken))

    def _theme(self, stage, members):
        ids = tuple(segment_id for segment_id, _ in members)
        severity = sum(value for _, value in members) / len(members)
        id_ = str(uuid5(NAMESPACE_OID, f"{stage} {ids}"))
        return Theme(id_, "pain_point", f"bad {stage}", ("bad", stage), ids, ids[:3], severity, ((stage, len(ids)),))
