"""Interpolated modified Kneser-Ney n-gram model over token rows (Chen and Goodman 1999, section 3).

A text starts at each <|bos|> (id 0), which is context and never predicted. N-grams of length k are packed into
one integer, 12 bits a token, and kept sorted. Below the highest order the count of an n-gram is the number of
distinct tokens before it; n-grams that start with <|bos|> have nothing before them and keep their plain counts.
"""
import numpy as np

BITS = 12
BOS = 0
PREDICTABLE = 4094  # the vocabulary without <|bos|> and <|pad|>, which never follow anything


def packed(tokens: np.ndarray, order: int) -> np.ndarray:
    """The n-gram that ends at each position of a flat token array, as int64; -1 where a text begins inside it."""
    keys = np.zeros(len(tokens), np.int64)
    valid = tokens != BOS
    for back in range(order):
        shifted = np.full(len(tokens), -1, np.int64)
        shifted[back:] = tokens[:len(tokens) - back]
        keys |= np.where(shifted < 0, 0, shifted) << (BITS * back)
        valid &= shifted >= 0
        if 0 < back < order - 1:
            valid &= shifted != BOS
    return np.where(valid, keys, -1)


def discounts_of(counts: np.ndarray) -> np.ndarray:
    """D for counts 0, 1, 2, 3+; KenLM's fallback where a small order (single tokens) lacks such counts."""
    n = [np.count_nonzero(counts == c) for c in range(1, 5)]
    if min(n) == 0:
        return np.array([0.0, 0.5, 1.0, 1.5])
    y = n[0] / (n[0] + 2 * n[1])
    found = [c - (c + 1) * y * n[c] / n[c - 1] for c in (1, 2, 3)]
    return np.array([0.0, *found]) if all(0 <= d <= c for c, d in enumerate(found, 1)) else np.array([0.0, 0.5, 1.0, 1.5])


class Level:
    """Counts of one order: discounts, and per context its total and the mass left for the order below."""

    def __init__(self, keys: np.ndarray, counts: np.ndarray) -> None:
        self.keys, self.counts = keys, counts
        self.discounts = discounts_of(counts)
        removed = self.discounts[np.minimum(counts, 3)]
        contexts = keys >> BITS
        first = np.flatnonzero(np.r_[True, contexts[1:] != contexts[:-1]])
        self.contexts = contexts[first]
        self.totals = np.add.reduceat(counts, first).astype(np.float64)
        self.left_over = np.add.reduceat(removed, first) / self.totals

    def refine(self, keys: np.ndarray, below: np.ndarray) -> np.ndarray:
        """Probabilities at this order for n-grams `keys`, from those of the order below; unseen contexts change nothing."""
        at, known = find(self.contexts, keys >> BITS)
        hit, seen = find(self.keys, keys)
        counts = np.where(seen, self.counts[hit], 0)
        kept = counts - self.discounts[np.minimum(counts, 3)]
        return np.where(known, kept / self.totals[at] + self.left_over[at] * below, below)


def find(sorted_keys: np.ndarray, wanted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    at = np.minimum(np.searchsorted(sorted_keys, wanted), len(sorted_keys) - 1)
    return at, sorted_keys[at] == wanted


class KneserNey:
    """tokens: flat training ids in which every text starts with <|bos|>."""

    def __init__(self, tokens: np.ndarray, order: int = 5) -> None:
        tokens = tokens.astype(np.int64)
        self.levels: list[Level] = []
        above: np.ndarray | None = None
        for k in range(order, 0, -1):
            keys = packed(tokens, k)
            unique, counts = np.unique(keys[keys >= 0], return_counts=True)
            if above is not None:
                suffixes, before = np.unique(above & ((1 << (BITS * k)) - 1), return_counts=True)
                at, extended = find(suffixes, unique)
                starts = (unique >> (BITS * (k - 1)) == BOS) if k > 1 else np.zeros(len(unique), bool)
                counts = np.where(starts | ~extended, counts, before[at])
            self.levels.insert(0, Level(unique, counts))
            above = unique

    def probabilities(self, tokens: np.ndarray) -> np.ndarray:
        """Probability of each token of a flat array given up to order-1 before it in its text; <|bos|> gives 1."""
        tokens = tokens.astype(np.int64)
        result = np.full(len(tokens), 1.0 / PREDICTABLE)
        for k, level in enumerate(self.levels, start=1):
            keys = packed(tokens, k)
            usable = keys >= 0
            result[usable] = level.refine(keys[usable], result[usable])
        result[tokens == BOS] = 1.0
        return result
