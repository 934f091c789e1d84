"""A Node process of ours that answers lines of JSON and lives as long as a race."""

import json
import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class NodeProcess:
    def __init__(self, server: str, without: set[str] = frozenset()) -> None:
        """`server`: stepServer or harvestServer; `without`: variables of the environment that are meant for the rivals alone."""
        self._process = subprocess.Popen(
            ["node", "tools/rivals/serve.mjs", server],
            cwd=ROOT,
            env={name: value for name, value in os.environ.items() if name not in without},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, **request: object) -> dict:
        process = self._process
        assert process.stdin and process.stdout
        process.stdin.write(json.dumps(request) + "\n")
        process.stdin.flush()
        line = process.stdout.readline()
        if not line:
            raise RuntimeError(f"Our process ended with code {process.wait()}; its words are above.")
        return json.loads(line)

    def close(self) -> None:
        if self._process.stdin:
            self._process.stdin.close()
        self._process.wait()
