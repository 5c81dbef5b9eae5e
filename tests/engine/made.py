"""Sources made by hand, and scoring in a process of its own, so that it can be killed."""

import sys
import time
from pathlib import Path

from tests.fakes import FullStopSegmenter, HashEncoder, MaskRedactor, WordReader, make_feedback, make_record
from vocmine.engine.batches import ScoreSteps
from vocmine.engine.local import ScoreOptions, ScoreSource, score_files
from vocmine.types import Rejected, Skipped


def make_steps():
    """Return fakes for all steps."""
    return ScoreSteps(MaskRedactor(), FullStopSegmenter(), HashEncoder(), WordReader())


def make_rows(count, *, file="a.csv"):
    """Return rows of all kinds: mostly two sentences, some doubled, some without words, skipped or rejected."""
    rows = []
    for n in range(1, count + 1):
        text = f"The app is bad {n % 37}. My order {n} is good. hunter2" if n % 11 else ""
        feedback = make_feedback(f"{file}-{n}", text, record=f"{file}-{n}", source_file=file, source_row=n, nps=float(n % 11))
        row = make_record(n, feedback, file=file)
        if n % 50 == 0:
            row = Rejected(file, n, "ragged", "3 cells in a row of 4.")
        elif n % 60 == 0:
            row = Skipped(file, n, "preview")
        rows.append(row)
    return rows


def make_source(rows, *, name="a.csv", fingerprint="1", pause=0.0):
    """Return a source of these rows; ``pause`` seconds pass at each."""

    def read():
        for row in rows:
            time.sleep(pause)
            yield row

    return ScoreSource(name, fingerprint, read)


if __name__ == "__main__":
    score_files(
        [make_source(make_rows(int(sys.argv[2])), pause=0.0005)], make_steps(), Path(sys.argv[1]), options=ScoreOptions(resume=True)
    )
