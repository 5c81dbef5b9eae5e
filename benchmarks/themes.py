"""Themes beside BERTopic's defaults, HDBSCAN, k-means and agglomerative clustering, on the same vectors in one run.

Usage: python benchmarks/themes.py [DATA]

Without DATA it reads the sample with its planted truths; DATA is a folder of public sets as gzip JSONL: ``banking77`` (forty texts a
label of its training split), ``clinc150`` (validation split), ``airline_tweets`` (negative reasons), ``nhs_trust_survey_2010_2019``
(answers of what to improve, by their first label). Prints for each set and method the adjusted mutual information over all rows (those
without a theme being one cluster), the number of groups, the share of rows in one, of keywords NPMI and diversity, in how many of 500
draws of four texts of a group and one of another the other is least like the rest in the vectors of the readings, by which no method
groups (by chance in a fifth), and the seconds; then how well themes last: the same rows again, in another order, and with a tenth of them
more or less. Truths of the sample are planted for whole feedbacks and stand here for each of their sentences, so that no method reaches
1. Last, 100,000 answers and a million at once.
"""

import csv
import gzip
import json
import re
import resource
import sys
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.cluster import HDBSCAN, AgglomerativeClustering, KMeans
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score

from vocmine.artifacts import open_model, shipped
from vocmine.encode.onnx import OnnxEncoder
from vocmine.encode.vectors import OnnxVectors
from vocmine.themes.bertopic import telling_terms
from vocmine.themes.finder import GraphFinder
from vocmine.themes.likeness import SAME
from vocmine.types import Feedback, Known, Reading, Scored, Segment, Themes

N_BY_LABEL, N_TWEETS, N_ANSWERS, N_MANY = 40, 10_000, 20_000, 100_000
N_MOST = 1_000_000
N_DRAWS, FEW_DRAWS, N_TERMS = 10, 3, 8
N_INTRUDERS, N_ALIKE = 500, 4
NOWHERE = -1
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

    @property
    def texts(self) -> list[str]:
        """The segments' texts."""
        return [one.segment.text for one in self.scored]


@dataclass(frozen=True)
class Vectors:
    """The vectors of segments that all methods group by, and those of the readings, by which intruders are told."""

    grouping: Any
    judging: Any


def main(arguments: Sequence[str]) -> None:
    """Run all comparisons that the arguments allow."""
    model = open_model(shipped("models/encoder"))
    encode, reader = OnnxVectors(model).of, OnnxEncoder(model)
    sets = [sample(), *(one for data in map(Path, arguments) for one in public(data))]
    for data in sets:
        compare(data, Vectors(encode(data.texts), reader.encode([one.segment for one in data.scored]).vectors), encode)
    for folder in map(Path, arguments):
        many(folder, encode)


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


def public(data: Path) -> Iterator[Labelled]:
    """Yield the public sets, rows drawn by the hash of their text."""
    by_label: dict[str, list[str]] = {}
    for row in _drawn(_rows(data / "banking77" / "train.jsonl.gz")):
        by_label.setdefault(row["label"], []).append(row["text"])
    yield _labelled("banking77", [(text, label) for label in sorted(by_label) for text in by_label[label][:N_BY_LABEL]])
    yield _labelled("clinc150", [(row["text"], row["label"]) for row in _rows(data / "clinc150" / "val.jsonl.gz")])
    told = _drawn(row for row in _rows(data / "airline_tweets" / "train.jsonl.gz") if row.get("negativereason"))
    yield _labelled("airline tweets, negative reason", [(row["text"], row["negativereason"]) for row in told[:N_TWEETS]])
    answers = _drawn(_answers(data))
    yield _labelled("NHS trust, to improve", [(row["text"], row["labels"][0]) for row in answers[:N_ANSWERS]])


