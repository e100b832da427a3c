"""Tells staff once a working day by one mail how much is to be done: to the contact point's own mailbox."""

import logging
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Final

from services.notification.digest_text import digest_text
from services.notification.domain import daily_digest
from services.notification.domain.daily_digest import OwnNumbers
from services.notification.handlers.list_notices import LATELY
from services.notification.handlers.store_nothing import store_nothing
from services.notification.recipients import Ask, OpenWork, open_work
from services.notification.smtp import Mail, MailServer, Refused
from services.notification.store import count_failed, count_near
from shared.bus import Effect, OnDone, Transaction, UnitOfWork
from shared.clock import berlin_day
from shared.errors import Never, TryLater

log: Final = logging.getLogger(__name__)

DIGEST: Final = "digest"
"""The kind of the effects that send the mail."""
DAY: Final = "day"
"""The field of their payload for the day."""
DIGEST_PAUSE: Final = 60.0
"""Seconds between two looks at the clock."""


@dataclass(frozen=True)
class PlanDigest:
    """A round of the leader that plans the day's mail.

    `hour`: by the clock in Germany; `planned`: days that this process knows to be planned.
    """

    unit_of_work: UnitOfWork
    hour: int
    planned: set[date] = field(default_factory=set)

    async def __call__(self) -> None:
        """Plans the mail that is due; two processes plan the same. Raises what the store raises while it is away."""
        day = daily_digest.day_due(self.unit_of_work.clock(), self.hour)
        if day is not None and day not in self.planned:
            await self.unit_of_work(partial(plan_digest, day))
            self.planned.add(day)


async def plan_digest(day: date, tx: Transaction) -> None:
    """Adds the effect once a day: a row of that id that is there already, done or not, stays as it is."""
    key = str(daily_digest.SERIES)
    tx.add_effect(DIGEST, key=key, payload={DAY: day.isoformat()}, id=daily_digest.digest_id(day))


@dataclass(frozen=True)
class SendDigest:
    """Carries out effects of the kind `digest`. `to`: empty where nobody is told any longer."""

    unit_of_work: UnitOfWork
    ask: Ask
    mail_server: MailServer
    to: str
    hour: int

    async def __call__(self, effect: Effect) -> OnDone:
        """Sends the mail, unless its day is over and it is of no use to anybody any more.

        Raises TryLater while the mail server is away, and while the desk is, as long as its numbers are waited for.
        """
        day, now = date.fromisoformat(effect.payload[DAY]), self.unit_of_work.clock()
        if not self.to or berlin_day(now) != day:
            return store_nothing
        work = await self._work(day)
        text = digest_text(work, await self.unit_of_work(partial(_own, day)), day)
        try:
            await self.mail_server.send(Mail(effect.id, effect.created, (self.to,), text))
        except Refused:
            log.error("digest refused by the mail server", extra={"dispatch": effect.id})
        return store_nothing

    async def _work(self, day: date) -> OpenWork | None:
        try:
            return await open_work(self.ask)
        except (TryLater, Never):
            if daily_digest.waits(day, self.hour, self.unit_of_work.clock()):
                raise TryLater("the desk does not say what is to be done") from None
            return None


async def _own(day: date, tx: Transaction) -> OwnNumbers:
    near = await count_near(tx, day + daily_digest.AHEAD)
    return OwnNumbers(near, await count_failed(tx, tx.now - LATELY))
