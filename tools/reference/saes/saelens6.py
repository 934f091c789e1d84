"""Every architecture and normalisation of SAELens 6 that is read; checkpoints of training with what their export computes."""

import json
import tempfile

import sae_lens
import torch
from sae_lens import SAE
from sae_lens.saes import (
    BatchTopKTrainingSAE,
    BatchTopKTrainingSAEConfig,
    GatedSAE,
    GatedSAEConfig,
    JumpReLUSAE,
    JumpReLUSAEConfig,
    MatryoshkaBatchTopKTrainingSAE,
    MatryoshkaBatchTopKTrainingSAEConfig,
    StandardSAE,
    StandardSAEConfig,
    TopKSAE,
    TopKSAEConfig,
)
from sae_lens.saes.sae import SAEMetadata

from common import D_IN, D_SAE, FIXTURES, K, expect, inputs, randomise, write_inputs

MADE_BY = f"sae-lens {sae_lens.__version__}"


def metadata() -> SAEMetadata:
    return SAEMetadata(
        model_name="tiny-llama", hook_name="blocks.1.hook_resid_post", context_size=64, prepend_bos=True, dataset_path="the-pile"
    )


def inference(case: str, kind, config, seed: int, dtype=torch.float32, **options) -> None:
    sae = kind(config(d_in=D_IN, d_sae=D_SAE, dtype=str(dtype).removeprefix("torch."), metadata=metadata(), **options))
    randomise(sae, seed)
    sae.save_model(FIXTURES / case)
    # What was rounded to half precision is computed with in full precision.
    sae = SAE.load_from_disk(FIXTURES / case, dtype="float32")
    with torch.no_grad():
        activations = sae.encode(inputs())
        expect(case, activations, sae.decode(activations), MADE_BY)


def training(case: str, kind, config, seed: int, **options) -> None:
    sae = kind(config(d_in=D_IN, d_sae=D_SAE, metadata=metadata(), **options))
    randomise(sae, seed)
    sae.save_model(FIXTURES / case)
    with tempfile.TemporaryDirectory() as folder:
        sae.save_inference_model(folder)
        exported = SAE.load_from_disk(folder)
    with torch.no_grad():
        activations = exported.encode(inputs())
        expect(case, activations, exported.decode(activations), MADE_BY)


def expected_average(case: str, stored: bool) -> None:
    """A checkpoint before its factor is folded in; the expectation is that of the folded SAE."""
    sae = StandardSAE(
        StandardSAEConfig(d_in=D_IN, d_sae=D_SAE, metadata=metadata(), normalize_activations="expected_average_only_in")
    )
    randomise(sae, 8)
    sae.save_model(FIXTURES / case)
    factor = 0.75
    if stored:
        (FIXTURES / case / "activation_scaler.json").write_text(json.dumps({"scaling_factor": factor}))
    sae.fold_activation_norm_scaling_factor(factor)
    with torch.no_grad():
        activations = sae.encode(inputs())
        expect(case, activations, sae.decode(activations), MADE_BY, factor=factor)


write_inputs()
inference("saelens6-standard", StandardSAE, StandardSAEConfig, 1)
inference("saelens6-uncentred", StandardSAE, StandardSAEConfig, 2, apply_b_dec_to_input=False)
inference("saelens6-topk", TopKSAE, TopKSAEConfig, 3, k=K)
inference("saelens6-topk-rescaled", TopKSAE, TopKSAEConfig, 4, k=K, rescale_acts_by_decoder_norm=True)
inference("saelens6-jumprelu", JumpReLUSAE, JumpReLUSAEConfig, 5)
inference("saelens6-gated", GatedSAE, GatedSAEConfig, 6)
inference("saelens6-layer-norm", StandardSAE, StandardSAEConfig, 7, normalize_activations="layer_norm")
inference("saelens6-constant-norm", JumpReLUSAE, JumpReLUSAEConfig, 9, normalize_activations="constant_norm_rescale")
inference("saelens6-bfloat16", JumpReLUSAE, JumpReLUSAEConfig, 10, dtype=torch.bfloat16)
inference("saelens6-float16", JumpReLUSAE, JumpReLUSAEConfig, 11, dtype=torch.float16)
expected_average("saelens6-expected-average", stored=True)
expected_average("saelens6-expected-average-unknown", stored=False)
training("saelens6-batchtopk-checkpoint", BatchTopKTrainingSAE, BatchTopKTrainingSAEConfig, 12, k=K)
training(
    "saelens6-matryoshka-checkpoint",
    MatryoshkaBatchTopKTrainingSAE,
    MatryoshkaBatchTopKTrainingSAEConfig,
    13,
    k=K,
    matryoshka_widths=[8, 24],
    rescale_acts_by_decoder_norm=False,
)
