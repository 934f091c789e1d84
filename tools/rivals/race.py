"""
Our step against PyTorch's and SAELens', by turns on one machine, with the same threads, sizes and batches. Prints medians,
ratios and goals.

    python tools/rivals/race.py --sizes 576x16384 --active 0.5 --threads 1 2 --int8 both

Ours runs in its own process, which sleeps while another steps, and the other way round. Before the race the first steps of ours and of
PyTorch's are compared: same start, same batches, same losses, or the race is called off. Whoever cannot run here is left out, with a line.
"""

import argparse
import json
import os
import platform
import statistics
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

AS_INTEL = "--mkl-as-intel"


def preloaded(folder: str) -> str:
    """A library that tells Intel's MKL, which PyTorch uses, that the processor is Intel's. @raises where there is no C compiler"""
    source, library = Path(folder, "intel.c"), Path(folder, "intel.so")
    source.write_text("int mkl_serv_intel_cpu_true(void) { return 1; }\n")
    subprocess.run(["cc", "-shared", "-fPIC", "-o", str(library), str(source)], check=True)
    return str(library)


# Without these, every step of PyTorch asks the system for hundreds of megabytes anew and pays for the page faults.
ALLOCATOR = {
    "MALLOC_MMAP_MAX_": "0",
    "MALLOC_TRIM_THRESHOLD_": "68719476736",
    "MALLOC_TOP_PAD_": "268435456",
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
}
if platform.system() == "Linux" and os.environ.get("MALLOC_MMAP_MAX_") != "0":
    preload = {"LD_PRELOAD": preloaded(tempfile.mkdtemp())} if AS_INTEL in sys.argv else {}
    os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **ALLOCATOR, **preload})

import numpy  # noqa: E402
import torch  # noqa: E402
import torch._inductor.config  # noqa: E402

from gba_torch import Problem, TorchGba  # noqa: E402
from goals import COMPILED, ONE_THREAD, OURS, OURS_INT8, TORCH, goals_of, show_goals  # noqa: E402
from ours import Ours  # noqa: E402

LEARNING_RATE = 1e-5


def main() -> None:
    arguments = parse()
    torch.set_flush_denormal(True)
    results = []
    ours = Ours(without={*ALLOCATOR, "LD_PRELOAD"})
    for size in arguments.sizes:
        d_in, d_sae = (int(number) for number in size.split("x"))
        for active in arguments.active:
            with tempfile.TemporaryDirectory() as folder:
                ours.ask(
                    do="problem", dIn=d_in, dSae=d_sae, batchTokens=arguments.batch, share=active / 100, folder=folder
                )
                problem = read_problem(Path(folder), d_in, d_sae)
            for threads in arguments.threads:
                torch.set_num_threads(threads)
                found = race(ours, problem, threads, active / 100, arguments)
                show(d_in, d_sae, active, threads, found)
                show_goals(goals_of(found, threads), f"d {d_in}, M {d_sae}, B {arguments.batch}, {active:g} % active")
                results.append(
                    {"dIn": d_in, "dSae": d_sae, "active": active, "threads": threads, "milliseconds": found}
                )
    ours.close()
    if arguments.out:
        facts = {"torch": torch.__version__, "mklAsIntel": arguments.mkl_as_intel, "processor": platform.processor(), "system": platform.platform()}
        Path(arguments.out).write_text(json.dumps({"machine": facts, "results": results}, indent=2) + "\n")


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", nargs="+", default=["576x16384"], help="dIn x dSae")
    parser.add_argument("--active", nargs="+", type=float, default=[0.5], help="active pairs, percent")
    parser.add_argument("--threads", nargs="+", type=int, default=[1, 2])
    parser.add_argument("--batch", type=int, default=1024)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--int8", choices=["off", "on", "both"], default="both", help="whether ours screens by int8 products")
    parser.add_argument(
        "--without", nargs="*", default=[], help="contestants to leave out: statistics compiled saelens one-thread"
    )
    parser.add_argument(
        AS_INTEL,
        action="store_true",
        help="Linux on AMD: let MKL use AVX-512, which it keeps to Intel's processors (needs cc)",
    )
    parser.add_argument("--out", help="a JSON file for the results")
    return parser.parse_args()


def read_problem(folder: Path, d_in: int, d_sae: int) -> Problem:
    def array(name: str, *shape: int) -> torch.Tensor:
        values = numpy.fromfile(folder / f"{name}.f32", dtype="<f4")
        return torch.from_numpy(values).reshape(*shape) if shape else torch.from_numpy(values)

    scales = array("scales")
    assert bool((scales == scales[0]).all())
    batches = [array(path.stem, -1, d_in) for path in sorted(folder.glob("batch*.f32"))]
    return Problem(array("weights", d_sae, d_in), array("biases"), array("preBias"), scales[0].item(), batches)


