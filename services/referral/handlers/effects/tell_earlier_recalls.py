"""Tells the desk of recalls that an earlier release told nobody: the desk still waits for those referrals."""

from dataclasses import dataclass
from functools import partial

from services.referral.domain.referral import ReferralRecalled
from services.referral.handlers.effects.announce_entries import is_updated
from services.referral.publications import publish_step
from services.referral.store import PARTNERS, REFERRALS, recalled_unsent_by_earlier_releases
from shared.bus import Transaction, UnitOfWork


@dataclass(frozen=True)
class TellEarlierRecalls:
    """A chore: publishes each recall by a counsellor before sending, once, also where an old replica stored it.

    Until then its case cannot be closed at the desk, and no recall is possible any more. Nothing is published before
    the update is over: a desk of an earlier release would tell the person that it was taken back from the partner.
    """

    unit_of_work: UnitOfWork

    async def __call__(self) -> None:
        if not await self.unit_of_work(is_updated):
            return
        for referral_id in await self.unit_of_work(recalled_unsent_by_earlier_releases):
            await self.unit_of_work(partial(_tell, referral_id))


async def _tell(referral_id: str, tx: Transaction) -> None:
    """Publishes the recall. Saving adds the field without which recalls of earlier releases are found."""
    known = await REFERRALS.find(tx, referral_id=referral_id)
    if known is None:
        return
    tx.lock_key(known.case_id)
    recalled = await REFERRALS.update(tx, ReferralRecalled, counted=False, referral_id=referral_id)
    assert recalled
    publish_step(tx, recalled, await PARTNERS.get(tx, partner_id=known.partner_id))
