"""
A harvest by Monosema against PyTorch transformers on the same weights, threads and batches, by turns on one machine. Prints medians and
ratios, and is called off where the activations differ.

    python tools/rivals/make_llama.py build/llama135      (with tools/fixtures/models/requirements.txt)
    python tools/rivals/harvest_race.py build/llama135 --hook blocks.15.hook_resid_post --threads 1 2

PyTorch is timed twice: whole, as a forward pass with a hook is usually run, and stopped at the hook by an exception, which is the best
it can do. Neither keeps a cache of keys and values. Ours harvests as a run does, with masks and norms.
"""

import argparse
import json
import statistics
import tempfile
import time
from pathlib import Path

import numpy
import torch
from transformers import AutoModelForCausalLM

from node_process import NodeProcess

OURS, WHOLE, STOPPED = "Monosema", "PyTorch, whole forward pass", "PyTorch, stopped at the hook"


class Stop(Exception):
    pass


class TorchHarvest:
    """hook_resid_post of one layer."""

    def __init__(self, folder: Path, hook: str, rows: list[list[int]]) -> None:
        parts = hook.split(".")
        if parts[0] != "blocks" or parts[2:] != ["hook_resid_post"]:
            raise SystemExit(f"This race knows blocks.<layer>.hook_resid_post, not {hook}.")
        self._model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
        self._ids = torch.tensor(rows)
        self._stops = False
        self.values: torch.Tensor | None = None
        self._model.model.layers[int(parts[1])].register_forward_hook(self._read)

    def _read(self, _module: object, _inputs: object, output: object) -> None:
        self.values = output[0] if isinstance(output, tuple) else output
        if self._stops:
            raise Stop

    def run(self, stops: bool) -> float:
        """Milliseconds of one pass."""
        self._stops = stops
        start = time.perf_counter()
        with torch.inference_mode():
            try:
                self._model(input_ids=self._ids, use_cache=False)
            except Stop:
                pass
        return 1000 * (time.perf_counter() - start)


def main() -> None:
    arguments = parse()
    torch.set_flush_denormal(True)
    rows = [[(row * 7919 + i * 104729) % 49152 for i in range(arguments.context)] for row in range(arguments.rows)]
    rival = TorchHarvest(arguments.folder / "torch", arguments.hook, rows)
    results = []
    for threads in arguments.threads:
        torch.set_num_threads(threads)
        ours = NodeProcess("harvestServer")
        ours.ask(do="open", folder=str((arguments.folder / "onnx").resolve()), hook=arguments.hook, threads=threads, rows=rows)
        check(ours, rival)
        contestants = {
            OURS: lambda: ours.ask(do="harvest")["milliseconds"],
            WHOLE: lambda: rival.run(stops=False),
            STOPPED: lambda: rival.run(stops=True),
        }
        times: dict[str, list[float]] = {name: [] for name in contestants}
        for turn in range(-1, arguments.rounds):
            for name, run in contestants.items():
                # Lets idle threads of the last one fall asleep.
                time.sleep(0.01)
                milliseconds = run()
                if turn >= 0:
                    times[name].append(milliseconds)
        ours.close()
        show(times, threads, arguments)
        results.append({"threads": threads, "milliseconds": times})
    if arguments.out:
        facts = {"torch": torch.__version__, "rows": arguments.rows, "context": arguments.context, "hook": arguments.hook}
        Path(arguments.out).write_text(json.dumps({**facts, "results": results}, indent=2) + "\n")


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="what make_llama.py made")
    parser.add_argument("--hook", default="blocks.15.hook_resid_post")
    parser.add_argument("--rows", type=int, default=8)
    parser.add_argument("--context", type=int, default=128)
    parser.add_argument("--threads", nargs="+", type=int, default=[1, 2])
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--out", help="a JSON file for the results")
    return parser.parse_args()


def check(ours: NodeProcess, rival: TorchHarvest) -> None:
    """@raises SystemExit where both do not read the same activations to 1e-4 of their root mean square"""
    rival.run(stops=True)
    assert rival.values is not None
    expected = rival.values.numpy()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "values.f32")
        ours.ask(do="values", file=str(file))
        found = numpy.fromfile(file, dtype="<f4").reshape(expected.shape)
    scale = float(numpy.sqrt((expected**2).mean()))
    difference = float(abs(found - expected).max()) / scale
    if not difference < 1e-4:
        raise SystemExit(f"The activations differ by {difference:.1e} of their root mean square.")


def show(times: dict[str, list[float]], threads: int, arguments: argparse.Namespace) -> None:
    tokens = arguments.rows * arguments.context
    print(f"\n### {arguments.hook}, {arguments.rows} x {arguments.context} tokens, {threads} thread{'s' if threads > 1 else ''}\n")
    print("| who | median ms | fastest | tokens/s | over the first |\n|---|---|---|---|---|")
    ours = statistics.median(times[OURS])
    for name, own in times.items():
        middle = statistics.median(own)
        print(f"| {name} | {middle:.0f} | {min(own):.0f} | {1000 * tokens / middle:.0f} | {middle / ours:.2f} |", flush=True)


if __name__ == "__main__":
    main()
