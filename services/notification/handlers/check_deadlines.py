"""Checks deadlines day by day: says which reminders are due, and which deadlines are missed."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final

from services.notification.domain import partner_response
from services.notification.domain.deadline_changes import DeadlineReminded, changes, followed, on_day
from services.notification.domain.deadlines import Deadline
from services.notification.handlers.await_partner import remind_partner
from services.notification.handlers.remind_person import remind_person
from services.notification.publications import publish
from services.notification.store import DEADLINES, due_deadlines
from shared.bus import Transaction, UnitOfWork
from shared.clock import berlin_day
from shared.store import AWAY

log: Final = logging.getLogger(__name__)

AT_ONCE: Final = 100
"""Deadlines of one transaction: a commit waits for the disk however much it writes."""


@dataclass(frozen=True)
class CheckDeadlines:
    """A chore of the leader that checks the deadlines that are due, many in one transaction.

    One that is defective holds up no other. Raises what the store raises while it is away.
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
        """Returns those that could not be checked.

        Where many fail together, their halves are tried, down to the defective one.
        """
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
    """Says what is due of these deadlines; nothing of those that were erased, moved or met since they were found."""
    today, checked = berlin_day(tx.now), []
    for known in await DEADLINES.all(tx, id=due):
        (current,) = followed((known,), (known,), today)
        fact = next(iter(changes((known,), (current,))), None) or on_day(current, today)
        checked.append(current if fact is None else fact.state)
        if fact is not None:
            publish(tx, fact)
        if isinstance(fact, DeadlineReminded):
            await _remind(tx, known, today)
        tx.lock_key(known.case_id)
    await DEADLINES.put_all(tx, checked)


async def _remind(tx: Transaction, near: Deadline, today: date) -> None:
    """Reminds the partner or the person; at the desk, the counsellor has a task."""
    if near.rule == partner_response.RULE:
        await remind_partner(tx, near, today)
    else:
        await remind_person(tx, near, today)
