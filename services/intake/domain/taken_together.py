"""Splits the waiting requests into those taken over in one transaction and those in one of their own."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from services.intake.domain.request import BEGINS_A_THREAD, Request

MOST_TOGETHER: Final = 20
"""Number of requests in one transaction; if one of them fails, as many are taken again, each alone."""

Lane = tuple[Request, ...]
"""The waiting requests of one thread, in their order."""


@dataclass(frozen=True)
class Turns:
    """`together`: groups of threads whose first requests share a transaction; the rest of each follows after it.

    `alone`: threads whose requests have a transaction each.
    """

    together: tuple[tuple[Lane, ...], ...]
    alone: tuple[Lane, ...]


def turns(waiting: Iterable[Request]) -> Turns:
    """Groups requests that begin a thread: they read nothing that others write. One that failed before goes alone."""
    threads: dict[str, list[Request]] = defaultdict(list)
    for request in waiting:
        threads[request.locator].append(request)
    lanes = [tuple(sorted(each, key=lambda request: request.number)) for each in threads.values()]
    begin = [lane for lane in lanes if _may_go_together(lane)]
    groups = [tuple(begin[start : start + MOST_TOGETHER]) for start in range(0, len(begin), MOST_TOGETHER)]
    by_itself = [group[0] for group in groups if len(group) == 1]
    alone = [lane for lane in lanes if not _may_go_together(lane)]
    return Turns(tuple(group for group in groups if len(group) > 1), (*by_itself, *alone))


def _may_go_together(lane: Lane) -> bool:
    return lane[0].kind in BEGINS_A_THREAD and lane[0].tries == 0
