"""Limits how many may do something costly at the same time."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from shared.errors import Unavailable


class Places:
    """Places in one process: `many` at a time, and nobody waits for one. `busy`: the sentence where none is free."""

    def __init__(self, many: int, busy: str, per_holder: int | None = None) -> None:
        self._free, self._busy = many, busy
        self._per_holder = many if per_holder is None else per_holder
        self._taken: Counter[str] = Counter()

    @contextmanager
    def taken(self, by: str = "") -> Iterator[None]:
        """Holds a place; raises Unavailable where none is free, or `by` has `per_holder` of them already."""
        if not self._free or self._taken[by] >= self._per_holder:
            raise Unavailable("service-away", self._busy, retry_after=60)
        self._free -= 1
        self._taken[by] += 1
        try:
            yield
        finally:
            self._free += 1
            self._taken[by] -= 1
            self._taken += Counter()  # forgets who has none
