"""GBA over many steps with its biases adapting (arXiv 2506.14002, algorithms 1 and 2), from whole buffers of pre-activations.

The project's addition to the published rule: each group waits, in whole periods, until it has seen ceil(20 / p_k) rows, and then moves by
gamma for each period that it waited, ten at most.
"""

import math

import torch
from torch import Tensor

from gba import gba_loss
from options import GBA
from shared import D_SAE, ROWS, Case, adam, exact_in_float32, flat, optimiser_step, problem, save, statistics, unit_rows

PERIOD, STEPS, LEARNING_RATE, SCALE = 5, 30, 1e-3, 0.3
# The paper clamps at -1; -0.4 lets a small example reach the clamp.
LOWEST, GAMMA_DOWN, GAMMA_UP = -0.4, 0.05, 0.03
SAFE_MARGIN = 5e-5


def adapt(biases: Tensor, members: slice, target: float, buffer: Tensor) -> None:
    """Algorithm 2 on one group. @param buffer y of its neurons, [rows, neurons]"""
    moves = min(10, max(1, round(len(buffer) / (PERIOD * ROWS))))
    frequency = (buffer > 0).double().mean(dim=0)
    peak = buffer.max(dim=0).values.clamp(min=0)
    mean_peak = peak.sum() / max(1, int((peak > 0).sum()))
    b = biases[members]
    lowered = torch.clamp(b - GAMMA_DOWN * moves * peak, min=LOWEST)
    raised = torch.clamp(b + GAMMA_UP * moves * mean_peak, max=0)
    biases[members] = torch.where(frequency > target, lowered, torch.where(frequency == 0, raised, b))


def start(generator: torch.Generator) -> tuple[dict[str, Tensor], list[Tensor]]:
    """Neurons 1 and 7 look away from the data, so they are dead and rise, one of them to the clamp at 0."""
    p, batches = problem(generator, True, STEPS)
    mean = torch.cat(batches).mean(dim=0)
    p["weights"][1] = p["weights"][7] = -mean
    p["weights"] = unit_rows(p["weights"] + 0.02 * torch.randn(p["weights"].shape, generator=generator))
    p["biases"] = -0.35 * torch.rand(D_SAE, generator=generator)
    p["biases"][1] = -0.004
    return {name: exact_in_float32(q).requires_grad_() for name, q in p.items()}, batches


def run(targets: list[float], seed: int) -> tuple[dict, float]:
    p, batches = start(torch.Generator().manual_seed(seed))
    before = {name: flat(q) for name, q in p.items()}
    size = D_SAE // len(targets)
    groups = [slice(k * size, (k + 1) * size) for k in range(len(targets))]
    buffers: list[list[Tensor]] = [[] for _ in targets]
    closed: list[int] = [0] * len(targets)
    settings = {"learningRate": LEARNING_RATE, "scale": SCALE}
    case = Case("", GBA, [settings], gba_loss("jumprelu", "fixed"), ["weights"])
    optimiser = adam([p["weights"]], GBA["adam"])
    steps, biases, margin = [], [], math.inf
    for step, x in enumerate(batches, start=1):
        forward = optimiser_step(case, p, x, settings, optimiser, {"skip": True})
        margin = min(margin, forward.margin)
        steps.append(statistics(forward, x))
        for members, buffer in zip(groups, buffers, strict=True):
            buffer.append(forward.y[:, members].detach())
        if step % PERIOD != 0:
            continue
        for k, target in enumerate(targets):
            if len(buffers[k]) * ROWS < math.ceil(20 / target):
                continue
            with torch.no_grad():
                adapt(p["biases"], groups[k], target, torch.cat(buffers[k]))
            buffers[k], closed[k] = [], closed[k] + 1
        biases.append(flat(p["biases"]))
    assert min(closed) >= 3, closed
    record = {
        "torch": torch.__version__.split("+")[0],
        "options": GBA,
        "settings": settings,
        "adaptation": {
            "groups": len(targets),
            "highestTargetFrequency": targets[0],
            "lowestTargetFrequency": targets[-1],
            "adaptEverySteps": PERIOD,
            "biasStepDown": GAMMA_DOWN,
            "biasStepUp": GAMMA_UP,
            "lowest": LOWEST,
        },
        "batches": [flat(x) for x in batches],
        "state": before,
        "steps": steps,
        "biases": biases,
        "after": {"weights": flat(p["weights"])},
    }
    return record, margin


def covers_every_branch(biases: list[list[float]]) -> bool:
    final = biases[-1]
    moved_back_and_forth = any(later > earlier for b in zip(*biases) for earlier, later in zip(b, b[1:]))
    stood_still = any(len(set(b)) == 1 and -0.39 < b[0] < -0.01 for b in zip(*biases))
    return LOWEST in final and 0 in final and moved_back_and_forth and stood_still


def write_all() -> None:
    for name, targets in {"gba-adaptation": [0.5, 0.25], "ba-adaptation": [0.4]}.items():
        for seed in range(10_000):
            record, margin = run(targets, seed)
            if margin > SAFE_MARGIN and covers_every_branch(record["biases"]):
                save(name, record)
                break
        else:
            raise RuntimeError(f"{name}: no seed takes every branch at a safe distance.")
