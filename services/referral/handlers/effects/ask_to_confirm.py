"""Asks a partner by mail to confirm its entry before that is stale, and reminds it once."""

import logging
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Final

from services.referral.domain.confirmation_request import ConfirmationAsked, ask
from services.referral.domain.entry_change import BY_ITSELF, How
from services.referral.domain.factors import STALE
from services.referral.domain.freshness import ASK_BEFORE
from services.referral.handlers.directory import note_step
from services.referral.publications import publish_entry_due
from services.referral.store import CONFIRMATIONS, PARTNERS, is_onboarded, listed_between
from shared.bus import Transaction, UnitOfWork
from shared.clock import berlin_day
from shared.store import AWAY

A_DAY: Final = timedelta(days=1)
log: Final = logging.getLogger(__name__)


@dataclass(frozen=True)
class AskToConfirm:
    """A chore of the leader: each entry has a transaction of its own, so that a request that was sent is not repeated.

    A defect of one entry stops no other. Raises what the store raises while it is away.
    """

    unit_of_work: UnitOfWork

    async def __call__(self) -> None:
        today = berlin_day(self.unit_of_work.clock())
        since, until = today - STALE, today - STALE + ASK_BEFORE - A_DAY
        for partner_id in await self.unit_of_work(lambda tx: listed_between(tx, since, until)):
            await self._ask(partner_id)

    async def _ask(self, partner_id: str) -> None:
        try:
            await self.unit_of_work(partial(ask_partner, partner_id))
        except AWAY:
            raise
        except Exception as error:
            log.error("partner not asked to confirm", extra={"reason": type(error).__name__})


async def ask_partner(partner_id: str, tx: Transaction) -> None:
    """Asks the partner if a request is due; nothing where it left, was confirmed or was asked since it was found."""
    entry = await PARTNERS.find(tx, partner_id=partner_id)
    if entry is None:
        return
    tx.lock_key(partner_id)
    known = await CONFIRMATIONS.find(tx, partner_id=partner_id)
    due = ask(entry, known, tx.now, is_onboarded=await is_onboarded(tx, partner_id))
    if due is None:
        return
    await CONFIRMATIONS.put(tx, due.state)
    publish_entry_due(tx, partner_id)
    how: How = "asked" if isinstance(due, ConfirmationAsked) else "reminded"
    await note_step(tx, partner_id, by=BY_ITSELF, how=how)
