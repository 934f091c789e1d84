"""SAELens' own training step, through its trainer and its training classes, on the same batches and sizes."""

from collections.abc import Iterator

import torch
from sae_lens.config import LoggingConfig, SAETrainerConfig
from sae_lens.saes.standard_sae import StandardTrainingSAE, StandardTrainingSAEConfig
from sae_lens.saes.topk_sae import TopKTrainingSAE, TopKTrainingSAEConfig
from sae_lens.training.sae_trainer import SAETrainer

from gba_torch import Problem


class SaeLensStep:
    """`kind`: standard, topk, or topk-sparse (its sparse activations)."""

    def __init__(self, problem: Problem, kind: str, k: int, learning_rate: float) -> None:
        self._problem = problem
        self._steps = 0
        d_sae, d_in = problem.weights.shape
        if kind == "standard":
            # A small penalty: the share of active features stays where its start has it, which makes no difference to a dense step.
            sae = StandardTrainingSAE(StandardTrainingSAEConfig(d_in=d_in, d_sae=d_sae, l1_coefficient=1e-3))
        else:
            sparse = kind == "topk-sparse"
            sae = TopKTrainingSAE(
                TopKTrainingSAEConfig(d_in=d_in, d_sae=d_sae, k=k, use_sparse_activations=sparse)
            )
        with torch.no_grad():
            sae.W_dec.copy_(problem.weights)
            sae.W_enc.copy_(problem.weights.T)
        rows = problem.batches[0].shape[0]
        config = SAETrainerConfig(
            total_training_samples=1_000_000 * rows,
            train_batch_size_samples=rows,
            lr=learning_rate,
            lr_end=learning_rate,
            logger=LoggingConfig(log_to_wandb=False),
        )
        self._trainer = SAETrainer(config, sae, self._batches())

    def _batches(self) -> Iterator[torch.Tensor]:
        while True:
            yield from self._problem.batches

    def step(self) -> None:
        batches = self._problem.batches
        self._trainer.step(batches[self._steps % len(batches)])
        self._trainer.n_training_steps += 1
        self._steps += 1
