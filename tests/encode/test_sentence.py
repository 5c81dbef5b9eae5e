"""A sentence-transformers model of the user's own is read from its folder, and from nowhere else."""

import numpy as np
import pytest

from vocmine.encode.sentence import SentenceEncoder
from vocmine.errors import ModelInvalid
from vocmine.types import alone

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import StaticEmbedding
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Whitespace

    tokenizer = Tokenizer(WordLevel({"[UNK]": 0, "late": 1, "parcel": 2, "soup": 3}, unk_token="[UNK]"))  # noqa: S106  # a word of the vocabulary
    tokenizer.pre_tokenizer = Whitespace()
    weights = np.eye(4, dtype=np.float32)
    path = tmp_path_factory.mktemp("own") / "model"
    SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_weights=weights)], device="cpu").save(str(path))
    return path


def test_encode_gives_unit_vectors_of_the_models_size(folder):
    encoder = SentenceEncoder(str(folder))
    vectors = encoder.encode([alone("late parcel"), alone("soup")]).vectors
    assert vectors.shape == (2, encoder.dim) == (2, 4)
    assert vectors[0] == pytest.approx([0.0, 0.5**0.5, 0.5**0.5, 0.0])


def test_encode_gives_a_text_the_same_alone_and_in_a_batch(folder):
    encoder = SentenceEncoder(str(folder))
    assert np.array_equal(encoder.encode([alone("late parcel"), alone("soup")]).vectors[1], encoder.encode([alone("soup")]).vectors[0])


def test_a_model_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(ModelInvalid, match=r"No sentence-transformers model .* Pass the folder that holds it\."):
        SentenceEncoder(str(tmp_path / "nowhere"))
