"""
The GBA step in PyTorch as SAELens and dictionary_learning write theirs: dense products, a mask, autograd, torch's Adam, unit rows.

Everything that helps is used: the fused Adam, one scale for all neurons applied where it costs least, no sums that GBA would need
besides (firing counts, peaks) unless asked for, no gradient for x or the biases.
"""

from dataclasses import dataclass

import torch
from torch.nn import functional


@dataclass
class Problem:
    """What both sides start from; float32. weights [M, d], biases [M], pre_bias [d], batches [B, d] each, one scale."""

    weights: torch.Tensor
    biases: torch.Tensor
    pre_bias: torch.Tensor
    scale: float
    batches: list[torch.Tensor]


def loss_of(
    weights: torch.Tensor, biases: torch.Tensor, pre_bias: torch.Tensor, scale: float, x: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    """Half the mean squared error, and u."""
    u = functional.linear(x - pre_bias, weights)
    z = torch.where(u > -biases, u, 0.0)
    error = torch.addmm(pre_bias, z, weights, alpha=scale) - x
    return 0.5 * error.square().sum() / x.shape[0], u


def projected(gradient: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
    """The part of each row's gradient that leaves the row's length alone."""
    return gradient - (gradient * weights).sum(1, keepdim=True) * weights


def normalised(weights: torch.Tensor) -> torch.Tensor:
    return weights / torch.linalg.vector_norm(weights, dim=1, keepdim=True)


class TorchGba:
    def __init__(self, problem: Problem, learning_rate: float, compiled: bool, statistics: bool) -> None:
        self._problem = problem
        self._weights = problem.weights.clone().requires_grad_(True)
        self._optimizer = torch.optim.Adam(
            [self._weights], lr=learning_rate, betas=(0.9, 0.999), eps=1e-9, fused=True
        )
        self._compiled = compiled
        self._loss_of = torch.compile(loss_of) if compiled else loss_of
        self._projected = torch.compile(projected) if compiled else projected
        self._normalised = torch.compile(normalised) if compiled else normalised
        self._counts = torch.zeros_like(problem.biases) if statistics else None
        self._peaks = torch.full_like(problem.biases, -torch.inf)
        self._steps = 0

    def step(self) -> float:
        """One step; the batch's squared error."""
        problem = self._problem
        x = problem.batches[self._steps % len(problem.batches)]
        self._steps += 1
        weights = self._weights
        loss, u = self._loss_of(weights, problem.biases, problem.pre_bias, problem.scale, x)
        self._optimizer.zero_grad(set_to_none=True)
        loss.backward()
        with torch.no_grad():
            if self._counts is not None:
                y = u + problem.biases
                self._counts += (y > 0).sum(0)
                torch.maximum(self._peaks, y.amax(0), out=self._peaks)
            gradient = weights.grad
            assert gradient is not None
            if self._compiled:
                # One pass each; written back, for the optimizer holds on to these tensors.
                gradient.copy_(self._projected(gradient, weights))
                self._optimizer.step()
                weights.copy_(self._normalised(weights))
            else:
                gradient -= (gradient * weights).sum(1, keepdim=True) * weights
                self._optimizer.step()
                weights /= torch.linalg.vector_norm(weights, dim=1, keepdim=True)
        return 2 * x.shape[0] * loss.item()
