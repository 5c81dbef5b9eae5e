"""A small mined project for the pages: sentences whose stage, feeling and theme are known, written to a database."""

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import NAMESPACE_OID, uuid5

from tests.fakes import FullStopSegmenter, HashEncoder, MaskRedactor, make_feedback, make_reading, make_record
from vocmine.journey.definitions import load
from vocmine.pipeline import ImportSource, Steps, import_files, mine
from vocmine.store.database import open_store
from vocmine.types import Cause, CauseLink, RootCauses, Theme, Themes

PROJECT = "Harbour Coffee"
# Stage, sentiment, group of feelings, intent, effort, theme (or nothing), sentences; one a line.
_LINES = (Path(__file__).parents[1] / "data" / "web" / "told.txt").read_text(encoding="utf-8").splitlines()
TOLD = tuple((*line.split("|")[:6], tuple(line.split("|")[6].split("; "))) for line in _LINES)
UNKNOWN = ("usage", "negative", "frustration", "complaint", "none", "", ())
HOSTILE = "<script>alert(1)</script> ![x](http://203.0.113.7/a.png) [go](javascript:alert(1)) $x$ :smile:"
_BY_TEXT = {sentence: told for told in TOLD for sentence in told[-1]}
_SENTIMENT = {"negative": -0.6, "neutral": 0.0, "positive": 0.7}


class KnownReader:
    """Look each sentence up in ``TOLD``."""

    name = "known.v1"

    def read(self, segments, encoded):
        return tuple(self._read(segment) for segment in segments)

    def _read(self, segment):
        text = segment.text.rstrip(".")
        stage, label, group, intent, effort, _, _ = _BY_TEXT.get(text, UNKNOWN)
        head, _, reason = text.partition(" because ")
        start = segment.feedback.text.find(reason, segment.start) if reason else None
        return make_reading(
            stage=stage,
            stage_scores=((stage, 0.8), ("none", 0.2)) if stage != "none" else (("none", 1.0),),
            stage_confidence=0.8,
            sentiment=_SENTIMENT[label],
            sentiment_label=label,
            emotion_groups=(group,),
            emotion_intensity=None if group == "neutral" else 3,
            intent=intent,
            effort={"high": -0.5, "low": 0.5}.get(effort),
            effort_label=effort,
            pain_point=head if label == "negative" else None,
            cause=reason or None,
            cause_start=start,
            cause_end=start + len(reason) if reason else None,
            journey="lifecycle",
        )


class KnownThemes:
    """Gather the sentences of each theme."""

    name = "known.v1"

    def find(self, scored, vectors, known=None):
        groups = {}
        for item in scored:
            told = _BY_TEXT.get(item.segment.text.rstrip("."))
            name = told[5] if told else HOSTILE if "script" in item.segment.text else None
            if name:
                groups.setdefault(name, []).append(item)
        themes = tuple(_theme(name, items) for name, items in sorted(groups.items()))
        taken = {segment_id for theme in themes for segment_id in theme.segment_ids}
        rest = tuple(item.segment.id for item in scored if item.segment.id not in taken)
        return Themes(themes, rest, roots=RootCauses((), tuple(_links({theme.label: theme for theme in themes}))))


def _links(themes):
    """Tell the crashing app as the reason of those who got no answer."""
    cause, effect = (themes.get(name) for name in ("App crashes", "No answer from support"))
    if cause and effect:
        yield CauseLink(cause.id, effect.id, 3, effect.segment_ids[:3])


def _theme(name, items):
    ids = tuple(item.segment.id for item in items)
    first = items[0].reading
    kind = "suggestion" if first.intent == "suggestion" else "gain" if first.sentiment_label == "positive" else "pain_point"
    told = tuple(item.segment.id for item in items if item.reading.cause)
    causes = (Cause(next(item.reading.cause for item in items if item.reading.cause), len(told), told, None, "told"),) if told else ()
    severity = 0.7 if kind == "pain_point" else 0.2
    id_ = str(uuid5(NAMESPACE_OID, name))
    return Theme(id_, kind, name, tuple(name.lower().split()[:2]), ids, ids[:3], severity, ((first.stage, len(ids)),), causes)


def make_project(url, *, n=60, project=PROJECT, hostile=False, seed=1):
    """Import and mine ``n`` feedbacks of one to three sentences; returns the summary of mining."""
    store = open_store(url)
    rows = tuple(_rows(random.Random(seed), n, hostile))
    source = ImportSource("feedback.csv", f"{seed}-{n}-{hostile}", "{}", lambda: iter(rows))
    import_files(store, project, [source], redactor=MaskRedactor())
    steps = Steps(FullStopSegmenter(), HashEncoder(), KnownReader(), KnownThemes())
    summary = mine(store, project, journey=load("lifecycle"), steps=steps)
    store.close()
    return summary


def _rows(rng, n, hostile):
    weights = [len(told[-1]) for told in TOLD]
    for row in range(1, n + 1):
        told = rng.choices(TOLD, weights, k=rng.choice((1, 2, 2, 3)))
        text = ". ".join(rng.choice(one[-1]) for one in told) + "."
        values = {
            "source_row": row,
            "created_at": datetime(2026, 1, 5, tzinfo=UTC) + timedelta(days=rng.randrange(240)),
            "channel": rng.choice(("app", "shop", "web")),
            "customer_segment": rng.choice(("new", "regular")),
            "nps": float(rng.choice((0, 3, 6, 7, 8, 9, 10, 10))),
        }
        yield make_record(row, make_feedback(f"r{row}", text, record=f"r{row}", **values))
    if hostile:
        yield make_record(n + 1, make_feedback("hostile", HOSTILE, channel=HOSTILE, source_row=n + 1))
