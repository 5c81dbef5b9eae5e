"""Settings to steps, and the plain functions that command line, explorer and scripts call.

Guarantees: this module alone decides which step is built from which part; each heavy part is loaded when it is first needed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from vocmine import artifacts
from vocmine.engine.scorer import StepsScorer
from vocmine.errors import UsageError
from vocmine.settings import Settings
from vocmine.types import Journey, Taught

if TYPE_CHECKING:
    from collections.abc import Callable

    from vocmine.encode.onnx import OnnxEncoder
    from vocmine.engine.batches import ScoreSteps
    from vocmine.engine.local import Report, ScoreSummary
    from vocmine.evaluate.table import Evaluation
    from vocmine.pipeline import Steps as MineSteps
    from vocmine.protocols import Namer, PhraseReader, Redactor, Segmenter
    from vocmine.readers.plan import ImportPlan, ReadOptions
    from vocmine.score.reader import SegmentReader
    from vocmine.themes.likeness import Compare
    from vocmine.train.labels import TrainedLabels

Unit = Literal["segment", "feedback"]


@dataclass(frozen=True, slots=True)
class Limits:
    """How many bad rows are borne: a share of a file's rows, or none at all if ``strict``."""

    max_rejects: float = 0.05
    strict: bool = False


@dataclass(frozen=True, slots=True)
class ScoreJob:
    """What ``score`` is to do: files in, one table out."""

    inputs: tuple[Path, ...]
    out: Path
    journey: str = "lifecycle"
    unit: Unit = "segment"
    fields: str = "full"
    resume: bool = False


def settings_for(db: str | None) -> Settings:
    """Return the settings, with another database where one is named."""
    return Settings(db=db) if db else Settings()


def read_options(**asked: Any) -> "ReadOptions":
    """Return what was said about a file's columns, with this machine's key for customers."""
    from vocmine.privacy.secret import load_secret
    from vocmine.readers.plan import ReadOptions

    return ReadOptions(**asked, secret=load_secret(Settings().secret_path))


def open_journey(reference: str) -> Journey:
    """Return a built-in journey by id, or the user's own by path."""
    from vocmine.journey import definitions

    return definitions.load(reference)


def built_in_journeys() -> tuple[Journey, ...]:
    """Return the journeys that ship with vocmine, the default first."""
    from vocmine.journey import definitions

    return tuple(definitions.load(name) for name in definitions.builtin_ids())


def journey_text(reference: str) -> str:
    """Return a journey definition as YAML."""
    from vocmine.journey import definitions

    return definitions.show(definitions.load(reference))


def start_journey(path: Path) -> None:
    """Write a commented definition to start from.

    Raises
    ------
    UsageError
        If the file exists.
    """
    from vocmine.journey import definitions

    if path.exists():
        raise UsageError(f"{path} exists; name a file that does not.")
    path.write_text(definitions.init(), encoding="utf-8")


def inspect(paths: Sequence[Path], options: "ReadOptions") -> "tuple[ImportPlan, ...]":
    """Return what is detected in files; nothing is stored."""
    from vocmine.readers import open as reading

    return tuple(reading.inspect(path, options) for path in paths)


def score_files(job: ScoreJob, options: "ReadOptions", *, limits: Limits, report: "Report | None" = None) -> "ScoreSummary":
    """Score files into one table, without a database; see ``engine.local.score_files`` for what is raised."""
    from vocmine.engine import local
    from vocmine.export.score_rows import choose_fields
    from vocmine.readers import open as reading

    journey = open_journey(job.journey)

    def source(path: Path) -> local.ScoreSource:
        plan = reading.inspect(path, options)
        fingerprint = f"{artifacts.sha256(path)} {plan.to_json()} {journey}"
        return local.ScoreSource(path.name, fingerprint, partial(reading.read, path, options, plan))

    chosen = local.ScoreOptions(choose_fields(job.fields), job.unit, limits.max_rejects, limits.strict, job.resume)
    steps = _score_steps(Settings(), journey, unit=job.unit)
    return local.score_files([source(path) for path in job.inputs], steps, job.out, options=chosen, report=report)


class Scorer(StepsScorer):
    """Score texts and tables in memory; picklable, so that any engine can send it to its workers.

    Parameters
    ----------
    models : a model folder in place of the shipped one.
    journey : a built-in id or the path of a definition.

    Examples
    --------
    >>> Scorer().score_texts(["The courier never came."])[0].sentiment_label
    'negative'
    """

    def __init__(self, models: Path | str | None = None, journey: str = "lifecycle") -> None:
        from vocmine.readers.table import read_table

        super().__init__(partial(_build_score_steps, str(models) if models else None, journey), read_table)


def _build_score_steps(models: str | None, journey: str) -> "ScoreSteps":
    settings = Settings(models=Path(models)) if models else Settings()
    return _score_steps(settings, open_journey(journey))


def _score_steps(settings: Settings, journey: Journey, *, unit: Unit = "segment") -> "ScoreSteps":
    from vocmine.engine.batches import ScoreSteps
    from vocmine.segment.segmenter import WholeSegmenter

    # The engine reads two batches at a time; a thread each costs a third less than two threads for both.
    encoder, reader = _reading(settings, journey, threads=1)
    return ScoreSteps(redactor(), WholeSegmenter() if unit == "feedback" else segmenter(), encoder, reader)


def _model(settings: Settings) -> "artifacts.ModelFolder":
    return artifacts.open_model(artifacts.model_path(settings.models, "encoder"))