def rivals_of(problem: Problem, share: float, without: list[str]) -> dict:
    """Name -> a function that does one step and may return the squared error."""
    eager = TorchGba(problem, LEARNING_RATE, compiled=False, statistics=False)
    found = {TORCH: eager.step}
    if "statistics" not in without:
        found["PyTorch, with firing counts and peaks"] = TorchGba(
            problem, LEARNING_RATE, compiled=False, statistics=True
        ).step
    if "compiled" not in without and can_compile():
        found[COMPILED] = TorchGba(problem, LEARNING_RATE, compiled=True, statistics=False).step
    if "saelens" not in without:
        from saelens_step import SaeLensStep

        k = max(1, round(share * problem.weights.shape[0]))
        for kind in ("standard", "topk", "topk-sparse"):
            found[f"SAELens, {kind}"] = SaeLensStep(problem, kind, k, LEARNING_RATE).step
    return found


def can_compile() -> bool:
    """torch.compile writes C++ for CPUs and has it compiled."""
    if any(shutil.which(name) for name in (os.environ.get("CXX"), "g++", "clang++", "cl") if name):
        return True
    print(f"{COMPILED} is left out: there is no C++ compiler here (CXX, g++, clang++ or cl).", file=sys.stderr)
    return False


def open_ours(ours: Ours, threads: int, arguments: argparse.Namespace) -> list[str]:
    """
    Opens what takes part of ours, by name. On one thread too where there are several: what threads bring is a ratio of alternating steps.
    """
    kinds = {"off": [(OURS, False)], "on": [(OURS_INT8, True)], "both": [(OURS, False), (OURS_INT8, True)]}[arguments.int8]
    wanted = [(name, threads, int8) for name, int8 in kinds]
    if threads > 1 and "one-thread" not in arguments.without:
        wanted += [(name + ONE_THREAD, 1, int8) for name, int8 in kinds]
    opened = []
    for name, count, int8 in wanted:
        refused = ours.open(name, count, int8)
        if refused is None:
            opened.append(name)
        else:
            print(f"{name} is left out: {refused}", file=sys.stderr)
    if not opened:
        raise SystemExit("Nothing of ours runs here.")
    return opened


def race(
    ours: Ours, problem: Problem, threads: int, share: float, arguments: argparse.Namespace
) -> dict[str, list[float]]:
    """Milliseconds of each timed step, by name."""
    torch.compiler.reset()
    # Part of what compiled code is kept under: code for one thread is not that for two.
    torch._inductor.config.cpp.threads = threads
    own_names = open_ours(ours, threads, arguments)
    rivals = rivals_of(problem, share, arguments.without)
    dropped = check_and_warm_up(ours, own_names, rivals)
    times: dict[str, list[float]] = {name: [] for name in [*own_names, *rivals] if name not in dropped}
    for _ in range(arguments.rounds):
        for name, own in times.items():
            # Lets idle threads of the last one fall asleep.
            time.sleep(0.01)
            if name in own_names:
                own.append(ours.step(name, LEARNING_RATE)[0])
                continue
            start = time.perf_counter()
            rivals[name]()
            own.append(1000 * (time.perf_counter() - start))
    ours.ask(do="close")
    return times


def check_and_warm_up(ours: Ours, own_names: list[str], rivals: dict) -> set[str]:
    """Two steps of everybody. Whoever cannot run here is left out, with its words. @raises where losses differ"""
    own_steps = {name: lambda name=name: ours.step(name, LEARNING_RATE)[1] for name in own_names}
    expected = [own_steps[own_names[0]]() for _ in range(2)]
    dropped = set()
    for name, step in {**own_steps, **rivals}.items():
        if name == own_names[0]:
            continue
        try:
            found = [step() for _ in range(2)]
        except Exception as error:  # noqa: BLE001 (torch.compile fails in many ways, each of them worth a line)
            print(f"{name} does not run here: {type(error).__name__}: {str(error).splitlines()[0][:150]}", file=sys.stderr)
            dropped.add(name)
            continue
        for own, other in zip(expected, found, strict=True):
            if other is not None and abs(other / own - 1) > 1e-4:
                raise SystemExit(f"{name} does another step: squared error {other}, ours {own}.")
    return dropped


def show(d_in: int, d_sae: int, active: float, threads: int, times: dict[str, list[float]]) -> None:
    print(f"\n### d {d_in}, M {d_sae}, {active:g} % active, {threads} thread{'s' if threads > 1 else ''}\n")
    print("| who | median ms | fastest | over the first |\n|---|---|---|---|")
    ours = statistics.median(next(iter(times.values())))
    for name, own in times.items():
        middle = statistics.median(own)
        print(f"| {name} | {middle:.1f} | {min(own):.1f} | {middle / ours:.2f} |", flush=True)


if __name__ == "__main__":
    main()
