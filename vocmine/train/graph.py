"""The encoder as an ONNX graph in int8, node by node.

Guarantees: the scales of all activations are constants of the graph (none is taken from the batch at run time);
weights have a scale per output channel, words one each; the products of attention and the norms stay in float32.
The graph takes texts of one length in tokens together: there is no mask.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from vocmine.train.minilm import EPSILON, Layer, MiniLM
from vocmine.train.smooth import Input

OPSET = 17
OURS, FUSED = "", "com.microsoft"
LEVELS, LARGEST = 255, 127
SMALLEST = 1e-6
Array = NDArray[Any]


class _Graph:
    """Nodes and constants as they are added; each method returns the name of what it adds."""

    def __init__(self, inputs: Mapping[str, Input]) -> None:
        self.inputs = inputs
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, onnx.TensorProto] = {}

    def constant(self, name: str, value: Array | Tensor) -> str:
        array = value.detach().numpy() if isinstance(value, Tensor) else value
        self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(array), name)
        return name

    def node(self, op: str, inputs: list[str], output: str, *, domain: str = OURS, **attributes: Any) -> str:
        self.nodes.append(helper.make_node(op, inputs, [output], domain=domain, **attributes))
        return output

    def quantised(self, states: str, name: str) -> str:
        """Add the eight-bit form of a linear layer's input."""
        known = self.inputs[name]
        if known.factor is not None:
            states = self.node("Mul", [states, self.constant(f"{name}.factor", known.factor)], f"{name}.even")
        scale = (known.most - known.least) / LEVELS
        self.constant(f"{name}.scale", np.array(scale, dtype=np.float32))
        self.constant(f"{name}.zero", np.array(round(-known.least / scale), dtype=np.uint8))
        return self.node("QuantizeLinear", [states, f"{name}.scale", f"{name}.zero"], f"{name}.eight")

    def weights(self, linear: nn.Linear, name: str) -> None:
        """Add a layer's weights (inputs, outputs) in eight bits, their scales and zeros, and the bias."""
        weight = linear.weight.detach().numpy().T
        scale = np.abs(weight).max(axis=0) / LARGEST
        self.constant(f"{name}.weight", np.round(weight / scale).astype(np.int8))
        self.constant(f"{name}.weight_scale", scale.astype(np.float32))
        self.constant(f"{name}.weight_zero", np.zeros(len(scale), dtype=np.int8))
        self.constant(f"{name}.bias", linear.bias)

    def linear(self, states: str, linear: nn.Linear, name: str) -> str:
        """Add a linear layer."""
        eight = self.quantised(states, name)
        self.weights(linear, name)
        parts = ("scale", "weight_scale", "zero", "weight_zero", "bias")
        given = [eight, f"{name}.weight", *(f"{name}.{part}" for part in parts)]
        return self.node("MatMulIntegerToFloat", given, f"{name}.out", domain=FUSED)

    def norm(self, states: str, norm: nn.LayerNorm, name: str) -> str:
        """Add a layer's norm."""
        given = [states, self.constant(f"{name}.gain", norm.weight), self.constant(f"{name}.shift", norm.bias)]
        return self.node("LayerNormalization", given, f"{name}.out", epsilon=EPSILON, axis=-1)


def graph_of(model: MiniLM, inputs: Mapping[str, Input]) -> onnx.ModelProto:
    """Return the graph from ``ids`` (n, tokens) to ``hidden`` (n, tokens, dim) of a model whose channels are evened out."""
    graph = _Graph(inputs)
    hidden = _embedded(graph, model)
    for number, layer in enumerate(model.blocks):
        hidden = _layer(graph, layer, hidden, f"layers.{number}")
    graph.node("Identity", [hidden], "hidden")
    made = helper.make_graph(
        graph.nodes,
        "encoder",
        [helper.make_tensor_value_info("ids", TensorProto.INT64, ["n", "tokens"])],
        [helper.make_tensor_value_info("hidden", TensorProto.FLOAT, ["n", "tokens", model.words.weight.shape[1]])],
        list(graph.constants.values()),
    )
    found = helper.make_model(made, opset_imports=[helper.make_opsetid(OURS, OPSET), helper.make_opsetid(FUSED, 1)])
    found.ir_version = onnx.helper.find_min_ir_version_for(found.opset_import, ignore_unknown=True)
    onnx.checker.check_model(found)
    return found


def _embedded(graph: _Graph, model: MiniLM) -> str:
    words = model.words.weight.detach().numpy()
    scale = np.maximum(np.abs(words).max(axis=1, keepdims=True), SMALLEST) / LARGEST
    graph.constant("words", np.round(words / scale).astype(np.int8))
    graph.constant("words.scale", scale.astype(np.float32))
    graph.constant("positions", model.positions)
    for number in range(3):
        graph.constant(f"at.{number}", np.array([number], dtype=np.int64))
    graph.node("Shape", ["ids"], "shape")
    graph.node("Slice", ["shape", "at.1", "at.2"], "tokens")
    graph.node("Slice", ["positions", "at.0", "tokens"], "places")
    eight = graph.node("Cast", [graph.node("Gather", ["words", "ids"], "words.eight")], "words.wide", to=TensorProto.FLOAT)
    graph.node("Mul", [eight, graph.node("Gather", ["words.scale", "ids"], "words.scales")], "words.out")
    return graph.norm(graph.node("Add", ["words.out", "places"], "sum"), model.norm, "norm")


def _layer(graph: _Graph, layer: Layer, hidden: str, name: str) -> str:
    mixed = _attention(graph, layer, hidden, f"{name}.qkv")
    told = graph.linear(mixed, layer.out, f"{name}.out")
    hidden = graph.norm(graph.node("Add", [hidden, told], f"{name}.told"), layer.norm_attention, f"{name}.norm_attention")
    inner = graph.node("Gelu", [graph.linear(hidden, layer.up, f"{name}.up")], f"{name}.inner", domain=FUSED)
    thought = graph.linear(inner, layer.down, f"{name}.down")
    return graph.norm(graph.node("Add", [hidden, thought], f"{name}.thought"), layer.norm_inner, f"{name}.norm_inner")


def _attention(graph: _Graph, layer: Layer, hidden: str, name: str) -> str:
    eight = graph.quantised(hidden, name)
    graph.weights(layer.qkv, name)
    parts = ("scale", "weight_scale", "", "zero", "weight_zero")
    given = [eight, f"{name}.weight", f"{name}.bias", *(part and f"{name}.{part}" for part in parts)]
    return graph.node("QAttention", given, f"{name}.mixed", domain=FUSED, num_heads=layer.n_heads, unidirectional=0)
