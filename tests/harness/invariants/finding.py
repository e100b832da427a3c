"""A violation of an invariant, and the form of every invariant."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from tests.harness.invariants.snapshot import Snapshot


@dataclass(frozen=True)
class Finding:
    """A violation, and the ids that it concerns."""

    what: str
    ids: tuple[str, ...] = ()

    def __str__(self) -> str:
        shown = ", ".join(self.ids[:5]) + (f" and {len(self.ids) - 5} more" if len(self.ids) > 5 else "")
        return f"{self.what}: {shown}" if self.ids else self.what


Invariant = Callable[[Snapshot], Iterator[Finding]]


def found(what: str, ids: Iterable[str]) -> Iterator[Finding]:
    """Yields one finding for all ids; none where there are none."""
    named = tuple(sorted(set(ids)))
    if named:
        yield Finding(what, named)
