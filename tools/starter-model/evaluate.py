"""Held-out bits per byte of the exported model beside a Kneser-Ney 5-gram, and agreement of float16 with float32.

Both predict every token of every held-out file once, in rows of CONTEXT that start with <|bos|>; the 5-gram is
counted on the training rows, each once. Bits are summed over tokens and divided by the files' UTF-8 bytes.
"""
import argparse
import json
import time
from pathlib import Path

import numpy as np
import onnxruntime

from common import CONTEXT, MEDIA, SEED, WORK
from kneser_ney import PREDICTABLE, KneserNey

BATCH = 16


def open_session(path: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 2
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(path), options)


def logits_of(session: onnxruntime.InferenceSession, ids: np.ndarray) -> np.ndarray:
    rows, width = ids.shape
    feeds = {"input_ids": ids, "attention_mask": np.ones_like(ids), "position_ids": np.tile(np.arange(width), (rows, 1))}
    for entry in session.get_inputs():
        if entry.name.startswith("past_key_values"):
            feeds[entry.name] = np.zeros((rows, entry.shape[1], 0, entry.shape[3]), np.float32)
    return session.run(["logits"], feeds)[0]


def model_bits(path: Path, rows: np.ndarray, lengths: np.ndarray) -> tuple[float, int, np.ndarray]:
    """(total bits, tokens predicted, the top token at each predicted position)."""
    session, bits, tokens, tops = open_session(path), 0.0, 0, []
    for start in range(0, len(rows), BATCH):
        ids = rows[start:start + BATCH].astype(np.int64)
        real = np.arange(1, CONTEXT) < lengths[start:start + BATCH, None]
        logits = logits_of(session, ids)[:, :-1]
        top = logits.max(-1, keepdims=True)
        log_total = np.log(np.exp(logits - top).sum(-1, dtype=np.float64)) + top[..., 0]
        chosen = np.take_along_axis(logits, ids[:, 1:, None], -1)[..., 0]
        bits += float(((log_total - chosen) * real).sum() / np.log(2))
        tokens += int(real.sum())
        tops.append(logits.argmax(-1)[real])
    return bits, tokens, np.concatenate(tops)


def ngram_bits(rows: np.ndarray, lengths: np.ndarray) -> tuple[float, int, float]:
    """(total bits, tokens predicted, largest error of the sum of probabilities over some contexts)."""
    model = KneserNey(np.load(WORK / "train.npz")["rows"].reshape(-1))
    flat = np.concatenate([row[:length] for row, length in zip(rows, lengths)])
    bits = float(-np.log2(model.probabilities(flat)).sum())
    worst = 0.0
    for row in rows[np.random.default_rng(SEED).choice(len(rows), 20)]:
        for width in (1, 2, 3, 4, 9):
            candidates = np.r_[1, np.arange(3, 4096)]
            texts = np.concatenate([np.tile(row[:width], (PREDICTABLE, 1)), candidates[:, None]], 1)
            worst = max(worst, abs(model.probabilities(texts.reshape(-1)).reshape(texts.shape)[:, -1].sum() - 1))
    return bits, int((lengths - 1).sum()), worst


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", type=Path, default=MEDIA / "starter-model" / "onnx" / "model.onnx")
    parser.add_argument("--fp32", type=Path, help="the plain float32 export, to compare the top tokens with")
    parser.add_argument("--rows", type=int, default=0, help="only this many held-out rows")
    parser.add_argument("--no-ngram", action="store_true")
    arguments = parser.parse_args()
    data = np.load(WORK / "heldout.npz")
    rows, lengths = data["rows"], data["lengths"]
    size, all_tokens = int(data["bytes"]), int((lengths - 1).sum())
    if arguments.rows:
        rows, lengths = rows[:arguments.rows], lengths[:arguments.rows]
    report: dict[str, float | int] = {"bytes": size, "bytesPerToken": size / all_tokens}
    started = time.time()
    bits, report["tokens"], tops = model_bits(arguments.model, rows, lengths)
    report["modelBitsPerToken"] = bits / report["tokens"]
    report["modelBitsPerByte"] = bits / report["tokens"] / report["bytesPerToken"]
    report["modelSeconds"] = round(time.time() - started)
    if arguments.fp32:
        plain, _, plain_tops = model_bits(arguments.fp32, rows, lengths)
        report["fp32BitsPerByte"] = plain / report["tokens"] / report["bytesPerToken"]
        report["top1Agreement"] = float((tops == plain_tops).mean())
    if not arguments.no_ngram:
        bits, tokens, report["ngramWorstSumError"] = ngram_bits(rows, lengths)
        report["ngramBitsPerToken"] = bits / tokens
        report["ngramBitsPerByte"] = bits / tokens / report["bytesPerToken"]
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
