"""What the encoder learns from: feedback cut into segments, some of them labelled.

Guarantees: every corpus named here allows that what is trained on it is shipped; a text stands in one split only.
"""

import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

from vocmine.protocols import Segmenter
from vocmine.types import Feedback, Segment, alone

STAGES = ("awareness", "consideration", "purchase", "onboarding", "usage", "support", "retention", "advocacy", "none")
GROUPS = {
    "delight": ("joy", "love", "excitement", "amusement", "pride"),
    "appreciation": ("admiration", "approval", "gratitude", "caring"),
    "hope": ("optimism", "desire", "relief"),
    "frustration": ("anger", "annoyance", "disapproval"),
    "disgust": ("disgust",),
    "disappointment": ("disappointment", "sadness", "grief", "remorse", "embarrassment"),
    "anxiety": ("fear", "nervousness"),
    "confusion": ("confusion", "curiosity"),
    "surprise": ("surprise", "realization"),
    "neutral": ("neutral",),
}
LABELS = {
    "stage": STAGES,
    "sentiment": ("negative", "neutral", "positive", "mixed"),
    "intent": ("complaint", "praise", "suggestion", "question", "churn", "inform"),
    "effort": ("high", "low", "none"),
    "group": tuple(GROUPS),
    "emotion": tuple(sorted(emotion for emotions in GROUPS.values() for emotion in emotions)),
}
EXCLUSIVE = ("stage", "sentiment", "intent", "effort")
TAGS = ("O", "PAIN", "CAUSE")
FAVOURABLE = frozenset((*GROUPS["delight"], *GROUPS["appreciation"], "optimism", "relief"))
UNFAVOURABLE = frozenset(emotion for group in ("frustration", "disgust", "disappointment", "anxiety") for emotion in GROUPS[group])
HELD_OUT_OF = 10
ASKED = {"best": "What was good?", "improve": "What could be improved?"}
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Labels:
    """What is known of one segment: for each head of ``LABELS`` the labels that hold; spans are offsets in the segment.

    ``cause`` is any reason told in the segment, be it for the trouble of another one.
    """

    of: Mapping[str, tuple[str, ...]]
    pain: Span | None = None
    cause: Span | None = None
    tagged: bool = False


@dataclass(slots=True)
class Examples:
    """Segments, those of a feedback together, and the labels of each, None where they are but context."""

    segments: list[Segment] = field(default_factory=list)
    labels: list[Labels | None] = field(default_factory=list)

    def add(self, segment: Segment, labels: Labels | None) -> None:
        """Append one segment."""
        self.segments.append(segment)
        self.labels.append(labels)


