"""Vectors of texts read alone: themes are found by them, and a text is compared with names, examples and what people put right.

Guarantees: a text's vector does not depend on its batch; the graph is loaded when it is first needed.
"""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from vocmine.artifacts import ModelFolder
from vocmine.encode.graph import Graph, unit
from vocmine.encode.windows import Windows
from vocmine.protocols import Encoded, Encoder
from vocmine.types import Segment, alone

COMPARING = "vectors.onnx"


class OnnxVectors(Encoder):
    """Vectors from a verified model folder with ``vectors.onnx`` and ``tokenizer.json``.

    Parameters
    ----------
    threads : threads of one product; 0 leaves it to onnxruntime.
    """

    def __init__(self, folder: ModelFolder, *, threads: int = 0) -> None:
        self.name = f"{folder.id}.vectors"
        self._folder, self._threads = folder, threads

    def encode(self, segments: Sequence[Segment]) -> Encoded:
        """Return unit vectors (n, dim), each segment read alone; there are no heads."""
        return Encoded(self.of([segment.text for segment in segments]), np.zeros((len(segments), 0), dtype=np.float32))

    def of(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors (texts, dim)."""
        vectors = np.zeros((len(texts), self._graph.dim), dtype=np.float32)
        for window, states in self._graph.states(self._windows.of([alone(text) for text in texts])):
            vectors[window.places[0].row] = unit(states.mean(axis=0))
        return vectors

    @cached_property
    def _graph(self) -> Graph:
        return Graph(self._folder.file(COMPARING), threads=self._threads)

    @cached_property
    def _windows(self) -> Windows:
        return Windows(self._folder.file("tokenizer.json"))
