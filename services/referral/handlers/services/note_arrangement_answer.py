"""The person answered the partner's arrangement: the answer is fetched from intake."""

from services.referral.handlers.effects.schedule import schedule_fetching_answer
from services.referral.store import REFERRALS
from shared.bus import Transaction


async def note_arrangement_answer(tx: Transaction, handover_id: str) -> None:
    """Schedules the fetching; does nothing where no referral is known."""
    referral = await REFERRALS.find(tx, handover_id=handover_id)
    if referral is not None:
        schedule_fetching_answer(tx, referral)
