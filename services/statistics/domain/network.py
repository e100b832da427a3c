"""A table with its totals as a network, and the ways on which an attacker may change it unnoticed.

Each figure flows from its row to its column, the totals flow back, and what comes in at a row or column goes out again.
Any other table with the same shown figures differs from the true one by flows round cycles of hidden figures, so the
range that an attacker can compute for a figure is found exactly.
"""

from collections.abc import Callable, Iterable, Mapping
from heapq import heappop, heappush
from typing import NamedTuple

Key = tuple[str, str]
Node = tuple[str, str]
Price = Callable[[Key], int | None]

TOTAL = "total"


class Step(NamedTuple):
    key: Key
    by: int


class Way(NamedTuple):
    price: int
    steps: tuple[Step, ...]


class Arc(NamedTuple):
    step: Step
    end: Node


class Network:
    def __init__(self, keys: Iterable[Key]) -> None:
        self.arcs: dict[Node, list[Arc]] = {}
        for key in sorted(keys):
            tail, head = ends(key)
            self.arcs.setdefault(tail, []).append(Arc(Step(key, +1), head))
            self.arcs.setdefault(head, []).append(Arc(Step(key, -1), tail))

    def cheapest_way(self, figures: Mapping[Key, int], key: Key, by: int, price: Price) -> Way | None:
        """The steps that balance a change of `key`. A figure without a price is fixed, and none falls below zero."""
        tail, head = ends(key)
        start, goal = (head, tail) if by > 0 else (tail, head)
        queue: list[tuple[int, int, Node, tuple[Step, ...]]] = [(0, 0, start, ())]
        seen: set[Node] = set()
        while queue:
            paid, length, node, steps = heappop(queue)
            if node == goal:
                return Way(paid, steps)
            if node in seen:
                continue
            seen.add(node)
            for step, end in self.arcs[node]:
                costs = price(step.key)
                if end in seen or step.key == key or costs is None or figures[step.key] + step.by < 0:
                    continue
                heappush(queue, (paid + costs, length + 1, end, (*steps, step)))
        return None


def ends(key: Key) -> tuple[Node, Node]:
    row, column = ("row", key[0]), ("column", key[1])
    flows_back = (key[0] == TOTAL) != (key[1] == TOTAL)
    return (column, row) if flows_back else (row, column)


class Rival:
    """Another table that fits all that is shown, moved away from the true one at `key` as far as ways are walked."""

    def __init__(self, network: Network, figures: Mapping[Key, int], key: Key, by: int) -> None:
        self.network, self.figures, self.key, self.by = network, dict(figures), key, by
        self.distance = 0

    def next_way(self, price: Price) -> Way | None:
        if self.figures[self.key] + self.by < 0:
            return None
        return self.network.cheapest_way(self.figures, self.key, self.by, price)

    def walk(self, way: Way, most: int) -> None:
        steps = (*way.steps, Step(self.key, self.by))
        length = min([most, *(self.figures[step.key] for step in steps if step.by < 0)])
        for key, by in steps:
            self.figures[key] += by * length
        self.distance += length
