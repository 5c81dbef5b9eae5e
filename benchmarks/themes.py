"""Themes beside BERTopic's defaults and k-means, on the same vectors in one run.

Usage: python benchmarks/themes.py [DATA]

Without DATA it reads the sample with its planted truths; DATA is a folder of public sets
(``nhs_trust_survey_2010_2019``, ``airline_tweets``) as gzip JSONL. Prints for each set the adjusted mutual
information over all rows (those without a theme being one cluster), the fraction with a theme, the purity of the
themes, their number, the largest, and the seconds. Labels of the sample are planted for whole feedbacks and
stand here for each of their sentences, so that no method reaches 1.
"""

import csv
import gzip
import json
import re
import sys
import time
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_mutual_info_score

from vocmine.artifacts import open_model, shipped
from vocmine.encode.onnx import OnnxEncoder
from vocmine.themes.finder import BertopicFinder
from vocmine.types import Feedback, Reading, Scored, Segment, Themes

N_ROWS = 5000
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_BLANK = Reading(
    language="en",
    stage="usage",
    stage_abstained=False,
    stage_confidence=1.0,
    stage_scores=(("usage", 1.0),),
    stage_basis="text",
    touchpoint=None,
    sentiment=-0.5,
    sentiment_label="negative",
    sentiment_scores=(),
    emotions=(),
    emotion_scores=(),
    emotion_groups=("neutral",),
    emotion_intensity=None,
    intent="complaint",
    effort=None,
    effort_label="none",
    pain_point=None,
    cause=None,
    cause_start=None,
    cause_end=None,
    cause_stage=None,
    duration_hours=None,
    flags=(),
    model="benchmark",
    journey="lifecycle",
)


@dataclass(frozen=True)
class Labelled:
    """Negative segments with what they are known to tell of."""

    name: str
    scored: tuple[Scored, ...]
    truths: tuple[str, ...]


def sample() -> Labelled:
    """Return the customers' sentences in the sample's records that hold one planted pain point and nothing else."""
    folder = shipped("corpora/sample")
    truths: dict[str, list[str]] = {}
    for truth in json.loads((folder / "truths.json").read_text(encoding="utf-8"))["truths"]:
        for record in truth["records"]:
            truths.setdefault(record, []).append(truth["id"])
    pairs = []
    for record, text, place in _sample_texts(folder):
        told = truths.get(record, [])
        if len(told) == 1 and told[0].startswith("P"):
            pairs += [(scored, told[0]) for scored in _sentences(text, f"{record}-{place}", record)]
    return Labelled("sample, planted pain points", tuple(one for one, _ in pairs), tuple(truth for _, truth in pairs))


def public(folder: Path, name: str, label: str) -> Labelled:
    """Return rows of a public set that carry a label, drawn by hash, each text whole."""
    rows = [row for row in _rows(folder / "train.jsonl.gz") if row.get(label) and row.get("question") != "best"]
    rows = sorted(rows, key=lambda row: sha256(row["text"].encode()).digest())[:N_ROWS]
    scored = tuple(_whole(row["text"], f"{place}", f"{place}") for place, row in enumerate(rows))
    return Labelled(name, scored, tuple(row[label] if isinstance(row[label], str) else row[label][0] for row in rows))


def measure(name: str, truths: Sequence[str], labels: Sequence[int], seconds: float) -> None:
    """Print one line of figures; a label below 0 is no theme."""
    by_theme: dict[int, Counter[str]] = {}
    for truth, label in zip(truths, labels, strict=True):
        if label >= 0:
            by_theme.setdefault(label, Counter())[truth] += 1
    n_with = sum(count.total() for count in by_theme.values())
    pure = sum(max(count.values()) for count in by_theme.values()) / max(n_with, 1)
    largest = max((count.total() for count in by_theme.values()), default=0)
    ami = adjusted_mutual_info_score(truths, labels)
    print(
        f"  {name:<20} AMI {ami:.3f}  with a theme {n_with / len(truths):.2f}  purity {pure:.2f}"
        f"  themes {len(by_theme):>3}  largest {largest:>4}  {seconds:5.1f} s",
        flush=True,
    )


def compare(data: Labelled, vectors: "np.ndarray[Any, np.dtype[np.float32]]") -> Themes:
    """Print our figures and the peers', and return our themes."""
    print(f"{data.name}: {len(data.scored)} segments, {len(set(data.truths))} labels")
    start = time.perf_counter()
    themes = BertopicFinder().find(data.scored, vectors)
    seconds = time.perf_counter() - start
    place = {segment: number for number, theme in enumerate(themes.themes) for segment in theme.segment_ids}
    measure("vocmine", data.truths, [place.get(scored.segment.id, -1) for scored in data.scored], seconds)
    start = time.perf_counter()
    labels = KMeans(len(set(data.truths)), n_init=3, random_state=0).fit_predict(vectors)
    measure("k-means, k given", data.truths, labels.tolist(), time.perf_counter() - start)
    start = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from bertopic import BERTopic

        labels, _ = BERTopic().fit_transform([scored.segment.text for scored in data.scored], vectors)
    measure("BERTopic's defaults", data.truths, labels, time.perf_counter() - start)
    return themes


def main(arguments: Sequence[str]) -> None:
    """Run all comparisons that the arguments allow."""
    sets = [sample()]
    for folder in map(Path, arguments):
        sets.append(public(folder / "airline_tweets", "airline tweets, negative reason", "negativereason"))
        sets.append(public(folder / "nhs_trust_survey_2010_2019", "NHS trust, to improve", "labels"))
    encoder = OnnxEncoder(open_model(shipped("models/encoder")))
    for data in sets:
        vectors = encoder.encode([scored.segment for scored in data.scored]).vectors
        for theme in compare(data, vectors).themes:
            print(f"    {len(theme.segment_ids):>4}  {theme.label}  [{', '.join(theme.keywords[:5])}]")


def _sample_texts(folder: Path) -> Iterator[tuple[str, str, int]]:
    columns = {
        "survey.csv": ("Response ID", "What is the main reason for your score?"),
        "reviews.csv": ("Review ID", "Review"),
        "chats.csv": ("conversationId", "text"),
    }
    for name, (record, text) in columns.items():
        with (folder / name).open(encoding="utf-8-sig", newline="") as lines:
            for place, row in enumerate(csv.DictReader(lines)):
                if row.get("participantType", "CUSTOMER") == "CUSTOMER":
                    yield row[record], row[text], place


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _sentences(text: str, name: str, record: str) -> Iterator[Scored]:
    whole = _whole(text, name, record)
    starts = [0, *(match.end() for match in _SENTENCE.finditer(text))]
    for index, (start, end) in enumerate(zip(starts, [*starts[1:], len(text)], strict=True)):
        if len(text[start:end].split()) >= 2:
            yield replace(whole, segment=replace(whole.segment, index=index, start=start, end=start + len(text[start:end].rstrip())))


def _whole(text: str, name: str, record: str) -> Scored:
    feedback = Feedback(id=name, record=record, text=text, kind="survey", source_file="benchmark", source_row=1, conversation=record)
    return Scored(Segment(feedback, 0, 0, len(text)), _BLANK)


if __name__ == "__main__":
    main(sys.argv[1:])
