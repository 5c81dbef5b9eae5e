"""The recipe: small corpora and a small base in, a verified folder out that the reader opens and reads with."""

import gzip
import json
from dataclasses import replace
from shutil import copytree, ignore_patterns

import pytest
import torch
from safetensors.torch import save_file

from tests.fakes import FullStopSegmenter, make_feedback
from vocmine.artifacts import open_model
from vocmine.encode.onnx import OnnxEncoder
from vocmine.encode.vectors import OnnxVectors
from vocmine.score.reader import open_reader
from vocmine.train import finetune, likeness, recipe
from vocmine.train.examples import STAGES
from vocmine.train.likeness import fit_likeness
from vocmine.train.material import Base, published
from vocmine.train.recipe import Sources, train_encoder
from vocmine.types import Journey, Segment, Stage

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning", "ignore::FutureWarning")]

KINDS = {
    "usage": ("the {} is broken", "negative", ["frustration"], "complaint", "none", "{} is broken"),
    "support": ("I called thrice about the {}", "negative", ["frustration"], "complaint", "high", "called thrice"),
    "none": ("hello to the {}", "neutral", ["neutral"], "inform", "none", None),
    "purchase": ("lovely {} but dear", "mixed", ["frustration", "delight"], "inform", "none", "dear"),
    "advocacy": ("I recommend the {}", "positive", ["delight"], "praise", "low", None),
}
THINGS = ("app", "phone", "card", "seat", "meal", "room", "train", "bill", "lamp", "shoe", "coat", "desk", "cup", "pen", "hat", "key")
WORDS = sorted({word.lower() for text, *_ in KINDS.values() for word in text.split()} | set(THINGS) | {"yay", "grr", "fine", "slow"})
JOURNEY = Journey("j", "J", tuple(Stage(id_, id_.title()) for id_ in STAGES if id_ != "none"))


def labelled():
    """Yield labelled segments, each a feedback of its own."""
    for thing in THINGS:
        for stage, (text, sentiment, emotions, intent, effort, pain) in KINDS.items():
            said = text.format(thing)
            yield {
                "text": said,
                "start": 0,
                "segment": said,
                "question": None,
                "stage": stage,
                "sentiment": sentiment,
                "emotions": emotions,
                "intent": intent,
                "effort": effort,
                "pain_point": pain and pain.format(thing),
                "cause": None,
            }


