"""The module gives what BERT gives."""

import pytest
import torch
from safetensors.torch import save_file

from vocmine.errors import ModelInvalid
from vocmine.train.minilm import MiniLM

pytestmark = pytest.mark.slow


def test_minilm_gives_the_hidden_states_of_bert(tmp_path):
    from transformers import BertConfig, BertModel

    torch.manual_seed(0)
    config = BertConfig(hidden_size=24, num_attention_heads=12, intermediate_size=48, num_hidden_layers=2, vocab_size=50)
    bert = BertModel(config, add_pooling_layer=False).eval()
    save_file({name: tensor.contiguous() for name, tensor in bert.state_dict().items()}, tmp_path / "model.safetensors")
    (tmp_path / "config.json").write_text(config.to_json_string(use_diff=False), encoding="utf-8")
    ids, mask = torch.tensor([[2, 7, 9, 3], [2, 8, 3, 0]]), torch.tensor([[1, 1, 1, 1], [1, 1, 1, 0]])
    with torch.no_grad():
        expected = bert(input_ids=ids, attention_mask=mask).last_hidden_state
        found = MiniLM.load(tmp_path)(ids, mask)
    assert torch.allclose(found[mask.bool()], expected[mask.bool()], atol=1e-5)


def test_a_folder_that_holds_no_bert_is_refused(tmp_path):
    (tmp_path / "config.json").write_text('{"model_type": "mpnet", "hidden_act": "gelu"}', encoding="utf-8")
    with pytest.raises(ModelInvalid, match="'mpnet' model; the recipe fine-tunes models of type 'bert'"):
        MiniLM.load(tmp_path)
