"""How many may do something costly at the same time."""

from collections.abc import Iterator
from contextlib import contextmanager

from shared.errors import Unavailable


class Places:
    """So many at the same time in one process, and nobody waits for one. `busy` is said to who finds none."""

    def __init__(self, many: int, busy: str) -> None:
        self._free = many
        self._busy = busy

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Raises Unavailable where none is free."""
        if not self._free:
            raise Unavailable("service-away", self._busy, retry_after=60)
        self._free -= 1
        try:
            yield
        finally:
            self._free += 1
