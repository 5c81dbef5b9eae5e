"""How true the readings are: the shipped model beside a plain alternative, in one run.

Usage: python benchmarks/readings.py DATA [GOLD.jsonl ...]

DATA is the folder of the public corpora that ``corpora/public.json`` names. The plain alternative is logistic regression
on tf-idf of words and pairs, fitted on the very rows that the model learnt from (comments of GoEmotions for the emotions).
Each GOLD file holds labelled segments in their feedback as JSON lines (text, start, end, stage, sentiment, emotions, intent,
effort, pain_point, cause); a labelled segment is compared with the read one that overlaps it most.
Intervals are the middle 95 % of 1,000 resamplings of the rows.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import recall_score
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import Pipeline, make_pipeline

from vocmine.artifacts import shipped
from vocmine.compose import Scorer
from vocmine.evaluate.measure import Measured, measure, measure_several
from vocmine.train.examples import LABELS, read_gzipped, read_records, split

Row = dict[str, Any]
FIELDS = {"stage": "stage", "sentiment": "sentiment_label", "intent": "intent", "effort": "effort_label"}
UNREAD = {"stage": "none", "sentiment": "neutral", "intent": "inform", "effort": "none"}
BY_MODEL = "read once by a language model or its writer, by the codebook"
BY_TWO = "two language models and a third, by the codebook (kappa on stage 0.94)"


def tell(work: str, who: str, found: Measured, plain: Measured) -> None:
    """Print accuracy and macro-F1 with intervals, and those of the plain way."""
    print(f"{work}  (n = {found.n:,}; labels: {who})")
    for name, ours, theirs in (("accuracy", found.accuracy, plain.accuracy), ("macro-F1", found.macro_f1, plain.macro_f1)):
        print(f"    {name:<9} {ours.value:.3f} [{ours.low:.3f}, {ours.high:.3f}]   plain {theirs.value:.3f}")
    if found.calibration:
        c = found.calibration
        print(f"    ECE, debiased {c.ece_debiased:.3f}; error {c.error:.3f}, of the surest 80 % {c.error_at_80:.3f}")


def read_segments(scorer: Scorer, rows: Sequence[Row]) -> list[Row]:
    """Return for each labelled segment the read one that overlaps it most."""
    keys = {key: str(n) for n, key in enumerate(dict.fromkeys((row["text"], row.get("question")) for row in rows))}
    table = pa.table(
        {
            "id": list(keys.values()),
            "text": [text for text, _ in keys],
            "question": pa.array([question for _, question in keys], type=pa.string()),
        }
    )
    by_feedback: dict[str, list[Row]] = defaultdict(list)
    for read in scorer.score_table(table).to_pylist():
        by_feedback[read["feedback_id"].split(":")[0]].append(read)
    found = []
    for row in rows:
        start, end = row["start"], row["start"] + len(row["segment"])
        read = max(
            by_feedback[keys[row["text"], row.get("question")]],
            key=lambda some: min(end, some["end"]) - max(start, some["start"]),
            default=None,
        )
        found.append(read if read and min(end, read["end"]) > max(start, read["start"]) else {})
    return found


def plain_readings(learnt: Sequence[Row]) -> dict[str, Pipeline]:
    """Return a plain reader of each exclusive reading."""
    texts = [row["segment"] for row in learnt]
    return {name: _plain().fit(texts, [row[name] for row in learnt]) for name in FIELDS}


def _plain() -> Pipeline:
    words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    return make_pipeline(words, LogisticRegression(C=10, max_iter=1000, class_weight="balanced"))


def readings(work: str, who: str, rows: Sequence[Row], scorer: Scorer, plain: dict[str, Pipeline]) -> None:
    """Compare stage, sentiment, intent, effort, groups and spans of labelled segments."""
    found = read_segments(scorer, rows)
    for name, field in FIELDS.items():
        said = [_likeliest(read) if name == "stage" else read.get(field) or UNREAD[name] for read in found]
        kept = [n for n, row in enumerate(rows) if name != "sentiment" or row["sentiment"] != "mixed"]
        gold = [rows[n][name] for n in kept]
        other = list(plain[name].predict([rows[n]["segment"] for n in kept]))
        ours = [said[n] for n in kept]
        if name == "sentiment":
            ours, other = ([label if label != "mixed" else "neutral" for label in some] for some in (ours, other))
        confidence = [_confidence(found[n], name) for n in kept] if name in ("stage", "sentiment") else None
        tell(f"{work}: {name}", who, measure(gold, ours, confidence=confidence), measure(gold, other))
    groups = [frozenset(row["emotions"]) for row in rows]
    always = [frozenset(("frustration",))] * len(rows)
    told = [frozenset(read.get("emotion_groups") or ("neutral",)) for read in found]
    tell(f"{work}: emotion groups (plain: always frustration)", who, measure_several(groups, told), measure_several(groups, always))
    _spans(work, rows, found)


def _likeliest(read: Row) -> str:
    scores = dict(read.get("stage_scores") or {"none": 1.0})
    return max(scores, key=lambda stage: scores[stage] or 0.0)


def _confidence(read: Row, name: str) -> float:
    if name == "stage":
        return float(read.get("stage_confidence") or 0.0)
    return max((float(score or 0.0) for score in dict(read.get("sentiment_scores") or {}).values()), default=0.0)


def _spans(work: str, rows: Sequence[Row], found: Sequence[Row]) -> None:
    pains = [(row["pain_point"], read.get("pain_point")) for row, read in zip(rows, found, strict=True)]
    causes = [(bool(row["cause"]), bool(read.get("cause"))) for row, read in zip(rows, found, strict=True)]
    f1 = np.mean([_token_f1(gold, said) for gold, said in pains if gold])
    whole = np.mean([_token_f1(row["pain_point"], row["segment"]) for row in rows if row["pain_point"]])
    told = [gold for gold, said in causes if said]
    print(f"{work}: pain point, token F1 {f1:.3f} (n = {sum(bool(gold) for gold, _ in pains)}; whole segment {whole:.3f})")
    precision = np.mean(told) if told else 0.0
    print(f"{work}: cause, precision {precision:.3f} (n = {len(told)} told by the reader, {sum(gold for gold, _ in causes)} true)")


def _token_f1(gold: str, said: str | None) -> float:
    a, b = (some.lower().split() for some in (gold, said or ""))
    common = sum(min(a.count(word), b.count(word)) for word in set(a))
    return 2 * common / (len(a) + len(b)) if common else 0.0


def emotions(data: Path, scorer: Scorer) -> None:
    """Compare the 28 labels on the development split of GoEmotions."""
    learnt = list(read_gzipped(data / "goemotions" / "train.jsonl.gz"))
    held = list(read_gzipped(data / "goemotions" / "dev.jsonl.gz"))
    said = [reading.emotions for reading in scorer.score_texts([row["text"] for row in held])]
    names = LABELS["emotion"]
    truth = np.array([[label in row["labels"] for label in names] for row in learnt])
    words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    plain = make_pipeline(words, OneVsRestClassifier(LogisticRegression(C=4, max_iter=300, class_weight="balanced")))
    table = plain.fit([row["text"] for row in learnt], truth).predict([row["text"] for row in held])
    other = [frozenset(name for name, held_ in zip(names, some, strict=True) if held_) for some in table]
    gold = [frozenset(row["labels"]) for row in held]
    tell("GoEmotions, dev split", "people", measure_several(gold, [frozenset(some) for some in said]), measure_several(gold, other))


def tweets(data: Path, scorer: Scorer, plain: Pipeline) -> None:
    """Compare the sentiment of tweets, of which the model learnt none."""
    rows = list(read_gzipped(data / "tweeteval_sentiment" / "val.jsonl.gz"))
    gold = [row["label"] for row in rows]
    said = [_three(reading.sentiment_label) for reading in scorer.score_texts([row["text"] for row in rows])]
    other = [_three(label) for label in plain.predict([row["text"] for row in rows])]
    ours, theirs = (recall_score(gold, some, average="macro") for some in (said, other))
    print(f"TweetEval sentiment, validation  (n = {len(rows):,}; labels: people): macro-recall {ours:.3f}   plain {theirs:.3f}")


def _three(label: str | None) -> str:
    return "neutral" if label in (None, "mixed") else str(label)


def main() -> None:
    """Print one block a reading and corpus."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("gold", type=Path, nargs="*")
    arguments = parser.parse_args()
    scorer = Scorer()
    corpora = shipped("corpora")
    records = read_records(arguments.data, labels=corpora / "labels", examples=corpora / "examples")
    learnt, held = split(records)
    plain = plain_readings(learnt)
    readings("held out of the training corpora", BY_MODEL, held, scorer, plain)
    for path in arguments.gold:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        readings(path.stem, BY_TWO, rows, scorer, plain)
    emotions(arguments.data, scorer)
    tweets(arguments.data, scorer, plain["sentiment"])


if __name__ == "__main__":
    main()
