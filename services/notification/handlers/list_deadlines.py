"""The deadlines of all cases that somebody may see, by day: what runs, and what was missed lately."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from services.notification.domain.deadlines import Deadline
from services.notification.store import cases_with_deadlines, missed_deadlines, running_deadlines
from shared.assignments import numbers_of, open_among
from shared.bus import Transaction, UnitOfWork
from shared.clock import berlin_day
from shared.web import Staff

MOST: Final = 500
MISSED_LATELY: Final = timedelta(days=28)


@dataclass(frozen=True)
class Listed:
    """Deadlines of all cases that somebody may see, at most MOST of each list.

    `running`: the nearest first; `missed`: the longest ago first; `numbers`: of their cases, by id.
    """

    running: list[Deadline]
    missed: list[Deadline]
    numbers: Mapping[str, str]


async def list_deadlines(unit_of_work: UnitOfWork, me: Staff) -> Listed:
    """Lists the deadlines of a counsellor's own cases and of nobody's; for a supervisor, those of all cases."""

    async def work(tx: Transaction) -> Listed:
        since = berlin_day(tx.now) - MISSED_LATELY
        cases = None if me.role == "supervisor" else await open_among(tx, me, await cases_with_deadlines(tx, since))
        running, missed = await running_deadlines(tx, cases, MOST), await missed_deadlines(tx, cases, since, MOST)
        return Listed(running, missed, await numbers_of(tx, (each.case_id for each in (*running, *missed))))

    return await unit_of_work(work)
