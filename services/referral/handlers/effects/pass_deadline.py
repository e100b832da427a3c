"""A deadline has passed without an answer: the referral is overdue. Only a counsellor gives it up."""

from services.referral.domain import transitions
from services.referral.handlers.advance import advance_if_known
from shared.bus import Effect, OnDone, Transaction


async def mark_overdue(effect: Effect) -> OnDone:
    """An answered referral stays as it is."""

    async def on_done(tx: Transaction) -> None:
        wanted = {"referral_id": effect.payload["referral_id"]}
        await advance_if_known(tx, lambda found: transitions.mark_overdue(found, tx.now), **wanted)

    return on_done


async def wait_on(effect: Effect) -> OnDone:
    """What an earlier release scheduled to give a referral up by itself."""

    async def on_done(tx: Transaction) -> None:
        pass

    return on_done
