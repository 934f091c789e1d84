"""TopK (arXiv 2406.04093), BatchTopK (2412.06410) and Matryoshka BatchTopK (2503.17547), all with AuxK.

Loss: mean over prefixes of ||x - xhat||^2 (one prefix but for Matryoshka) plus alpha x AuxK, where AuxK is the share of the residual's
variance that the k_aux most excited dead latents fail to explain.
"""

import torch
from torch import Tensor

from options import GBA, UNTIED, UNTIED_PARAMETERS, dead
from shared import D_SAE, Case, Forward, gap_at


def top_k_per_row(y: Tensor, k: int) -> tuple[Tensor, float]:
    positive = torch.relu(y)
    chosen = torch.zeros_like(y, dtype=torch.bool).scatter_(1, positive.topk(k, dim=1).indices, True)
    return chosen & (y > 0), min(gap_at(row, k) for row in y)


def top_k_per_batch(y: Tensor, k: int) -> tuple[Tensor, float]:
    count = k * len(y)
    chosen = torch.zeros(y.numel(), dtype=torch.bool)
    chosen[torch.relu(y).flatten().topk(count).indices] = True
    return chosen.view_as(y) & (y > 0), gap_at(y, count)


def aux_k(error: Tensor, y: Tensor, p: dict[str, Tensor], dead_mask: list[int], k: int) -> tuple[Tensor, float]:
    """e is a constant here; the k largest pre-activations among dead latents reconstruct it without bias."""
    mask = torch.tensor(dead_mask, dtype=torch.bool)
    if not mask.any():
        return torch.zeros(()), float("inf")
    excited = torch.relu(y[:, mask])
    k = min(k, int(mask.sum()))
    kept = excited * (excited >= excited.topk(k, dim=1).values[:, -1:].detach())
    e = error.detach()
    residue = e - (kept * p["scales"][mask]) @ p["weights"][mask]
    variance = ((e - e.mean(dim=0)) ** 2).sum()
    margins = [gap_at(row, k) if k < len(row) else row.abs().min().item() for row in y[:, mask].detach()]
    return (residue**2).sum() / variance, min(margins)


def topk_loss(options: dict, select):
    prefixes, k = options["prefixes"], options["selection"]["k"]

    def loss(p: dict[str, Tensor], x: Tensor, settings: dict) -> Forward:
        tied = options["tied"]
        offset = p["preBias"].detach() if tied else p["preBias"]
        u = (x - offset) @ (p["weights"] if tied else p["encoder"]).T
        y = u + p["biases"]
        active, margin = select(y, k)
        z = (u if options["activation"] == "jumprelu" else y) * active
        errors = [x - (z[:, :width] * p["scales"][:width]) @ p["weights"][:width] - offset for width in prefixes]
        reconstruction = torch.stack([(e**2).sum(dim=1).mean() for e in errors]).mean()
        aux, aux_margin = aux_k(errors[-1], y, p, settings["dead"], options["auxiliary"]["k"])
        auxiliary = options["auxiliary"]["coefficient"] * aux
        total = options["errorWeight"] * reconstruction + auxiliary
        return Forward(total, errors[-1], y, active, min(margin, aux_margin), auxiliary=auxiliary)

    return loss


def small_bias(generator: torch.Generator, p: dict[str, Tensor]) -> None:
    p["biases"] = 0.1 * torch.randn(D_SAE, generator=generator)


def no_bias(generator: torch.Generator, p: dict[str, Tensor]) -> None:
    p["biases"] = torch.zeros(D_SAE)


AUX = {"auxiliary": {"k": 3, "coefficient": 1 / 32}}
STEPS = [
    {"learningRate": 0.004, "dead": dead(1, 4, 6, 7, 11)},
    {"learningRate": 0.008, "dead": dead(4, 7)},
]
TOPK = UNTIED | AUX | {"selection": {"kind": "topk", "k": 3}}
TIED = GBA | AUX | {"selection": {"kind": "topk", "k": 3}}
BATCH = UNTIED | AUX | {"selection": {"kind": "batchtopk", "k": 3}}
NESTED = BATCH | {"prefixes": [3, 7, 12]}

CASES = [
    Case("topk", TOPK, STEPS, topk_loss(TOPK, top_k_per_row), UNTIED_PARAMETERS, small_bias),
    Case(
        "topk-tied",
        TIED,
        [STEPS[0] | {"scale": 0.3}, STEPS[1] | {"scale": 0.25}],
        topk_loss(TIED, top_k_per_row),
        ["weights"],
        no_bias,
    ),
    Case("batchtopk", BATCH, STEPS, topk_loss(BATCH, top_k_per_batch), UNTIED_PARAMETERS, small_bias),
    Case("matryoshka", NESTED, STEPS, topk_loss(NESTED, top_k_per_batch), UNTIED_PARAMETERS, small_bias),
]
