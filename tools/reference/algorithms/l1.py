"""L1 in Anthropic's form of April 2024: ||x - xhat||^2 + lambda sum_m z_m ||w_m||, z = relu(W_enc (x - b) + b_enc), decoder rows free."""

import torch
from torch import Tensor

from options import UNTIED, UNTIED_PARAMETERS
from shared import D_SAE, Case, Forward


def l1_loss(p: dict[str, Tensor], x: Tensor, settings: dict) -> Forward:
    y = (x - p["preBias"]) @ p["encoder"].T + p["biases"]
    z = torch.relu(y)
    error = x - (z * p["scales"]) @ p["weights"] - p["preBias"]
    penalty = (z * p["weights"].norm(dim=1)).sum(dim=1).mean()
    loss = (error**2).sum(dim=1).mean() + settings["penaltyWeight"] * penalty
    return Forward(loss, error, y, y > 0, margin=y.abs().min().item(), penalty=penalty)


def rows_of_any_length(generator: torch.Generator, p: dict[str, Tensor]) -> None:
    p["weights"] = p["weights"] * (0.4 + torch.rand(D_SAE, 1, generator=generator))


OPTIONS = UNTIED | {"penalty": {"kind": "l1"}, "decoderRows": "free"}

# lambda warms up, so it differs between the two steps.
STEPS = [{"learningRate": 0.004, "penaltyWeight": 0.05}, {"learningRate": 0.008, "penaltyWeight": 0.1}]

CASES = [Case("l1", OPTIONS, STEPS, l1_loss, UNTIED_PARAMETERS, rows_of_any_length)]
