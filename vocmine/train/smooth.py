"""What a network needs before its activations can be held in eight bits: evened channels, and the range of each input.

Guarantees: outliers of the activations are moved into the weights (SmoothQuant, Xiao et al. 2023, alpha 0.8);
the network's numbers stay as they were, up to rounding.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from vocmine.train.minilm import Layer, MiniLM

SMOOTHING = 0.8
EVENED = ("qkv", "up", "down")
LINEARS = (*EVENED, "out")


@dataclass(frozen=True, slots=True)
class Input:
    """The input of a linear layer: what each channel is multiplied by first (None: nothing), and the range of the result."""

    factor: NDArray[np.float32] | None
    least: float
    most: float


def even_out(model: MiniLM, token_ids: Sequence[Sequence[int]]) -> dict[str, Input]:
    """Even out the channels of a model in place; return the input of each linear layer by name, such as ``layers.0.qkv``.

    Parameters
    ----------
    token_ids : texts of the kind to be read; ranges are what is seen on them.
    """
    largest = {name: seen.abs().amax(0) for name, seen in _extremes(model, token_ids).items()}
    inverses: dict[str, Tensor] = {}
    with torch.no_grad():
        for number, layer in enumerate(model.blocks):
            _fold_into_values(layer, _factor(largest[f"layers.{number}.out"], layer.out))
            for name in EVENED:
                linear = getattr(layer, name)
                factor = _factor(largest[f"layers.{number}.{name}"], linear)
                linear.weight *= factor
                inverses[f"layers.{number}.{name}"] = 1.0 / factor
    seen = _extremes(model, token_ids, inverses)
    return {name: _input(inverses.get(name), found) for name, found in seen.items()}


def _input(inverse: Tensor | None, seen: Tensor) -> Input:
    return Input(inverse.numpy() if inverse is not None else None, min(0.0, float(seen.min())), float(seen.max()))


def _factor(largest: Tensor, linear: nn.Linear) -> Tensor:
    weight = linear.weight.detach().abs().amax(0).clamp(min=1e-5)
    factor = largest.clamp(min=1e-5) ** SMOOTHING / weight ** (1 - SMOOTHING)
    return factor / factor.mean()


def _fold_into_values(layer: Layer, factor: Tensor) -> None:
    """Even out what attention hands on by scaling the projection of the values, at no cost later."""
    dim = len(factor)
    layer.qkv.weight[2 * dim :] /= factor[:, None]
    layer.qkv.bias[2 * dim :] /= factor
    layer.out.weight *= factor


def _extremes(model: MiniLM, token_ids: Sequence[Sequence[int]], inverses: dict[str, Tensor] | None = None) -> dict[str, Tensor]:
    """Return the least and the most that each channel of a linear layer's input takes, (2, channels); inputs are multiplied first."""
    found: dict[str, Tensor] = {}

    def watch(name: str) -> Callable[[nn.Module, tuple[Tensor]], tuple[Tensor]]:
        def hook(_module: nn.Module, inputs: tuple[Tensor]) -> tuple[Tensor]:
            given = inputs[0] * inverses[name] if inverses and name in inverses else inputs[0]
            flat = given.flatten(0, -2)
            seen = torch.stack([flat.amin(0), flat.amax(0)])
            if name in found:
                seen = torch.stack([torch.minimum(found[name][0], seen[0]), torch.maximum(found[name][1], seen[1])])
            found[name] = seen
            return (given,)

        return hook

    hooks = [module.register_forward_pre_hook(watch(name)) for name, module in model.named_modules() if isinstance(module, nn.Linear)]
    with torch.no_grad():
        for ids in token_ids:
            model(torch.tensor([ids]), torch.ones(1, len(ids), dtype=torch.long))
    for hook in hooks:
        hook.remove()
    return found
