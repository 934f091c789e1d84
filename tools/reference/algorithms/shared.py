"""What the golden files of all algorithms have in common: a small problem, two optimiser steps by autograd, and the file they go to.

Everything is float64. Inputs are rounded to float32 values first, so that float32 backends start from the same numbers.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable

import torch
from torch import Tensor

ROWS, D_IN, D_SAE = 8, 6, 12
FIXTURES = Path(__file__).parents[3] / "test" / "fixtures" / "algorithms"
# Smallest distance of any yes-or-no decision (active, among the k largest, inside a kernel) from flipping.
SAFE_MARGIN = 1e-3
MOMENTS = {
    "weights": ("firstMoment", "secondMoment"),
    "encoder": ("encoderFirstMoment", "encoderSecondMoment"),
    "scales": ("scaleFirstMoment", "scaleSecondMoment"),
    "biases": ("biasFirstMoment", "biasSecondMoment"),
    "thresholds": ("thresholdFirstMoment", "thresholdSecondMoment"),
    "preBias": ("preBiasFirstMoment", "preBiasSecondMoment"),
}

torch.set_default_dtype(torch.float64)


@dataclass
class Forward:
    """One batch's loss with its parts, and what is counted on the way. Shapes [rows, d_sae] where not scalar."""

    loss: Tensor
    error: Tensor  # x - xhat at full width, [rows, d_in]
    y: Tensor
    active: Tensor
    margin: float
    penalty: Tensor = field(default_factory=lambda: torch.zeros(()))
    auxiliary: Tensor = field(default_factory=lambda: torch.zeros(()))


@dataclass
class Case:
    """An algorithm as one loss function; `options` and `settings` describe it in the words of compute/backend.ts."""

    name: str
    options: dict
    settings: list[dict]
    loss: Callable[[dict[str, Tensor], Tensor, dict], Forward]
    trained: list[str]
    start: Callable[[torch.Generator, "dict[str, Tensor]"], None] = lambda generator, p: None


def exact_in_float32(values: Tensor) -> Tensor:
    return values.float().double()


def unit_rows(matrix: Tensor) -> Tensor:
    return matrix / matrix.norm(dim=1, keepdim=True)


def problem(generator: torch.Generator, tied: bool, batches: int) -> tuple[dict[str, Tensor], list[Tensor]]:
    """Parameters near a solution, and unit rows that are sums of one to five directions, a common mean and noise."""
    normal = lambda *shape: torch.randn(*shape, generator=generator)
    directions = unit_rows(normal(D_SAE, D_IN))
    mean = 0.3 * unit_rows(normal(1, D_IN))

    def batch() -> Tensor:
        codes = torch.zeros(ROWS, D_SAE)
        for row in codes:
            count = 1 + int(torch.randint(5, (), generator=generator))
            chosen = torch.randperm(D_SAE, generator=generator)[:count]
            row[chosen] = 0.5 + torch.rand(count, generator=generator)
        return exact_in_float32(unit_rows(codes @ directions + mean + 0.05 * normal(ROWS, D_IN)))

    parameters = {
        "weights": unit_rows(directions + 0.2 * normal(D_SAE, D_IN)),
        "encoder": torch.zeros(0) if tied else directions + 0.2 * normal(D_SAE, D_IN),
        "scales": torch.ones(D_SAE),
        "biases": -0.1 - 0.2 * torch.rand(D_SAE, generator=generator),
        "thresholds": torch.zeros(D_SAE),
        "preBias": 0.1 * normal(D_IN),
    }
    return parameters, [batch() for _ in range(batches)]


def two_steps(case: Case, seed: int) -> tuple[dict, float]:
    """The golden record, and the smallest margin seen."""
    generator = torch.Generator().manual_seed(seed)
    parameters, batches = problem(generator, case.options["tied"], len(case.settings))
    case.start(generator, parameters)
    parameters = {name: exact_in_float32(p).requires_grad_() for name, p in parameters.items()}
    before = {name: flat(p) for name, p in parameters.items()}
    optimiser = adam([parameters[name] for name in case.trained], case.options["adam"])
    steps, forwards = [], []
    gradients: dict = {}
    for x, settings in zip(batches, case.settings, strict=True):
        forward = optimiser_step(case, parameters, x, settings, optimiser, gradients)
        forwards.append(forward)
        steps.append(statistics(forward, x))
    record = {
        "torch": torch.__version__.split("+")[0],
        "options": case.options,
        "settings": case.settings,
        "batches": [flat(x) for x in batches],
        "state": before,
        "steps": steps,
        "gradients": gradients,
        "firing": {
            "counts": [int(c) for c in sum(f.active.sum(dim=0) for f in forwards)],
            "peaks": flat(torch.cat([f.y for f in forwards]).max(dim=0).values),
        },
        "after": state_arrays(parameters, optimiser),
    }
    return record, min(f.margin for f in forwards)


