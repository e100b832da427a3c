"""The person was asked for consent, refused it, or is not asked any longer, on which proposals depend."""

from services.referral.domain.handover import Handover
from services.referral.store import HANDOVERS
from shared.bus import Transaction


async def note_consent(tx: Transaction, handover: Handover) -> None:
    tx.lock_key(handover.case_id)
    await HANDOVERS.put(tx, handover)
