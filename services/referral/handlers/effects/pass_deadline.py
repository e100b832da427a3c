"""Marks a referral as overdue when its deadline has passed without an answer. Only a counsellor gives it up."""

from services.referral.domain import transitions
from services.referral.handlers.advance import advance_if_known
from shared.bus import Effect, OnDone, Transaction


async def mark_overdue(effect: Effect) -> OnDone:
    """Marks the referral as overdue; an answered one stays as it is."""

    async def on_done(tx: Transaction) -> None:
        wanted = {"referral_id": effect.payload["referral_id"]}
        await advance_if_known(tx, lambda found: transitions.mark_overdue(found, tx.now), **wanted)

    return on_done


async def ignore_expiry(effect: Effect) -> OnDone:
    """Does nothing: earlier releases scheduled this effect to give a referral up without a counsellor."""

    async def on_done(tx: Transaction) -> None:
        pass

    return on_done
