"""The person's consent begins a referral: a cold one is named at once, a warm one sent after its package is fetched."""

import uuid

from services.referral.domain import transitions
from services.referral.domain.handover import Consent
from services.referral.handlers.advance import advance, recall_as_delisted, recall_as_not_onboarded
from services.referral.handlers.effects.schedule import schedule_sending
from services.referral.handlers.services.follow_case import known_case
from services.referral.store import HANDOVERS, PARTNERS, REFERRALS, is_onboarded
from shared.bus import Transaction
from shared.contracts.vocabulary import ReferralKind
from shared.errors import Never


async def prepare_referral(tx: Transaction, consent: Consent) -> None:
    """Begins a referral; recalls it at once where its partner has left the directory, or where it is warm and the
    partner is not onboarded: the counsellor gets a task, and the person does not read that a partner was asked.

    Events of the case and of its consents have no common order: the purpose is the consent's, where it states one.
    Raises TryLater while the case is unknown, Never for a partner that never was in the directory, and as `prepare`.
    """
    case = await known_case(tx, consent.handover.case_id)
    tx.lock_key(consent.handover.partner_id)  # conflicts with a suspension at the same time: one of both runs again
    partner = await PARTNERS.find(tx, partner_id=consent.handover.partner_id)
    if partner is None:
        raise Never("the partner never was in the directory")
    await HANDOVERS.put(tx, consent.handover)
    reference = uuid.uuid4().hex
    prepared = transitions.prepare(
        consent, partner, case.urgency, reference=reference, now=tx.now, purpose=consent.purpose or case.purpose
    ).state
    await REFERRALS.put(tx, prepared)
    if not partner.listed:
        await recall_as_delisted(tx, prepared.referral_id)
    elif consent.kind is ReferralKind.COLD:
        wanted = {"referral_id": prepared.referral_id}
        await advance(tx, lambda found: transitions.step_if_possible(found, "name", tx.now), **wanted)
    elif not await is_onboarded(tx, partner.partner_id):
        await recall_as_not_onboarded(tx, prepared.referral_id)
    else:
        schedule_sending(tx, prepared)