def make_base(folder):
    """Write a small BERT with a tokenizer of the words above."""
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.normalizers import Lowercase
    from tokenizers.pre_tokenizers import Whitespace
    from transformers import BertConfig, BertModel

    folder.mkdir()
    names = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *WORDS]
    tokenizer = Tokenizer(WordLevel({name: place for place, name in enumerate(names)}, unk_token="[UNK]"))  # noqa: S106  # a word
    tokenizer.normalizer, tokenizer.pre_tokenizer = Lowercase(), Whitespace()
    tokenizer.save(str(folder / "tokenizer.json"))
    torch.manual_seed(0)
    config = BertConfig(hidden_size=24, num_attention_heads=4, intermediate_size=48, num_hidden_layers=2, vocab_size=len(names))
    config.max_position_embeddings, config._name_or_path = 512, "tiny"
    bert = BertModel(BertConfig(**{**config.to_dict(), "max_position_embeddings": 512}), add_pooling_layer=False)
    save_file({name: tensor.contiguous() for name, tensor in bert.state_dict().items()}, folder / "model.safetensors")
    (folder / "config.json").write_text(json.dumps(config.to_dict() | {"_name_or_path": "tiny", "model_type": "bert"}), encoding="utf-8")


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    folder = tmp_path_factory.mktemp("corpora")
    emotions = [{"text": f"{word} {thing}", "labels": [label]} for thing in THINGS for word, label in (("yay", "joy"), ("grr", "anger"))]
    judged = [{"text": f"fine {thing} slow", "aspects": [{"polarity": "positive"}, {"polarity": "negative"}]} for thing in THINGS]
    named = [{"text": f"{word} {thing}", "label": label} for thing in THINGS for word, label in (("yay", "fine"), ("grr", "slow"))]
    corpora = {
        "stage_train/train": [],
        "goemotions/train": emotions,
        "goemotions/dev": emotions[::3],
        "mams_acsa/train": judged,
        "clinc150/train": named,
        "nlupp/banking": [{"text": "lovely shoe", "labels": ["hat_coat", "cup"]}],
        "nlupp/hotels": [{"text": "hello", "labels": []}],
        "nhs_trust_survey_2010_2019/train": [{"text": "the shoe was much too small", "labels": ["Fit/Size"], "question": "best"}],
    }
    for name, rows in corpora.items():
        path = folder / f"{name}.jsonl.gz"
        path.parent.mkdir(exist_ok=True)
        with gzip.open(path, "wt", encoding="utf-8") as handle:
            handle.writelines(json.dumps(row) + "\n" for row in rows)
    (folder / "examples").mkdir()
    (folder / "examples" / "one.jsonl").write_text("".join(json.dumps(row) + "\n" for row in labelled()), encoding="utf-8")
    (folder / "labels").mkdir()
    (folder / "themes").mkdir()
    (folder / "themes" / "shop.txt").write_text("## fine\nyay shop\n\n## slow\ngrr shop\n", encoding="utf-8")
    make_base(folder / "base")
    return Sources(folder / "base", folder, folder / "examples", folder / "labels", folder / "themes")


