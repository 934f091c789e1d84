"""Folders of Gemma Scope and Llama Scope with random weights, and their published formulas in PyTorch.

Gemma Scope: the tutorial of its release (JumpReLUSAE: mask = pre > threshold; acts = mask * relu(pre)).
Llama Scope: OpenMOSS/Language-Model-SAEs at its release, src/lm_saes/sae.py (`from_config` and `encode`), step by step.
"""

import json
import math

import numpy as np
import torch
from safetensors.torch import save_file

from common import D_IN, D_SAE, FIXTURES, K, expect, inputs


def rand(generator, *shape, scale=1.0):
    return scale * torch.randn(*shape, generator=generator)


def gemma(generator) -> dict[str, torch.Tensor]:
    return {
        "W_enc": rand(generator, D_IN, D_SAE, scale=D_IN**-0.5),
        "W_dec": rand(generator, D_SAE, D_IN, scale=D_IN**-0.5),
        "b_enc": rand(generator, D_SAE, scale=0.2),
        "b_dec": rand(generator, D_IN, scale=0.2),
        "threshold": 0.3 + rand(generator, D_SAE).abs(),
    }


def expect_gemma(case: str, p: dict[str, torch.Tensor]) -> None:
    pre = inputs() @ p["W_enc"] + p["b_enc"]
    activations = (pre > p["threshold"]) * torch.relu(pre)
    expect(case, activations, activations @ p["W_dec"] + p["b_dec"], "formula of Gemma Scope")


def gemma_one(case: str, seed: int, compressed: bool, fortran: bool) -> None:
    p = gemma(torch.Generator().manual_seed(seed))
    path = FIXTURES / case
    path.mkdir(parents=True, exist_ok=True)
    order = np.asfortranarray if fortran else np.ascontiguousarray
    (np.savez_compressed if compressed else np.savez)(path / "params.npz", **{k: order(v.numpy()) for k, v in p.items()})
    expect_gemma(case, p)


def gemma_two(case: str, seed: int) -> None:
    p = gemma(torch.Generator().manual_seed(seed))
    path = FIXTURES / case
    path.mkdir(parents=True, exist_ok=True)
    names = {"W_enc": "w_enc", "W_dec": "w_dec"}
    save_file({names.get(k, k): v for k, v in p.items()}, path / "params.safetensors")
    config = {"architecture": "jump_relu", "model_name": "gemma-3-270m", "hf_hook_point_in": "model.layers.1.output"}
    (path / "config.json").write_text(json.dumps(config))
    expect_gemma(case, p)


def llama(case: str, seed: int, dtype, **options) -> None:
    generator = torch.Generator().manual_seed(seed)
    state = {
        "encoder.weight": rand(generator, D_SAE, D_IN, scale=D_IN**-0.5),
        "encoder.bias": rand(generator, D_SAE, scale=0.2),
        "decoder.weight": rand(generator, D_IN, D_SAE, scale=0.6 * D_IN**-0.5),
        "decoder.bias": rand(generator, D_IN, scale=0.2),
    }
    state = {k: v.to(dtype) for k, v in state.items()}
    cfg = {
        "d_model": D_IN,
        "d_sae": D_SAE,
        "hook_point_in": "blocks.1.hook_resid_post",
        "hook_point_out": "blocks.1.hook_resid_post",
        "act_fn": "jumprelu",
        "jump_relu_threshold": 0.35,
        "norm_activation": "dataset-wise",
        "dataset_average_activation_norm": {"in": 9.5, "out": 9.5},
        "use_decoder_bias": True,
        "apply_decoder_bias_to_pre_encoder": False,
        "sparsity_include_decoder_norm": True,
        "use_glu_encoder": False,
        "top_k": K,
        **options,
    }
    path = FIXTURES / case
    (path / "checkpoints").mkdir(parents=True, exist_ok=True)
    save_file(state, path / "checkpoints" / "final.safetensors")
    (path / "hyperparams.json").write_text(json.dumps(cfg))
    (path / "lm_config.json").write_text(json.dumps({"model_name": "meta-llama/tiny-llama"}))

    w_enc, b_enc, w_dec, b_dec = (state[k].float() for k in ("encoder.weight", "encoder.bias", "decoder.weight", "decoder.bias"))
    if cfg["norm_activation"] == "dataset-wise":
        c_in = math.sqrt(D_IN) / cfg["dataset_average_activation_norm"]["in"]
        c_out = math.sqrt(D_IN) / cfg["dataset_average_activation_norm"]["out"]
        b_enc, b_dec, w_dec = b_enc / c_in, b_dec / c_out, w_dec * c_in / c_out
    if cfg["sparsity_include_decoder_norm"]:
        norm = w_dec.norm(dim=0)
        w_dec, w_enc, b_enc = w_dec / norm, w_enc * norm[:, None], b_enc * norm
    x = inputs() - (b_dec if cfg["apply_decoder_bias_to_pre_encoder"] else 0)
    pre = x @ w_enc.T + b_enc
    if cfg["act_fn"] == "topk" and cfg["jump_relu_threshold"] <= 0:
        top = torch.relu(pre).topk(cfg["top_k"])
        activations = torch.zeros_like(pre).scatter_(1, top.indices, top.values)
    else:
        activations = pre.where(pre > cfg["jump_relu_threshold"], torch.zeros_like(pre))
    expect(case, activations, activations @ w_dec.T + b_dec, "formula of Llama Scope")


gemma_one("gemma-scope-2b-pt-res/layer_1/width_16k/average_l0_12", 51, compressed=False, fortran=False)
gemma_one("gemma-scope-2b-pt-mlp/layer_0/width_16k/average_l0_9", 52, compressed=True, fortran=True)
gemma_two("gemma-scope-2-270m-pt/resid_post/layer_1_width_16k_l0_small", 53)
llama("llama-scope-dataset", 54, torch.bfloat16)
llama("llama-scope-topk", 55, torch.float32, act_fn="topk", jump_relu_threshold=0.0, apply_decoder_bias_to_pre_encoder=True)
llama("llama-scope-plain", 56, torch.float32, act_fn="relu", jump_relu_threshold=0.0, norm_activation="inference", sparsity_include_decoder_norm=False)
