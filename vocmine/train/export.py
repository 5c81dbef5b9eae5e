"""Export a network to ONNX int8: calibrated static scales, per channel, so that a text's numbers are its own.

Guarantees: activation scales are constants of the graph (none is taken from the batch at run time);
outliers of the activations are moved into the weights beforehand (SmoothQuant, Xiao et al. 2023, alpha 0.8);
the products of attention and the heads stay in float32.
"""

import copy
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.numpy import save_file
from torch import Tensor, nn

from vocmine.encode.onnx import HEADS
from vocmine.encode.windows import Window
from vocmine.train.minilm import MiniLM
from vocmine.train.network import Network

SMOOTHING = 0.8
OPSET = 17
_LINEARS = ("qkv", "out", "up", "down")


class _Smoothed(nn.Module):
    """A linear layer whose input channels are evened out by a factor that its weights take up."""

    def __init__(self, linear: nn.Linear, factor: Tensor) -> None:
        super().__init__()
        self.inverse = nn.Parameter(1.0 / factor)
        self.weight = nn.Parameter((linear.weight * factor).T.contiguous())
        self.bias = linear.bias

    def forward(self, hidden: Tensor) -> Tensor:
        """Return what the linear layer would, up to rounding."""
        return (hidden * self.inverse) @ self.weight + self.bias


def export_network(network: Network, out: Path, *, tokenizer: Path, windows: Sequence[Window]) -> None:
    """Write ``model.onnx``, ``tokenizer.json`` and ``heads.safetensors`` into a folder.

    Parameters
    ----------
    windows : some hundreds of the kind to be read; only ranges of activations are taken from them.
    """
    out.mkdir(parents=True, exist_ok=True)
    token_ids = [window.ids for window in windows]
    heads = {f"{name}.{kind}": tensor for name in ("heads", "tags", "vector") for kind, tensor in _linear(getattr(network, name))}
    save_file(heads, out / HEADS)
    with TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.onnx"
        _to_onnx(_smooth(copy.deepcopy(network.body), token_ids), plain)
        _quantise(plain, out / "model.onnx", token_ids)
    shutil.copyfile(tokenizer, out / "tokenizer.json")


def _linear(layer: nn.Linear) -> Iterator[tuple[str, NDArray[np.float32]]]:
    yield "weight", np.ascontiguousarray(layer.weight.detach().numpy().T)
    yield "bias", layer.bias.detach().numpy()


def _smooth(model: MiniLM, token_ids: Sequence[Sequence[int]]) -> MiniLM:
    largest = _largest_inputs(model, token_ids)
    for layer_name, layer in model.named_modules():
        for name in _LINEARS:
            linear = getattr(layer, name, None)
            if isinstance(linear, nn.Linear):
                activation = largest[f"{layer_name}.{name}"].clamp(min=1e-5)
                weight = linear.weight.detach().abs().amax(0).clamp(min=1e-5)
                factor = activation**SMOOTHING / weight ** (1 - SMOOTHING)
                setattr(layer, name, _Smoothed(linear, factor / factor.mean()))
    return model.eval()


def _largest_inputs(model: MiniLM, token_ids: Sequence[Sequence[int]]) -> dict[str, Tensor]:
    largest: dict[str, Tensor] = {}

    def watch(name: str) -> Any:
        def hook(_module: nn.Module, inputs: tuple[Tensor, ...], _output: Tensor) -> None:
            seen = inputs[0].abs().flatten(0, -2).amax(0)
            largest[name] = torch.maximum(largest[name], seen) if name in largest else seen

        return hook

    hooks = [module.register_forward_hook(watch(name)) for name, module in model.named_modules() if isinstance(module, nn.Linear)]
    with torch.no_grad():
        for ids in token_ids:
            model(torch.tensor([ids]), torch.ones(1, len(ids), dtype=torch.long))
    for hook in hooks:
        hook.remove()
    return largest


def _to_onnx(model: MiniLM, path: Path) -> None:
    ids = torch.ones(2, 16, dtype=torch.long)
    shape = {0: "n", 1: "tokens"}
    torch.onnx.export(
        model,
        (ids, torch.ones_like(ids)),
        str(path),
        input_names=["ids", "mask"],
        output_names=["hidden"],
        dynamic_axes={"ids": shape, "mask": shape, "hidden": shape},
        opset_version=OPSET,
        dynamo=False,
    )


def _quantise(plain: Path, out: Path, token_ids: Sequence[Sequence[int]]) -> None:
    import onnx
    from onnxruntime.quantization import CalibrationDataReader, CalibrationMethod, QuantFormat, QuantType, quantize_static
    from onnxruntime.quantization.shape_inference import quant_pre_process

    class Feed(CalibrationDataReader):  # type: ignore[misc]
        def __init__(self) -> None:
            self.feeds = _feeds(token_ids)

        def get_next(self) -> dict[str, Any] | None:
            return next(self.feeds, None)

    prepared = plain.with_name("prepared.onnx")
    quant_pre_process(str(plain), str(prepared), skip_symbolic_shape=True)
    graph = onnx.load(prepared).graph
    constants = {initializer.name for initializer in graph.initializer}
    attention = [node.name for node in graph.node if node.op_type == "MatMul" and node.input[1] not in constants]
    quantize_static(
        str(prepared),
        str(out),
        Feed(),
        quant_format=QuantFormat.QDQ,
        per_channel=True,
        activation_type=QuantType.QUInt8,
        weight_type=QuantType.QInt8,
        calibrate_method=CalibrationMethod.MinMax,
        op_types_to_quantize=["MatMul", "Gather"],
        nodes_to_exclude=attention,
        extra_options={"OpTypesToExcludeOutputQuantization": ["MatMul"]},
    )


def _feeds(token_ids: Sequence[Sequence[int]]) -> Iterator[dict[str, Any]]:
    for ids in token_ids:
        row = np.array([ids], dtype=np.int64)
        yield {"ids": row, "mask": np.ones_like(row)}
