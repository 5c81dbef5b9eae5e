"""The recipe of the syntax model: a small spaCy pipeline fitted on UD English EWT.

Guarantees: seeded; of the data only the train split is read, for a fixed number of rounds, so that nothing is chosen on the split
that it is measured on; what is written is the running mean of the weights.
"""

import gzip
import json
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from vocmine.artifacts import sha256
from vocmine.segment.syntax_model import FILES, VERBS, build_pipeline, write_pipeline

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

MODEL_ID = "syntax.ewt.v1"
ROUNDS = 16
BATCH = 16
DROPOUT = 0.1
LOWER = 0.15
SENTENCES_AT_ONCE = 2
SEED = 0
TREEBANK = {
    "name": "Universal Dependencies English Web Treebank 2.16 (Silveira et al. 2014)",
    "licence": "CC BY-SA 4.0",
    "for": "parts of speech, dependencies, lemmas",
}
Tell = Callable[[int, int, float], None]


def train_syntax(data: Path, *, out: Path, tell: Tell) -> int:
    """Fit the pipeline and write a verified model folder; returns the number of tokens learnt from.

    Parameters
    ----------
    data : folder of the public corpora; ``ud_english_ewt/train.conllu.gz`` is read.
    tell : called after each round with rounds done, rounds in all, and the mean loss a token.
    """
    from spacy.util import fix_random_seed
    from thinc.api import Config

    fix_random_seed(SEED)
    nlp = build_pipeline(Config().from_disk(Path(__file__).with_name("syntax.cfg")))
    docs = read_treebank(data / "ud_english_ewt" / "train.conllu.gz", n_sents=SENTENCES_AT_ONCE)
    averages = _fit(nlp, docs, tell)
    out.mkdir(parents=True, exist_ok=True)
    with nlp.use_params(averages):
        write_pipeline(nlp, out)
    (out / VERBS).write_text(json.dumps(verb_forms(docs), ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    n_tokens = sum(map(len, docs))
    manifest = {
        "id": MODEL_ID,
        "trained_on": [TREEBANK],
        "tokens": n_tokens,
        "files": {name: sha256(out / name) for name in (*FILES, VERBS)},
    }
    (out / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    return n_tokens


def read_treebank(path: Path, *, n_sents: int = 1) -> "list[Doc]":
    """Return the sentences of a gzipped CoNLL-U file, ``n_sents`` a document."""
    from spacy.training.converters import conllu_to_docs

    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return list(conllu_to_docs(lines.read(), n_sents=n_sents, no_print=True))


def verb_forms(docs: "Sequence[Doc]") -> dict[str, str]:
    """Return the commonest lemma of each form of a verb, and of each lemma, in small letters, in the order of the forms."""
    lemmas: dict[str, Counter[str]] = defaultdict(Counter)
    for token in (token for doc in docs for token in doc if token.pos_ == "VERB" and token.lemma_.isalpha()):
        lemmas[token.text.lower()][token.lemma_.lower()] += 1
    commonest = {form: min(told, key=lambda lemma: (-told[lemma], lemma)) for form, told in lemmas.items()}
    return dict(sorted(({lemma: lemma for told in lemmas.values() for lemma in told} | commonest).items()))


def _fit(nlp: "Language", docs: "Sequence[Doc]", tell: Tell) -> "dict[object, object]":
    """Fit the pipeline in place; returns the running mean of its weights."""
    from spacy.training import Example
    from spacy.util import minibatch

    optimizer = nlp.initialize(lambda: [Example(_bare(nlp, doc), doc) for doc in docs])
    shuffled, order = random.Random(SEED), list(docs)  # noqa: S311  # an order, no secret
    for done in range(1, ROUNDS + 1):
        shuffled.shuffle(order)
        losses: dict[str, float] = {}
        examples = (Example(_bare(nlp, doc, lower=shuffled.random() < LOWER), doc) for doc in order)
        for batch in minibatch(examples, BATCH):
            nlp.update(batch, sgd=optimizer, drop=DROPOUT, losses=losses)
        tell(done, ROUNDS, sum(map(float, losses.values())) / sum(map(len, docs)))
    return dict(optimizer.averages)


def _bare(nlp: "Language", doc: "Doc", *, lower: bool = False) -> "Doc":
    """Return the words alone, in small letters on request, as many customers write."""
    from spacy.tokens import Doc

    words = [token.text.lower() if lower else token.text for token in doc]
    return Doc(nlp.vocab, words=words, spaces=[bool(token.whitespace_) for token in doc])
