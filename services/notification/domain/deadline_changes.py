"""What became true when a proceeding was updated: its deadlines compared with the stored ones."""

from collections.abc import Iterable
from dataclasses import dataclass

from services.notification.domain.deadlines import Deadline
from services.notification.domain.legal_periods import Dates
from shared.state import Fact


@dataclass(frozen=True)
class DeadlineSet(Fact[Deadline]):
    """It runs with these dates: for the first time, again, or moved."""

    dates: Dates


@dataclass(frozen=True)
class DeadlineMet(Fact[Deadline]):
    """`dates` are the last ones that were published."""

    dates: Dates


@dataclass(frozen=True)
class DeadlineCancelled(Fact[Deadline]):
    """It runs no longer, or is gone; `dates` are the last ones that were published."""

    dates: Dates


DeadlineChange = DeadlineSet | DeadlineMet | DeadlineCancelled


def changes(before: Iterable[Deadline], after: Iterable[Deadline]) -> list[DeadlineChange]:
    """Those of `after` in their order, then those that are gone. A deadline that never ran changes nothing."""
    stored = {deadline.id: deadline for deadline in before}
    current = {deadline.id: deadline for deadline in after}
    updated = [_change(stored.get(key), deadline) for key, deadline in current.items()]
    gone = [_cancelled(deadline) for key, deadline in stored.items() if key not in current]
    return [change for change in (*updated, *gone) if change is not None]


def _change(before: Deadline | None, after: Deadline) -> DeadlineChange | None:
    ran = before.running if before is not None else None
    runs = after.running
    if runs is not None:
        return DeadlineSet(after, runs) if runs != ran else None
    if ran is None:
        return None
    return DeadlineMet(after, ran) if after.stands_still == "request_filed" else DeadlineCancelled(after, ran)


def _cancelled(gone: Deadline) -> DeadlineChange | None:
    return DeadlineCancelled(gone, gone.running) if gone.running is not None else None
