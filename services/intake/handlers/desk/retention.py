"""Begins, interrupts and looks up the period after which a closed thread is erased; reopening interrupts it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from services.intake.domain import retention_period
from services.intake.domain.contact import Contact
from services.intake.domain.correction import Correction
from services.intake.domain.ids import ThreadId
from services.intake.domain.retention_period import Circumstances, Obstacle, Periods, RetentionPeriod
from services.intake.domain.task import TaskKind, task_id
from services.intake.handlers.follow_tasks import end_task, open_tasks
from services.intake.store import (
    CASES,
    CONTACTS,
    CORRECTIONS,
    MESSAGES,
    PROGRESS,
    RETENTION_PERIODS,
    TASKS,
    contact_of,
)
from services.intake.store.face import THREADS, at_face, ids_waiting
from shared.bus import Transaction
from shared.contracts.vocabulary import CaseOutcome
from shared.store import Asked, read_together

UNASSESSED: Final[Mapping[str, Any]] = {"passed_on": True, "assessed_by": None}
"""The query for corrections of what reached a partner without consent, and no supervisor has assessed."""


@dataclass(frozen=True)
class Retention:
    """The retention of a thread as the desk shows it. `erased_on` is None while the thread is open.

    `period` and `is_held` are of the thread itself; of a joined contact, `erased_on` and `obstacles` are those of its
    case.
    """

    period: RetentionPeriod
    erased_on: date | None
    obstacles: frozenset[Obstacle]
    is_held: bool


async def period_of(tx: Transaction, thread: ThreadId) -> RetentionPeriod:
    return await RETENTION_PERIODS.find(tx, thread=thread) or RetentionPeriod(thread=thread)


async def begin_period(
    tx: Transaction, contact: Contact, closed_on: date, outcome: CaseOutcome | None, periods: Periods
) -> None:
    """Begins the period. Requires that the thread's key is locked, or something is published under it.

    `outcome`: of the case; for a joined contact, of the case that it goes with.
    """
    months = periods.months_of(outcome, is_case=contact.is_case)
    begun = retention_period.begin(await period_of(tx, contact.thread), closed_on, months)
    await RETENTION_PERIODS.put(tx, begun.state)


async def interrupt_period(tx: Transaction, thread: ThreadId) -> None:
    """Interrupts the period; the erasure is no longer announced. Requires a locked key as `begin_period`."""
    await RETENTION_PERIODS.put(tx, retention_period.interrupt(await period_of(tx, thread)).state)
    await end_task(tx, task_id(TaskKind.ERASURE_NEAR, thread))


async def circumstances_of(tx: Transaction, contact: Contact) -> Circumstances:
    """Returns what decides whether the contact may be erased by time, with what is joined to it."""
    thread = contact.thread
    with_it = await CONTACTS.all(tx, joined_to=contact.case_id) if contact.case_id else []
    found = await read_together(tx, decisive(contact))
    at_the_face = [await ids_waiting(tx, each.id) for each in await THREADS.all(at_face(tx), thread=thread)]
    return Circumstances(
        period=found.one(RETENTION_PERIODS) or RetentionPeriod(thread=thread),
        contact=contact,
        case=found.one(CASES),
        progress=tuple(found.all(PROGRESS)),
        tasks=tuple(found.all(TASKS, sort="place")),
        unread=await MESSAGES.count(tx, thread=thread, unread=True) + sum(map(len, at_the_face)),
        unassessed=len(found.all(CORRECTIONS)),
        joined=tuple([await circumstances_of(tx, each) for each in with_it]),
    )


def decisive(of: Contact) -> Asked:
    """Returns the query for what lies in the thread and decides whether it may be erased by time."""
    return {
        RETENTION_PERIODS: {"thread": of.thread},
        CASES: {"id": [of.case_id] if of.case_id else []},
        PROGRESS: {"thread": of.thread},
        TASKS: {"thread": of.thread, "state": "open"},
        CORRECTIONS: {"thread": of.thread, **UNASSESSED},
    }


async def unseen_in(tx: Transaction, thread: ThreadId) -> int:
    """Returns the number of messages that nobody has read, and one more for evidence that nobody has looked at."""
    evidence = [each for each in await open_tasks(tx, thread) if each.kind is TaskKind.EVIDENCE]
    return await MESSAGES.count(tx, thread=thread, unread=True) + len(evidence)


async def unassessed_in(tx: Transaction, thread: str) -> list[Correction]:
    """Returns the corrections of what reached a partner without consent, and no supervisor has assessed."""
    return await CORRECTIONS.all(tx, sort="at", thread=thread, **UNASSESSED)


async def retention_of(tx: Transaction, contact: Contact, periods: Periods, today: date) -> Retention:
    home = await contact_of(tx, contact.joined_to) if contact.joined_to else None
    known = await circumstances_of(tx, home or contact)
    period = await period_of(tx, contact.thread) if home else known.period
    return Retention(
        period,
        retention_period.erased_on(known.period, periods, today),
        retention_period.obstacles(known, today),
        period.is_held(today),
    )
