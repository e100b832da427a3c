"""The person agreed to an addition, or withdrew one: the partner is told that there is something to read, or less."""

from collections.abc import Collection, Sequence

from services.referral.domain import inquiry, transitions
from services.referral.domain.inquiry import AgreedAddition, Inquiry
from services.referral.domain.referral import READABLE, Referral
from services.referral.domain.respond_by import respond_by
from services.referral.handlers.advance import advance_seen
from services.referral.publications import publish_additions_changed
from services.referral.store import INQUIRIES, PARTNERS, REFERRALS, is_onboarded
from shared.bus import Transaction


async def note_addition_given(tx: Transaction, handover_id: str, standing: Collection[AgreedAddition]) -> None:
    """The open question is answered, if all of it is given by now; else it stays open, and the partner is told.

    `standing`: this addition and the others of the hand-over that stand; those of which nobody knows what they give
    answer nothing. Nobody is told of a referral that is not sent yet, or over.
    """
    known = await REFERRALS.find(tx, handover_id=handover_id)
    if known is None or known.state not in READABLE:
        return
    tx.lock_key(known.case_id)
    asked = await INQUIRIES.all(tx, sort="asked_at", referral_id=known.referral_id)
    answered = [each for each in asked if inquiry.is_answered_by(each, standing)]
    if known.state == "questioned" and answered:
        await _answer(tx, known, answered)
    else:
        await _tell(tx, known)


async def note_addition_withdrawn(tx: Transaction, handover_id: str) -> None:
    """As `note_addition_given`; an answer that was given with it stays given."""
    known = await REFERRALS.find(tx, handover_id=handover_id)
    if known is not None and known.state in READABLE:
        await _tell(tx, known)


async def _answer(tx: Transaction, known: Referral, asked: Sequence[Inquiry]) -> None:
    """The partner is asked to decide anew, with no less time than a new request would give it."""
    partner = await PARTNERS.get(tx, partner_id=known.partner_id)
    due = respond_by(known.urgency, partner, tx.now)
    await advance_seen(tx, known, lambda found: transitions.reply(found, due, tx.now))
    for each in asked:
        await INQUIRIES.update(tx, lambda found: inquiry.reply_by_addition(found, tx.now), id=each.id)


async def _tell(tx: Transaction, known: Referral) -> None:
    partner = await PARTNERS.get(tx, partner_id=known.partner_id)
    publish_additions_changed(tx, known, partner, is_told=await is_onboarded(tx, known.partner_id))
