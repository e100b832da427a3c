"""A table with its totals as a network flow, and the other tables that fit all that is shown of it.

Each figure flows from its row to its column, the totals flow back, and what comes in at a row or column goes out again.
Any other table with the same shown figures differs from the true one by flows round cycles of suppressed figures, so
the feasibility interval of a figure, the range that an attacker can compute, is found exactly.
"""

from collections.abc import Callable, Iterable, Mapping
from heapq import heappop, heappush
from typing import NamedTuple

Key = tuple[str, str]
Node = tuple[str, str]
Cost = Callable[[Key], int | None]

TOTAL = "total"


class Step(NamedTuple):
    """A figure that goes up (+1) or down (-1)."""

    key: Key
    by: int


class Path(NamedTuple):
    cost: int
    steps: tuple[Step, ...]


class Arc(NamedTuple):
    step: Step
    end: Node


class Network:
    """The rows and columns as nodes, and each figure as an arc in both directions."""

    def __init__(self, keys: Iterable[Key]) -> None:
        self.arcs: dict[Node, list[Arc]] = {}
        for key in sorted(keys):
            tail, head = ends(key)
            self.arcs.setdefault(tail, []).append(Arc(Step(key, +1), head))
            self.arcs.setdefault(head, []).append(Arc(Step(key, -1), tail))

    def cheapest_path(self, figures: Mapping[Key, int], key: Key, by: int, cost: Cost) -> Path | None:
        """Returns the cheapest steps that balance a change of `key`, or None where there are none.

        A figure without a cost is fixed, and none falls below zero.
        """
        tail, head = ends(key)
        start, goal = (head, tail) if by > 0 else (tail, head)
        queue: list[tuple[int, int, Node, tuple[Step, ...]]] = [(0, 0, start, ())]
        seen: set[Node] = set()
        while queue:
            paid, length, node, steps = heappop(queue)
            if node == goal:
                return Path(paid, steps)
            if node in seen:
                continue
            seen.add(node)
            for step, end in self.arcs[node]:
                step_cost = cost(step.key)
                if end in seen or step.key == key or step_cost is None or figures[step.key] + step.by < 0:
                    continue
                heappush(queue, (paid + step_cost, length + 1, end, (*steps, step)))
        return None


def ends(key: Key) -> tuple[Node, Node]:
    """Returns the node that a figure flows from and the node that it flows to."""
    row, column = ("row", key[0]), ("column", key[1])
    flows_back = (key[0] == TOTAL) != (key[1] == TOTAL)
    return (column, row) if flows_back else (row, column)


class FeasibleTable:
    """Another table that fits all that is shown.

    It is `distance` away from the true one at `key`, in the direction `by`.
    """

    def __init__(self, network: Network, figures: Mapping[Key, int], key: Key, by: int) -> None:
        self.network, self.figures, self.key, self.by = network, dict(figures), key, by
        self.distance = 0

    def next_path(self, cost: Cost) -> Path | None:
        if self.figures[self.key] + self.by < 0:
            return None
        return self.network.cheapest_path(self.figures, self.key, self.by, cost)

    def augment(self, path: Path, most: int) -> None:
        """Moves the table away from the true one along the path: by `most`, or less where a figure would fall below
        zero.
        """
        steps = (*path.steps, Step(self.key, self.by))
        length = min([most, *(self.figures[step.key] for step in steps if step.by < 0)])
        for key, by in steps:
            self.figures[key] += by * length
        self.distance += length
