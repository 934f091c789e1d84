"""Monosema's step, done by a Node process that lives as long as the race."""

from node_process import NodeProcess


class Ours(NodeProcess):
    def __init__(self, without: set[str]) -> None:
        """`without`: variables of the environment that are meant for the rivals alone."""
        super().__init__("stepServer", without)

    def open(self, name: str, threads: int, int8: bool) -> str | None:
        """Opens a backend by this name on the problem at hand; why it cannot be, or None."""
        return self.ask(do="open", name=name, threads=threads, int8="on" if int8 else "off")["refused"]

    def step(self, name: str, learning_rate: float) -> tuple[float, float]:
        """Milliseconds, measured where ours measures itself, and the batch's squared error."""
        reply = self.ask(do="step", name=name, learningRate=learning_rate)
        return reply["milliseconds"], reply["squaredError"]
