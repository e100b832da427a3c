"""Every step of a referral: saved, published, and what follows from it."""

from collections.abc import Callable
from typing import Any, cast

from services.referral.domain.referral import OPEN, Referral, Step
from services.referral.domain.transitions import step_if_possible
from services.referral.handlers.effects.schedule import schedule_deadline
from services.referral.publications import publish_step, publish_to_partner
from services.referral.store import ARRANGEMENTS, PACKAGES, PARTNERS, REFERRALS
from shared.bus import Transaction
from shared.contracts.vocabulary import RecallReason


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


async def recall_as_delisted(tx: Transaction, referral_id: str) -> None:
    """Its partner left the directory. Does nothing where it has ended. Raises NotFound."""
    reason = RecallReason.PARTNER_DELISTED
    await advance(tx, lambda found: step_if_possible(found, "recall", tx.now, reason=reason), referral_id=referral_id)


async def _follow(tx: Transaction, step: Step) -> None:
    """Of one that is recalled before it was sent nobody knows; but who left the directory is to be replaced."""
    referral = step.state
    if referral.is_known or referral.reason == RecallReason.PARTNER_DELISTED:
        partner = await PARTNERS.get(tx, partner_id=referral.partner_id)
        publish_step(tx, step, partner)
        if referral.is_known:
            publish_to_partner(tx, step, partner)
    if referral.state not in OPEN:
        await PACKAGES.remove(tx, id=referral.referral_id)
        await ARRANGEMENTS.remove(tx, id=referral.referral_id)
    schedule_deadline(tx, referral)
