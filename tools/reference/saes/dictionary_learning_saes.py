"""Every class of dictionary_learning that is read, saved as its trainers save them (t.save of the state dict, config.json beside it)."""

import json
import sys
from types import ModuleType


def missing(name: str):
    if name.startswith("__"):
        raise AttributeError(name)
    return type(name, (), {})


# Its package imports these for gathering activations, which nothing here does.
for name in ("nnsight", "nnsight.LanguageModel", "datasets", "wandb", "circuitsvis", "umap", "plotly", "plotly.express", "pandas"):
    if name not in sys.modules:
        stub = ModuleType(name)
        stub.__getattr__ = missing
        sys.modules[name] = stub

import torch
from dictionary_learning.dictionary import AutoEncoder, AutoEncoderNew, GatedAutoEncoder, JumpReluAutoEncoder
from dictionary_learning.trainers.batch_top_k import BatchTopKSAE
from dictionary_learning.trainers.matryoshka_batch_top_k import MatryoshkaBatchTopKSAE
from dictionary_learning.trainers.top_k import AutoEncoderTopK

from common import D_IN, D_SAE, FIXTURES, K, expect, inputs, randomise

MADE_BY = "dictionary-learning 0.1.0"


def save(case: str, ae, seed: int, k: int | None = None, backup: float | None = None, fresh=False) -> None:
    if not fresh:
        randomise(ae, seed)
    path = FIXTURES / case
    path.mkdir(parents=True, exist_ok=True)
    state = {name: tensor.cpu() for name, tensor in ae.state_dict().items()}
    torch.save(state if backup is None else {"step": 3, "ae": state, "config": {"lr": 0.1}, "norm_factor": backup}, path / "ae.pt")
    trainer = {
        "trainer_class": "Trainer",
        "dict_class": type(ae).__name__,
        "activation_dim": D_IN,
        "dict_size": D_SAE,
        "layer": 1,
        "lm_name": "somebody/tiny-llama",
        "submodule_name": "resid_post_layer_1",
        **({} if k is None else {"k": k}),
    }
    (path / "config.json").write_text(json.dumps({"trainer": trainer, "buffer": {"ctx_len": 64}}))
    if backup is not None:
        ae.scale_biases(backup)
    with torch.no_grad():
        activations = ae.encode(inputs())
        expect(case, activations, ae.decode(activations), MADE_BY)


torch.manual_seed(31)
# As it is made: its encoder is a transposed view, and torch.save keeps the strides.
save("dictionary-autoencoder", AutoEncoder(D_IN, D_SAE), 31, fresh=True)
save("dictionary-autoencoder-new", AutoEncoderNew(D_IN, D_SAE), 32)
save("dictionary-topk", AutoEncoderTopK(D_IN, D_SAE, K), 33, k=K)
save("dictionary-batchtopk", BatchTopKSAE(D_IN, D_SAE, K), 34, k=K)
save("dictionary-batchtopk-backup", BatchTopKSAE(D_IN, D_SAE, K), 35, k=K, backup=1.5)
save("dictionary-matryoshka", MatryoshkaBatchTopKSAE(D_IN, D_SAE, K, [8, 16, 24]), 36, k=K)
save("dictionary-jumprelu", JumpReluAutoEncoder(D_IN, D_SAE), 37)
save("dictionary-gated", GatedAutoEncoder(D_IN, D_SAE), 38)