def adam(trained: list[Tensor], settings: dict) -> torch.optim.Adam:
    return torch.optim.Adam(trained, betas=(settings["beta1"], settings["beta2"]), eps=settings["epsilon"])


def optimiser_step(
    case: Case, p: dict, x: Tensor, settings: dict, optimiser: torch.optim.Adam, gradients: dict
) -> Forward:
    """One step as compute/backend.ts orders it; the first step's raw gradients go to `gradients`."""
    for parameter in p.values():
        parameter.grad = None
    if "scale" in settings:
        with torch.no_grad():
            p["scales"].fill_(settings["scale"])
    forward = case.loss(p, x, settings)
    forward.loss.backward()
    if not gradients:
        gradients |= {name: flat(q.grad) for name, q in p.items() if q.grad is not None}
    with torch.no_grad():
        unit = "weights" in case.trained and case.options["decoderRows"] == "unit"
        if unit:
            w, g = p["weights"], p["weights"].grad
            g -= (g * w).sum(dim=1, keepdim=True) * w
        clip([p[name].grad for name in case.trained], case.options["gradientClip"])
        optimiser.param_groups[0]["lr"] = settings["learningRate"]
        optimiser.step()
        if unit:
            p["weights"].copy_(unit_rows(p["weights"]))
        p["thresholds"].clamp_(min=0)
    return forward


def clip(gradients: list[Tensor], largest: float | None) -> None:
    """To exactly this norm; torch.nn.utils.clip_grad_norm_ adds 1e-6 to the norm it divides by."""
    norm = torch.sqrt(sum((g**2).sum() for g in gradients))
    if largest is not None and norm > largest:
        for g in gradients:
            g *= largest / norm


def statistics(forward: Forward, x: Tensor) -> dict:
    kept = forward.y[forward.active]
    return {
        "loss": forward.loss.item(),
        "squaredError": (forward.error**2).sum().item(),
        "squaredNorm": (x**2).sum().item(),
        "activePairs": int(forward.active.sum()),
        "positivePairs": int((forward.y > 0).sum()),
        "smallestActive": kept.min().item(),
        "penalty": forward.penalty.item(),
        "auxiliary": forward.auxiliary.item(),
    }


def state_arrays(p: dict[str, Tensor], optimiser: torch.optim.Adam) -> dict[str, list[float]]:
    arrays = {}
    for name, (first, second) in MOMENTS.items():
        moments = optimiser.state.get(p[name], {})
        zeros = torch.zeros_like(p[name])
        arrays[name] = flat(p[name])
        arrays[first] = flat(moments.get("exp_avg", zeros))
        arrays[second] = flat(moments.get("exp_avg_sq", zeros))
    return arrays


def flat(values: Tensor) -> list[float]:
    return values.detach().flatten().tolist()


def gap_at(values: Tensor, k: int) -> float:
    """Between the k-th largest and the next, or 0: how far the choice of the k largest positive values is from another."""
    sorted_values = values.detach().flatten().sort(descending=True).values.clamp(min=0)
    if sorted_values[k - 1] == 0:
        return values.detach().abs().min().item()
    return (sorted_values[k - 1] - sorted_values[k]).item()


def write(case: Case, seeds: range) -> None:
    """Takes the first seed on which no decision is close, so that float32 makes the same ones."""
    for seed in seeds:
        record, margin = two_steps(case, seed)
        if margin > SAFE_MARGIN:
            return save(case.name, record)
    raise RuntimeError(f"{case.name}: every seed has a decision closer than {SAFE_MARGIN}; lower SAFE_MARGIN.")


def save(name: str, record: dict) -> None:
    FIXTURES.mkdir(parents=True, exist_ok=True)
    path = FIXTURES / f"{name}.json"
    path.write_text(json.dumps(record) + "\n")
    print(f"{path.name}: {path.stat().st_size} bytes, loss {record['steps'][0]['loss']:.6f}")
