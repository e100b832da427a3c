"""The person refused a partner for good: it is not proposed any more, until a counsellor takes that back for them."""

from services.referral.domain import circumstances
from services.referral.handlers.counsellor.circumstances import change_circumstances
from shared.bus import Transaction


async def exclude_partner(tx: Transaction, case_id: str, partner_id: str) -> None:
    await change_circumstances(
        tx, case_id, lambda known: circumstances.refuse(known, partner_id=partner_id, refused=True)
    )
