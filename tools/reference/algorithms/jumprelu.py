"""JumpReLU (arXiv 2407.14435) with its straight-through estimator, under the L0 penalty and under Anthropic's tanh penalty (January 2025)."""

import torch
from torch import Tensor
from torch.autograd import Function

from options import UNTIED, UNTIED_PARAMETERS
from shared import D_SAE, Case, Forward

BANDWIDTH = 0.2


def rectangle(values: Tensor) -> Tensor:
    return ((values > -0.5) & (values < 0.5)).to(values.dtype)


class Heaviside(Function):
    """H(y - theta); only theta sees a gradient, -(1/eps) K((y - theta)/eps)."""

    @staticmethod
    def forward(ctx, y: Tensor, theta: Tensor) -> Tensor:
        ctx.save_for_backward(y, theta)
        return (y > theta).to(y.dtype)

    @staticmethod
    def backward(ctx, upstream: Tensor) -> tuple[None, Tensor]:
        y, theta = ctx.saved_tensors
        return None, (-upstream * rectangle((y - theta) / BANDWIDTH) / BANDWIDTH).sum(dim=0)


class JumpReLU(Function):
    """y H(y - theta); y sees the masked gradient, theta -(theta/eps) K((y - theta)/eps)."""

    @staticmethod
    def forward(ctx, y: Tensor, theta: Tensor) -> Tensor:
        ctx.save_for_backward(y, theta)
        return y * (y > theta)

    @staticmethod
    def backward(ctx, upstream: Tensor) -> tuple[Tensor, Tensor]:
        y, theta = ctx.saved_tensors
        kernel = rectangle((y - theta) / BANDWIDTH)
        return upstream * (y > theta), (-upstream * theta * kernel / BANDWIDTH).sum(dim=0)


def jumprelu_loss(options: dict):
    def loss(p: dict[str, Tensor], x: Tensor, settings: dict) -> Forward:
        y = (x - p["preBias"]) @ p["encoder"].T + p["biases"]
        z = JumpReLU.apply(y, p["thresholds"])
        error = x - (z * p["scales"]) @ p["weights"] - p["preBias"]
        if options["penalty"]["kind"] == "l0":
            penalty = Heaviside.apply(y, p["thresholds"]).sum(dim=1).mean()
        else:
            strength = options["penalty"]["scale"] * z * p["weights"].norm(dim=1)
            penalty = torch.tanh(strength).sum(dim=1).mean()
        loss = (error**2).sum(dim=1).mean() + settings["penaltyWeight"] * penalty
        distance = (y - p["thresholds"]).detach().abs()
        margin = min(distance.min(), (distance - BANDWIDTH / 2).abs().min(), y.detach().abs().min()).item()
        return Forward(loss, error, y, y > p["thresholds"], margin, penalty=penalty)

    return loss


def thresholds(generator: torch.Generator, p: dict[str, Tensor]) -> None:
    """Two of them so low that the second step would push them below 0."""
    p["biases"] = 0.05 * torch.randn(D_SAE, generator=generator)
    p["thresholds"] = 0.05 + 0.25 * torch.rand(D_SAE, generator=generator)
    p["thresholds"][:2] = 0.003


LEARNED = UNTIED | {"selection": {"kind": "learnedThreshold", "bandwidth": BANDWIDTH}}
L0 = LEARNED | {"penalty": {"kind": "l0"}, "adam": {"beta1": 0.0, "beta2": 0.999, "epsilon": 1e-8}}
TANH = LEARNED | {"penalty": {"kind": "tanh", "scale": 4}, "decoderRows": "free"}
PARAMETERS = [*UNTIED_PARAMETERS, "thresholds"]
STEPS = [{"learningRate": 0.004, "penaltyWeight": 0.01}, {"learningRate": 0.008, "penaltyWeight": 0.02}]

CASES = [
    Case("jumprelu-l0", L0, STEPS, jumprelu_loss(L0), PARAMETERS, thresholds),
    Case("jumprelu-tanh", TANH, STEPS, jumprelu_loss(TANH), PARAMETERS, thresholds),
]
