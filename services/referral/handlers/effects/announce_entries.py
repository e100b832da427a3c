"""Entries that an earlier release told the other services are told once more, as they are told today."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from pydantic import ValidationError

from services.referral.domain.announcement import FORM, Announcement
from services.referral.domain.partner import Partner
from services.referral.handlers.directory import AT_ONCE
from services.referral.publications import publish_entry
from services.referral.store import ANNOUNCEMENT, PARTNERS, onboarded_among
from shared.bus import Transaction, UnitOfWork

log: Final = logging.getLogger(__name__)


@dataclass(frozen=True)
class AnnounceEntries:
    """A chore of the leader: once after an update, in parts. Broken off, it begins anew: twice told changes nothing.

    Requires that who is to understand more of an entry was updated before: what was told then is not told again.
    """

    unit_of_work: UnitOfWork

    async def __call__(self) -> None:
        if await self.unit_of_work(_is_told):
            return
        after: str | None = None
        while part := await self.unit_of_work(partial(_tell, after)):
            after = part[-1].partner_id
        await self.unit_of_work(_note)


async def _is_told(tx: Transaction) -> bool:
    known = await ANNOUNCEMENT.find(tx, id=Announcement().id)
    return known is not None and known.form >= FORM


async def _tell(after: str | None, tx: Transaction) -> Sequence[Partner]:
    """The entries behind `after`, as they are now; who left was told as that. One defect stops no other."""
    part = await PARTNERS.all(tx, after=after, limit=AT_ONCE, listed=True)
    onboarded = await onboarded_among(tx, [each.partner_id for each in part])
    for each in part:
        try:
            publish_entry(tx, None, each, onboarded=each.partner_id in onboarded)
        except ValidationError as error:
            log.error("entry not announced", extra={"reason": type(error).__name__})
    return part


async def _note(tx: Transaction) -> None:
    await ANNOUNCEMENT.put(tx, Announcement(form=FORM))
