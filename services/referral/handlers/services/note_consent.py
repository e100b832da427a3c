"""The person was asked for consent, or refused it: such a partner is not proposed again."""

from services.referral.domain.handover import Handover
from services.referral.store import HANDOVERS
from shared.bus import Transaction


async def note_consent(tx: Transaction, handover: Handover) -> None:
    tx.lock_key(handover.case_id)
    await HANDOVERS.put(tx, handover)
