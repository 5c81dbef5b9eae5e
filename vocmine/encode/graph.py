"""A body of the shipped model, run by onnxruntime: int8, static scales.

Guarantees: a window's states do not depend on its batch. The graph holds all activation scales as constants;
a batch holds windows of one length in tokens, so that nothing is padded and every product over tokens
runs on shapes fixed by that length.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from vocmine.encode.windows import Window

if TYPE_CHECKING:
    from numpy.typing import NDArray

TOKENS_PER_BATCH = 512
# onnxruntime's fused norm is not vectorised: with it a pass takes a fifth longer.
SLOWER = "SkipLayerNormFusion"


class Graph:
    """Hidden states of ``dim`` numbers a token.

    Parameters
    ----------
    path : an ONNX graph from ``ids`` (n, tokens) to ``hidden`` (n, tokens, dim).
    threads : threads of one product; 0 leaves it to onnxruntime.
    """

    def __init__(self, path: Path, *, threads: int) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        options.add_session_config_entry("optimization.disable_specified_optimizers", SLOWER)
        self._session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        self.dim = int(self._session.get_outputs()[0].shape[2])

    def states(self, windows: Sequence[Window]) -> "Iterator[tuple[Window, NDArray[np.float32]]]":
        """Yield each window with its states (tokens, dim), in an order of its own."""
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


def unit(vector: "NDArray[np.float32]") -> "NDArray[np.float32]":
    """Return a vector in unit length; one of no length stays as it is."""
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9))
