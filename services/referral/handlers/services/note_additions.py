"""The person agreed to an addition, or withdrew one: the partner is told that it can read more, or less."""

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
    """Answers the open question if all its items are given by now; otherwise tells the partner of the addition.

    `standing`: this addition and the others of the hand-over that stand; one whose items are unknown answers nothing.
    Nobody is told of a referral that is not sent yet, or over.
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
    """Tells the partner; as `note_addition_given`. An answer that an addition gave to a question stays."""
    known = await REFERRALS.find(tx, handover_id=handover_id)
    if known is not None and known.state in READABLE:
        await _tell(tx, known)


async def _answer(tx: Transaction, known: Referral, asked: Sequence[Inquiry]) -> None:
    """Marks the questions as answered: the partner decides anew, with no less time than a new request would give it."""
    partner = await PARTNERS.get(tx, partner_id=known.partner_id)
    due = respond_by(known.urgency, partner, tx.now)
    await advance_seen(tx, known, lambda found: transitions.reply(found, due, tx.now))
    for each in asked:
        await INQUIRIES.update(tx, lambda found: inquiry.reply_by_addition(found, tx.now), id=each.id)


async def _tell(tx: Transaction, known: Referral) -> None:
    partner = await PARTNERS.get(tx, partner_id=known.partner_id)
    publish_additions_changed(tx, known, partner, is_told=await is_onboarded(tx, known.partner_id))
