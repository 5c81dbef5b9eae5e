"""The syntax pipeline as a model folder: spaCy's settings and labels as JSON, its weights as safetensors.

Guarantees: nothing is read before its digest is verified, and nothing of it is code or a pickle; a pipeline that was written and
opened again parses as before.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vocmine.artifacts import ModelFolder
from vocmine.lazy import kept_out

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from spacy.language import Language
    from spacy.training import Example

CONFIG, LABELS, WEIGHTS = "config.json", "labels.json", "weights.safetensors"
FILES = (CONFIG, LABELS, WEIGHTS)
VERBS = "verbs.json"
_SECTIONS = ("nlp", "components")


def build_pipeline(config: Mapping[str, Any]) -> "Language":
    """Return a pipeline of these settings that has learnt nothing yet; torch stays unloaded."""
    with kept_out("torch", "transformers"):
        from spacy.util import load_model_from_config

        return load_model_from_config(dict(config), auto_fill=True)


def write_pipeline(nlp: "Language", out: Path) -> None:
    """Write settings, labels and weights of a fitted pipeline into a folder."""
    from safetensors.numpy import save_file

    labels = {name: pipe.label_data for name, pipe in nlp.pipeline if getattr(pipe, "label_data", None)}
    _write_json(out / CONFIG, {section: nlp.config[section] for section in _SECTIONS})
    _write_json(out / LABELS, labels)
    save_file(dict(_weights(nlp)), out / WEIGHTS)


def open_pipeline(folder: ModelFolder) -> "Language":
    """Return the fitted pipeline of a verified folder."""
    from safetensors.numpy import load_file

    nlp = build_pipeline(_read_json(folder.file(CONFIG)))
    labels = _read_json(folder.file(LABELS))
    with kept_out("torch", "transformers"):
        for name, pipe in nlp.pipeline:
            told = {"labels": labels[name]} if name in labels else {}
            pipe.initialize(lambda: _specimen(nlp), nlp=nlp, **told)
    weights = load_file(folder.file(WEIGHTS))
    for key, node, parameter in _parameters(nlp):
        node.set_param(parameter, weights[key])
    return nlp


def known_verbs(folder: ModelFolder) -> dict[str, str]:
    """Return the lemma of each form of a verb that the pipeline learnt from, the lemmas among the forms."""
    return dict(_read_json(folder.file(VERBS)))


def _specimen(nlp: "Language") -> "Iterable[Example]":
    """Return one annotated sentence, from which spaCy tells the widths of its layers."""
    from spacy.tokens import Doc
    from spacy.training import Example

    words = ("They", "sent", "it")
    gold = Doc(nlp.vocab, words=words, pos=("PRON", "VERB", "PRON"), heads=(1, 1, 1), deps=("nsubj", "ROOT", "obj"), lemmas=words)
    return [Example(Doc(nlp.vocab, words=words), gold)]


def _weights(nlp: "Language") -> "Iterator[tuple[str, NDArray[np.float32]]]":
    import numpy as np

    for key, node, parameter in _parameters(nlp):
        yield key, np.ascontiguousarray(node.get_param(parameter))


def _parameters(nlp: "Language") -> Iterator[tuple[str, Any, str]]:
    """Yield key, layer and name of each array of weights, in a fixed order."""
    for name, pipe in nlp.pipeline:
        for place, node in enumerate(pipe.model.walk()):
            for parameter in node.param_names:
                if node.has_param(parameter):
                    yield f"{name}/{place}/{parameter}", node, parameter


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _read_json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
