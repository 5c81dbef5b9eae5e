"""Export a network to a folder that the encoder reads: the body as an int8 graph, the heads in float32.

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

from vocmine.encode.onnx import HEADS
from vocmine.encode.windows import Window
from vocmine.train.graph import graph_of
from vocmine.train.network import Network
from vocmine.train.smooth import even_out


def export_network(network: Network, out: Path, *, tokenizer: Path, windows: Sequence[Window]) -> None:
    """Write ``model.onnx``, ``tokenizer.json`` and ``heads.safetensors`` into a folder.

    Parameters
    ----------
    windows : some hundreds of the kind to be read; only ranges of activations are taken from them.
    """
    out.mkdir(parents=True, exist_ok=True)
    body = copy.deepcopy(network.body).eval()
    inputs = even_out(body, [window.ids for window in windows])
    onnx.save(graph_of(body, inputs), str(out / "model.onnx"))
    heads = {f"{name}.{kind}": tensor for name in ("heads", "tags", "vector") for kind, tensor in _linear(getattr(network, name))}
    save_file(heads, out / HEADS)
    shutil.copyfile(tokenizer, out / "tokenizer.json")


def _linear(layer: nn.Linear) -> Iterator[tuple[str, NDArray[np.float32]]]:
    yield "weight", np.ascontiguousarray(layer.weight.detach().numpy().T)
    yield "bias", layer.bias.detach().numpy()
