"""Checks golden files against SAELens's own training classes, where its loss is the same as ours: L1 and both forms of JumpReLU.

    pip install -r tools/reference/requirements.txt
    python tools/reference/algorithms/compare_with_saelens.py

(Its TopK family normalises AuxK differently.) SAELens keeps thresholds and their gradients in float32; the rest is float64.
"""

import json

import torch
from sae_lens import JumpReLUTrainingSAE, JumpReLUTrainingSAEConfig, StandardTrainingSAE, StandardTrainingSAEConfig
from sae_lens.saes.sae import TrainStepInput

from shared import FIXTURES

# Our name, SAELens's name, whether SAELens keeps the transpose.
PARAMETERS = [
    ("weights", "W_dec", False),
    ("encoder", "W_enc", True),
    ("biases", "b_enc", False),
    ("preBias", "b_dec", False),
    ("thresholds", "threshold", False),
]


def training_sae(options: dict, weight: float):
    common = {"d_in": options["dIn"], "d_sae": options["dSae"], "dtype": "float64", "apply_b_dec_to_input": True}
    if options["penalty"]["kind"] == "l1":
        return StandardTrainingSAE(StandardTrainingSAEConfig(l1_coefficient=weight, **common))
    return JumpReLUTrainingSAE(
        JumpReLUTrainingSAEConfig(
            jumprelu_bandwidth=options["selection"]["bandwidth"],
            jumprelu_sparsity_loss_mode="step" if options["penalty"]["kind"] == "l0" else "tanh",
            jumprelu_tanh_scale=options["penalty"].get("scale", 4),
            l0_coefficient=weight,
            pre_act_loss_coefficient=None,
            **common,
        )
    )


def compare(name: str) -> None:
    golden = json.loads((FIXTURES / f"{name}.json").read_text())
    weight = golden["settings"][0]["penaltyWeight"]
    sae = training_sae(golden["options"], weight)
    parameters = dict(sae.named_parameters())
    present = [row for row in PARAMETERS if row[1] in parameters]
    with torch.no_grad():
        for ours, theirs, transposed in present:
            parameter = parameters[theirs].T if transposed else parameters[theirs]
            parameter.copy_(torch.tensor(golden["state"][ours]).view(parameter.shape))
    output = sae.training_forward_pass(
        TrainStepInput(
            sae_in=torch.tensor(golden["batches"][0]).view(-1, golden["options"]["dIn"]),
            coefficients={"l1": weight, "l0": weight},
            dead_neuron_mask=None,
            n_training_steps=1,
            is_logging_step=False,
        )
    )
    output.loss.backward()
    check(f"{name}: loss", output.loss.detach().view(1), [golden["steps"][0]["loss"]])
    for ours, theirs, transposed in present:
        gradient = parameters[theirs].grad
        check(f"{name}: {ours}", gradient.T if transposed else gradient, golden["gradients"][ours])


def check(what: str, theirs: torch.Tensor, ours: list[float]) -> None:
    expected = torch.tensor(ours)
    distance = ((theirs.flatten() - expected).norm() / expected.norm()).item()
    print(f"{what}: {distance:.1e}")
    assert distance < 1e-7, what


for name in ["l1", "jumprelu-l0", "jumprelu-tanh"]:
    compare(name)
