"""Day by day: whose reminder is due is reminded of, and what is over is said to be missed."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final
from uuid import UUID, uuid5

from services.notification.domain import partner_response
from services.notification.domain.deadline_changes import DeadlineReminded, changes, followed, on_day
from services.notification.domain.delivery import Occasion
from services.notification.handlers.notify import notify_partner
from services.notification.publications import publish
from services.notification.store import DEADLINES, due_deadlines
from shared.bus import Transaction, UnitOfWork
from shared.clock import berlin_day
from shared.store import AWAY

log: Final = logging.getLogger(__name__)

AT_ONCE: Final = 100
"""Deadlines of one transaction. A commit waits for the disk however much it writes."""


@dataclass(frozen=True)
class CheckDeadlines:
    """A chore of the leader. Looks only at those that are due, many in one transaction; one defect stops no other.

    Raises what the store raises while it is away.
    """

    unit_of_work: UnitOfWork

    async def __call__(self) -> None:
        failed: set[str] = set()
        while due := [each for each in await self._due(AT_ONCE + len(failed)) if each not in failed]:
            failed |= await self._check(due)

    async def _due(self, limit: int) -> list[str]:
        today = berlin_day(self.unit_of_work.clock())
        return await self.unit_of_work(lambda tx: due_deadlines(tx, today, limit))

    async def _check(self, due: Sequence[str]) -> set[str]:
        """Those that could not be checked: where many fail together, their halves are tried, down to the defect."""
        try:
            await self.unit_of_work(partial(check_deadlines, due))
        except AWAY:
            raise
        except Exception as error:
            if len(due) == 1:
                log.error("deadline not checked", extra={"reason": type(error).__name__})
                return set(due)
            middle = len(due) // 2
            return await self._check(due[:middle]) | await self._check(due[middle:])
        return set()


async def check_deadlines(due: Sequence[str], tx: Transaction) -> None:
    """Nothing of those that were erased, moved or met since they were found."""
    today, checked = berlin_day(tx.now), []
    for known in await DEADLINES.all(tx, id=list(due)):
        (current,) = followed((known,), (known,), today)
        fact = next(iter(changes((known,), (current,))), None) or on_day(current, today)
        checked.append(current if fact is None else fact.state)
        if fact is not None:
            publish(tx, fact)
        if isinstance(fact, DeadlineReminded) and known.rule == partner_response.RULE:
            day = uuid5(UUID(known.id), today.isoformat())
            await notify_partner(
                tx, Occasion(str(day), "deadline_near", known.case_id, referral_id=known.proceeding_id)
            )
        tx.lock_key(known.case_id)
    await DEADLINES.put_all(tx, checked)
