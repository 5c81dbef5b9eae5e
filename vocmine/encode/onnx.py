"""The shipped encoder, run by onnxruntime: int8, static scales, one pass for vectors and token logits.

Handles, addresses and masks say nothing of the experience: they are blanked, length kept, before a text is read.

Guarantees: a text's numbers do not depend on its batch. The graph holds all activation scales as constants;
a batch holds texts of one length in tokens, so that nothing is padded and every product over tokens
runs on shapes fixed by that length.
"""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from vocmine.artifacts import ModelFolder
from vocmine.protocols import Encoded, Encoder

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from tokenizers import Encoding

_MEANINGLESS = re.compile(r"@\w+|https?://\S+|█+")
TOKENS_PER_BATCH = 512
_EMPTY = np.zeros((0, 0), dtype=np.float32)
_NO_OFFSETS = np.zeros((0, 2), dtype=np.int32)


class OnnxEncoder(Encoder):
    """Encode texts with a verified model folder.

    Parameters
    ----------
    folder : model folder with ``model.onnx`` and ``tokenizer.json``; its manifest gives ``dim`` and ``max_tokens``.
    span_head : weights (dim, tags) and bias (tags,) of a linear head over tokens, or None for no token logits.
    threads : threads of one product; 0 leaves it to onnxruntime.
    """

    def __init__(
        self, folder: ModelFolder, *, span_head: "tuple[NDArray[np.float32], NDArray[np.float32]] | None" = None, threads: int = 0
    ) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        self.name = folder.id
        self.dim = int(folder.manifest["dim"])
        self._span_head = span_head
        self._tokenizer = Tokenizer.from_file(str(folder.file("tokenizer.json")))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(int(folder.manifest["max_tokens"]))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(str(folder.file("model.onnx")), options, providers=["CPUExecutionProvider"])

    def encode(self, texts: Sequence[str]) -> Encoded:
        """Return unit vectors of shape (n, dim), and token logits where there is a span head."""
        vectors = np.zeros((len(texts), self.dim), dtype=np.float32)
        logits: list[NDArray[np.float32]] = [_EMPTY] * len(texts)
        offsets: list[NDArray[np.int32]] = [_NO_OFFSETS] * len(texts)
        for row, encoding, states in self._states(texts):
            mean = states.mean(axis=0)
            vectors[row] = mean / np.linalg.norm(mean)
            if self._span_head is not None:
                weights, bias = self._span_head
                logits[row] = states[1:-1] @ weights + bias
                offsets[row] = _offsets(encoding)
        return Encoded(vectors, tuple(logits), tuple(offsets)) if self._span_head is not None else Encoded(vectors)

    def hidden(self, texts: Sequence[str]) -> "list[tuple[NDArray[np.float32], NDArray[np.int32]]]":
        """Return for each text its hidden states (tokens, dim) and code-point offsets (tokens, 2), without the special tokens."""
        found = {row: (states[1:-1], _offsets(encoding)) for row, encoding, states in self._states(texts)}
        return [found[row] for row in range(len(texts))]

    def _states(self, texts: Sequence[str]) -> "Iterator[tuple[int, Encoding, NDArray[np.float32]]]":
        encodings = self._tokenizer.encode_batch([_MEANINGLESS.sub(_blank, text) for text in texts])
        for rows in _batches(encodings):
            batch = self._session.run(["hidden"], _feed([encodings[row] for row in rows]))[0]
            for row, states in zip(rows, batch, strict=True):
                yield row, encodings[row], states


def _blank(found: "re.Match[str]") -> str:
    return " " * len(found.group())


def _batches(encodings: "Sequence[Encoding]") -> Iterator[list[int]]:
    by_length: dict[int, list[int]] = {}
    for row, encoding in enumerate(encodings):
        by_length.setdefault(len(encoding.ids), []).append(row)
    for length, rows in sorted(by_length.items()):
        step = max(1, TOKENS_PER_BATCH // length)
        for first in range(0, len(rows), step):
            yield rows[first : first + step]


def _feed(encodings: "Sequence[Encoding]") -> "dict[str, NDArray[np.int64]]":
    ids = np.array([encoding.ids for encoding in encodings], dtype=np.int64)
    return {"ids": ids, "mask": np.ones_like(ids)}


def _offsets(encoding: "Encoding") -> "NDArray[np.int32]":
    return np.array(encoding.offsets[1:-1], dtype=np.int32).reshape(-1, 2)
