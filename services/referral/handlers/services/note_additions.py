"""The person agreed to an addition, or withdrew one: the partner is told that there is something to read, or less."""

from typing import Any

from services.referral.domain import inquiry, transitions
from services.referral.domain.referral import READABLE, Referral
from services.referral.domain.respond_by import respond_by
from services.referral.handlers.advance import advance
from services.referral.publications import publish_additions_changed
from services.referral.store import INQUIRIES, PARTNERS, REFERRALS, is_onboarded
from shared.bus import Transaction


async def note_addition_given(tx: Transaction, handover_id: str) -> None:
    """It answers the question that is open. Nobody is told of a referral that is not sent yet, or over."""
    known = await REFERRALS.find(tx, handover_id=handover_id)
    if known is None or known.state not in READABLE:
        return
    tx.lock_key(known.case_id)
    if known.state == "questioned":
        await _answer(tx, known)
    else:
        await _tell(tx, known)


async def note_addition_withdrawn(tx: Transaction, handover_id: str) -> None:
    """As `note_addition_given`; an answer that was given with it stays given."""
    known = await REFERRALS.find(tx, handover_id=handover_id)
    if known is not None and known.state in READABLE:
        await _tell(tx, known)


async def _answer(tx: Transaction, known: Referral) -> None:
    """The partner is asked to decide anew, with no less time than a new request would give it."""
    partner = await PARTNERS.get(tx, partner_id=known.partner_id)
    due = respond_by(known.urgency, partner, tx.now)
    await advance(tx, lambda found: transitions.reply(found, due, tx.now), referral_id=known.referral_id)
    wanted: dict[str, Any] = {"referral_id": known.referral_id}
    for each in await INQUIRIES.all(tx, sort="asked_at", **wanted):
        if each.replied_at is None:
            await INQUIRIES.update(tx, lambda found: inquiry.reply_by_addition(found, tx.now), id=each.id)


async def _tell(tx: Transaction, known: Referral) -> None:
    partner = await PARTNERS.get(tx, partner_id=known.partner_id)
    publish_additions_changed(tx, known, partner, is_told=await is_onboarded(tx, known.partner_id))
