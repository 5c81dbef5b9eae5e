"""The shipped encoder, run by onnxruntime: int8, static scales, one pass for vectors, the logits of all heads and those of tokens.

Guarantees: a feedback's numbers do not depend on its batch; see ``graph``.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from vocmine.artifacts import ModelFolder
from vocmine.encode.graph import Graph, unit
from vocmine.encode.windows import Windows
from vocmine.protocols import Encoded, Encoder
from vocmine.types import Segment

if TYPE_CHECKING:
    from numpy.typing import NDArray

READING, HEADS = "model.onnx", "heads.safetensors"
_EMPTY = np.zeros((0, 0), dtype=np.float32)
_NO_OFFSETS = np.zeros((0, 2), dtype=np.int32)


class OnnxEncoder(Encoder):
    """Encode segments in the context of their feedback, with a verified model folder.

    Parameters
    ----------
    folder : model folder with ``model.onnx``, ``tokenizer.json`` and ``heads.safetensors``: weights and bias of the linear heads over
        a segment (``heads``), of those over its tokens (``tags``) and of the projection to the vector that is compared (``vector``).
    threads : threads of one product; 0 leaves it to onnxruntime.
    """

    def __init__(self, folder: ModelFolder, *, threads: int = 0) -> None:
        from safetensors.numpy import load_file

        self.name = folder.id
        self._weights = load_file(folder.file(HEADS))
        self.dim = self._weights["vector.weight"].shape[1]
        self._windows = Windows(folder.file("tokenizer.json"))
        self._graph = Graph(folder.file(READING), threads=threads)

    def encode(self, segments: Sequence[Segment]) -> Encoded:
        """Return unit vectors (n, dim), logits of all heads (n, columns), and token logits of each segment."""
        vectors = np.zeros((len(segments), self.dim), dtype=np.float32)
        logits = np.zeros((len(segments), len(self._weights["heads.bias"])), dtype=np.float32)
        tags: list[NDArray[np.float32]] = [_EMPTY] * len(segments)
        offsets: list[NDArray[np.int32]] = [_NO_OFFSETS] * len(segments)
        for window, states in self._graph.states(self._windows.of(segments)):
            for place in window.places:
                mean = states[place.first : place.end + 1].mean(axis=0)
                vectors[place.row] = unit(self._linear(mean, "vector"))
                logits[place.row] = self._linear(mean, "heads")
                tags[place.row] = self._linear(states[place.first : place.end], "tags")
                offsets[place.row] = place.offsets
        return Encoded(vectors, logits, tuple(tags), tuple(offsets))

    def _linear(self, states: "NDArray[np.float32]", name: str) -> "NDArray[np.float32]":
        return np.asarray(states @ self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"])
