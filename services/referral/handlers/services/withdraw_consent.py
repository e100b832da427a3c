"""The person withdrew consent, or never gave it: an open referral is recalled, and its package is removed."""

from services.referral.domain.handover import Handover
from services.referral.domain.transitions import step_if_possible
from services.referral.handlers.advance import advance_if_known
from services.referral.store import HANDOVERS
from shared.bus import Transaction
from shared.contracts.vocabulary import RecallReason


async def withdraw_consent(tx: Transaction, handover: Handover) -> None:
    """Recalls the referral; one that ended before stays as it is."""
    await end_without_consent(tx, handover, RecallReason.CONSENT_WITHDRAWN)


async def end_without_consent(tx: Transaction, handover: Handover, reason: RecallReason) -> None:
    """Stores `handover`, as it stands without the consent, and recalls an open referral."""
    tx.lock_key(handover.case_id)
    await HANDOVERS.put(tx, handover)
    await advance_if_known(
        tx,
        lambda found: step_if_possible(found, "recall", tx.now, reason=reason),
        handover_id=handover.handover_id,
    )
