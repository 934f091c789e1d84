"""An SAE of sparsify, trained with Multi-TopK, in the folder layout of its runs."""

import json

import torch
from sparsify.config import SparseCoderConfig
from sparsify.sparse_coder import SparseCoder

from common import D_IN, D_SAE, FIXTURES, K, expect, inputs, randomise

MADE_BY = "eai-sparsify 1.3.3"
RUN = FIXTURES / "sparsify-run"


def save(hookpoint: str, seed: int, **options) -> None:
    sae = SparseCoder(D_IN, SparseCoderConfig(k=K, **options))
    randomise(sae, seed)
    sae.save_to_disk(RUN / hookpoint)
    with torch.no_grad():
        top, indices, _ = sae.encode(inputs())
        activations = torch.zeros(len(top), D_SAE).scatter_(1, indices, top)
        expect(f"sparsify-run/{hookpoint}", activations, sae.decode(top, indices), MADE_BY)


RUN.mkdir(parents=True, exist_ok=True)
(RUN / "config.json").write_text(json.dumps({"model": "somebody/tiny-llama", "dataset": "the-pile", "ctx_len": 64}))
save("layers.1", 41, num_latents=D_SAE, multi_topk=True)
save("layers.0.mlp", 42, num_latents=D_SAE)
