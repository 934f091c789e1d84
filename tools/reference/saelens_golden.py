"""What SAELens computes from our exports: writes test/fixtures/saelens/golden.json.

    npx esbuild tools/reference/exportExamples.ts --bundle --platform=node --format=esm --packages=external --outfile=dist/exportExamples.mjs
    node dist/exportExamples.mjs out
    pip install -r tools/reference/requirements.txt
    python tools/reference/saelens_golden.py out
"""

import json
import sys
from pathlib import Path

import sae_lens
import torch
from sae_lens import SAE
from safetensors.torch import load_file

cases = {}
for folder in sorted(Path(sys.argv[1]).iterdir()):
    sae = SAE.load_from_disk(folder, device="cpu")
    raw = load_file(folder / "raw.safetensors")["raw"]
    with torch.no_grad():
        activations = sae.encode(raw)
        reconstruction = sae.decode(activations)
    cases[folder.name] = {
        "architecture": sae.cfg.architecture(),
        "k": getattr(sae.cfg, "k", None),
        "training": sae.cfg.metadata.training_architecture,
        "activations": [[round(v, 6) for v in row] for row in activations.tolist()],
        "reconstruction": [[round(v, 6) for v in row] for row in reconstruction.tolist()],
    }
golden = {"sae_lens": sae_lens.__version__, "cases": cases}
Path("test/fixtures/saelens/golden.json").write_text(json.dumps(golden) + "\n")
