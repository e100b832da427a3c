"""Announces entries again, in today's form, that an earlier release told the other services."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from pydantic import ValidationError

from services.referral.domain import announcement
from services.referral.domain.announcement import Announcement
from services.referral.domain.partner import Partner
from services.referral.handlers.directory import AT_ONCE
from services.referral.publications import publish_entry
from services.referral.store import ANNOUNCEMENT, PARTNERS, onboarded_among
from shared.bus import Transaction, UnitOfWork

log: Final = logging.getLogger(__name__)


@dataclass(frozen=True)
class AnnounceEntries:
    """A chore of the leader: announces all entries twice after an update, at once and a day later, in parts.

    So the order in which services are updated does not matter. After a break it begins anew: announcing an entry more
    often changes nothing.
    """

    unit_of_work: UnitOfWork

    async def __call__(self) -> None:
        if not await self.unit_of_work(_is_due):
            return
        after: str | None = None
        while part := await self.unit_of_work(partial(_tell, after)):
            after = part[-1].partner_id
        await self.unit_of_work(_note)


async def is_updated(tx: Transaction) -> bool:
    """Whether all entries were announced again: no service of an earlier release is expected to run any more."""
    return (await announced(tx)).told_again


async def _is_due(tx: Transaction) -> bool:
    return announcement.is_due(await announced(tx), tx.now)


async def announced(tx: Transaction) -> Announcement:
    """Returns how far all is announced; before the first time, a state in which nothing is."""
    return await ANNOUNCEMENT.find(tx, id=Announcement().id) or Announcement()


async def _tell(after: str | None, tx: Transaction) -> Sequence[Partner]:
    """Publishes the listed entries after `after`, as they are now; delisting was published when it happened.

    An entry that cannot be published stops no other.
    """
    part = await PARTNERS.all(tx, after=after, limit=AT_ONCE, listed=True)
    onboarded = await onboarded_among(tx, [each.partner_id for each in part])
    for each in part:
        try:
            publish_entry(tx, None, each, onboarded=each.partner_id in onboarded)
        except ValidationError as error:
            log.error("entry not announced", extra={"reason": type(error).__name__})
    return part


async def _note(tx: Transaction) -> None:
    await ANNOUNCEMENT.put(tx, announcement.told(await announced(tx), tx.now))
