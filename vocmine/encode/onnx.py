"""The shipped encoder, run by onnxruntime: int8, static scales, one pass for vectors, the logits of all heads and those of tokens.

Guarantees: a feedback's numbers do not depend on its batch. The graph holds all activation scales as constants;
a batch holds windows of one length in tokens, so that nothing is padded and every product over tokens
runs on shapes fixed by that length.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from vocmine.artifacts import ModelFolder
from vocmine.encode.windows import Window, Windows
from vocmine.protocols import Encoded, Encoder
from vocmine.types import Segment

if TYPE_CHECKING:
    from numpy.typing import NDArray

TOKENS_PER_BATCH = 512
HEADS = "heads.safetensors"
# onnxruntime's fused norm is not vectorised: with it a pass takes a fifth longer.
SLOWER = "SkipLayerNormFusion"
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
        import onnxruntime
        from safetensors.numpy import load_file

        self.name = folder.id
        self._weights = load_file(folder.file(HEADS))
        self.dim = self._weights["vector.weight"].shape[1]
        self._windows = Windows(folder.file("tokenizer.json"))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        options.add_session_config_entry("optimization.disable_specified_optimizers", SLOWER)
        self._session = onnxruntime.InferenceSession(str(folder.file("model.onnx")), options, providers=["CPUExecutionProvider"])

    def encode(self, segments: Sequence[Segment]) -> Encoded:
        """Return unit vectors (n, dim), logits of all heads (n, columns), and token logits of each segment."""
        vectors = np.zeros((len(segments), self.dim), dtype=np.float32)
        logits = np.zeros((len(segments), len(self._weights["heads.bias"])), dtype=np.float32)
        tags: list[NDArray[np.float32]] = [_EMPTY] * len(segments)
        offsets: list[NDArray[np.int32]] = [_NO_OFFSETS] * len(segments)
        for window, states in self._states(self._windows.of(segments)):
            for place in window.places:
                mean = states[place.first : place.end + 1].mean(axis=0)
                vectors[place.row] = _unit(self._linear(mean, "vector"))
                logits[place.row] = self._linear(mean, "heads")
                tags[place.row] = self._linear(states[place.first : place.end], "tags")
                offsets[place.row] = place.offsets
        return Encoded(vectors, logits, tuple(tags), tuple(offsets))

    def _linear(self, states: "NDArray[np.float32]", name: str) -> "NDArray[np.float32]":
        return np.asarray(states @ self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"])

    def _states(self, windows: Sequence[Window]) -> "Iterator[tuple[Window, NDArray[np.float32]]]":
        for batch in batches(windows):
            ids = np.array([window.ids for window in batch], dtype=np.int64)
            states = self._session.run(["hidden"], {"ids": ids})[0]
            yield from zip(batch, states, strict=True)


def batches(windows: Sequence[Window]) -> Iterator[list[Window]]:
    """Yield windows of one length together, at most ``TOKENS_PER_BATCH`` tokens at once."""
    by_length: dict[int, list[Window]] = {}
    for window in windows:
        by_length.setdefault(len(window.ids), []).append(window)
    for length, alike in sorted(by_length.items()):
        step = max(1, TOKENS_PER_BATCH // length)
        for first in range(0, len(alike), step):
            yield alike[first : first + step]


def _unit(vector: "NDArray[np.float32]") -> "NDArray[np.float32]":
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9))
