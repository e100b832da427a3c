"""From the person's consent to a referral, and back when it is withdrawn."""

import uuid
from dataclasses import dataclass

from services.referral.domain.case import Case
from services.referral.domain.handover import Handover
from services.referral.domain.life import OPEN, Referral, referral_of, send, step
from services.referral.domain.partner import Partner
from services.referral.domain.reply import respond_by
from services.referral.handlers.cases import heard_of
from services.referral.handlers.progress import advance
from services.referral.handlers.proposals import propose
from services.referral.store import find, find_by, put
from shared.bus import Transaction
from shared.contracts.vocabulary import ConsentItem, ReferralKind
from shared.errors import Never


@dataclass(frozen=True)
class Consent:
    handover: Handover
    kind: ReferralKind
    items: tuple[ConsentItem, ...]
    replaces: str | None


async def note_handover(tx: Transaction, handover: Handover) -> None:
    """Asked or refused: who waits for an answer, or was refused by the person, is not proposed again."""
    tx.lock_key(handover.case_id)
    await put(tx, handover)
    await propose(tx, handover.case_id)


async def begin_referral(tx: Transaction, consent: Consent) -> None:
    case = await heard_of(tx, consent.handover.case_id)
    partner = await find(tx, Partner, consent.handover.partner_id)
    if partner is None or not partner.listed:
        raise Never("the partner is not in the directory")
    await put(tx, consent.handover)
    referral = _new(tx, case, partner, consent)
    if consent.kind is ReferralKind.COLD:
        await advance(tx, referral, send(referral, tx.now, respond_by(case.urgency, partner, tx.now)))
        return
    await put(tx, referral)
    payload = {"referral_id": referral.referral_id, "handover_id": referral.handover_id}
    tx.add_effect("fetch", key=case.case_id, payload=payload)
    await propose(tx, case.case_id)


async def end_consent(tx: Transaction, handover: Handover) -> None:
    tx.lock_key(handover.case_id)
    await put(tx, handover)
    referral = await find_by(tx, Referral, handover_id=handover.handover_id)
    if referral is not None and referral.state in OPEN:
        await advance(tx, referral, step(referral, "recall", tx.now, said="consent_withdrawn"))


def _new(tx: Transaction, case: Case, partner: Partner, consent: Consent) -> Referral:
    return Referral(
        referral_id=referral_of(consent.handover.handover_id),
        case_id=case.case_id,
        handover_id=consent.handover.handover_id,
        partner_id=partner.partner_id,
        partner_category=partner.category,
        level=partner.level,
        reference=uuid.uuid4().hex,
        kind=consent.kind,
        urgency=case.urgency,
        items=consent.items,
        replaces=consent.replaces,
        state="preparing",
        changed_at=tx.now,
    )
