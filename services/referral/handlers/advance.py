"""Saves and publishes every step of a referral, with its consequences."""

from collections.abc import Callable
from typing import Any, Final

from services.referral.domain.partner import Partner
from services.referral.domain.referral import OPEN, Referral, Step
from services.referral.domain.transitions import step_if_possible
from services.referral.handlers.effects.schedule import schedule_deadline
from services.referral.publications import publish_step, publish_to_partner
from services.referral.store import ARRANGEMENTS, PACKAGES, PARTNERS, REFERRALS, is_onboarded
from shared.bus import Transaction
from shared.contracts.vocabulary import RecallReason

NEEDS_ANOTHER: Final = frozenset({RecallReason.PARTNER_DELISTED, RecallReason.NOT_ONBOARDED})
"""Reasons of a recall that leave the person without a partner: they agreed, and nobody is asked.

Their counsellor is told, also where the referral was never sent.
"""


async def advance(tx: Transaction, decide: Callable[[Referral], Step | None], **wanted: Any) -> Referral:
    """Returns the referral found by `wanted`, after the step that `decide` takes; a decision of None leaves it as it
    is.

    Raises NotFound, and whatever `decide` raises.
    """
    return await advance_seen(tx, await REFERRALS.get(tx, **wanted), decide)


async def advance_seen(
    tx: Transaction, seen: Referral, decide: Callable[[Referral], Step | None], *, onboarded: Partner | None = None
) -> Referral:
    """Advances a referral that this transaction has read; otherwise like `advance`.

    `onboarded`: its partner, where the transaction has read that referrals go to it.
    """
    step = decide(seen)
    if step is None:
        return seen
    saved = await REFERRALS.save(tx, seen, step)
    await _follow(tx, saved, onboarded)
    return saved.state


async def advance_if_known(tx: Transaction, decide: Callable[[Referral], Step | None], **wanted: Any) -> None:
    """Advances the referral, or does nothing where there is none, or none any more; otherwise like `advance`."""
    if (seen := await REFERRALS.find(tx, **wanted)) is not None:
        await advance_seen(tx, seen, decide)


async def recall_as_delisted(tx: Transaction, referral_id: str) -> None:
    """Recalls a referral whose partner left the directory. Does nothing where it has ended. Raises NotFound."""
    await _recall(tx, referral_id, RecallReason.PARTNER_DELISTED)


async def recall_all_as_delisted(tx: Transaction, partner: Partner) -> None:
    """Recalls all open referrals of a partner that left the directory."""
    onboarded = partner if await is_onboarded(tx, partner.partner_id) else None
    for each in await REFERRALS.all(tx, partner_id=partner.partner_id, state=OPEN):
        await advance_seen(tx, each, _recalled(tx, RecallReason.PARTNER_DELISTED), onboarded=onboarded)


async def recall_as_not_onboarded(tx: Transaction, referral_id: str) -> None:
    """Recalls a referral to whose partner nothing of a case goes yet. As `recall_as_delisted`."""
    await _recall(tx, referral_id, RecallReason.NOT_ONBOARDED)


async def _recall(tx: Transaction, referral_id: str, reason: RecallReason) -> None:
    await advance(tx, _recalled(tx, reason), referral_id=referral_id)


def _recalled(tx: Transaction, reason: RecallReason) -> Callable[[Referral], Step | None]:
    return lambda found: step_if_possible(found, "recall", tx.now, reason=reason)


async def _follow(tx: Transaction, step: Step, onboarded: Partner | None) -> None:
    """Publishes the step, removes package and arrangement of an ended referral, and schedules the deadline.

    A recall before sending is published only for intake, which waits for the referral: by a counsellor, or for a reason
    in NEEDS_ANOTHER. It is not where the person withdrew: that came from intake. The partner is told of a known
    referral only, while it is onboarded.
    """
    referral = step.state
    if referral.is_known or referral.reason in NEEDS_ANOTHER or referral.by == "counsellor":
        partner = onboarded or await PARTNERS.get(tx, partner_id=referral.partner_id)
        publish_step(tx, step, partner)
        if referral.is_known and (onboarded or await is_onboarded(tx, partner.partner_id)):
            publish_to_partner(tx, step, partner)
    if referral.state not in OPEN:
        await PACKAGES.remove(tx, id=referral.referral_id)
        await ARRANGEMENTS.remove(tx, id=referral.referral_id)
    schedule_deadline(tx, referral)
