"""Announces closed threads to the counsellor at the end of their period, and then erases them as a supervisor would."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Final

from services.intake.domain import retention_period
from services.intake.domain.ids import ThreadId
from services.intake.domain.retention_period import RetentionPeriod
from services.intake.domain.task import TaskKind
from services.intake.handlers.dependencies import DeskDependencies
from services.intake.handlers.desk.erase import erase_owners, joined_threads, owners_of
from services.intake.handlers.desk.retention import begin_period, circumstances_of
from services.intake.handlers.follow_tasks import Concerned, make_task
from services.intake.handlers.show import show_later
from services.intake.store import CASES, CONTACTS, PROGRESS, RETENTION_PERIODS, closed_after, contact_of
from shared.audit import Actor
from shared.bus import Transaction
from shared.clock import berlin_day
from shared.store import AtMost

SWEEPER: Final = Actor("retention", "service")
PAGE: Final = 500


@dataclass
class RetentionSweep:
    """A chore: afterwards whatever is due is announced or erased, and every closed thread has a period.

    Each thread is a step of its own: if it is interrupted, it goes on with the next round, and `Erasures` finishes an
    erasure that was begun.
    """

    desk: DeskDependencies
    _begun: bool = False
    """Whether this process has looked for closed threads without a period, which only earlier releases left behind."""

    async def __call__(self) -> None:
        if not self._begun:
            await self._begin_missing()
            self._begun = True
        today = berlin_day(self.desk.clock())
        after: ThreadId | None = None
        while page := await self.desk.unit_of_work(partial(self._near, today=today, after=after)):
            for each in page:
                for owners in await self.desk.unit_of_work(partial(self._step, thread=each.thread, today=today)):
                    await erase_owners(self.desk, owners)
            after = page[-1].thread

    async def _near(self, tx: Transaction, *, today: date, after: str | None) -> list[RetentionPeriod]:
        until = AtMost((today + self.desk.periods.announced).isoformat())
        return await RETENTION_PERIODS.all(tx, after=after, limit=PAGE, ends_on=until)

    async def _step(self, tx: Transaction, *, thread: ThreadId, today: date) -> list[list[str]]:
        """Takes the next step of a thread; returns the owners of the keys to destroy, joined threads first."""
        contact = await contact_of(tx, thread)
        if contact is None or (contact.joined_to and await contact_of(tx, contact.joined_to)):
            return []  # erased meanwhile, or erased together with its case
        threads = [*await joined_threads(tx, thread), thread]
        for each in threads:
            tx.lock_key(each)
        known = await circumstances_of(tx, contact)
        step = retention_period.next_step(known, self.desk.periods, today)
        if step == "announce":
            await self._announce(tx, known.period, today)
        if step != "erase":
            return []
        for each in threads:
            await self.desk.audit.note(tx, SWEEPER, "erased", each)
        return [await owners_of(tx, each) for each in threads]

    async def _announce(self, tx: Transaction, period: RetentionPeriod, today: date) -> None:
        announced = await RETENTION_PERIODS.update(
            tx, partial(retention_period.announce, today=today), thread=period.thread
        )
        assert announced
        ends_on = retention_period.erased_on(announced.state, self.desk.periods, today)
        assert ends_on
        about = Concerned(period.thread, period.thread, act_by=ends_on - timedelta(days=1))
        await make_task(tx, TaskKind.ERASURE_NEAR, about)

    async def _begin_missing(self) -> None:
        """Begins the periods of threads that a release without periods closed, counted from their closing."""
        after, store = "", self.desk.unit_of_work.store
        while page := await closed_after(store, after, PAGE):
            known = await RETENTION_PERIODS.ids_among(store, [each.thread for each in page])
            for contact_id in [each.id for each in page if each.thread not in known]:
                await self.desk.unit_of_work(partial(self._begin, contact_id=contact_id))
            after = page[-1].turn

    async def _begin(self, tx: Transaction, *, contact_id: str) -> None:
        contact = await CONTACTS.find(tx, id=contact_id, state="closed")
        if contact is None or await RETENTION_PERIODS.find(tx, thread=contact.thread):
            return
        tx.lock_key(contact.thread)
        goes_with = contact.joined_to or contact.case_id
        case = await CASES.find(tx, id=goes_with) if goes_with else None
        steps = await PROGRESS.all(tx, sort="at", thread=contact.thread, step="closed")
        closed_at = steps[-1].at if steps else contact.recorded_at
        await begin_period(tx, contact, berlin_day(closed_at), case.outcome if case else None, self.desk.periods)
        show_later(tx, contact.thread)