def read_gzipped(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the records of a gzipped JSON-lines file."""
    with gzip.open(path, "rt", encoding="utf-8") as handle:
        yield from (json.loads(line) for line in handle)


def read_records(data: Path, *, labels: Path, examples: Path) -> list[dict[str, Any]]:
    """Return all segments that are labelled by the codebook, each once: those of ``stage_train``, then the project's own.

    Parameters
    ----------
    data : folder of the public corpora.
    labels, examples : folders of the project's labels of public corpora, and of its own labelled feedback.
    """
    annotated = (_asked(record) for record in read_gzipped(data / "stage_train" / "train.jsonl.gz"))
    found: dict[tuple[str, str | None, int], dict[str, Any]] = {}
    for record in chain(annotated, read_labelled(labels, data), read_own(examples)):
        found.setdefault((record["text"], record["question"], record["start"]), record)
    return list(found.values())


def read_labelled(folder: Path, data: Path) -> Iterator[dict[str, Any]]:
    """Yield the project's own labels of public corpora, with the words that they stand on.

    Parameters
    ----------
    folder : JSON lines of ``source, split, row, start, end`` and labels; spans are offsets, no text is kept.
    data : folder of the public corpora.
    """
    corpora: dict[Path, list[dict[str, Any]]] = {}
    for label in read_own(folder):
        path = data / label["source"] / f"{label['split']}.jsonl.gz"
        if path not in corpora:
            corpora[path] = list(read_gzipped(path))
        row = corpora[path][label["row"]]
        text = row["text"]
        spans = {name: text[slice(*label[name])] if label[name] else None for name in ("pain_point", "cause")}
        yield _asked(label | spans | {"text": text, "segment": text[label["start"] : label["end"]], "question": row.get("question")})


def read_own(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield the records of the project's own labelled examples."""
    for path in sorted(folder.glob("*.jsonl")):
        with path.open(encoding="utf-8") as handle:
            yield from (json.loads(line) for line in handle)


def codebook(records: Iterable[dict[str, Any]], segmenter: Segmenter) -> Examples:
    """Return segments labelled by the codebook among the other segments of their feedback."""
    by_feedback: dict[tuple[str, str | None, int], list[dict[str, Any]]] = {}
    for record in records:
        copy = 0
        while any(_overlap(record, other) for other in by_feedback.get((record["text"], record.get("question"), copy), ())):
            copy += 1
        by_feedback.setdefault((record["text"], record.get("question"), copy), []).append(record)
    examples = Examples()
    for n, ((text, question, _), labelled) in enumerate(by_feedback.items()):
        feedback = Feedback(str(n), str(n), text, "survey", "corpus", n + 1, question=question)
        causes = [span for record in labelled if (span := _found(record["cause"], record))]
        for index, (start, end, told) in enumerate(_spans(feedback, labelled, segmenter)):
            examples.add(Segment(feedback, index, start, end), _labels(told, causes) if told else None)
    return examples


def emotions(records: Iterable[dict[str, Any]]) -> Examples:
    """Return comments with labels of GoEmotions; the groups and, where it is plain, the sentiment follow from them."""
    examples = Examples()
    for record in records:
        held = frozenset(record["labels"])
        groups = tuple(group for group, members in GROUPS.items() if held & set(members))
        of = {"emotion": tuple(record["labels"]), "group": groups}
        if sentiment := _told_by(held):
            of["sentiment"] = (sentiment,)
        examples.add(alone(record["text"]), Labels(of))
    return examples


def judged(records: Iterable[dict[str, Any]], *, known: frozenset[str]) -> Examples:
    """Return sentences with judged aspects whose texts are not ``known``; favourable and unfavourable ones together are ``mixed``."""
    examples = Examples()
    for record in records:
        if record["text"] not in known:
            overall = _overall({aspect["polarity"] for aspect in record["aspects"]})
            examples.add(alone(record["text"]), Labels({"sentiment": (overall,)}))
    return examples


def split(records: Sequence[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return records to learn from, and one feedback in ten to calibrate on, by the digest of its text."""
    held = [int(hashlib.sha256(record["text"].encode()).hexdigest(), 16) % HELD_OUT_OF == 0 for record in records]
    return (
        [record for record, out in zip(records, held, strict=True) if not out],
        [record for record, out in zip(records, held, strict=True) if out],
    )


def _asked(record: dict[str, Any]) -> dict[str, Any]:
    return record | {"question": ASKED.get(record.get("question") or "")}


def _overlap(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return bool(one["start"] < other["start"] + len(other["segment"]) and other["start"] < one["start"] + len(one["segment"]))


def _spans(feedback: Feedback, labelled: Sequence[dict[str, Any]], segmenter: Segmenter) -> list[tuple[int, int, dict[str, Any] | None]]:
    known = [(record["start"], record["start"] + len(record["segment"])) for record in labelled]
    others = [
        (segment.start, segment.end, None)
        for segment in segmenter.segment([feedback])
        if not any(segment.start < end and start < segment.end for start, end in known)
    ]
    return sorted([*((*span, record) for span, record in zip(known, labelled, strict=True)), *others], key=lambda found: found[:2])


def _labels(record: dict[str, Any], causes: Sequence[Span]) -> Labels:
    of = {name: (str(record[name]),) for name in EXCLUSIVE} | {"group": tuple(record["emotions"])}
    start, end = record["start"], record["start"] + len(record["segment"])
    cause = next((span for span in causes if span[0] < end and start < span[1]), None)
    return Labels(of, _within(_found(record["pain_point"], record), start), _within(cause, start), tagged=True)


def _found(words: str | None, record: dict[str, Any]) -> Span | None:
    """Return where words stand in the feedback, in the record's segment if they do."""
    if not words:
        return None
    text, start = record["text"], record["start"]
    first = text.find(words, start, start + len(record["segment"]))
    first = first if first >= 0 else text.find(words)
    return (first, first + len(words)) if first >= 0 else None


def _within(span: Span | None, start: int) -> Span | None:
    return span and (span[0] - start, span[1] - start)


def _told_by(held: frozenset[str]) -> str | None:
    if held == {"neutral"}:
        return "neutral"
    sides = (bool(held & FAVOURABLE), bool(held & UNFAVOURABLE))
    return {(True, False): "positive", (False, True): "negative"}.get(sides)


def _overall(polarities: set[str]) -> str:
    if {"positive", "negative"} <= polarities:
        return "mixed"
    return next((polarity for polarity in ("negative", "positive") if polarity in polarities), "neutral")
