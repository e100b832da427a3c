"""A partner's time to answer is over."""

from services.referral.domain.transitions import step_if_possible
from services.referral.handlers.advance import advance
from services.referral.store import REFERRALS
from shared.bus import Effect, OnDone, Transaction


async def mark_overdue(effect: Effect) -> OnDone:
    """An answered referral stays as it is."""

    async def on_done(tx: Transaction) -> None:
        wanted = {"referral_id": effect.payload["referral_id"]}
        if await REFERRALS.find(tx, **wanted):
            await advance(tx, lambda found: step_if_possible(found, "mark_overdue", tx.now), **wanted)

    return on_done
