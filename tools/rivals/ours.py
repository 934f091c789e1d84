"""Monosema's step, done by a Node process that lives as long as the race."""

import json
import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class Ours:
    def __init__(self, without: set[str]) -> None:
        """`without`: variables of the environment that are meant for the rivals alone."""
        self._process = subprocess.Popen(
            ["node", "tools/rivals/serve.mjs"],
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

    def open(self, name: str, threads: int, int8: bool) -> str | None:
        """Opens a backend by this name on the problem at hand; why it cannot be, or None."""
        return self.ask(do="open", name=name, threads=threads, int8="on" if int8 else "off")["refused"]

    def step(self, name: str, learning_rate: float) -> tuple[float, float]:
        """Milliseconds, measured where ours measures itself, and the batch's squared error."""
        reply = self.ask(do="step", name=name, learningRate=learning_rate)
        return reply["milliseconds"], reply["squaredError"]

    def close(self) -> None:
        if self._process.stdin:
            self._process.stdin.close()
        self._process.wait()