def phrase_reader(settings: Settings) -> "PhraseReader":
    """Return the reader of what is done and wanted, by the syntax model."""
    from vocmine.segment.syntax import SyntaxPhrases

    return SyntaxPhrases(artifacts.open_model(artifacts.model_path(settings.models, "syntax")))


def comparer(settings: Settings) -> "Compare":
    """Return what gives vectors of texts alone, by the shipped model."""
    from vocmine.encode.vectors import OnnxVectors

    return OnnxVectors(_model(settings)).of


def redactor() -> "Redactor":
    """Return the redactor that all feedback passes before it is kept."""
    from vocmine.privacy.redaction import PatternRedactor

    return PatternRedactor()


def segmenter() -> "Segmenter":
    """Return the segmenter that cuts all feedback that is mined."""
    from vocmine.segment.segmenter import ClauseSegmenter

    return ClauseSegmenter()


def _reading(
    settings: Settings, journey: Journey, *, threads: int = 0, taught: Sequence[Taught] = ()
) -> "tuple[OnnxEncoder, SegmentReader]":
    """Return the shipped encoder, and the reader of a journey on top of it."""
    from vocmine.encode.onnx import OnnxEncoder
    from vocmine.encode.vectors import OnnxVectors
    from vocmine.score.reader import open_reader

    folder = _model(settings)
    encoder = OnnxEncoder(folder, threads=threads)
    compare = OnnxVectors(folder, threads=threads).of
    return encoder, open_reader(folder, journey, encode=encoder.encode, compare=compare, taught=taught)


def mine_steps(settings: Settings, journey: Journey, *, taught: Sequence[Taught] = ()) -> "MineSteps":
    """Return the steps of mining; an encoder of the user's own gives the vectors of the themes in place of the shipped one.

    Parameters
    ----------
    taught : what people put right, which the readings heed.
    """
    from vocmine.encode.sentence import SentenceEncoder
    from vocmine.encode.vectors import OnnxVectors
    from vocmine.pipeline import Steps
    from vocmine.score.reader import OwnPassReader
    from vocmine.themes.finder import GraphFinder

    encoder, reader = _reading(settings, journey, taught=taught)
    vectors = SentenceEncoder(settings.encoder) if settings.encoder else OnnxVectors(_model(settings))
    return Steps(segmenter(), vectors, OwnPassReader(reader, encoder), GraphFinder(vectors.of), _namer(settings, vectors.of))


def _namer(settings: Settings, compare: "Compare") -> "Namer | None":
    """Return who proposes names of themes; None unless the settings name an address."""
    if settings.namer is None or settings.namer_model is None:
        return None
    from vocmine.themes.completion import Address
    from vocmine.themes.namer import ModelNamer

    return ModelNamer(Address(settings.namer, settings.namer_model, settings.namer_key), compare)


def train_encoder(data: Path, *, base: Path, out: Path, tell: "Callable[[int, int, float], None]") -> dict[str, Any]:
    """Make the shipped model anew, or one like it from another base; see ``train.recipe.train_encoder``.

    Parameters
    ----------
    data : folder of the public corpora that ``corpora/public.json`` names.
    """
    from vocmine.train import recipe

    corpora = artifacts.shipped("corpora")
    sources = recipe.Sources(base, data, corpora / "examples", corpora / "labels", corpora / "themes")
    return recipe.train_encoder(sources, segmenter(), out=out / "encoder", tell=tell)


def train_syntax(data: Path, *, out: Path, tell: "Callable[[int, int, float], None]") -> int:
    """Make the shipped syntax model anew; see ``train.syntax.train_syntax``."""
    from vocmine.train import syntax

    return syntax.train_syntax(data, out=out / "syntax", tell=tell)


def train_own(path: Path, *, text: str, labels: str, multi: bool, out: Path) -> "TrainedLabels":
    """Fit a head for labels of the user's own from a labelled table; rows without text are left out.

    Raises
    ------
    InputError
        If the file cannot be read or lacks a column.
    UsageError
        If there are too few labelled texts.
    """
    from vocmine.encode.onnx import OnnxEncoder
    from vocmine.readers.columns import read_columns
    from vocmine.readers.tables import Broken, is_blank
    from vocmine.train.labels import labels_of, train_labels

    rows = [row.cells for row in read_columns(path, (text, labels)) if not isinstance(row, Broken) and not is_blank(row.cells[0])]
    told = [labels_of(cells[1], multi=multi) for cells in rows]
    return train_labels([cells[0] for cells in rows], told, out, encoder=OnnxEncoder(_model(Settings())), multi=multi)


def evaluate(
    path: Path, *, text: str | None, gold: tuple[tuple[str, str], ...], second: tuple[tuple[str, str], ...] = (), scorer: Scorer
) -> "Evaluation":
    """Measure the readings on a labelled table of the user's own.

    Parameters
    ----------
    text : heading of the texts; where none is named the column that an import would read.
    gold : pairs of reading and heading; where none is given, the columns that are called like a reading.
    second : pairs of reading and heading of what a second annotator said.
    scorer : reads the texts.

    Raises
    ------
    InputError
        If the file cannot be read or lacks a column.
    UsageError
        If nothing can be measured.
    """
    from vocmine.evaluate.readings import READINGS
    from vocmine.evaluate.table import evaluate_table
    from vocmine.readers import open as reading

    plan = reading.inspect(path)
    named = gold or tuple((name, name) for name in READINGS if name in plan.headings)
    if not named:
        raise UsageError(f"{path.name} has no column called like a reading ({', '.join(READINGS)}); pass --gold READING=COLUMN.")
    heading = text or (plan.texts[0].heading if plan.texts else "text")
    return evaluate_table(path, text=heading, gold=dict(named), second=dict(second), read=scorer.score_texts)
