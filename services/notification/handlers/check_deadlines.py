"""Day by day: whose reminder is due is reminded of, and what is over is said to be missed."""

import logging
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

AT_ONCE: Final = 500


@dataclass(frozen=True)
class CheckDeadlines:
    """A chore of the leader. Looks only at those that are due, each in its own transaction; one defect stops no other.

    Raises what the store raises while it is away.
    """

    unit_of_work: UnitOfWork

    async def __call__(self) -> None:
        failed: set[str] = set()
        while due := [each for each in await self._due(AT_ONCE + len(failed)) if each not in failed]:
            for deadline_id in due:
                if not await self._check(deadline_id):
                    failed.add(deadline_id)

    async def _due(self, limit: int) -> list[str]:
        today = berlin_day(self.unit_of_work.clock())
        return [each.id for each in await self.unit_of_work(lambda tx: due_deadlines(tx, today, limit))]

    async def _check(self, deadline_id: str) -> bool:
        try:
            await self.unit_of_work(partial(check_deadline, deadline_id))
        except AWAY:
            raise
        except Exception as error:
            log.error("deadline not checked", extra={"reason": type(error).__name__})
            return False
        return True


async def check_deadline(deadline_id: str, tx: Transaction) -> None:
    """Nothing where it was erased, moved or met since it was found."""
    known, today = await DEADLINES.find(tx, id=deadline_id), berlin_day(tx.now)
    if known is None:
        return
    (current,) = followed((known,), (known,), today)
    fact = next(iter(changes((known,), (current,))), None) or on_day(current, today)
    await DEADLINES.put(tx, current if fact is None else fact.state)
    if fact is not None:
        publish(tx, fact)
    if isinstance(fact, DeadlineReminded) and known.rule == partner_response.RULE:
        day = uuid5(UUID(known.id), today.isoformat())
        await notify_partner(tx, Occasion(str(day), "deadline_near", known.case_id, referral_id=known.proceeding_id))
    tx.lock_key(known.case_id)
