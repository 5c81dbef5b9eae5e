"""An encoder of the user's own: any sentence-transformers model, by name or folder, from this machine alone.

Guarantees that nothing is fetched and no code of the model's folder is run. Its vectors serve themes and search;
the shipped heads read with the encoder that they were fitted on.
"""

import os
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vocmine.errors import ModelInvalid
from vocmine.protocols import Encoded, Encoder
from vocmine.types import Segment


class SentenceEncoder(Encoder):
    """Encode texts with a sentence-transformers model.

    Parameters
    ----------
    model : a folder, or the name of a model that the local cache already holds.

    Raises
    ------
    ModelInvalid
        If there is no such model on this machine.
    """

    def __init__(self, model: str) -> None:
        os.environ["HF_HUB_OFFLINE"] = "1"  # read when the hub's package is imported; local_files_only alone still asks the hub
        from sentence_transformers import SentenceTransformer

        try:
            self._model = SentenceTransformer(model, device="cpu", local_files_only=True, trust_remote_code=False)
        except (OSError, ValueError) as error:
            raise ModelInvalid(
                f"No sentence-transformers model {model!r} on this machine: {error}. Pass the folder that holds it."
            ) from error
        self.name = f"sentence-transformers:{model}"
        self.dim = int(self._model.get_sentence_embedding_dimension() or 0)

    def encode(self, segments: Sequence[Segment]) -> Encoded:
        """Return unit vectors of shape (n, dim), each segment on its own so that its batch cannot change it; there are no heads."""
        return Encoded(self.of([segment.text for segment in segments]), np.zeros((len(segments), 0), dtype=np.float32))

    def of(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors (texts, dim)."""
        vectors = [self._model.encode(text, normalize_embeddings=True, show_progress_bar=False) for text in texts]
        return np.asarray(vectors, dtype=np.float32).reshape(len(texts), self.dim)