@pytest.fixture(scope="module")
def quick():
    """Let a small network learn much from little, and mark often."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(finetune, "BODY_RATE", 3e-3)
        patch.setattr(finetune, "HEADS_RATE", 1e-2)
        patch.setattr(finetune, "KEPT", 0.8)
        patch.setattr(finetune, "MARKED_EVERY", 2)
        patch.setattr(finetune, "TOKENS", 128)
        patch.setitem(recipe.ROUNDS, "codebook", 16)
        patch.setattr(likeness, "RATE", 3e-3)
        patch.setattr(likeness, "PAIRS_AT_ONCE", 8)
        patch.setattr(likeness, "ROUNDS", 16)
        yield


def run(sources, out, tell=lambda *_: None):
    return train_encoder(sources, FullStopSegmenter(), out=out, tell=tell)


@pytest.fixture(scope="module")
def trained(sources, quick, tmp_path_factory):
    out = tmp_path_factory.mktemp("model")
    return out, run(sources, out)


def test_the_folder_is_verified_and_says_what_was_measured(trained):
    folder, measured = trained
    manifest = open_model(folder).manifest
    assert set(measured) == {"stage", "sentiment", "intent", "effort", "group", "emotion"}
    assert manifest["measured"]["stage"]["accuracy"] >= 0.8
    assert manifest["measured"]["stage"]["macro_f1"] >= 0.8
    assert manifest["measured"]["stage"]["float32_macro_f1"] == pytest.approx(manifest["measured"]["stage"]["macro_f1"], abs=0.1)
    assert manifest["base"]["name"] == "tiny"
    assert all(corpus["licence"] for corpus in manifest["trained_on"])


@pytest.mark.parametrize(
    ("text", "stage", "sentiment", "effort"),
    [
        ("the lamp is broken", "usage", "negative", "none"),
        ("I called thrice about the lamp", "support", "negative", "high"),
        ("lovely lamp but dear", "purchase", "mixed", "none"),
        ("I recommend the lamp", "advocacy", "positive", "low"),
        ("hello to the lamp", "none", "neutral", "none"),
    ],
)
def test_what_was_learnt_is_read_by_the_exported_model(trained, text, stage, sentiment, effort):
    model = open_model(trained[0])
    encoder = OnnxEncoder(model)
    segments = [Segment(make_feedback("1", text), 0, 0, len(text))]
    (reading,) = open_reader(model, JOURNEY, encode=encoder.encode, compare=OnnxVectors(model).of).read(segments, encoder.encode(segments))
    assert max(reading.stage_scores, key=lambda pair: pair[1])[0] == stage
    assert (reading.sentiment_label, reading.effort_label) == (sentiment, effort)


def test_what_goes_by_a_name_is_like_it(trained):
    yay, grr, fine, slow = OnnxVectors(open_model(trained[0])).of(["yay hat", "grr hat", "fine", "slow"])
    assert yay @ fine > yay @ slow + 0.2
    assert grr @ slow > grr @ fine + 0.2


def test_vectors_are_held_near_the_published_ones(sources, quick, monkeypatch):
    base = Base.open(sources.base)
    pairs = [(f"{word} {thing}", label) for thing in THINGS for word, label in (("yay", "fine"), ("grr", "slow"))]
    unseen = [f"the {thing} is broken" for thing in THINGS]

    def nearness():
        fitted = fit_likeness(base, pairs, tell=lambda *_: None)
        return (published(base, unseen) * published(Base(base.folder, base.windows, fitted), unseen)).sum(axis=1).mean()

    held = nearness()
    monkeypatch.setattr(likeness, "_away", lambda *_: torch.tensor(0.0))
    assert held > nearness() + 0.05


def test_a_corpus_that_is_missing_is_told_before_anything_is_learnt(sources, quick, tmp_path):
    def learnt(*_step):
        raise AssertionError

    data = tmp_path / "data"
    copytree(sources.data, data, ignore=ignore_patterns("nlupp"))
    with pytest.raises(FileNotFoundError, match="nlupp"):
        run(replace(sources, data=data), tmp_path / "out", tell=learnt)


def test_names_of_several_requests_are_one_and_nothing_goes_by_no_name():
    told = [{"text": "a", "labels": ["card_lost", "how"]}, {"text": "b", "labels": []}, {"text": "c", "label": "pay_bill"}]
    assert likeness.named(told) == [("a", "card lost how"), ("c", "pay bill")]


def test_themes_are_read_domain_by_domain(tmp_path):
    (tmp_path / "b.txt").write_text("## late van\nnever came\n\n## no van\nnone  \nat all\n", encoding="utf-8")
    (tmp_path / "a.txt").write_text("## price\ndear\n", encoding="utf-8")
    assert likeness.read_themes(tmp_path) == [[("dear", "price")], [("never came", "late van"), ("none", "no van"), ("at all", "no van")]]


def test_answers_of_one_label_are_taken_and_those_of_the_benchmark_left(monkeypatch):
    answers = [
        {"text": "a" * 20, "labels": ["Food/Drink"], "question": "best"},
        {"text": "b" * 20, "labels": ["Other"], "question": "best"},
        {"text": "c" * 20, "labels": ["Food", "Staff"], "question": "best"},
        {"text": "short", "labels": ["Food"], "question": "best"},
        {"text": "d" * 20, "labels": ["Staff"], "question": "improve"},
    ]
    assert likeness.surveyed(answers) == [("a" * 20, "Food Drink")]
    monkeypatch.setattr(likeness, "HELD_OUT", 0)
    assert set(likeness.surveyed(answers)) == {("a" * 20, "Food Drink"), ("d" * 20, "Staff")}


def test_a_run_that_was_stopped_ends_as_if_it_had_not_been(trained, sources, quick, tmp_path):
    class StoppedError(Exception):
        pass

    def stop(done, steps, _loss):
        if done > steps // 2:
            raise StoppedError

    for _ in range(2):
        with pytest.raises(StoppedError):
            run(sources, tmp_path, tell=stop)
    run(sources, tmp_path)
    assert open_model(tmp_path).manifest["files"] == open_model(trained[0]).manifest["files"]
    assert not (tmp_path / recipe.MARKS).exists()
