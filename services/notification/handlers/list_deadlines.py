"""The deadlines of all cases that somebody may see, by day: what runs, and what was missed lately."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from services.notification.domain.deadlines import Deadline
from services.notification.store import missed_deadlines, running_deadlines
from shared.assignments import open_to
from shared.bus import Transaction, UnitOfWork
from shared.clock import berlin_day
from shared.web import Staff

MOST: Final = 500
MISSED_LATELY: Final = timedelta(days=28)


@dataclass(frozen=True)
class Listed:
    """At most MOST of each; `running` the nearest first, `missed` the longest ago first."""

    running: list[Deadline]
    missed: list[Deadline]


async def list_deadlines(unit_of_work: UnitOfWork, me: Staff) -> Listed:
    """A counsellor's own cases and those of nobody; a supervisor sees which deadlines there are in all cases."""

    async def work(tx: Transaction) -> Listed:
        cases = None if me.role == "supervisor" else await open_to(tx, me)
        since = berlin_day(tx.now) - MISSED_LATELY
        return Listed(await running_deadlines(tx, cases, MOST), await missed_deadlines(tx, cases, since, MOST))

    return await unit_of_work(work)
