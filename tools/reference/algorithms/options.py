"""The options of compute/backend.ts that most cases share."""

from shared import D_IN, D_SAE, ROWS

GBA = {
    "dIn": D_IN,
    "dSae": D_SAE,
    "batchTokens": ROWS,
    "tied": True,
    "selection": {"kind": "threshold"},
    "activation": "jumprelu",
    "errorWeight": 0.5,
    "penalty": None,
    "prefixes": [D_SAE],
    "auxiliary": None,
    "trains": {"decoder": True, "scales": False, "biases": False, "preBias": "fixed"},
    "decoderRows": "unit",
    "gradientClip": None,
    "adam": {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-9},
}

UNTIED = GBA | {
    "tied": False,
    "activation": "relu",
    "errorWeight": 1,
    "trains": {"decoder": True, "scales": False, "biases": True, "preBias": "full"},
    "gradientClip": 0.5,
    "adam": {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8},
}

UNTIED_PARAMETERS = ["weights", "encoder", "biases", "preBias"]


def dead(*features: int) -> list[int]:
    """1 for each of these features."""
    return [1 if m in features else 0 for m in range(D_SAE)]
