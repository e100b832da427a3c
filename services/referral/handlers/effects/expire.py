"""An overdue referral ends without an answer."""

from services.referral.domain.transitions import step_if_possible
from services.referral.handlers.advance import advance
from services.referral.store import REFERRALS
from shared.bus import Effect, OnDone, Transaction


async def expire(effect: Effect) -> OnDone:
    """A referral that was answered late stays as it is."""

    async def on_done(tx: Transaction) -> None:
        wanted = {"referral_id": effect.payload["referral_id"]}
        if await REFERRALS.find(tx, **wanted):
            await advance(tx, lambda found: step_if_possible(found, "expire", tx.now), **wanted)

    return on_done
