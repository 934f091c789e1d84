"""`python test_kneser_ney.py`: the packed model against a plain twin made of dictionaries, on a small random text."""
from collections import Counter, defaultdict

import numpy as np

from kneser_ney import PREDICTABLE, KneserNey, discounts_of

ORDER, WIDTH = 5, 60


def twin(texts: list[list[int]]):
    grams = {k: Counter(tuple(t[i - k + 1:i + 1]) for t in texts for i in range(max(1, k - 1), len(t))) for k in range(1, ORDER + 1)}
    counts = {ORDER: grams[ORDER]}
    for k in range(1, ORDER):
        before = Counter(g[1:] for g in grams[k + 1])
        counts[k] = {g: c if g[0] == 0 else before[g] for g, c in grams[k].items()}
    discounts = {k: discounts_of(np.array(list(counts[k].values()))) for k in counts}
    following = {k: defaultdict(list) for k in counts}
    for k, table in counts.items():
        for gram, count in table.items():
            following[k][gram[:-1]].append(count)

    def probability(gram: tuple[int, ...]) -> float:
        k = len(gram)
        if k == 0:
            return 1 / PREDICTABLE
        below, seen, d = probability(gram[1:]), following[k].get(gram[:-1]), discounts[k]
        if not seen:
            return below
        count = counts[k].get(gram, 0)
        return (count - d[min(count, 3)] + sum(d[min(c, 3)] for c in seen) * below) / sum(seen)

    return probability


def main() -> None:
    random = np.random.default_rng(0)
    tokens = np.minimum(1 + random.geometric(0.12, (500, WIDTH)), 4095)
    tokens[:, 0] = 0
    train, test = tokens[:490], tokens[490:]
    probability = twin(train.tolist())
    expected = np.array([[1.0] + [probability(tuple(t[max(0, i - ORDER + 1):i + 1])) for i in range(1, WIDTH)] for t in test.tolist()])
    found = KneserNey(train.reshape(-1), ORDER).probabilities(test.reshape(-1)).reshape(test.shape)
    worst = float(np.abs(np.log(found / expected)).max())
    assert worst < 1e-9, f"the largest difference of log probabilities is {worst}"
    print(f"largest difference of log probabilities: {worst:.2e}; mean bits {-np.log2(found[:, 1:]).mean():.3f}")


if __name__ == "__main__":
    main()
