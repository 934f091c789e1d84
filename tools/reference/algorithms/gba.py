"""Group Bias Adaptation (arXiv 2506.14002) between two adaptations: tied rows w, xhat = sum a phi(y) w + b_pre, loss 1/2 ||xhat - x||^2.

BA is the same loss; its single group shows only when biases adapt (bias_adaptation.py). The encoder polish unties and trains the encoder alone.
"""

import torch
from torch import Tensor

from options import GBA
from shared import D_IN, D_SAE, Case, Forward


def gba_loss(activation: str, pre_bias: str, tied: bool = True):
    def loss(p: dict[str, Tensor], x: Tensor, settings: dict) -> Forward:
        centre = p["preBias"] if pre_bias == "full" else p["preBias"].detach()
        offset = p["preBias"].detach() if pre_bias == "fixed" else p["preBias"]
        encoder = p["weights"] if tied else p["encoder"]
        u = (x - centre) @ encoder.T
        y = u + p["biases"]
        active = y > 0
        # phi(y) = (y - b) 1(y > 0), or max(y, 0)
        phi = u * active if activation == "jumprelu" else torch.relu(y)
        error = x - (phi * p["scales"]) @ p["weights"] - offset
        half_squares = 0.5 * (error**2).sum(dim=1).mean()
        return Forward(half_squares, error, y, active, margin=y.abs().min().item())

    return loss


def varied_scales(generator: torch.Generator, p: dict[str, Tensor]) -> None:
    p["scales"] = 0.3 + 0.5 * torch.rand(D_SAE, generator=generator)


def polish_start(generator: torch.Generator, p: dict[str, Tensor]) -> None:
    """As the polish begins: the encoder is a copy of the decoder's rows, moved a little so that the two can be told apart."""
    varied_scales(generator, p)
    p["encoder"] = p["weights"] + 0.02 * torch.randn(D_SAE, D_IN, generator=generator)


def trains(**what) -> dict:
    return {"trains": GBA["trains"] | what}


SCHEDULED = [{"learningRate": 0.02, "scale": 0.3}, {"learningRate": 0.015, "scale": 0.25}]
FREE = [{"learningRate": 0.02}, {"learningRate": 0.015}]

CASES = [
    Case("gba-jumprelu", GBA, SCHEDULED, gba_loss("jumprelu", "fixed"), ["weights"]),
    Case("gba-relu", GBA | {"activation": "relu"}, SCHEDULED, gba_loss("relu", "fixed"), ["weights"]),
    Case(
        "gba-relu-trained",
        GBA | {"activation": "relu"} | trains(scales=True, preBias="full"),
        FREE,
        gba_loss("relu", "full"),
        ["weights", "scales", "preBias"],
        varied_scales,
    ),
    Case(
        "gba-decoder-prebias",
        GBA | trains(scales=True, preBias="decoder"),
        FREE,
        gba_loss("jumprelu", "decoder"),
        ["weights", "scales", "preBias"],
        varied_scales,
    ),
    Case(
        "ba",
        GBA | trains(scales=True, preBias="full"),
        FREE,
        gba_loss("jumprelu", "full"),
        ["weights", "scales", "preBias"],
    ),
    Case(
        "encoder-polish",
        GBA | {"tied": False} | trains(decoder=False),
        FREE,
        gba_loss("jumprelu", "fixed", tied=False),
        ["encoder"],
        polish_start,
    ),
]
