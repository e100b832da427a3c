"""The person refused a partner for good: nobody is proposed it any more, until a counsellor takes that back for her."""

from services.referral.domain import circumstances
from services.referral.handlers.counsellor.circumstances import change_circumstances
from shared.bus import Transaction


async def exclude_partner(tx: Transaction, case_id: str, partner_id: str) -> None:
    await change_circumstances(
        tx, case_id, lambda known: circumstances.refuse(known, partner_id=partner_id, refused=True)
    )
