"""What to say when a proceeding was told anew: compare its clocks with the ones kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from services.notification.domain.counting import Dates
from services.notification.domain.deadlines import Clock

Fact = Literal["set", "met", "cancelled"]


@dataclass(frozen=True)
class Change:
    """`dates` are the ones the fact is about: of a cancelled clock the last that were said."""

    fact: Fact
    clock: Clock
    dates: Dates


def changes(before: Iterable[Clock], after: Iterable[Clock]) -> list[Change]:
    """A moved date is set again; a clock that never ran is never spoken of."""
    kept = {clock.deadline_id: clock for clock in before}
    now = {clock.deadline_id: clock for clock in after}
    told = [_change(kept.get(key), clock) for key, clock in now.items()]
    gone = [_cancelled(clock) for key, clock in kept.items() if key not in now]
    return [change for change in (*told, *gone) if change is not None]


def _change(before: Clock | None, after: Clock) -> Change | None:
    ran = before.running if before is not None else None
    runs = after.running
    if runs is not None:
        return Change("set", after, runs) if runs != ran else None
    if ran is None:
        return None
    return Change("met" if after.stands_still == "request_filed" else "cancelled", after, ran)


def _cancelled(clock: Clock) -> Change | None:
    return Change("cancelled", clock, clock.running) if clock.running is not None else None
