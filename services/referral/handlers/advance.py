"""Every step of a referral: saved, published, and what follows from it."""

from collections.abc import Callable
from typing import Any, cast

from services.referral.domain.referral import OPEN, Referral, Step
from services.referral.handlers.effects.schedule import schedule_deadline
from services.referral.publications import publish_step, publish_to_partner
from services.referral.store import PACKAGES, PARTNERS, REFERRALS
from shared.bus import Transaction


async def advance(tx: Transaction, decide: Callable[[Referral], Step | None], **wanted: Any) -> Referral:
    """The referral found by `wanted`, after the step that `decide` takes; a decision of None leaves it as it is.

    Raises NotFound, and whatever `decide` raises.
    """
    step = cast("Step | None", await REFERRALS.update(tx, decide, **wanted))  # mypy joins the union to Fact
    if step is None:
        return await REFERRALS.get(tx, **wanted)
    await _follow(tx, step)
    return step.state


async def advance_if_known(tx: Transaction, decide: Callable[[Referral], Step | None], **wanted: Any) -> None:
    """Does nothing where there is no such referral, or none any more."""
    if await REFERRALS.find(tx, **wanted):
        await advance(tx, decide, **wanted)


async def _follow(tx: Transaction, step: Step) -> None:
    referral = step.state
    if referral.is_known:  # recalled before it was sent: nobody knows of it
        partner = await PARTNERS.get(tx, partner_id=referral.partner_id)
        publish_step(tx, step, partner)
        publish_to_partner(tx, step, partner)
    if referral.state not in OPEN:
        await PACKAGES.remove(tx, id=referral.referral_id)
    schedule_deadline(tx, referral)
