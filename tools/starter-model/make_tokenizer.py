"""Trains the byte-level BPE of VOCABULARY pieces and writes every document's rows of token ids.

Reads WORK/corpus.jsonl; writes WORK/tokenizer/ and, per split, WORK/<split>.npz with
rows (uint16 [n, CONTEXT], each starting with <|bos|>) and, for the held-out part, lengths and bytes.
"""
import json

import numpy as np
from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, processors, trainers
from transformers import PreTrainedTokenizerFast

from common import CONTEXT, SEED, VOCABULARY, WORK

SPECIAL = ["<|bos|>", "<|eos|>", "<|pad|>"]
BOS, EOS, PAD = range(3)
# Newlines, runs of blanks, words with at most one blank before, single digits, punctuation: each apart.
PIECES = r"(?:\r?\n)+|[ \t]{2,}|\t| ?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+|\s"
TRAINING_BYTES = 24_000_000
SHORTEST_TAIL = 24


def train_tokenizer(texts: list[str]) -> Tokenizer:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(PIECES), "isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
    ])
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(vocab_size=VOCABULARY, special_tokens=SPECIAL, show_progress=False, max_token_length=24,
                                  initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()))
    tokenizer.train_from_iterator(texts, trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<|bos|> $A", pair="<|bos|> $A <|bos|>:1 $B:1", special_tokens=[("<|bos|>", BOS)])
    return tokenizer


def save(tokenizer: Tokenizer) -> None:
    wrapped = PreTrainedTokenizerFast(tokenizer_object=tokenizer, bos_token=SPECIAL[BOS], eos_token=SPECIAL[EOS], pad_token=SPECIAL[PAD],
                                      model_max_length=CONTEXT, clean_up_tokenization_spaces=False)
    wrapped.save_pretrained(WORK / "tokenizer")


def training_rows(encoded: list[list[int]]) -> np.ndarray:
    """Full rows of each document; what is left of documents is joined into rows, each piece behind its own <|bos|>."""
    width, rows, rest = CONTEXT - 1, [], []
    for ids in encoded:
        for start in range(0, len(ids), width):
            piece = ids[start:start + width]
            if len(piece) == width:
                rows.append([BOS, *piece])
            elif len(piece) >= SHORTEST_TAIL:
                rest.extend([BOS, *piece, EOS])
    usable = len(rest) // CONTEXT * CONTEXT
    joined = np.array(rest[:usable], np.uint16).reshape(-1, CONTEXT)
    joined[:, 0] = BOS
    return np.concatenate([np.array(rows, np.uint16), joined])


def heldout_rows(encoded: list[list[int]]) -> tuple[np.ndarray, np.ndarray]:
    """Every token of every document once: rows padded with <|pad|>, and their lengths with <|bos|>."""
    width = CONTEXT - 1
    pieces = [ids[start:start + width] for ids in encoded for start in range(0, len(ids), width)]
    rows = np.full((len(pieces), CONTEXT), PAD, np.uint16)
    rows[:, 0] = BOS
    for row, piece in zip(rows, pieces):
        row[1:len(piece) + 1] = piece
    return rows, np.array([len(p) + 1 for p in pieces], np.int32)


def main() -> None:
    documents = [json.loads(line) for line in (WORK / "corpus.jsonl").open()]
    parts = {split: [d["text"] for d in documents if d["split"] == split] for split in ("train", "heldout")}
    sample, size = [], 0
    for text in parts["train"]:
        if size > TRAINING_BYTES:
            break
        sample.append(text)
        size += len(text)
    tokenizer = train_tokenizer(sample)
    save(tokenizer)
    encoded = {s: [e.ids for e in tokenizer.encode_batch(texts, add_special_tokens=False)] for s, texts in parts.items()}
    rows = training_rows(encoded["train"])
    np.random.default_rng(SEED).shuffle(rows)
    np.savez(WORK / "train.npz", rows=rows)
    rows, lengths = heldout_rows(encoded["heldout"])
    order = np.random.default_rng(SEED).permutation(len(rows))
    np.savez(WORK / "heldout.npz", rows=rows[order], lengths=lengths[order], bytes=sum(len(t.encode()) for t in parts["heldout"]))
    for split, ids in encoded.items():
        tokens, size = sum(map(len, ids)), sum(len(t.encode()) for t in parts[split])
        print(f"{split}: {tokens} tokens, {size} bytes, {size / tokens:.3f} bytes a token")


if __name__ == "__main__":
    main()
