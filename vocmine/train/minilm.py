"""The encoder as a torch module: BERT's forward pass, with the projections of query, key and value as one.

Guarantees the numbers that transformers' BertModel gives with the same weights, in a graph plain enough
to be exported and quantised.
"""

from pathlib import Path
from typing import cast

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F

HEADS = 12
EPSILON = 1e-12


class _Layer(nn.Module):
    """One transformer block, post-norm, as in Devlin et al. (2019)."""

    def __init__(self, dim: int, inner: int) -> None:
        super().__init__()
        self.qkv = nn.Linear(dim, 3 * dim)
        self.out = nn.Linear(dim, dim)
        self.up = nn.Linear(dim, inner)
        self.down = nn.Linear(inner, dim)
        self.norm_attention = nn.LayerNorm(dim, eps=EPSILON)
        self.norm_inner = nn.LayerNorm(dim, eps=EPSILON)

    def forward(self, hidden: Tensor, bias: Tensor) -> Tensor:
        """Return hidden states of the shape given, (n, tokens, dim); ``bias`` (n, 1, 1, tokens) is large and negative at padding."""
        n, tokens, dim = hidden.shape
        query, key, value = self.qkv(hidden).view(n, tokens, 3, HEADS, dim // HEADS).permute(2, 0, 3, 1, 4).unbind(0)
        weights = torch.softmax(query @ key.transpose(-1, -2) / (dim // HEADS) ** 0.5 + bias, dim=-1)
        mixed = (weights @ value).transpose(1, 2).reshape(n, tokens, dim)
        hidden = self.norm_attention(hidden + self.out(mixed))
        return cast(Tensor, self.norm_inner(hidden + self.down(F.gelu(self.up(hidden)))))


class MiniLM(nn.Module):
    """all-MiniLM-L6-v2: token ids and mask of shape (n, tokens) to hidden states (n, tokens, 384); their mean is the text's vector."""

    def __init__(self, *, dim: int, inner: int, layers: int, vocabulary: int, positions: int) -> None:
        super().__init__()
        self.words = nn.Embedding(vocabulary, dim)
        self.positions = nn.Parameter(torch.zeros(positions, dim))
        self.norm = nn.LayerNorm(dim, eps=EPSILON)
        self.layers = nn.ModuleList(_Layer(dim, inner) for _ in range(layers))

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Return hidden states of shape (n, tokens, dim)."""
        bias = (1.0 - mask.to(self.positions.dtype))[:, None, None, :] * -1e4
        hidden = self.norm(self.words(ids) + self.positions[: ids.shape[1]])
        for layer in self.layers:
            hidden = layer(hidden, bias)
        return cast(Tensor, hidden)

    @classmethod
    def load(cls, weights: Path) -> "MiniLM":
        """Build the module from the published ``model.safetensors``."""
        source = load_file(weights)
        vocabulary, dim = source["embeddings.word_embeddings.weight"].shape
        model = cls(
            dim=dim,
            inner=len(source["encoder.layer.0.intermediate.dense.bias"]),
            layers=len({name.split(".")[2] for name in source if name.startswith("encoder.layer.")}),
            vocabulary=vocabulary,
            positions=len(source["embeddings.position_embeddings.weight"]),
        )
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
