"""Every step of a referral: saved, published, and what follows from it."""

from collections.abc import Callable
from typing import Any, Final, cast

from services.referral.domain.referral import OPEN, Referral, Step
from services.referral.domain.transitions import step_if_possible
from services.referral.handlers.effects.schedule import schedule_deadline
from services.referral.publications import publish_step, publish_to_partner
from services.referral.store import ARRANGEMENTS, PACKAGES, PARTNERS, REFERRALS, is_onboarded
from shared.bus import Transaction
from shared.contracts.vocabulary import RecallReason

NEEDS_ANOTHER: Final = frozenset({RecallReason.PARTNER_DELISTED, RecallReason.NOT_ONBOARDED})
"""Of a recall: the person agreed, and nobody is asked. Her counsellor is to know, also where it was never sent."""


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
    await _recall(tx, referral_id, RecallReason.PARTNER_DELISTED)


async def recall_as_not_onboarded(tx: Transaction, referral_id: str) -> None:
    """Nothing of a case goes to its partner yet. As `recall_as_delisted`."""
    await _recall(tx, referral_id, RecallReason.NOT_ONBOARDED)


async def _recall(tx: Transaction, referral_id: str, reason: RecallReason) -> None:
    await advance(tx, lambda found: step_if_possible(found, "recall", tx.now, reason=reason), referral_id=referral_id)


async def _follow(tx: Transaction, step: Step) -> None:
    """Of one that is recalled before it was sent intake alone learns, which waits for it: where the person withdrew, it
    was intake that said so."""
    referral = step.state
    if referral.is_known or referral.reason in NEEDS_ANOTHER or referral.by == "counsellor":
        partner = await PARTNERS.get(tx, partner_id=referral.partner_id)
        publish_step(tx, step, partner)
        if referral.is_known and await is_onboarded(tx, partner.partner_id):
            publish_to_partner(tx, step, partner)
    if referral.state not in OPEN:
        await PACKAGES.remove(tx, id=referral.referral_id)
        await ARRANGEMENTS.remove(tx, id=referral.referral_id)
    schedule_deadline(tx, referral)
