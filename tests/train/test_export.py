"""The exported graph says what the network says, within what eight bits can tell."""

import numpy as np
import onnxruntime
import pytest
import torch

from vocmine.encode.windows import Window
from vocmine.train.export import export_network
from vocmine.train.minilm import MiniLM, Shape
from vocmine.train.network import Network

IDS = np.random.default_rng(0).integers(1, 40, size=(60, 12)).tolist()


def network(outlier=1.0):
    """Return a small network, one channel of its states many times as large as the others."""
    torch.manual_seed(0)
    made = Network(MiniLM(Shape(dim=24, inner=48, layers=2, heads=4, vocabulary=40, positions=16))).eval()
    with torch.no_grad():
        for layer in made.body.blocks:
            layer.norm_attention.weight[3] *= outlier
            layer.norm_inner.weight[3] *= outlier
    return made


def hidden(made, folder):
    """Return the states of the texts by the network and by its export, (texts, tokens, dim) each."""
    (folder / "tokenizer.json").write_text("{}", encoding="utf-8")
    export_network(made, folder / "out", tokenizer=folder / "tokenizer.json", windows=[Window(ids) for ids in IDS])
    session = onnxruntime.InferenceSession(str(folder / "out" / "model.onnx"), providers=["CPUExecutionProvider"])
    ids = np.array(IDS, dtype=np.int64)
    with torch.no_grad():
        exact = made.body(torch.from_numpy(ids), torch.ones(ids.shape, dtype=torch.long)).numpy()
    return exact, session.run(["hidden"], {"ids": ids})[0]


@pytest.mark.parametrize("outlier", [1.0, 8.0])
def test_the_export_gives_the_states_of_the_network_outliers_or_not(tmp_path, outlier):
    exact, found = hidden(network(outlier), tmp_path)
    others = np.delete(exact, 3, axis=2), np.delete(found, 3, axis=2)
    unit = [states / np.linalg.norm(states, axis=2, keepdims=True) for states in others]
    assert np.median((unit[0] * unit[1]).sum(axis=2)) > 0.999


def test_the_network_is_left_as_it_was(tmp_path):
    made = network()
    before = {name: tensor.clone() for name, tensor in made.state_dict().items()}
    hidden(made, tmp_path)
    assert all(torch.equal(before[name], tensor) for name, tensor in made.state_dict().items())
