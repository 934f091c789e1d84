"""What our step is meant to reach beside PyTorch's dense one, and whether a race reached it."""

from dataclasses import dataclass
from statistics import median

OURS = "Monosema"
OURS_INT8 = "Monosema, int8"
#: Ours on one thread, raced among those with several.
ONE_THREAD = ", 1 thread"
TORCH = "PyTorch"
COMPILED = "PyTorch, torch.compile"

#: Set for these.
PLACE = "d 576, M 16384, B 1024, 0.5 % active"


@dataclass
class Goal:
    what: str
    least: float
    reached: float


def goals_of(times: dict[str, list[float]], threads: int) -> list[Goal]:
    """Those that the race says something about. Medians of alternating steps; the rival is PyTorch's faster dense step."""
    middle = {name: median(own) for name, own in times.items()}
    dense = min((name for name in (TORCH, COMPILED) if name in middle), key=lambda name: middle[name], default=None)
    found = []
    for name, kind, least in ((OURS, "fp32", 3.5), (OURS_INT8, "int8", 4.5)):
        if name not in middle:
            continue
        if dense is not None:
            found.append(Goal(f"{kind} over {dense}", least, middle[dense] / middle[name]))
        alone = middle.get(name + ONE_THREAD)
        if threads == 2 and alone is not None:
            found.append(Goal(f"{kind}, two threads over one", 1.6, alone / middle[name]))
    return found


def show_goals(goals: list[Goal], at: str) -> None:
    if not goals:
        return
    print(f"\nGoals ({'set for just this' if at == PLACE else f'set for {PLACE}, not for this'}):\n")
    print("| goal | at least | reached | |\n|---|---|---|---|")
    for goal in goals:
        print(f"| {goal.what} | {goal.least:.1f} | {goal.reached:.2f} | {'yes' if goal.reached >= goal.least else 'no'} |")
