"""A partner says whether it has room, before it learns for whom."""

from datetime import date
from typing import Any

from services.referral.domain import capacity_inquiry, link
from services.referral.domain.capacity_inquiry import Answer, CapacityInquiry, NoRoom
from services.referral.domain.partner import Partner
from services.referral.handlers.partner.visibility import PAGE
from services.referral.publications import publish_capacity_answered
from services.referral.store import CAPACITY_INQUIRIES, PARTNERS, is_onboarded
from shared.attempts import once
from shared.bus import Transaction
from shared.errors import NotFound


def own_inquiry(partner: Partner, reference: str) -> dict[str, Any]:
    """Returns the query for one inquiry to this partner."""
    return {"reference": reference, "partner_id": partner.partner_id}


async def behind_capacity_link(key: bytes, token: str, tx: Transaction) -> CapacityInquiry:
    """Returns the inquiry behind the link. Raises NotFound for a link that opens nothing, as all of a partner that left
    or is not onboarded.
    """
    reference = link.read_capacity(key, token, tx.now)
    if reference is None:
        raise NotFound
    known = await CAPACITY_INQUIRIES.get(tx, reference=reference)
    await PARTNERS.get(tx, partner_id=known.partner_id, listed=True)
    if not await is_onboarded(tx, known.partner_id):
        raise NotFound
    return known


async def list_capacity_inquiries(tx: Transaction, partner: Partner, after: str) -> list[CapacityInquiry]:
    """Returns the next page in the order of the references."""
    return await CAPACITY_INQUIRIES.all(tx, sort="reference", after=after, limit=PAGE, partner_id=partner.partner_id)


async def read_capacity_inquiry(tx: Transaction, partner: Partner, reference: str) -> CapacityInquiry:
    """Returns the inquiry; raises NotFound."""
    return await CAPACITY_INQUIRIES.get(tx, **own_inquiry(partner, reference))


async def answer_capacity(
    tx: Transaction,
    wanted: dict[str, Any],
    said: Answer,
    from_on: date | None,
    reason: NoRoom | None,
    act_id: str | None = None,
) -> CapacityInquiry:
    """Stores the answer; the same again changes nothing. Raises NotFound, and as `capacity_inquiry.answer`."""

    async def do() -> None:
        known = await CAPACITY_INQUIRIES.get(tx, **wanted)
        tx.lock_key(known.case_id)
        answered = await CAPACITY_INQUIRIES.update(
            tx, lambda found: capacity_inquiry.answer(found, said, from_on, reason, tx.now), **wanted
        )
        if answered is not None:
            publish_capacity_answered(tx, answered)

    await once(tx, act_id, do)
    return await CAPACITY_INQUIRIES.get(tx, **wanted)
