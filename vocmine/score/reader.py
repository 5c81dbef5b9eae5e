"""All readings of a segment, from one pass of the encoder.

Guarantees: one reading a segment, in the order given; a feedback in a language that is not read abstains whole;
a reading follows from the segment and its feedback, not from its batch.
"""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from vocmine.artifacts import ModelFolder
from vocmine.language.detect import detect
from vocmine.protocols import Encoded, Encoder, Reader
from vocmine.score.cause_stage import find_cause_stages
from vocmine.score.describe import Compare, Encode
from vocmine.score.durations import longest_hours
from vocmine.score.effort import EffortReader, EffortReading
from vocmine.score.emotion import NEUTRAL, EmotionReader, EmotionReading
from vocmine.score.flags import find_flags
from vocmine.score.heads import Batch, Heads, open_heads
from vocmine.score.intent import IntentReader
from vocmine.score.sentiment import SentimentReader, SentimentReading
from vocmine.score.spans import SpanReading, find_spans
from vocmine.score.stage import StageReader, StageReading
from vocmine.types import NO_STAGE, Journey, Reading, Segment, Taught, feedback_runs

READ = "en"
_CODE = re.compile(r"([A-Za-z]{2})(?:[-_]\w+)?$")


@dataclass(frozen=True, slots=True)
class _Parts:
    """What the heads say of one segment."""

    stage: StageReading
    sentiment: SentimentReading
    emotion: EmotionReading
    intent: str
    effort: EffortReading
    span: SpanReading
    cause_stage: str | None


class SegmentReader(Reader):
    """Read segments by the heads of a model, and by a reader of the stages of a journey."""

    def __init__(self, folder: ModelFolder, heads: Heads, journey: Journey, stages: StageReader) -> None:
        self.name = f"{folder.id}+taught.{stages.taught_digest}" if stages.taught_digest else folder.id
        self._journey = journey
        self._least = heads.least
        by_name = heads.heads
        self._stage = stages
        self._sentiment = SentimentReader(by_name["sentiment"])
        self._emotion = EmotionReader(by_name["emotion"], by_name["group"])
        self._intent = IntentReader(by_name["intent"])
        self._effort = EffortReader(by_name["effort"])

    def read(self, segments: Sequence[Segment], encoded: Encoded) -> tuple[Reading, ...]:
        """Return one reading a segment; all segments of a feedback are given together."""
        if not segments:
            return ()
        parts = self._parts(segments, encoded)
        languages = [language for rows in feedback_runs(segments) for language in [_language(segments[rows.start])] * len(rows)]
        return tuple(self._reading(segment, part, language) for segment, part, language in zip(segments, parts, languages, strict=True))

    def _parts(self, segments: Sequence[Segment], encoded: Encoded) -> tuple[_Parts, ...]:
        batch = Batch(segments, encoded.logits)
        stages, sentiments, intents = self._stage.read(batch), self._sentiment.read(batch), self._intent.read(batch)
        may_have_pain = [s.label in ("negative", "mixed") or i == "suggestion" for s, i in zip(sentiments, intents, strict=True)]
        spans = find_spans(segments, encoded, may_have_pain=may_have_pain, least=self._least)
        causes = find_cause_stages(segments, stages, spans, self._stage)
        columns = (stages, sentiments, self._emotion.read(batch), intents, self._effort.read(batch), spans, causes)
        return tuple(_Parts(*row) for row in zip(*columns, strict=True))

    def _reading(self, segment: Segment, parts: _Parts, language: str | None) -> Reading:
        if language not in (None, READ):
            return self._abstained(parts, language)
        stage, sentiment, emotion, effort = parts.stage, parts.sentiment, parts.emotion, parts.effort
        return Reading(
            language=language or READ,
            stage=stage.stage,
            stage_abstained=stage.abstained,
            stage_confidence=stage.confidence,
            stage_scores=stage.scores,
            stage_basis=stage.basis,
            touchpoint=stage.touchpoint,
            sentiment=sentiment.score,
            sentiment_label=sentiment.label,
            sentiment_scores=sentiment.scores,
            emotions=emotion.labels,
            emotion_scores=emotion.scores,
            emotion_groups=emotion.groups,
            emotion_intensity=emotion.intensity,
            intent=parts.intent,
            effort=effort.value,
            effort_label=effort.label,
            cause_stage=parts.cause_stage,
            duration_hours=longest_hours(segment.text),
            flags=find_flags(segment.text),
            model=self.name,
            journey=self._journey.id,
            **asdict(parts.span),
        )

    def _abstained(self, parts: _Parts, language: str | None) -> Reading:
        nowhere = tuple((label, 1.0 if label == NO_STAGE else 0.0) for label, _ in parts.stage.scores)
        return Reading(
            language=language,
            stage=NO_STAGE,
            stage_abstained=True,
            stage_confidence=0.0,
            stage_scores=nowhere,
            stage_basis="text",
            touchpoint=None,
            sentiment=None,
            sentiment_label=None,
            sentiment_scores=(("negative", 0.0), ("neutral", 1.0), ("positive", 0.0)),
            emotions=(),
            emotion_scores=tuple((label, 0.0) for label, _ in parts.emotion.scores),
            emotion_groups=(NEUTRAL,),
            emotion_intensity=None,
            intent="inform",
            effort=None,
            effort_label="none",
            pain_point=None,
            cause=None,
            cause_start=None,
            cause_end=None,
            cause_stage=None,
            duration_hours=None,
            flags=(),
            model=self.name,
            journey=self._journey.id,
        )


def open_reader(folder: ModelFolder, journey: Journey, *, encode: Encode, compare: Compare, taught: Sequence[Taught] = ()) -> SegmentReader:
    """Build the reader of a journey from a verified model folder, with the encoder of that folder.

    Parameters
    ----------
    compare : returns unit vectors (texts, dim) of texts alone.
    taught : what people said of segments; the name of the reader changes with it.
    """
    heads = open_heads(folder)
    stages = StageReader(heads.heads["stage"], journey, encode=encode, compare=compare, taught=taught)
    return SegmentReader(folder, heads, journey, stages)


def _language(segment: Segment) -> str | None:
    """Return the language that the text shows, else the code that its row gives."""
    given = _CODE.match(segment.feedback.language or "")
    return detect(segment.feedback.text) or (given[1].lower() if given else None)


class OwnPassReader(Reader):
    """Read with the encoder that the heads were fitted on, where the vectors given are another encoder's."""

    def __init__(self, reader: SegmentReader, encoder: Encoder) -> None:
        self.name = f"{reader.name}+{encoder.name}"
        self._reader, self._encoder = reader, encoder

    def read(self, segments: Sequence[Segment], encoded: Encoded) -> tuple[Reading, ...]:
        """Return one reading a segment; ``encoded`` is not looked at."""
        return self._reader.read(segments, self._encoder.encode(segments))
