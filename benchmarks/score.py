"""Segments a second of ``vocmine score`` from file to file, beside the plain way of encoding, in one run.

Usage: python benchmarks/score.py [--rows N]

Writes N rows (20,000) of one segment each, 16 to 20 tokens long and none twice, made of the sample's own phrases by a fixed
draw; scores them with the command itself; and prints segments a second, start included, with the peak of resident memory.
The plain way is sentence-transformers' ``encode`` in torch, on the first 2,000 of the same rows, models loaded beforehand:
vectors alone, by a network of the same shape with weights at random, which takes as long as the real one.
"""

import argparse
import csv
import logging
import os
import random
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tokenizers import Tokenizer

from vocmine.artifacts import shipped

PLAIN_ROWS = 2_000
SHORTEST, LONGEST = 16, 20
TEXTS = {"survey.csv": "What is the main reason for your score?", "reviews.csv": "Review", "chats.csv": "text"}
_PHRASE = re.compile(r"[^.,;:!?()\n–—]+")


def phrases() -> list[str]:
    """Return the sample's phrases of five to ten words, each once."""
    found: dict[str, None] = {}
    for name, column in TEXTS.items():
        with (shipped("corpora/sample") / name).open(encoding="utf-8-sig", newline="") as handle:
            for row in csv.DictReader(handle):
                found |= {phrase: None for part in _PHRASE.findall(row[column]) if 5 <= len((phrase := part.strip()).split()) <= 10}
    return list(found)


def segments(count: int) -> Iterator[str]:
    """Yield texts of 16 to 20 tokens, two phrases each and none twice; the same ones each time."""
    tokenizer = Tokenizer.from_file(str(shipped("models/encoder") / "tokenizer.json"))
    tokenizer.no_padding()
    drawn = random.Random(17)  # noqa: S311 - the draw must be the same each time
    parts, met = phrases(), set[str]()
    while len(met) < count:
        text = f"{drawn.choice(parts)} {drawn.choice(parts)}."
        tokens = len(tokenizer.encode(text, add_special_tokens=False).ids)
        if SHORTEST <= tokens <= LONGEST and text not in met:
            met.add(text)
            yield text


def run_score(texts: list[str], folder: Path) -> tuple[int, float, float]:
    """Score the texts with the command; return segments, seconds and the peak of resident memory in MiB."""
    with (folder / "in.csv").open("w", encoding="utf-8", newline="") as handle:
        rows = csv.writer(handle)
        rows.writerow(["id", "text"])
        rows.writerows((f"r{n}", text) for n, text in enumerate(texts))
    out = folder / "out.jsonl"
    command = [
        str(Path(sys.executable).with_name("vocmine")),
        "score",
        str(folder / "in.csv"),
        "-o",
        str(out),
        "--text",
        "text",
        "--id",
        "id",
    ]
    started = time.perf_counter()
    _, status, usage = os.wait4(os.posix_spawn(command[0], command, os.environ), 0)
    seconds = time.perf_counter() - started
    if status:
        sys.exit(os.waitstatus_to_exitcode(status))
    with out.open(encoding="utf-8") as lines:
        return sum(1 for _ in lines), seconds, usage.ru_maxrss / 1024


def run_plain(texts: list[str], folder: Path) -> tuple[int, float]:
    """Encode the texts by sentence-transformers in torch; return their number and the seconds."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Pooling, Transformer
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    logging.disable(logging.WARNING)
    shape = BertConfig(hidden_size=384, num_hidden_layers=6, num_attention_heads=12, intermediate_size=1536)
    BertModel(shape).save_pretrained(folder)
    named = {"pad_token": "[PAD]", "unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]", "mask_token": "[MASK]"}
    PreTrainedTokenizerFast(tokenizer_file=str(shipped("models/encoder") / "tokenizer.json"), **named).save_pretrained(folder)
    model = SentenceTransformer(modules=[Transformer(str(folder), max_seq_length=256), Pooling(384)], device="cpu")
    model.encode(texts[:64])
    started = time.perf_counter()
    model.encode(texts, show_progress_bar=False)
    return len(texts), time.perf_counter() - started


def main() -> None:
    """Run both and print what they took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=20_000)
    count = parser.parse_args().rows
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        texts = list(segments(count))
        n_scored, seconds, peak = run_score(texts, folder)
        tell("vocmine score, all readings", n_scored, seconds)
        print(f"  peak of resident memory: {peak:,.0f} MiB")
        (folder / "plain").mkdir()
        tell("plain encode, vectors alone", *run_plain(texts[:PLAIN_ROWS], folder / "plain"))


def tell(what: str, count: int, seconds: float) -> None:
    """Print one line of the comparison."""
    print(f"{what}: {count:,} segments in {seconds:.1f} s, {count / seconds:,.0f} segments/s", flush=True)


if __name__ == "__main__":
    main()
