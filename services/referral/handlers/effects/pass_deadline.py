"""A deadline has passed without an answer: the referral is overdue, and some days later it expires."""

from typing import Literal

from services.referral.domain.transitions import step_if_possible
from services.referral.handlers.advance import advance_if_known
from shared.bus import Effect, OnDone, Transaction


async def mark_overdue(effect: Effect) -> OnDone:
    """An answered referral stays as it is."""
    return _when_due(effect, "mark_overdue")


async def expire(effect: Effect) -> OnDone:
    """A referral that was answered late stays as it is."""
    return _when_due(effect, "expire")


def _when_due(effect: Effect, act: Literal["mark_overdue", "expire"]) -> OnDone:
    async def on_done(tx: Transaction) -> None:
        referral_id = effect.payload["referral_id"]
        await advance_if_known(tx, lambda found: step_if_possible(found, act, tx.now), referral_id=referral_id)

    return on_done
