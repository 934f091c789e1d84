"""Folders and small helpers that every step shares. Big intermediate data lives outside the repository."""
import csv
import os
from pathlib import Path

HERE = Path(__file__).resolve().parent
WORK = Path(os.environ.get("STARTER_WORK", HERE / ".work")).resolve()
MEDIA = HERE.parent.parent / "media"
SEED = 20260101
CONTEXT = 256
VOCABULARY = 4096


def pinned_versions() -> dict[tuple[str, str], str]:
    """(kind, package) -> version as listed in sources.tsv; empty when the list has not been made yet."""
    path = HERE / "sources.tsv"
    if not path.exists():
        return {}
    with path.open(newline="") as file:
        return {(row["kind"], row["package"]): row["version"] for row in csv.DictReader(file, delimiter="\t")}
