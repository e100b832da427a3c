"""Ends a capacity inquiry: its time is over, its mail came back, the case is closed, or the partner left."""

from services.referral.domain import capacity_inquiry
from services.referral.domain.capacity_inquiry import CapacityInquiry, CapacityLapsed
from services.referral.domain.partner import TAKES_REFERRALS
from services.referral.publications import publish_capacity_lapsed
from services.referral.store import CAPACITY_INQUIRIES, PARTNERS
from shared.bus import Effect, OnDone, Transaction
from shared.contracts.vocabulary import Way


async def lapse_in_time(effect: Effect) -> OnDone:
    """Lapses the inquiry of a due effect; one that was answered, is over or erased stays as it is."""

    async def on_done(tx: Transaction) -> None:
        tx.lock_key(effect.key)
        known = await CAPACITY_INQUIRIES.find(tx, inquiry_id=effect.payload["inquiry_id"])
        if known is not None:
            await _lapse(tx, capacity_inquiry.lapse(known))

    return on_done


async def note_inquiry_mail_returned(tx: Transaction, inquiry_id: str) -> None:
    """Lapses an inquiry whose mail came back, if mail is the partner's only way: a system that was told may answer.

    Does nothing for one that is erased.
    """
    known = await CAPACITY_INQUIRIES.find(tx, inquiry_id=inquiry_id)
    if known is None:
        return
    tx.lock_key(known.case_id)
    partner = await PARTNERS.get(tx, partner_id=known.partner_id)
    if TAKES_REFERRALS.intersection(partner.ways) == {Way.MAIL}:
        await _lapse(tx, capacity_inquiry.return_mail(known))


async def note_inquiry_mail_doubted(tx: Transaction, inquiry_id: str) -> None:
    """Marks that the mail may not have arrived. Does nothing for an inquiry that is erased, was answered or is over."""
    known = await CAPACITY_INQUIRIES.find(tx, inquiry_id=inquiry_id)
    if known is None:
        return
    tx.lock_key(known.case_id)
    doubted = capacity_inquiry.doubt_mail(known)
    if doubted is not None:
        await CAPACITY_INQUIRIES.put(tx, doubted.state)


async def end_of_case(tx: Transaction, case_id: str) -> None:
    """Ends all open inquiries of the case, whose key must be locked."""
    await _end(tx, await CAPACITY_INQUIRIES.all(tx, case_id=case_id, standing="open"))


async def end_of_partner(tx: Transaction, partner_id: str) -> None:
    """Lapses the partner's inquiries without an answer, so that whoever waits learns it, and ends the answered ones."""
    waiting = await CAPACITY_INQUIRIES.all(tx, partner_id=partner_id, standing="open")
    for known in waiting:
        await _lapse(tx, capacity_inquiry.lapse(known))
    await _end(tx, [each for each in waiting if each.answer is not None])


async def _lapse(tx: Transaction, lapsed: CapacityLapsed | None) -> None:
    if lapsed is not None:
        await CAPACITY_INQUIRIES.put(tx, lapsed.state)
        publish_capacity_lapsed(tx, lapsed)


async def _end(tx: Transaction, known: list[CapacityInquiry]) -> None:
    for each in known:
        ended = capacity_inquiry.end(each)
        if ended is not None:
            await CAPACITY_INQUIRIES.put(tx, ended.state)
