"""SAELens before version 6, whichever is installed: 2.1.3, 3.23.4 and 5.11.0 wrote the examples."""

import sys
from dataclasses import fields

import torch

from common import D_IN, D_SAE, FIXTURES, K, expect, inputs, randomise

VERSION = sys.argv[1]


def save(case: str, sae) -> None:
    path = FIXTURES / case
    path.mkdir(parents=True, exist_ok=True)
    sae.save_model(str(path))
    with torch.no_grad():
        activations = sae.encode(inputs())
        expect(case, activations, sae.decode(activations), f"sae-lens {VERSION}")


def version2() -> None:
    import wandb

    # Its configuration asks wandb for an id, by a name that wandb no longer has.
    wandb.util.generate_id = lambda: "example"
    from sae_lens.training.config import LanguageModelSAERunnerConfig
    from sae_lens.training.sparse_autoencoder import SparseAutoencoder

    cfg = LanguageModelSAERunnerConfig(
        model_name="tiny-llama",
        hook_point="blocks.1.hook_resid_pre",
        hook_point_layer=1,
        d_in=D_IN,
        expansion_factor=1.5,
        b_dec_init_method="zeros",
        log_to_wandb=False,
        context_size=64,
        device="cpu",
        dtype="torch.float32",
    )
    cfg.d_sae = D_SAE
    sae = SparseAutoencoder(cfg)
    randomise(sae, 21)
    with torch.no_grad():
        sae.scaling_factor.copy_(1 + sae.scaling_factor)
    save("saelens2-standard", sae)


def config(**options) -> dict:
    return {
        "architecture": "standard",
        "d_in": D_IN,
        "d_sae": D_SAE,
        "activation_fn_str": "relu",
        "activation_fn": "relu",
        "apply_b_dec_to_input": True,
        "finetuning_scaling_factor": False,
        "context_size": 64,
        "model_name": "tiny-llama",
        "hook_name": "blocks.1.hook_mlp_out",
        "hook_layer": 1,
        "hook_head_index": None,
        "prepend_bos": True,
        "dataset_path": "the-pile",
        "dataset_trust_remote_code": True,
        "normalize_activations": "none",
        "dtype": "float32",
        "device": "cpu",
        "sae_lens_training_version": VERSION,
        **options,
    }


def sae_of(seed: int, **options):
    from sae_lens.sae import SAE, SAEConfig

    cfg = {k: v for k, v in config(**options).items() if k in {field.name for field in fields(SAEConfig)}}
    sae = SAE(SAEConfig(**cfg))
    randomise(sae, seed)
    return sae


def version3() -> None:
    save("saelens3-gated", sae_of(22, architecture="gated"))
    save("saelens3-topk", sae_of(23, activation_fn_str="topk", activation_fn_kwargs={"k": K}))
    save("saelens3-layer-norm", sae_of(24, normalize_activations="layer_norm"))
    sae = sae_of(25, finetuning_scaling_factor=True)
    with torch.no_grad():
        sae.finetuning_scaling_factor.copy_(1 + sae.finetuning_scaling_factor)
    save("saelens3-finetuned", sae)


def version5() -> None:
    save("saelens5-jumprelu", sae_of(26, architecture="jumprelu", apply_b_dec_to_input=False))


{"2": version2, "3": version3, "5": version5}[VERSION.split(".")[0]]()
