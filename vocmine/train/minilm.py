"""The encoder as a torch module: BERT's forward pass, with the projections of query, key and value as one.

Guarantees the numbers that transformers' BertModel gives with the same weights, in a graph plain enough
to be exported and quantised.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F

from vocmine.errors import ModelInvalid

EPSILON = 1e-12
DROPOUT = 0.1


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of a BERT: of its states, of the inner states of a block, and how many blocks, heads, tokens known, and positions."""

    dim: int
    inner: int
    layers: int
    heads: int
    vocabulary: int
    positions: int


class Layer(nn.Module):
    """One transformer block, post-norm, as in Devlin et al. (2019)."""

    def __init__(self, dim: int, inner: int, heads: int) -> None:
        super().__init__()
        self.n_heads = heads
        self.qkv = nn.Linear(dim, 3 * dim)
        self.out = nn.Linear(dim, dim)
        self.up = nn.Linear(dim, inner)
        self.down = nn.Linear(inner, dim)
        self.norm_attention = nn.LayerNorm(dim, eps=EPSILON)
        self.norm_inner = nn.LayerNorm(dim, eps=EPSILON)
        self.dropout = nn.Dropout(DROPOUT)

    def forward(self, hidden: Tensor, bias: Tensor) -> Tensor:
        """Return hidden states of the shape given, (n, tokens, dim); ``bias`` (n, 1, 1, tokens) is large and negative at padding."""
        n, tokens, dim = hidden.shape
        query, key, value = self.qkv(hidden).view(n, tokens, 3, self.n_heads, dim // self.n_heads).permute(2, 0, 3, 1, 4).unbind(0)
        weights = torch.softmax(query @ key.transpose(-1, -2) / (dim // self.n_heads) ** 0.5 + bias, dim=-1)
        mixed = (self.dropout(weights) @ value).transpose(1, 2).reshape(n, tokens, dim)
        hidden = self.norm_attention(hidden + self.dropout(self.out(mixed)))
        return cast(Tensor, self.norm_inner(hidden + self.dropout(self.down(F.gelu(self.up(hidden))))))


class MiniLM(nn.Module):
    """A BERT such as all-MiniLM-L6-v2, whose vector of a text is the mean of its hidden states."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.words = nn.Embedding(shape.vocabulary, shape.dim)
        self.positions = nn.Parameter(torch.zeros(shape.positions, shape.dim))
        self.norm = nn.LayerNorm(shape.dim, eps=EPSILON)
        self.layers = nn.ModuleList(Layer(shape.dim, shape.inner, shape.heads) for _ in range(shape.layers))

    @property
    def blocks(self) -> list[Layer]:
        """The transformer blocks, the first one first."""
        return [cast(Layer, layer) for layer in self.layers]

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Return hidden states (n, tokens, dim) of token ids and their mask, both (n, tokens)."""
        bias = (1.0 - mask.to(self.positions.dtype))[:, None, None, :] * -1e4
        hidden = self.norm(self.words(ids) + self.positions[: ids.shape[1]])
        for layer in self.layers:
            hidden = layer(hidden, bias)
        return cast(Tensor, hidden)

    @classmethod
    def load(cls, folder: Path) -> "MiniLM":
        """Build the module from a published folder with ``config.json`` and ``model.safetensors``.

        Raises
        ------
        ModelInvalid
            If the folder holds no BERT.
        """
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        if config.get("model_type") != "bert" or config.get("hidden_act") != "gelu":
            raise ModelInvalid(f"{folder} holds a {config.get('model_type')!r} model; the recipe fine-tunes models of type 'bert' alone.")
        source = {name.removeprefix("bert."): tensor for name, tensor in load_file(folder / "model.safetensors").items()}
        shape = Shape(
            dim=config["hidden_size"],
            inner=config["intermediate_size"],
            layers=config["num_hidden_layers"],
            heads=config["num_attention_heads"],
            vocabulary=config["vocab_size"],
            positions=config["max_position_embeddings"],
        )
        model = cls(shape)
        model.load_state_dict(_renamed(source, n_layers=len(model.layers)))
        return model.eval()


def _renamed(source: dict[str, Tensor], *, n_layers: int) -> dict[str, Tensor]:
    state = {
        "words.weight": source["embeddings.word_embeddings.weight"],
        "positions": source["embeddings.position_embeddings.weight"] + source["embeddings.token_type_embeddings.weight"][0],
        "norm.weight": source["embeddings.LayerNorm.weight"],
        "norm.bias": source["embeddings.LayerNorm.bias"],
    }
    names = {
        "out": "attention.output.dense",
        "norm_attention": "attention.output.LayerNorm",
        "up": "intermediate.dense",
        "down": "output.dense",
        "norm_inner": "output.LayerNorm",
    }
    for i in range(n_layers):
        for kind in ("weight", "bias"):
            projections = [source[f"encoder.layer.{i}.attention.self.{part}.{kind}"] for part in ("query", "key", "value")]
            state[f"layers.{i}.qkv.{kind}"] = torch.cat(projections)
            for ours, theirs in names.items():
                state[f"layers.{i}.{ours}.{kind}"] = source[f"encoder.layer.{i}.{theirs}.{kind}"]
    return state
