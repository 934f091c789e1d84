"""Fetches the packages named in packages.txt with the registries' ordinary clients into WORK/packages.

Every package is one archive on disk; a second run fetches only what is missing. Once sources.tsv exists,
only its packages are fetched, in its versions; without it, the newest of all. Arguments: the kinds to fetch.
"""
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from common import HERE, WORK, pinned_versions

BATCH = 12
PARALLEL = 3
TIMEOUT_SECONDS = 150


def run(command: list[str], folder: Path) -> bool:
    try:
        return subprocess.run(command, cwd=folder, capture_output=True, timeout=TIMEOUT_SECONDS).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def command_for(kind: str, specs: list[str], folder: Path) -> list[str]:
    pip = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(folder)]
    return {
        "npm": ["npm", "pack", "--silent", "--ignore-scripts", "--pack-destination", str(folder), *specs],
        "wheel": [*pip, "--only-binary", ":all:", *specs],
        "sdist": [*pip, "--no-binary", ":all:", *specs],
        "deb": ["apt-get", "download", "-q", *specs],
    }[kind]


def fetch(kind: str, names: list[str], versions: dict[tuple[str, str], str]) -> None:
    """One folder per package, so that the archive's name need not be guessed; batches share a client start."""
    joint = {"npm": "@", "wheel": "==", "sdist": "==", "deb": "="}[kind]
    todo = [n for n in names if not any(folder_of(kind, n).glob("*"))]
    for name in todo:
        folder = folder_of(kind, name)
        folder.mkdir(parents=True, exist_ok=True)
        version = versions.get((kind, name))
        spec = f"{name}{joint}{version}" if version else name
        if not run(command_for(kind, [spec], folder), folder):
            print(f"not fetched: {kind} {name}", flush=True)


def folder_of(kind: str, name: str) -> Path:
    return WORK / "packages" / kind / name.replace("/", "__")


def main() -> None:
    versions = pinned_versions()
    wanted: dict[str, list[str]] = {}
    for line in (HERE / "packages.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            kind, name = line.split()
            if not versions or (kind, name) in versions:
                wanted.setdefault(kind, []).append(name)
    wanted = {kind: wanted[kind] for kind in sys.argv[1:] or wanted}
    jobs = [(kind, names[i::BATCH]) for kind, names in wanted.items() for i in range(BATCH)]
    with ThreadPoolExecutor(PARALLEL) as pool:
        list(pool.map(lambda job: fetch(*job, versions), jobs))


if __name__ == "__main__":
    main()