def compare(data: Labelled, made: Vectors, encode: Any) -> None:
    """Print our figures, the peers' and how ours last; then our themes."""
    n_labels, vectors = len(set(data.truths)), made.grouping
    print(f"\n{data.name}: {len(data.scored):,} segments, {n_labels} labels")
    start = time.perf_counter()
    themes = GraphFinder(encode).find(data.scored, vectors)
    seconds = time.perf_counter() - start
    for level, home in (("themes", _homes(themes)), ("parts", _part_homes(themes))):
        _show(f"vocmine, {level}", data, made, [home.get(one.segment.id, NOWHERE) for one in data.scored], seconds)
    peers: dict[str, Callable[[], Sequence[int]]] = {
        "BERTopic's defaults": lambda: _bertopic(data.texts, vectors),
        "HDBSCAN": lambda: HDBSCAN(min_cluster_size=10, copy=True).fit_predict(vectors).tolist(),
        "k-means, k given": lambda: KMeans(n_labels, n_init=3, random_state=0).fit_predict(vectors).tolist(),
    }
    if len(vectors) <= N_TWEETS:
        peers["Ward, k given"] = lambda: AgglomerativeClustering(n_labels).fit_predict(vectors).tolist()
    for name, fit in peers.items():
        start = time.perf_counter()
        labels = fit()
        _show(name, data, made, labels, time.perf_counter() - start)
    _show_names(themes, encode)
    _show_lasting(data, vectors, encode, themes)
    for theme in themes.themes:
        parts = ", ".join(f"{part.label} {len(part.segment_ids)}" for part in theme.parts)
        print(f"    {len(theme.segment_ids):>5}  {theme.label}  [{parts}]")


def many(data: Path, encode: Any) -> None:
    """Print how long 100,000 answers take, and a million made of two of these each; vectors apart."""
    texts = [row["text"] for row in _drawn(_rows(data / "nhs_trust_survey_2010_2019" / "train.jsonl.gz"))]
    texts = list(dict.fromkeys([*texts, *(part for text in texts for part in _SENTENCE.split(text) if len(part.split()) > 2)]))[:N_MANY]
    vectors = encode(texts)
    _time(texts, vectors, encode)
    twos = np.random.default_rng(0).integers(len(texts), size=(N_MOST, 2))
    _time([f"{texts[one]} {texts[other]}" for one, other in twos], (vectors[twos[:, 0]] + vectors[twos[:, 1]]) / 2, encode)


def _time(texts: Sequence[str], vectors: Any, encode: Any) -> None:
    """Print how long the themes of texts take, and the memory of the whole process, vectors and texts included."""
    scored = tuple(_whole(text, f"{place:07}", f"{place:07}") for place, text in enumerate(texts))
    start = time.perf_counter()
    themes = GraphFinder(encode).find(scored, vectors)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    placed = sum(len(theme.segment_ids) for theme in themes.themes) / len(scored)
    print(
        f"\n{len(scored):,} answers at once: {seconds:.0f} s, {peak:.1f} GiB, {len(themes.themes)} themes, {placed:.2f} with a theme",
        flush=True,
    )


def _show(name: str, data: Labelled, made: Vectors, labels: Sequence[int], seconds: float) -> None:
    placed = [(text, label) for text, label in zip(data.texts, labels, strict=True) if label >= 0]
    ami = adjusted_mutual_info_score(data.truths, labels)
    numbers = {label: place for place, label in enumerate(sorted({label for _, label in placed}))}
    terms = telling_terms([text for text, _ in placed], [numbers[label] for _, label in placed]) if placed else ()
    npmi, diversity = _keyword_quality([some[:N_TERMS] for some in terms], data.texts)
    print(
        f"  {name:<20} AMI {ami:.3f}  groups {len(numbers):>3}  placed {len(placed) / len(labels):.2f}  "
        f"keywords' NPMI {npmi:.3f}, diversity {diversity:.2f}  intruders {_intruders(made.judging, labels):.2f}  {seconds:6.1f} s",
        flush=True,
    )


def _intruders(vectors: Any, labels: Sequence[int]) -> float:
    """Return the share of draws in which the text of another group is the one least like the rest (Chang and others, 2009, for texts)."""
    members: dict[int, list[int]] = {}
    for place, label in enumerate(labels):
        members.setdefault(label, []).append(place)
    groups = [some for label, some in sorted(members.items()) if label >= 0 and len(some) >= N_ALIKE]
    if len(groups) < 2:
        return float("nan")
    rng = np.random.default_rng(0)
    found = 0
    for _ in range(N_INTRUDERS):
        home, other = (groups[n] for n in rng.choice(len(groups), 2, replace=False))
        five = vectors[[*rng.choice(home, N_ALIKE, replace=False), rng.choice(other)]]
        found += int(np.argmin((five @ five.T).sum(axis=1))) == N_ALIKE
    return found / N_INTRUDERS


def _show_names(themes: Themes, encode: Any) -> None:
    for level, names in (("themes", [t.label for t in themes.themes]), ("parts", [p.label for t in themes.themes for p in t.parts])):
        vectors = encode(names) if names else np.zeros((0, 1))
        same = int((np.triu(vectors @ vectors.T, 1) > SAME).sum())
        print(f"  names of {level}: {len(names)}, {len(names) - len(set(names))} doubled, {same} pairs above cosine {SAME}")


