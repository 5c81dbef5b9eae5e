"""Export what was fitted to a folder that the encoder reads: two bodies as int8 graphs, the heads in float32.

Guarantees: a text's numbers are its own; see ``graph`` and ``smooth``.
"""

import copy
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from safetensors.numpy import save_file
from torch import nn

from vocmine.encode.onnx import HEADS, READING
from vocmine.encode.windows import Window
from vocmine.train.graph import graph_of
from vocmine.train.minilm import MiniLM
from vocmine.train.network import Network
from vocmine.train.smooth import even_out


def export_network(network: Network, out: Path, *, tokenizer: Path, windows: Sequence[Window]) -> None:
    """Write the graph that reads, ``tokenizer.json`` and ``heads.safetensors`` into a folder.

    Parameters
    ----------
    windows : some hundreds of the kind to be read; only ranges of activations are taken from them.
    """
    out.mkdir(parents=True, exist_ok=True)
    export_body(network.body, out / READING, windows=windows)
    heads = {f"{name}.{kind}": tensor for name in ("heads", "tags", "vector") for kind, tensor in _linear(getattr(network, name))}
    save_file(heads, out / HEADS)
    shutil.copyfile(tokenizer, out / "tokenizer.json")


def export_body(body: MiniLM, path: Path, *, windows: Sequence[Window]) -> None:
    """Write one body as an int8 graph, its ranges taken from windows of the kind to be encoded."""
    even = copy.deepcopy(body).eval()
    inputs = even_out(even, [window.ids for window in windows])
    onnx.save(graph_of(even, inputs), str(path))


def _linear(layer: nn.Linear) -> Iterator[tuple[str, NDArray[np.float32]]]:
    yield "weight", np.ascontiguousarray(layer.weight.detach().numpy().T)
    yield "bias", layer.bias.detach().numpy()
