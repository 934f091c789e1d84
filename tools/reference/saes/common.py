"""The sizes and inputs that all examples share, and how their expectations are written."""

import json
from pathlib import Path

import torch

D_IN, D_SAE, K = 32, 48, 6
FIXTURES = Path("test/fixtures/saes")


def inputs() -> torch.Tensor:
    """Six rows around a mean that is not zero; the last is four times as long."""
    generator = torch.Generator().manual_seed(17)
    rows = torch.randn(6, D_IN, generator=generator) + 0.3 * torch.randn(D_IN, generator=generator)
    rows[-1] *= 4
    return (rows * 1e4).round() / 1e4


def randomise(module: torch.nn.Module, seed: int) -> None:
    """Every parameter and buffer of floats anew, of a size at which some features are active and some are not."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, tensor in list(module.named_parameters()) + list(module.named_buffers()):
            if not tensor.is_floating_point():
                continue
            values = torch.randn(tensor.shape, generator=generator)
            if "threshold" in name:
                values = 0.3 + 0.4 * values.abs()
            elif tensor.ndim == 2:
                values = values / D_IN**0.5
            else:
                values = 0.2 * values
            tensor.copy_(values.to(tensor.dtype))


def expect(case: str, activations: torch.Tensor, reconstruction: torch.Tensor, made_by: str, **more) -> None:
    """expected.json beside the example: what its own library computes for `inputs()`."""
    assert (activations > 0).any() and (activations == 0).any(), case
    rows = lambda t: [[round(float(v), 6) for v in row] for row in t.float()]
    golden = {
        "madeBy": made_by,
        "activations": rows(activations),
        "reconstruction": rows(reconstruction),
        **more,
    }
    (FIXTURES / f"{case}.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")


def write_inputs() -> None:
    FIXTURES.mkdir(parents=True, exist_ok=True)
    (FIXTURES / "input.json").write_text(json.dumps(inputs().tolist(), separators=(",", ":")) + "\n")
