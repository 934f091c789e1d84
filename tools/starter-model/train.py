"""Trains the starter model from scratch on the CPU; resumes from the newest checkpoint in WORK/checkpoints.

The batch of a step depends on the seed and the step alone, so an interrupted run goes on as if undisturbed.
"""
import argparse
import json
import math
import os
import time

import numpy as np
import torch
import torch.nn.functional as functional
from transformers import LlamaConfig, LlamaForCausalLM

from common import CONTEXT, SEED, VOCABULARY, WORK

PEAK, FLOOR, WARM_UP, DECAY = 2e-3, 2e-4, 100, 0.1
SAVE_EVERY = 100
FOLDER = WORK / "checkpoints"


def build_model() -> LlamaForCausalLM:
    torch.manual_seed(SEED)
    return LlamaForCausalLM(LlamaConfig(
        vocab_size=VOCABULARY, hidden_size=192, intermediate_size=512, num_hidden_layers=4, num_attention_heads=6, num_key_value_heads=6,
        head_dim=32, max_position_embeddings=CONTEXT, rope_theta=10000.0, rms_norm_eps=1e-5, tie_word_embeddings=True, initializer_range=0.04,
        bos_token_id=0, eos_token_id=1, pad_token_id=2, attn_implementation="sdpa"))


def build_optimizer(model: torch.nn.Module) -> torch.optim.AdamW:
    matrices = [p for p in model.parameters() if p.dim() >= 2]
    others = [p for p in model.parameters() if p.dim() < 2]
    return torch.optim.AdamW([{"params": matrices, "weight_decay": DECAY}, {"params": others, "weight_decay": 0.0}], lr=PEAK, betas=(0.9, 0.95), fused=True)


def learning_rate(step: int, progress: float) -> float:
    """`progress` is the share of the cosine that is done, 0 to 1."""
    if step < WARM_UP:
        return PEAK * (step + 1) / WARM_UP
    return FLOOR + 0.5 * (PEAK - FLOOR) * (1 + math.cos(math.pi * progress))


def batch_of(rows: np.ndarray, step: int, size: int) -> torch.Tensor:
    """Rows of a step: every pass over the text has its own order."""
    per_pass = len(rows) // size
    order = np.random.default_rng([SEED, step // per_pass]).permutation(len(rows))
    start = step % per_pass * size
    return torch.from_numpy(rows[order[start:start + size]].astype(np.int64))


def loss_of(model: LlamaForCausalLM, ids: torch.Tensor, bf16: bool) -> torch.Tensor:
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=bf16):
        logits = model(input_ids=ids, use_cache=False).logits[:, :-1]
        return functional.cross_entropy(logits.reshape(-1, VOCABULARY), ids[:, 1:].reshape(-1))


class Progress:
    """Share of the schedule that is done: by steps, or, from a resumed run's share on, by time until a deadline."""

    def __init__(self, steps: int, start: float, deadline: float | None) -> None:
        self.steps, self.start, self.deadline, self.began = steps, start, deadline, time.time()

    def at(self, step: int) -> float:
        if self.deadline is None:
            return min(1.0, max(0, step - WARM_UP) / max(1, self.steps - WARM_UP))
        passed = (time.time() - self.began) / max(1.0, self.deadline - self.began)
        return min(1.0, self.start + (1 - self.start) * passed)


def today_at(clock: str) -> float:
    """`HH:MM` of today in seconds since the epoch."""
    return time.mktime(time.strptime(time.strftime("%Y-%m-%d ") + clock, "%Y-%m-%d %H:%M"))


def save(model, optimizer, step: int, progress: float) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    state = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "step": step, "progress": progress}
    torch.save(state, FOLDER / "new.pt")
    os.replace(FOLDER / "new.pt", FOLDER / "latest.pt")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--tokens", type=int, default=30_000_000)
    parser.add_argument("--batch", type=int, default=32, help="rows a step")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--fp32", action="store_true")
    parser.add_argument("--compile", action="store_true")
    parser.add_argument("--deadline", help="HH:MM: finish the schedule at this time instead, however few tokens that leaves")
    parser.add_argument("--bench", type=int, default=0, help="time this many steps and stop")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    rows = np.load(WORK / "train.npz")["rows"]
    steps = arguments.tokens // (arguments.batch * CONTEXT)
    model = build_model()
    optimizer = build_optimizer(model)
    first, start = 0, 0.0
    if (FOLDER / "latest.pt").exists() and not arguments.bench:
        state = torch.load(FOLDER / "latest.pt", weights_only=True)
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        first = state["step"]
        start = state.get("progress", Progress(steps, 0.0, None).at(first))
    progress = Progress(steps, start, today_at(arguments.deadline) if arguments.deadline else None)
    print(json.dumps({"parameters": sum(p.numel() for p in model.parameters()), "rows": len(rows), "steps": steps, "first": first}), flush=True)
    forward = torch.compile(loss_of) if arguments.compile else loss_of
    started, last_print, losses = time.time(), first, []
    step, share = first, start
    while step < arguments.bench if arguments.bench else share < 1.0:
        for group in optimizer.param_groups:
            group["lr"] = learning_rate(step, share)
        loss = forward(model, batch_of(rows, step, arguments.batch), not arguments.fp32)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        losses.append(loss.item())
        step += 1
        share = progress.at(step)
        if step % (10 if arguments.bench else 50) == 0:
            speed = (step - last_print) * arguments.batch * CONTEXT / (time.time() - started)
            print(f"{time.strftime('%H:%M:%S')} step {step} loss {np.mean(losses):.4f} progress {share:.3f} {speed:.0f} tokens/s", flush=True)
            started, last_print, losses = time.time(), step, []
        if step % SAVE_EVERY == 0 and not arguments.bench:
            save(model, optimizer, step, share)
    if not arguments.bench:
        save(model, optimizer, step, share)


if __name__ == "__main__":
    main()
