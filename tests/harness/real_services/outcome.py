"""The outcome of each fault, as a line while the run goes on and as a table at its end."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

WIDE: Final = 44


@dataclass(frozen=True)
class Outcome:
    fault: str
    events: int = 0
    duplicates: int = 0
    healed: int = 0
    stall: float = 0.0
    """The longest time in seconds without an answer at the door."""
    settled: float = 0.0
    """Seconds from the end of the fault until nothing waited any more."""
    wrong: tuple[str, ...] = ()
    passed_not: str = ""
    """Why this process never comes to this place; nothing was tried then."""

    @property
    def verdict(self) -> str:
        return f"does not apply: {self.passed_not}" if self.passed_not else "; ".join(self.wrong) or "all hold"


def progress(number: int, of: int, outcome: Outcome, began: float) -> None:
    mark = "RED" if outcome.wrong else "-  " if outcome.passed_not else "ok "
    print(f"{number:3d}/{of} {mark} {time.monotonic() - began:6.1f} s  {outcome.fault}  {outcome.verdict}", flush=True)


def table(outcomes: Sequence[Outcome]) -> None:
    head = ("fault", "events", "duplicates", "healed", "stall s", "settled s", "invariants")
    print(f"\n{head[0]:<{WIDE}}" + "".join(f"{each:>11}" for each in head[1:-1]) + f"  {head[-1]}")
    for each in outcomes:
        numbers = (each.events, each.duplicates, each.healed, f"{each.stall:.1f}", f"{each.settled:.1f}")
        print(f"{each.fault:<{WIDE}}" + "".join(f"{number:>11}" for number in numbers) + f"  {each.verdict}")
    red = [each for each in outcomes if each.wrong]
    print(f"\n{len(outcomes)} faults, {len(red)} red" + (f": {', '.join(each.fault for each in red)}" if red else ""))