def _show_lasting(data: Labelled, vectors: Any, encode: Any, themes: Themes) -> None:
    """Print the adjusted Rand index of the same rows again, shuffled, and with a tenth more or less, after which ids are compared."""
    rows = np.arange(len(data.scored))

    def found(rows: Any, known: Themes | None = None) -> Themes:
        earlier = Known(earlier=known) if known else Known()
        return GraphFinder(encode).find([data.scored[row] for row in rows], vectors[rows], earlier)

    again, shuffled = found(rows), found(np.random.default_rng(1).permutation(rows))
    print(f"  the same again: ARI {_rand(themes, again):.3f}; shuffled: {_rand(themes, shuffled):.3f}")
    figures = []
    for draw in range(N_DRAWS if len(rows) < N_TWEETS else FEW_DRAWS):
        kept = np.sort(np.random.default_rng(draw).permutation(rows)[: int(0.9 * len(rows))])
        few = found(kept)
        grown, shrunk = found(rows, few), found(kept, themes)
        figures.append((_rand(few, grown), _kept(few, grown), _rand(themes, shrunk), _kept(themes, shrunk), _rand(themes, few)))
    more, ids_more, less, ids_less, scratch = np.mean(figures, axis=0)
    print(
        f"  a tenth more ({len(figures)} draws): ARI {more:.3f}, ids kept {ids_more:.3f}; a tenth less: {less:.3f}, {ids_less:.3f}; "
        f"from scratch: {scratch:.3f}"
    )


def _rand(one: Themes, other: Themes) -> float:
    homes, others = _homes(one), _homes(other)
    everyone = [{*_homes(some), *some.unassigned, *some.feelings} for some in (one, other)]
    common = sorted(everyone[0] & everyone[1])
    return float(adjusted_rand_score([homes.get(i, NOWHERE) for i in common], [others.get(i, NOWHERE) for i in common]))


def _kept(one: Themes, other: Themes) -> float:
    ids = {theme.id for theme in other.themes}
    return sum(theme.id in ids for theme in one.themes) / max(1, len(one.themes))


def _homes(themes: Themes) -> Mapping[str, int]:
    return {segment: place for place, theme in enumerate(themes.themes) for segment in theme.segment_ids}


def _part_homes(themes: Themes) -> Mapping[str, int]:
    parts = [part for theme in themes.themes for part in theme.parts or (theme,)]
    return {segment: place for place, part in enumerate(parts) for segment in part.segment_ids}


def _keyword_quality(keywords: Sequence[Sequence[str]], texts: Sequence[str]) -> tuple[float, float]:
    """Return the mean NPMI of pairs of a group's single words within texts, and the share of keywords that no other group has."""
    told = [frozenset(re.findall(r"[^\W\d_]+", text.lower())) for text in texts]
    single = [[term for term in some if " " not in term] for some in keywords]
    wanted = {term for some in single for term in some}
    where: dict[str, set[int]] = {term: set() for term in wanted}
    for place, words in enumerate(told):
        for word in words & wanted:
            where[word].add(place)
    scores = [_npmi(len(where[a]), len(where[b]), len(where[a] & where[b]), len(told)) for some in single for a, b in combinations(some, 2)]
    counts = Counter(term for some in keywords for term in some)
    unique = sum(count == 1 for count in counts.values()) / max(1, len(counts))
    return float(np.mean(scores)) if scores else 0.0, unique


def _npmi(n_a: int, n_b: int, n_both: int, n: int) -> float:
    if not n_both:
        return -1.0
    return float(np.log(n_both * n / (n_a * n_b)) / -np.log(n_both / n)) if n_both < n else 1.0


def _bertopic(texts: Sequence[str], vectors: Any) -> Sequence[int]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from bertopic import BERTopic

        labels: Sequence[int] = BERTopic().fit_transform(list(texts), vectors)[0]
    return labels


def _labelled(name: str, pairs: Sequence[tuple[str, str]]) -> Labelled:
    scored = tuple(_whole(text, f"{place:05}", f"{place:05}") for place, (text, _) in enumerate(pairs))
    return Labelled(name, scored, tuple(label for _, label in pairs))


def _answers(data: Path) -> Iterator[dict[str, Any]]:
    for row in _rows(data / "nhs_trust_survey_2010_2019" / "train.jsonl.gz"):
        if row.get("labels") and row.get("question") != "best":
            yield row


def _drawn(rows: Any) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: sha256(row["text"].encode()).digest())


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
